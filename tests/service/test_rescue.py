import pytest

from bot.domain import life
from bot.domain.callback import ASK_AGAIN, HINT_PATIENCE
from bot.domain.ids import TaskId
from bot.domain.job import Job, JobState
from bot.domain.task import RejectionKind
from tests.fakes import Killed
from tests.service.house import House

TASK = TaskId("task-1")
NOBODYS = TaskId("task-99")


@pytest.fixture
def called(house: House) -> House:
    """A house that the vendor may call."""
    house.public_url = "https://bot.example"
    house.start()
    house.media.has_everything()
    return house


async def unknown(house: House) -> Job:
    """Have the vendor take a task whose id never reached us."""
    job = await house.submitting()
    house.api.loses_the_answer(taken=True)
    await house.tracker.submit(job)
    return await house.fresh(job)


async def hears(house: House, task_id: TaskId) -> None:
    await house.callbacks.hear(house.token, task_id)


async def test_an_unknown_video_is_found_by_a_call_delivered_and_paid_once(called: House) -> None:
    job = await unknown(called)
    assert job.deadline_at == job.state_at + life.CALLBACK_PATIENCE
    called.api.succeeds(TASK, consumed=28)
    called.run()
    await hears(called, TASK)
    await called.until(job, JobState.DELIVERED)
    assert (await called.balance()).spent == 28
    assert len(called.poster.clips(job.id)) == 1
    assert len(called.api.submits) == 1


async def test_a_call_that_comes_before_the_answer_is_lost_rescues_all_the_same(called: House) -> None:
    job = await called.submitting()
    called.api.loses_the_answer(taken=True)
    called.run()
    await hears(called, TASK)
    await called.tracker.submit(job)
    assert await called.state(job) is JobState.UNKNOWN
    called.api.succeeds(TASK, consumed=28)
    await called.until(job, JobState.DELIVERED)


async def test_an_expired_video_is_delivered_free(called: House) -> None:
    job = await unknown(called)
    await called.clock.pass_time(life.CALLBACK_PATIENCE)
    called.run()
    await called.until(job, JobState.EXPIRED)
    called.api.succeeds(TASK, consumed=28)
    await hears(called, TASK)
    delivered = await called.until(job, JobState.DELIVERED)
    assert delivered.free
    assert (await called.balance()).spent == 0
    assert await called.owes_nothing()


async def test_a_task_that_was_asked_for_with_something_else_is_not_the_jobs(called: House) -> None:
    job = await unknown(called)
    called.api.asked[TASK]["prompt"] = "somebody else's"
    called.run()
    await hears(called, TASK)
    await called.clock.pass_time(5)
    found = await called.fresh(job)
    assert (found.state, found.hint) == (JobState.UNKNOWN, None)
    assert called.api.polls == [TASK]


async def test_the_task_of_another_job_is_not_even_asked_about(called: House) -> None:
    other = await called.running()
    called.api.fails(TASK)
    await called.tracker.follow(await called.claimed(after=20))
    assert await called.state(other) is JobState.FAILED
    asked = list(called.api.polls)
    job = await unknown(called)
    called.run()
    await hears(called, TASK)
    await called.clock.pass_time(5)
    assert (await called.fresh(job)).hint is None
    assert called.api.polls == asked


async def test_a_task_that_is_not_found_is_asked_for_until_it_might_have_shown_up(called: House) -> None:
    job = await unknown(called)
    called.api.forgets(NOBODYS)
    called.run()
    await hears(called, NOBODYS)
    await called.clock.pass_time(HINT_PATIENCE + 2 * ASK_AGAIN)
    found = await called.fresh(job)
    assert (found.state, found.hint) == (JobState.UNKNOWN, None)
    assert len(called.api.polls) == HINT_PATIENCE / ASK_AGAIN + 1


async def test_a_vendor_that_does_not_answer_is_asked_again(called: House) -> None:
    job = await unknown(called)
    called.api.succeeds(TASK, consumed=28)
    called.api.fails_polls(TASK, RejectionKind.GATEWAY, times=3)
    called.run()
    await hears(called, TASK)
    await called.until(job, JobState.DELIVERED, 4 * ASK_AGAIN)


async def test_a_task_that_failed_ends_the_job_and_gives_the_credits_back(called: House) -> None:
    job = await unknown(called)
    called.api.fails(TASK, consumed=0)
    called.run()
    await hears(called, TASK)
    await called.until(job, JobState.FAILED)
    assert await called.owes_nothing()


async def test_a_process_that_dies_while_it_looks_leaves_the_task_to_the_next(called: House) -> None:
    job = await unknown(called)
    called.api.succeeds(TASK, consumed=28)
    called.run()
    killed = False

    async def dies() -> None:
        nonlocal killed
        if not killed:
            killed = True
            raise Killed

    called.api.on_poll = dies
    await hears(called, TASK)
    await called.clock.pass_time(1)
    await called.stop()
    assert killed
    assert await called.state(job) is JobState.UNKNOWN
    await called.restart()
    called.run()
    await called.until(job, JobState.DELIVERED)
    assert (await called.balance()).spent == 28


async def test_the_same_call_again_and_again_changes_nothing(called: House) -> None:
    job = await unknown(called)
    called.api.succeeds(TASK, consumed=28)
    called.run()
    for _ in range(5):
        await hears(called, TASK)
    await called.until(job, JobState.DELIVERED)
    for _ in range(5):
        await hears(called, TASK)
        await called.clock.pass_time(5)
    assert len(called.poster.clips(job.id)) == 1
    assert (await called.balance()).spent == 28
