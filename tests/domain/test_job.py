import re
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.job import (
    CAPTURED,
    FINAL,
    NEXT,
    OPEN,
    VOID,
    Capture,
    Correct,
    IllegalMoveError,
    Job,
    JobState,
    Move,
    Settlement,
    Void,
    enter,
    stay,
)
from tests.builders import NOW, a_job

EVERY_PAIR = [(source, target) for source in JobState for target in JobState]
ALLOWED = {
    "awaiting-approval": {"queued", "cancelled", "failed", "unknown"},
    "queued": {"submitting", "cancelled", "failed", "unknown"},
    "submitting": {"queued", "running", "unknown", "failed"},
    "unknown": {"running", "expired", "failed"},
    "running": {"fetching", "failed"},
    "fetching": {"ready", "failed"},
    "ready": {"delivered", "undeliverable"},
    "expired": {"running", "failed"},
}
SETTLEMENTS: tuple[Settlement | None, ...] = (None, Void(), Capture(28), Correct(28))
NOTHING = type(None)


def moved(source: JobState, target: JobState, settlement: Settlement | None, by: int = 1) -> Move:
    before = a_job(source, rev=3, free=source is JobState.EXPIRED)
    return Move(before, replace(before, state=target, rev=3 + by), "a test", settlement)


def wanted(source: JobState, target: JobState) -> tuple[type[Any], ...]:
    if source in OPEN and target not in OPEN:
        return (Capture,) if target in CAPTURED else (Void,)
    corrected = {
        (JobState.EXPIRED, JobState.FAILED): (Correct,),
        (JobState.FAILED, JobState.FAILED): (NOTHING, Correct),
    }
    return corrected.get((source, target), (NOTHING,))


def test_every_state_is_open_or_captured_or_void() -> None:
    assert set(JobState) == OPEN | CAPTURED | VOID
    assert not OPEN & CAPTURED
    assert not OPEN & VOID
    assert not CAPTURED & VOID


def test_the_table_of_moves_is_the_designs() -> None:
    assert {state.value: {to.value for to in NEXT[state]} for state in JobState if NEXT[state]} == ALLOWED


def test_a_final_state_is_left_by_nothing_but_the_operators_word_about_an_expired_job() -> None:
    assert {state for state in JobState if not NEXT[state]} == FINAL - {JobState.EXPIRED}


@pytest.mark.parametrize(("source", "target"), EVERY_PAIR)
def test_a_move_is_in_the_table_or_cannot_be_built(source: JobState, target: JobState) -> None:
    right = next(one for one in SETTLEMENTS if isinstance(one, wanted(source, target)))
    if source is target or target.value in ALLOWED.get(source.value, set()):
        assert moved(source, target, right).after.state is target
        return
    for settlement in SETTLEMENTS:
        with pytest.raises(IllegalMoveError, match=re.escape(f"{source} -> {target}")):
            moved(source, target, settlement)


@pytest.mark.parametrize(
    ("source", "target"),
    [(source, target) for source, target in EVERY_PAIR if target in NEXT[source] or target is source],
)
def test_a_move_brings_the_settlement_that_its_hold_needs_and_no_other(source: JobState, target: JobState) -> None:
    for settlement in SETTLEMENTS:
        if isinstance(settlement, wanted(source, target)):
            assert moved(source, target, settlement).settlement is settlement
        else:
            with pytest.raises(IllegalMoveError, match="with"):
                moved(source, target, settlement)


def test_an_expired_job_goes_on_only_at_no_charge() -> None:
    before = a_job(JobState.EXPIRED, rev=3)
    with pytest.raises(IllegalMoveError, match="nothing held"):
        Move(before, replace(before, state=JobState.RUNNING, rev=4), "a test")


@pytest.mark.parametrize("by", [-1, 0, 2])
def test_a_move_raises_rev_by_one(by: int) -> None:
    with pytest.raises(IllegalMoveError, match="rev 3"):
        moved(JobState.QUEUED, JobState.SUBMITTING, None, by)


def test_staying_changes_the_named_facts_only() -> None:
    job = a_job(JobState.RUNNING, rev=7, tries=2)
    move = stay(job, "polled", polls=4)
    assert move.before is job
    assert move.after == replace(job, rev=8, polls=4)
    assert (move.settlement, move.delivery, move.noted_at) == (None, None, None)
    assert stay(job, "polled", noted_at=NOW + 5).noted_at == NOW + 5


def test_entering_a_state_starts_its_tries_anew_and_is_due_at_once() -> None:
    after = enter(a_job(JobState.QUEUED, tries=3), JobState.SUBMITTING, NOW + 60, "its turn", submits=1).after
    assert (after.state, after.state_at, after.due_at) == (JobState.SUBMITTING, NOW + 60, NOW + 60)
    assert (after.tries, after.deadline_at, after.submits) == (0, None, 1)


def test_a_job_is_final_exactly_in_final_states() -> None:
    jobs: list[Job] = [a_job(state) for state in JobState]
    assert {job.state for job in jobs if job.is_final} == FINAL


@pytest.mark.parametrize("state", list(JobState))
def test_no_state_is_entered_twice(state: JobState) -> None:
    with pytest.raises(IllegalMoveError, match=re.escape(f"{state} -> {state}")):
        enter(a_job(state), state, NOW, "a second turn")
