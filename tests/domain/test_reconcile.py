import pytest

from bot.domain import life
from bot.domain.ids import TaskId
from bot.domain.job import Capture, Correct, Ending, IllegalMoveError, JobState, Void
from bot.domain.reconcile import bind, may_bind, may_reckon, reckon
from tests.builders import KEY, NOW, a_clip, a_job

TASK = TaskId("task-found")


def test_a_task_is_bound_only_where_nobody_knows_of_one() -> None:
    assert {state for state in JobState if may_bind(a_job(state))} == {JobState.UNKNOWN, JobState.EXPIRED}
    for state in set(JobState) - {JobState.UNKNOWN, JobState.EXPIRED, JobState.SUBMITTING}:
        with pytest.raises(IllegalMoveError):
            bind(a_job(state), TASK, NOW, key=KEY)


@pytest.mark.parametrize(("state", "free"), [(JobState.UNKNOWN, False), (JobState.EXPIRED, True)])
def test_a_bound_job_is_followed_at_once_and_free_if_its_hold_went_back(state: JobState, free: bool) -> None:
    move = bind(a_job(state), TASK, NOW + 5, key=KEY)
    after = move.after
    assert (after.state, after.task_id, after.key_fingerprint, after.free) == (JobState.RUNNING, TASK, KEY, free)
    assert (after.due_at, after.deadline_at, after.ending) == (NOW + 5, NOW + 5 + life.RUNNING_PATIENCE, None)
    assert move.settlement is None


@pytest.mark.parametrize(("consumed", "absorbed"), [(None, 28), (0, 0), (14, 14), (28, 28), (31, 31)])
def test_the_clip_of_a_free_job_costs_its_member_nothing_and_the_operator_all(
    consumed: int | None, absorbed: int
) -> None:
    job = a_job(JobState.FETCHING, free=True, consumed=consumed)
    assert life.fetched(job, a_clip(), NOW, chance=0.5).settlement == Capture(0, absorbed)


@pytest.mark.parametrize(("charged", "ending"), [(0, Ending.NEVER_TAKEN), (28, Ending.NEVER_MADE)])
def test_what_the_vendor_took_ends_a_job_without_a_charge_to_its_member(charged: int, ending: Ending) -> None:
    unknown = reckon(a_job(JobState.UNKNOWN), charged, NOW)
    assert (unknown.after.state, unknown.after.ending, unknown.settlement) == (JobState.FAILED, ending, Void(charged))
    expired = reckon(a_job(JobState.EXPIRED), charged, NOW)
    assert (expired.after.state, expired.after.ending, expired.settlement) == (
        JobState.FAILED,
        ending,
        Correct(charged),
    )


def test_a_failed_job_keeps_its_ending_and_only_its_cost_is_corrected() -> None:
    move = reckon(a_job(JobState.FAILED, ending=Ending.NEVER_FINISHED), 14, NOW + 9)
    assert (move.after.state, move.after.ending) == (JobState.FAILED, Ending.NEVER_FINISHED)
    assert (move.settlement, move.noted_at) == (Correct(14), NOW + 9)
    again = reckon(reckon(a_job(JobState.UNKNOWN), 0, NOW).after, 28, NOW + 9)
    assert again.after.ending is Ending.NEVER_MADE


def test_nothing_is_reckoned_of_a_job_of_which_more_is_known() -> None:
    assert {state for state in JobState if may_reckon(a_job(state))} == {
        JobState.UNKNOWN,
        JobState.EXPIRED,
        JobState.FAILED,
    }
    assert not may_reckon(a_job(JobState.FAILED, submits=0))
