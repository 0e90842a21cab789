"""Clips that are ready and whose file is not here: another process, or another machine, had it."""

from collections.abc import Callable

import pytest

from bot.domain.job import Ending, Job, JobState
from bot.domain.life import DEAD_LINKS, DELIVERY_PATIENCE
from tests.fakes import FakeMedia
from tests.service.house import House, link, task_of

FRESH = "https://media.example/fresh.mp4"
LATER = 400.0
"""Seconds after which a job is due again that was put off."""
Trouble = Callable[[FakeMedia, str], None]


@pytest.fixture
async def job(house: House) -> Job:
    """Bring a job to a clip that is paid for, and lose its file."""
    job = await house.ready()
    assert job.clip is not None
    await house.media.discard(job.clip)
    return job


async def again(house: House) -> None:
    await house.deliverer.deliver(await house.claimed(after=LATER))


async def test_a_file_that_did_not_come_along_is_fetched_again(house: House, job: Job) -> None:
    await house.deliverer.deliver(job)
    assert await house.state(job) is JobState.DELIVERED


@pytest.mark.parametrize("trouble", [FakeMedia.has_dead_link, FakeMedia.has_something_else])
async def test_where_the_link_leads_to_no_clip_any_more_the_vendor_is_asked_for_another(
    house: House, job: Job, trouble: Trouble
) -> None:
    trouble(house.media, link(job))
    house.api.succeeds(task_of(job), url=FRESH)
    house.media.has_video(FRESH)
    await house.deliverer.deliver(job)
    assert (await house.fresh(job)).video_url is None
    await again(house)
    assert (await house.fresh(job)).video_url == FRESH
    await house.deliverer.deliver(await house.claimed())
    assert await house.state(job) is JobState.DELIVERED
    assert (await house.balance()).spent == 28


async def test_a_silent_link_is_tried_again(house: House, job: Job) -> None:
    house.media.is_silent(link(job))
    await house.deliverer.deliver(job)
    later = await house.fresh(job)
    assert (later.state, later.tries, later.video_url) == (JobState.READY, 1, link(job))
    house.media.has_video(link(job))
    await again(house)
    assert await house.state(job) is JobState.DELIVERED


async def test_a_file_that_nobody_has_any_more_ends_the_job_with_that_and_not_before(house: House, job: Job) -> None:
    house.api.succeeds(task_of(job), url=link(job))
    house.media.has_dead_link(link(job))
    await house.deliverer.deliver(job)
    while await house.state(job) is JobState.READY:
        await again(house)
    ended = await house.fresh(job)
    assert (ended.state, ended.ending) == (JobState.UNDELIVERABLE, Ending.FILE_LOST)
    assert house.media.fetched.count(link(job)) == 1 + DEAD_LINKS
    assert house.poster.sends == []


async def test_a_task_that_the_vendor_forgot_ends_the_job_as_well(house: House, job: Job) -> None:
    house.api.forgets(task_of(job))
    house.media.has_dead_link(link(job))
    await house.deliverer.deliver(job)
    while await house.state(job) is JobState.READY:
        await again(house)
    assert (await house.fresh(job)).ending is Ending.FILE_LOST


async def test_a_vendor_that_does_not_answer_is_asked_until_the_time_is_over(house: House, job: Job) -> None:
    house.media.has_dead_link(link(job))
    house.api.fails_polls(task_of(job), times=99)
    house.api.lets_in()
    await house.deliverer.deliver(job)
    began = house.clock.now()
    while await house.state(job) is JobState.READY:
        await again(house)
    assert (await house.fresh(job)).ending is Ending.FILE_LOST
    assert DELIVERY_PATIENCE < house.clock.now() - began < 2 * DELIVERY_PATIENCE


@pytest.mark.parametrize("trouble", [FakeMedia.has_dead_link, FakeMedia.has_something_else])
async def test_what_waited_while_no_process_ran_is_tried_and_asked_for_all_the_same(
    house: House, job: Job, trouble: Trouble
) -> None:
    trouble(house.media, link(job))
    house.api.succeeds(task_of(job), url=FRESH)
    house.media.has_video(FRESH)
    house.clock.leap(DELIVERY_PATIENCE + 1)
    await house.deliverer.deliver(await house.claimed())
    await again(house)
    await house.deliverer.deliver(await house.claimed())
    assert await house.state(job) is JobState.DELIVERED


async def test_a_link_that_is_silent_when_the_time_is_over_was_the_last_try(house: House, job: Job) -> None:
    house.media.is_silent(link(job))
    house.clock.leap(DELIVERY_PATIENCE + 1)
    await house.deliverer.deliver(await house.claimed())
    assert (await house.fresh(job)).ending is Ending.FILE_LOST
