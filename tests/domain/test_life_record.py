"""What every move of `bot.domain.life` leaves on record: when it happened, why, and how often it was tried."""

from collections.abc import Callable

import pytest

from bot.domain import life
from bot.domain.ids import TaskId
from bot.domain.job import Ending, IllegalMoveError, Job, JobState, Move, Void
from bot.domain.picture import KeptPicture
from bot.domain.task import (
    Accepted,
    Ambiguous,
    Failed,
    NotSent,
    PollAnswer,
    PollFailed,
    Rejected,
    RejectionKind,
    Running,
    SubmitAnswer,
    Succeeded,
    TaskNotFound,
    Throttled,
)
from tests.builders import KEY, NOW, PACE, a_clip, a_delivery, a_job

LATER = NOW + 100
END = a_delivery(number=2)
S = JobState
Step = Callable[[Job], Move]


def submitted(answer: SubmitAnswer) -> Step:
    return lambda job: life.submitted(job, answer, LATER, key=KEY, pace=PACE, chance=0.5)


def polled(answer: PollAnswer) -> Step:
    return lambda job: life.polled(job, answer, LATER, pace=PACE, chance=0.5)


def fetched(answer: life.FetchAnswer) -> Step:
    return lambda job: life.fetched(job, answer, LATER, chance=0.5)


def afresh(answer: PollAnswer) -> Step:
    return lambda job: life.linked_afresh(job, answer, LATER, chance=0.5)


def overdue(job: Job) -> Move:
    move = life.overdue(job, job.deadline_at or 0)
    assert move is not None
    return move


@pytest.mark.parametrize(
    ("state", "step", "target", "why"),
    [
        (S.QUEUED, lambda job: life.take_turn(job, LATER), S.SUBMITTING, "its turn"),
        (S.SUBMITTING, submitted(Accepted(TaskId("task-9"))), S.RUNNING, "accepted"),
        (S.SUBMITTING, submitted(NotSent("no route")), S.QUEUED, "not sent: no route"),
        (S.SUBMITTING, submitted(Throttled(3)), S.QUEUED, "throttled"),
        (S.SUBMITTING, submitted(Rejected(RejectionKind.KEY, "NO")), S.FAILED, "vendor-key"),
        (S.SUBMITTING, submitted(Ambiguous("reset")), S.UNKNOWN, "outcome unknown: reset"),
        (S.RUNNING, polled(Succeeded("https://a.example/v.mp4", 28)), S.FETCHING, "done"),
        (S.RUNNING, polled(Failed("too dark", 0)), S.FAILED, "vendor-failed"),
        (S.FETCHING, fetched(a_clip()), S.READY, "the file is ours"),
        (S.FETCHING, fetched(life.NotAVideo("text/html")), S.FAILED, "not-a-video"),
        (S.READY, lambda job: life.delivered(job, END, LATER), S.DELIVERED, "delivered"),
        (S.READY, lambda job: life.undeliverable(job, END, LATER, Ending.NO_ANSWER), S.UNDELIVERABLE, "no-answer"),
        (S.AWAITING_APPROVAL, lambda job: life.approve(job, LATER), S.QUEUED, "approved by a moderator"),
        (S.QUEUED, lambda job: life.cancel(job, LATER, Ending.BY_MODERATOR), S.CANCELLED, "by-moderator"),
    ],
)
def test_a_change_of_state_says_when_and_why(state: JobState, step: Step, target: JobState, why: str) -> None:
    move = step(a_job(state, tries=3))
    assert (move.after.state, move.after.state_at, move.why) == (target, LATER, why)
    assert move.after.tries == 0


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (S.AWAITING_APPROVAL, "never-approved"),
        (S.QUEUED, "no-turn"),
        (S.UNKNOWN, "never-known"),
        (S.RUNNING, "never-finished"),
        (S.FETCHING, "link-dead"),
    ],
)
def test_what_a_deadline_ends_says_when_and_why(state: JobState, why: str) -> None:
    job = a_job(state)
    move = overdue(job)
    assert (move.after.state_at, move.after.due_at, move.why) == (job.deadline_at, job.deadline_at, why)


@pytest.mark.parametrize(
    ("state", "facts", "step", "ending"),
    [
        (S.RUNNING, {"linkless": 3}, polled(Succeeded(None, 9)), Ending.NO_LINK),
        (S.RUNNING, {"missing": 9, "missing_since": NOW - 999}, polled(TaskNotFound()), Ending.TASK_LOST),
        (S.FETCHING, {"linkless": 4}, fetched(life.LinkDead("410")), Ending.LINK_DEAD),
        (S.FETCHING, {"linkless": 4}, afresh(Succeeded(None, 28)), Ending.LINK_DEAD),
    ],
)
def test_giving_up_says_when_and_why(state: JobState, facts: dict[str, float], step: Step, ending: Ending) -> None:
    move = step(a_job(state, **facts))
    assert (move.after.state, move.after.state_at, move.after.ending, move.why) == (
        S.FAILED,
        LATER,
        ending,
        ending.value,
    )


@pytest.mark.parametrize(
    ("state", "step", "why"),
    [
        (S.RUNNING, polled(Running("QUEUED")), "polled: QUEUED"),
        (S.RUNNING, polled(Succeeded(None, 28)), "done without a link"),
        (S.RUNNING, polled(TaskNotFound()), "task not found"),
        (S.RUNNING, polled(PollFailed("502")), "poll failed: 502"),
        (S.FETCHING, fetched(life.LinkDead("410")), "dead link: 410"),
        (S.FETCHING, fetched(life.LinkSilent("timeout")), "no file: timeout"),
        (S.FETCHING, afresh(Succeeded("https://a.example/w.mp4", 28)), "fresh link"),
        (S.FETCHING, afresh(Succeeded(None, 28)), "no fresh link"),
    ],
)
def test_what_leaves_the_state_says_why_and_when_to_look_again(state: JobState, step: Step, why: str) -> None:
    move = step(a_job(state))
    assert (move.after.state, move.after.state_at, move.why) == (state, NOW, why)
    assert move.after.due_at >= LATER


@pytest.mark.parametrize(
    ("state", "step", "tries", "polls"),
    [
        (S.RUNNING, polled(Running("RUNNING")), 0, 6),
        (S.RUNNING, polled(Succeeded(None, 28)), 0, 6),
        (S.RUNNING, polled(TaskNotFound()), 3, 6),
        (S.RUNNING, polled(PollFailed("502")), 4, 5),
        (S.FETCHING, fetched(life.LinkDead("410")), 4, 5),
        (S.FETCHING, fetched(life.LinkSilent("timeout")), 4, 5),
        (S.FETCHING, afresh(Succeeded("https://a.example/w.mp4", 28)), 3, 5),
        (S.FETCHING, afresh(Succeeded(None, 28)), 4, 5),
    ],
)
def test_polls_and_fruitless_tries_are_counted_one_by_one(state: JobState, step: Step, tries: int, polls: int) -> None:
    after = step(a_job(state, tries=3, polls=5)).after
    assert (after.tries, after.polls) == (tries, polls)


def test_a_task_without_a_link_is_polled_again_at_the_pace() -> None:
    after = polled(Succeeded(None, 28))(a_job(S.RUNNING, polls=2)).after
    assert after.due_at == LATER + PACE.next_poll(3, 100, 0.5)


def test_a_task_that_is_not_there_is_asked_for_again_after_a_quarter_of_the_span_that_counts() -> None:
    assert polled(TaskNotFound())(a_job(S.RUNNING)).after.due_at == LATER + 30


def test_a_fresh_link_is_asked_for_more_and_more_seldom() -> None:
    waits = [afresh(Succeeded(None, 28))(a_job(S.FETCHING, linkless=count)).after.due_at - LATER for count in range(4)]
    assert waits == [10, 20, 40, 80]


@pytest.mark.parametrize("consumed", [None, 9])
def test_what_the_vendor_says_to_have_taken_is_borne_and_else_the_price(consumed: int | None) -> None:
    given_up = [
        polled(Succeeded(None, consumed))(a_job(S.RUNNING, linkless=3)),
        fetched(life.LinkDead("410"))(a_job(S.FETCHING, linkless=4, consumed=consumed)),
        afresh(Succeeded(None, 3))(a_job(S.FETCHING, linkless=4, consumed=consumed)),
    ]
    assert [move.settlement for move in given_up] == [Void(28 if consumed is None else 9)] * 3


@pytest.mark.parametrize("consumed", [None, 9])
def test_what_is_no_video_is_borne_with_what_came_instead(consumed: int | None) -> None:
    move = fetched(life.NotAVideo("text/html"))(a_job(S.FETCHING, consumed=consumed))
    assert move.settlement == Void(28 if consumed is None else 9)
    assert move.after.ending_detail == "text/html"


def test_nowhere_to_post_keeps_the_deliverys_last_word() -> None:
    assert life.undeliverable(a_job(S.READY), END, LATER, Ending.NO_CHANNEL).delivery == END


def test_a_link_that_works_again_is_noted_in_words() -> None:
    job = a_job(picture=KeptPicture("a.png", NOW))
    assert life.picture_linked(job, "https://a.example/b.png", NOW).why == "the picture is within reach"


@pytest.mark.parametrize("state", [state for state in JobState if state is not S.AWAITING_APPROVAL])
def test_only_what_waits_for_a_moderator_is_approved(state: JobState) -> None:
    with pytest.raises(IllegalMoveError, match=f"{state.value} is approved"):
        life.approve(a_job(state), NOW)


@pytest.mark.parametrize(("age", "late"), [(900, False), (900.5, True)])
def test_a_task_is_late_after_a_quarter_of_an_hour(age: float, *, late: bool) -> None:
    running = a_job(S.RUNNING, state_at=LATER - age)
    assert polled(Running("RUNNING"))(running).after.late is late


def test_a_fresh_link_is_asked_for_at_least_every_five_minutes() -> None:
    assert life._link_wait(a_job(S.FETCHING, linkless=9), 0.5) == 300
