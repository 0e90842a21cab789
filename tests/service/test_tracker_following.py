import pytest

from bot.domain.ids import MemberId
from bot.domain.job import Ending, Job, JobState
from bot.domain.studio import OPEN, Closure
from bot.domain.task import RejectionKind
from tests.service.house import OWNER, House, task_of

# the task


async def poll(house: House, job: Job) -> Job:
    """Let the next poll of the one running job happen."""
    wait = max(0.0, (await house.fresh(job)).due_at - house.clock.now())
    await house.tracker.follow(await house.claimed(after=wait))
    return await house.fresh(job)


async def test_a_finished_task_is_fetched_with_its_link_and_what_it_cost(house: House) -> None:
    job = await house.running()
    house.api.succeeds(task_of(job), url="https://media.example/x.mp4", consumed=27)
    job = await poll(house, job)
    assert (job.state, job.video_url, job.consumed) == (JobState.FETCHING, "https://media.example/x.mp4", 27)
    assert (await house.balance()).held == 28


@pytest.mark.parametrize("word", ["PENDING", "SOMETHING_NEW"])
async def test_an_unknown_word_means_running(house: House, word: str) -> None:
    job = await house.running()
    house.api.works_on(task_of(job), word)
    job = await poll(house, job)
    assert (job.state, job.polls) == (JobState.RUNNING, 1)


async def test_a_failed_task_gives_the_hold_back_and_the_operator_bears_what_the_vendor_kept(house: House) -> None:
    job = await house.running()
    house.api.fails(task_of(job), "content policy", consumed=5)
    job = await poll(house, job)
    assert (job.state, job.ending, job.ending_detail) == (JobState.FAILED, Ending.VENDOR_FAILED, "content policy")
    assert await house.owes_nothing()


async def test_failed_polls_never_fail_a_job(house: House) -> None:
    job = await house.running()
    house.api.fails_polls(task_of(job), times=8)
    house.api.lets_in()
    for _ in range(8):
        job = await poll(house, job)
    assert (job.state, job.tries) == (JobState.RUNNING, 8)
    assert await house.store.studio() == OPEN
    assert (await poll(house, job)).tries == 0


async def test_a_poll_that_is_refused_for_the_key_closes_the_studio_and_not_the_job(house: House) -> None:
    job = await house.running()
    house.api.fails_polls(task_of(job), RejectionKind.KEY)
    assert (await poll(house, job)).state is JobState.RUNNING
    assert (await house.store.studio()).closure is Closure.KEY


async def test_a_success_without_a_link_is_asked_for_three_times_more(house: House) -> None:
    job = await house.running()
    house.api.gives_no_link(task_of(job), consumed=28)
    states = [(await poll(house, job)).state for _ in range(4)]
    assert states == [JobState.RUNNING, JobState.RUNNING, JobState.RUNNING, JobState.FAILED]
    assert (await house.fresh(job)).ending is Ending.NO_LINK
    assert await house.owes_nothing()


async def test_a_missing_task_fails_after_three_polls_over_two_minutes(house: House) -> None:
    job = await house.running()
    house.api.forgets(task_of(job))
    first = (await poll(house, job)).missing_since
    while (job := await poll(house, job)).state is JobState.RUNNING:
        assert len(house.api.polls) < 10
    assert first is not None
    assert (job.ending, len(house.api.polls) >= 3) == (Ending.TASK_LOST, True)
    assert house.clock.now() - first >= 120
    assert await house.owes_nothing()


async def test_a_missing_task_that_shows_up_again_starts_anew(house: House) -> None:
    job = await house.running()
    house.api.forgets(task_of(job))
    assert (await poll(house, job)).missing == 1
    house.api.works_on(task_of(job))
    job = await poll(house, job)
    assert (job.missing, job.missing_since) == (0, None)


async def test_a_task_of_another_key_is_never_missing(house: House) -> None:
    job = await house.running()
    house.api.forgets(task_of(job))
    house.api.key = "bbbbbbbbbbbb"
    for _ in range(6):
        job = await poll(house, job)
        await house.clock.pass_time(60)
    assert (job.state, job.missing) == (JobState.RUNNING, 0)


async def test_many_missing_tasks_close_the_studio_and_fail_no_job(house: House) -> None:
    jobs = [await house.running(of=MemberId(number)) for number in (1, 2, 3)]
    for job in jobs:
        house.api.forgets(task_of(job))
    for _ in range(8):
        await house.clock.pass_time(35)
        for job in await house.store.claim(OWNER, house.clock.now(), 60, 10):
            await house.tracker.follow(job)
    assert [await house.state(job) for job in jobs] == [JobState.RUNNING] * 3
    assert (await house.store.studio()).closure is Closure.TASKS_MISSING
    assert house.poster.alarms == [Closure.TASKS_MISSING]
    assert (await house.balance()).held == 3 * 28


# the link


async def with_dead_link(house: House) -> Job:
    """Get a job whose link died before the file was ours, due for a fresh one."""
    job = await house.fetching(consumed=28)
    house.media.has_dead_link(job.video_url or "")
    await house.deliverer.fetch(job, job.video_url or "")
    return await house.claimed(after=60)


async def test_a_dead_link_is_asked_for_afresh(house: House) -> None:
    job = await with_dead_link(house)
    assert job.video_url is None
    house.api.succeeds(task_of(job), url="https://media.example/fresh.mp4")
    await house.tracker.link_afresh(job)
    fresh = await house.fresh(job)
    assert (fresh.state, fresh.video_url) == (JobState.FETCHING, "https://media.example/fresh.mp4")
    assert fresh.consumed == 28


async def test_a_link_that_never_lives_again_fails_and_the_operator_bears_it(house: House) -> None:
    job = await with_dead_link(house)
    house.api.gives_no_link(task_of(job))
    for _ in range(8):
        await house.tracker.link_afresh(job)
        if await house.state(job) is JobState.FAILED:
            break
        job = await house.claimed(after=90)
    assert (await house.fresh(job)).ending is Ending.LINK_DEAD
    assert await house.owes_nothing()


async def test_a_fresh_link_under_another_key_is_waited_for(house: House) -> None:
    job = await with_dead_link(house)
    house.api.forgets(task_of(job))
    house.api.key = "bbbbbbbbbbbb"
    for _ in range(8):
        await house.tracker.link_afresh(job)
        job = await house.claimed(after=90)
    assert job.state is JobState.FETCHING
    assert (await house.balance()).held == 28
