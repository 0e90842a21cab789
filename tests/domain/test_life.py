import pytest

from bot.domain import life
from bot.domain.delivery import DeliveryState
from bot.domain.ids import TaskId
from bot.domain.job import WAITING, Capture, Ending, IllegalMoveError, JobState, Move, Void
from bot.domain.pace import STALE
from bot.domain.task import Accepted, Ambiguous, NotSent, Rejected, RejectionKind, SubmitAnswer, Throttled
from tests.builders import CHANNEL, JOB, KEY, NOW, PACE, a_clip, a_job, a_posted_delivery

HOUR = 3600.0


def submitted(answer: SubmitAnswer, *, chance: float = 0.5, submits: int = 1, now: float = NOW) -> Move:
    job = a_job(JobState.SUBMITTING, submits=submits, deadline_at=None)
    return life.submitted(job, answer, now, key=KEY, pace=PACE, chance=chance)


def test_a_turn_is_written_before_the_post_and_counted() -> None:
    move = life.take_turn(a_job(submits=2), NOW + 5)
    assert (move.after.state, move.after.submits, move.after.due_at) == (JobState.SUBMITTING, 3, NOW + 5)


def test_an_accepted_job_runs_with_its_task_and_key() -> None:
    after = submitted(Accepted(TaskId("task-9"))).after
    assert (after.state, after.task_id, after.key_fingerprint) == (JobState.RUNNING, "task-9", KEY)
    assert after.due_at == NOW + PACE.first
    assert after.deadline_at == NOW + 24 * HOUR


@pytest.mark.parametrize(("submits", "wait"), [(1, 4), (2, 8), (30, 60)])
def test_a_job_that_was_not_sent_waits_longer_each_time_in_the_queue(submits: int, wait: float) -> None:
    after = submitted(NotSent("no route"), submits=submits, now=NOW + 100).after
    assert (after.state, after.due_at) == (JobState.QUEUED, NOW + 100 + wait)
    assert after.deadline_at == NOW + HOUR


@pytest.mark.parametrize(
    ("named", "chance", "wait"), [(None, 0.0, 10.0), (None, 0.5, 15.0), (7.0, 0.5, 7.0), (9999.0, 0.5, 120.0)]
)
def test_a_throttled_job_waits_as_told_and_never_too_long(named: float | None, chance: float, wait: float) -> None:
    after = submitted(Throttled(named), chance=chance).after
    assert (after.state, after.due_at, after.deadline_at) == (JobState.QUEUED, NOW + wait, NOW + HOUR)


@pytest.mark.parametrize(
    ("kind", "ending"),
    [
        (RejectionKind.INVALID, Ending.REFUSED),
        (RejectionKind.MISSING, Ending.VENDOR_GATEWAY),
        (RejectionKind.KEY, Ending.VENDOR_KEY),
        (RejectionKind.CREDITS, Ending.VENDOR_CREDITS),
        (RejectionKind.GATEWAY, Ending.VENDOR_GATEWAY),
    ],
)
def test_a_rejected_job_fails_and_gives_the_hold_back(kind: RejectionKind, ending: Ending) -> None:
    move = submitted(Rejected(kind, "BAD", "prompt"))
    assert (move.after.state, move.after.ending, move.after.ending_detail) == (JobState.FAILED, ending, "BAD")
    assert move.settlement == Void(0)
    assert move.after.deadline_at is None


def test_every_kind_of_rejection_has_an_ending() -> None:
    assert set(life.ENDINGS) == set(RejectionKind)


def test_a_submit_of_unknown_outcome_keeps_the_hold_for_a_day() -> None:
    move = submitted(Ambiguous("connection reset"))
    assert (move.after.state, move.settlement) == (JobState.UNKNOWN, None)
    assert move.after.deadline_at == move.after.due_at == NOW + 24 * HOUR
    assert "connection reset" in move.why


def test_a_late_answer_brings_an_unknown_job_back() -> None:
    job = a_job(JobState.UNKNOWN)
    move = life.submitted(job, Accepted(TaskId("task-9")), NOW + 60, key=KEY, pace=PACE, chance=0.5)
    assert (move.after.state, move.after.task_id) == (JobState.RUNNING, "task-9")


@pytest.mark.parametrize("state", [state for state in JobState if state is not JobState.QUEUED])
def test_only_a_queued_job_takes_a_turn(state: JobState) -> None:
    with pytest.raises(IllegalMoveError):
        life.take_turn(a_job(state), NOW)


@pytest.mark.parametrize("state", [state for state in JobState if state not in {"submitting", "unknown"}])
def test_only_a_submitted_job_is_accepted(state: JobState) -> None:
    with pytest.raises(IllegalMoveError):
        life.submitted(a_job(state), Accepted(TaskId("t")), NOW, key=KEY, pace=PACE, chance=0.5)


@pytest.mark.parametrize("state", sorted(set(JobState) - WAITING))
def test_only_a_job_that_waits_is_cancelled(state: JobState) -> None:
    with pytest.raises(IllegalMoveError):
        life.cancel(a_job(state), NOW, Ending.BY_REQUESTER)


def test_an_approved_job_has_its_whole_hour_in_the_queue() -> None:
    move = life.approve(a_job(JobState.AWAITING_APPROVAL), NOW + 20 * HOUR)
    job = move.after
    assert (job.state, job.queued_at, job.deadline_at) == (JobState.QUEUED, NOW + 20 * HOUR, NOW + 21 * HOUR)
    assert (job.due_at, move.settlement) == (NOW + 20 * HOUR, None)


def test_an_approved_job_that_was_not_sent_keeps_the_rest_of_its_hour() -> None:
    queued = life.approve(a_job(JobState.AWAITING_APPROVAL), NOW + 20 * HOUR).after
    sent = life.take_turn(queued, NOW + 20 * HOUR + 60).after
    move = life.submitted(sent, NotSent("no route"), NOW + 20 * HOUR + 90, key=KEY, pace=PACE, chance=0.5)
    assert move.after.deadline_at == NOW + 21 * HOUR


@pytest.mark.parametrize("state", sorted(set(JobState) - {JobState.AWAITING_APPROVAL}))
def test_only_a_job_that_waits_for_a_moderator_is_approved(state: JobState) -> None:
    with pytest.raises(IllegalMoveError):
        life.approve(a_job(state), NOW)


def test_a_job_that_nobody_approves_for_a_day_is_called_off() -> None:
    job = a_job(JobState.AWAITING_APPROVAL)
    assert life.overdue(job, NOW + 24 * HOUR - 1) is None
    move = life.overdue(job, NOW + 24 * HOUR)
    assert move is not None
    assert (move.after.state, move.after.ending, move.settlement) == (
        JobState.CANCELLED,
        Ending.NEVER_APPROVED,
        Void(),
    )


def test_a_cancelled_job_gives_its_hold_back() -> None:
    move = life.cancel(a_job(), NOW + 1, Ending.BY_MODERATOR)
    assert (move.after.state, move.after.ending) == (JobState.CANCELLED, Ending.BY_MODERATOR)
    assert move.settlement == Void()


@pytest.mark.parametrize(
    ("consumed", "captured", "absorbed"), [(None, 28, 0), (0, 0, 0), (14, 14, 0), (28, 28, 0), (30, 28, 2)]
)
def test_what_was_consumed_is_captured_and_never_more_than_the_price(
    consumed: int | None, captured: int, absorbed: int
) -> None:
    assert life.settle(a_job(JobState.FETCHING, consumed=consumed)) == Capture(captured, absorbed)


def test_a_file_of_ours_captures_the_hold_and_opens_the_delivery_in_one_move() -> None:
    clip = a_clip(size=42)
    move = life.fetched(a_job(JobState.FETCHING, consumed=14), clip, NOW + 9, chance=0.5)
    assert (move.after.state, move.after.clip, move.settlement) == (JobState.READY, clip, Capture(14))
    assert move.after.deadline_at == NOW + 9 + HOUR
    assert move.delivery is not None
    assert (move.delivery.job_id, move.delivery.number, move.delivery.channel_id) == (JOB, 1, CHANNEL)
    assert (move.delivery.state, move.delivery.opened_at) == (DeliveryState.WAITING, NOW + 9)


def test_what_is_no_video_fails_and_the_operator_bears_what_was_consumed() -> None:
    move = life.fetched(a_job(JobState.FETCHING, consumed=20), life.NotAVideo("html"), NOW, chance=0.5)
    assert (move.after.state, move.after.ending, move.settlement) == (JobState.FAILED, Ending.NOT_A_VIDEO, Void(20))


def test_a_silent_link_is_tried_again_for_ever_within_the_deadline() -> None:
    job = a_job(JobState.FETCHING)
    for _ in range(50):
        move = life.fetched(job, life.LinkSilent("timeout"), NOW, chance=0.5)
        assert (move.after.state, move.after.video_url) == (JobState.FETCHING, job.video_url)
        job = move.after
    assert job.due_at == NOW + 60


def test_a_delivered_job_keeps_its_message() -> None:
    posted = a_posted_delivery()
    move = life.delivered(a_job(JobState.READY), posted, NOW)
    assert (move.after.state, move.delivery, move.settlement) == (JobState.DELIVERED, posted, None)
    assert move.after.deadline_at is None


def test_an_undeliverable_job_says_why_and_stays_captured() -> None:
    move = life.undeliverable(a_job(JobState.READY), a_posted_delivery(), NOW, Ending.NO_CHANNEL)
    assert (move.after.state, move.after.ending, move.settlement) == (
        JobState.UNDELIVERABLE,
        Ending.NO_CHANNEL,
        None,
    )


@pytest.mark.parametrize(
    ("state", "ends_as", "ending", "settlement"),
    [
        (JobState.QUEUED, JobState.FAILED, Ending.NO_TURN, Void()),
        (JobState.UNKNOWN, JobState.EXPIRED, Ending.NEVER_KNOWN, Void(28)),
        (JobState.RUNNING, JobState.FAILED, Ending.NEVER_FINISHED, Void(28)),
        (JobState.FETCHING, JobState.FAILED, Ending.LINK_DEAD, Void(28)),
    ],
)
def test_a_deadline_leaves_a_state_by_its_failure_edge(
    state: JobState, ends_as: JobState, ending: Ending, settlement: Void
) -> None:
    job = a_job(state)
    assert job.deadline_at is not None
    assert life.overdue(job, job.deadline_at - 0.001) is None
    move = life.overdue(job, job.deadline_at)
    assert move is not None
    assert (move.after.state, move.after.ending, move.settlement) == (ends_as, ending, settlement)


@pytest.mark.parametrize(
    "state", sorted(set(JobState) - WAITING - {JobState.UNKNOWN, JobState.RUNNING, JobState.FETCHING})
)
def test_no_other_state_is_ended_by_time_alone(state: JobState) -> None:
    assert life.overdue(a_job(state), NOW + 1000 * HOUR) is None


def test_a_running_job_is_stale_after_two_hours() -> None:
    assert not life.is_stale(a_job(JobState.RUNNING), NOW + STALE)
    assert life.is_stale(a_job(JobState.RUNNING), NOW + STALE + 1)
    assert not life.is_stale(a_job(JobState.UNKNOWN), NOW + STALE + 1)
