"""The judge of a day finds what is wrong with it: a day that is right proves nothing otherwise."""

from collections import Counter
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, Final

import pytest

from bot.domain.job import Job, JobState
from tests.builders import JOB, a_job, a_spec
from tests.soak.verdict import RECEIPT, Books, Seen, Tally, judge

PROMPT: Final = "Paper boat number 1"


def _use(job_id: int = JOB, said: str = f"8 credits {RECEIPT}.") -> Any:
    return SimpleNamespace(interaction=SimpleNamespace(id=job_id), answers=[SimpleNamespace(text=said)])


def _task(task_id: str = "t", charged: int = 8) -> Any:
    return SimpleNamespace(task_id=task_id, request={"prompt": PROMPT}, charged=charged)


def _clip(job_id: int = JOB) -> Any:
    return SimpleNamespace(content=f"took 1 minute · job {job_id}")


RIGHT: Final = Seen(uses=[(PROMPT, _use())], posted=[PROMPT], tasks=[_task()], messages=[_clip()])
BOOKS: Final = Books(held=0, spent=Counter({JOB: 8}), borne=Counter(), findings=())


def _job(state: JobState = JobState.DELIVERED) -> Job:
    return a_job(state, spec=a_spec(PROMPT), price=8, submits=1)


def _judged(seen: Seen = RIGHT, books: Books = BOOKS, state: JobState = JobState.DELIVERED) -> Tally:
    tally = Tally()
    judge(tally, [_job(state)], books, seen)
    return tally


def test_a_delivered_video_that_was_bought_and_posted_once_is_right() -> None:
    tally = _judged()
    assert tally.is_right, tally.faults
    assert tally.line() == "jobs 1 · POSTs 1 · posts 1 · lost 0 · doubled 0 · leaked 0"


@pytest.mark.parametrize(
    ("changes", "figures"),
    [
        ({"uses": [(PROMPT, _use()), ("other", _use(job_id=2))]}, (1, 0, 0)),
        ({"messages": []}, (1, 0, 0)),
        ({"messages": [_clip(), _clip()]}, (0, 1, 0)),
        ({"posted": [PROMPT, PROMPT]}, (0, 1, 0)),
        ({"tasks": [_task(), _task("second", charged=0)]}, (0, 1, 0)),
    ],
    ids=["a receipt without a job", "no clip", "two clips", "two POSTs", "two tasks"],
)
def test_what_others_saw_too_little_or_too_often_is_counted(
    changes: dict[str, Any], figures: tuple[int, int, int]
) -> None:
    tally = _judged(replace(RIGHT, **changes))
    assert (tally.lost, tally.doubled, tally.leaked) == figures
    assert not tally.is_right


def test_a_job_that_was_going_on_when_time_was_over_is_neither_lost_nor_right() -> None:
    tally = Tally()
    held = replace(BOOKS, held=8, spent=Counter())
    judge(tally, [_job(JobState.RUNNING)], held, replace(RIGHT, messages=[]), in_time=False)
    assert (tally.lost, tally.doubled, tally.leaked) == (0, 0, 0)
    assert tally.faults == [f"out of time: job {JOB} is still running"]
    assert not tally.is_right


def test_what_is_held_for_no_open_job_is_leaked() -> None:
    tally = _judged(books=replace(BOOKS, held=8))
    assert (tally.lost, tally.doubled, tally.leaked) == (0, 0, 8)


def test_a_job_without_an_end_is_lost() -> None:
    tally = _judged(books=replace(BOOKS, held=8), state=JobState.READY)
    assert tally.lost == 1


@pytest.mark.parametrize(
    "books",
    [
        replace(BOOKS, spent=Counter()),
        replace(BOOKS, borne=Counter({JOB: 8})),
        replace(BOOKS, findings=("an account does not add up",)),
    ],
    ids=["spent too little", "borne for nothing", "a finding of the ledger"],
)
def test_a_credit_that_nothing_explains_makes_a_day_wrong(books: Books) -> None:
    assert not _judged(books=books).is_right


@pytest.mark.parametrize("charged", [0, 8])
def test_of_an_expired_job_nobody_knows_whether_it_was_bought(charged: int) -> None:
    seen = replace(RIGHT, tasks=[_task(charged=charged)], messages=[])
    tally = _judged(seen, replace(BOOKS, spent=Counter(), borne=Counter({JOB: 8})), JobState.EXPIRED)
    assert tally.is_right, tally.faults


def test_a_day_on_which_nobody_asked_shows_nothing() -> None:
    tally = Tally()
    judge(tally, [], BOOKS, replace(RIGHT, uses=[], posted=[], tasks=[], messages=[]))
    assert not tally.is_right
