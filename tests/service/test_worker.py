import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.domain.ids import GuildId, MemberId
from bot.domain.job import Ending, Job, JobState
from bot.domain.studio import OPEN
from bot.domain.task import RejectionKind
from bot.ports import StoreAwayError
from bot.service import worker
from bot.service.retention import KEEP_PICTURES
from tests.builders import NO_CAPS, a_requester
from tests.service.house import KEEP_CLIPS, House, link, task_of

HOUR = 3600.0


@pytest.fixture
def house(house: House) -> House:
    house.obliges()
    return house


async def finish(house: House, job: Job) -> Job:
    """Let the task of a job succeed and the job be delivered."""
    running = await house.until(job, JobState.RUNNING)
    house.api.succeeds(task_of(running))
    return await house.until(job, JobState.DELIVERED)


async def test_a_job_goes_from_the_queue_to_the_channel_by_itself(house: House) -> None:
    job = await house.queued()
    house.run()
    await finish(house, job)
    await house.clock.pass_time(6)
    assert await house.store.events(job.id) == [
        JobState.QUEUED,
        JobState.SUBMITTING,
        JobState.RUNNING,
        JobState.FETCHING,
        JobState.READY,
        JobState.DELIVERED,
    ]
    assert (len(house.api.submits), len(house.poster.clips(job.id))) == (1, 1)
    assert house.poster.status(job.id) is None
    assert (await house.balance()).spent == 28


async def test_a_request_gets_its_turn_without_waiting_for_the_next_look(house: House) -> None:
    house.run()
    await house.clock.pass_time(1)
    job = await house.queued()
    await house.clock.pass_time(0)
    assert await house.state(job) is JobState.RUNNING


async def test_a_job_called_off_is_never_submitted(house: House) -> None:
    job = await house.queued()
    await house.requests.cancel(job.id, a_requester())
    house.run()
    await house.clock.pass_time(20)
    assert house.api.submits == []


# how much at once


@pytest.mark.parametrize(
    ("caps", "running"),
    [
        ({"running": 2}, 2),
        ({"running_per_guild": 1}, 2),
        ({"running_per_guild": 2}, 4),
        ({"running_per_member": 1}, 3),
        ({}, 6),
    ],
)
async def test_no_more_jobs_run_than_the_caps_allow(house: House, caps: dict[str, int], running: int) -> None:
    house.caps = replace(NO_CAPS, **caps)
    house.start()
    for member, guild in [(1, 1), (2, 1), (3, 1), (1, 2), (2, 2), (1, 1)]:
        await house.queued(of=MemberId(member), at=GuildId(guild))
    house.run()
    await house.clock.pass_time(3)
    assert len(house.api.submits) == running
    assert await house.store.count(JobState.RUNNING) == running


async def test_a_finished_job_makes_room_at_once(house: House) -> None:
    first, second = await house.queued(), await house.queued()
    house.run()
    await house.clock.pass_time(3)
    assert await house.state(second) is JobState.QUEUED
    await finish(house, first)
    await house.clock.pass_time(1)
    assert await house.state(second) is JobState.RUNNING


async def test_a_throttling_vendor_stops_all_turns_for_as_long_as_it_says(house: House) -> None:
    house.caps = NO_CAPS
    house.start()
    house.api.throttles(30)
    await house.queued(of=MemberId(1))
    house.run()
    await house.clock.pass_time(0)
    other = await house.queued(of=MemberId(2))
    await house.clock.pass_time(28)
    assert len(house.api.submits) == 1
    await house.clock.pass_time(12)
    assert len(house.api.submits) == 3
    assert await house.state(other) is JobState.RUNNING


async def test_a_closed_studio_gives_no_turn_until_a_probe_opens_it(house: House) -> None:
    await house.breaker.refused(RejectionKind.KEY)
    house.api.keeps_out(RejectionKind.KEY)
    await house.store.change_studio(await house.store.studio(), OPEN)
    job = await house.queued()
    await house.breaker.refused(RejectionKind.KEY)
    house.run()
    await house.clock.pass_time(70)
    assert (house.api.probes, house.api.submits) == (1, [])
    house.api.lets_in()
    await house.clock.pass_time(60)
    assert house.api.probes == 2
    assert await house.state(job) is JobState.RUNNING


# what goes wrong


async def test_a_step_that_raises_stops_neither_the_loop_nor_its_job_for_ever(house: House) -> None:
    broken = await house.fetching()
    await house.restart()

    async def raise_once() -> None:
        house.media.on_fetch = None
        raise KeyError("a defect")

    house.media.on_fetch = raise_once
    house.run()
    await house.clock.pass_time(1)
    await finish(house, await house.queued(of=MemberId(2)))
    gate = house.api.blocks()
    await house.queued(of=MemberId(3))
    await house.until(broken, JobState.DELIVERED, limit=90)
    gate.open()


async def test_a_defect_while_posting_is_tried_again_on_a_busy_bot(house: House) -> None:
    job = await house.ready()
    await house.restart()
    house.poster.breaks()
    gate = house.api.blocks()
    await house.queued(of=MemberId(2))
    house.run()
    await house.until(job, JobState.DELIVERED, limit=200)
    assert len(house.poster.clips(job.id)) == 1
    gate.open()


async def test_a_database_that_fails_for_a_while_stops_nothing(house: House) -> None:
    job = await house.queued()
    house.store.broken = OSError("disk full")
    house.run()
    await house.clock.pass_time(70)
    house.store.broken = None
    await finish(house, job)


@pytest.mark.parametrize("back", [3600, 30 * 86400])
async def test_a_clock_that_is_set_back_puts_nothing_off(house: House, back: float) -> None:
    jobs = [await house.queued(of=MemberId(number)) for number in (1, 2)]
    house.run()
    await house.until(jobs[0], JobState.RUNNING)
    house.clock.go_back(back)
    for job in jobs:
        await finish(house, job)
    assert (len(house.api.submits), len(house.poster.sends)) == (2, 2)


async def test_a_clock_that_is_set_forward_posts_nothing_twice(house: House) -> None:
    job = await house.ready()
    await house.restart()
    go_on = asyncio.Event()

    async def upload() -> None:
        await go_on.wait()

    house.poster.on_post = upload
    house.run()
    await house.clock.pass_time(15)
    house.clock.leap(40 * 86400)
    await house.clock.pass_time(120)
    go_on.set()
    await house.until(job, JobState.DELIVERED)
    assert len(house.poster.sends) == 1


async def test_leases_are_prolonged_for_as_long_as_the_work_takes(house: House) -> None:
    job = await house.ready()
    await house.restart()
    go_on = asyncio.Event()

    async def upload() -> None:
        await go_on.wait()

    house.poster.on_post = upload
    house.run()
    await house.clock.pass_time(200)
    assert await house.store.claim("another", house.clock.now(), 60, 10) == []
    go_on.set()
    await house.until(job, JobState.DELIVERED)
    assert len(house.poster.sends) == 1


async def test_leases_are_prolonged_again_after_a_database_that_failed(house: House) -> None:
    await house.ready()
    await house.restart()

    async def hang() -> None:
        await asyncio.Event().wait()

    house.poster.on_post = hang
    house.run()
    await house.clock.pass_time(15)
    house.store.broken = OSError("disk full")
    await house.clock.pass_time(10)
    house.store.broken = None
    await house.clock.pass_time(100)
    assert await house.store.claim("another", house.clock.now(), 60, 10) == []


async def test_what_another_process_works_on_is_left_alone_until_its_lease_runs_out(house: House) -> None:
    job = await house.running()
    house.api.succeeds(task_of(job))
    await house.store.set(job.id, lease_owner="another", lease_until=house.clock.now() + 40)
    house.run()
    await house.clock.pass_time(38)
    assert house.api.polls == []
    await house.clock.pass_time(10)
    assert await house.state(job) is JobState.DELIVERED


async def test_a_job_that_no_turn_reached_in_an_hour_fails_and_costs_nothing(house: House) -> None:
    job = await house.queued()
    house.clock.leap(HOUR)
    house.run()
    await house.clock.pass_time(1)
    assert (await house.fresh(job)).ending is Ending.NO_TURN
    assert house.api.submits == []
    assert (await house.balance()).held == 0


async def test_an_unknown_job_expires_after_a_day_and_costs_nothing(house: House) -> None:
    house.api.loses_the_answer()
    job = await house.submitting()
    await house.tracker.submit(job)
    house.clock.leap(24 * HOUR)
    house.run()
    await house.clock.pass_time(1)
    expired = await house.fresh(job)
    assert (expired.state, expired.ending) == (JobState.EXPIRED, Ending.NEVER_KNOWN)
    assert (await house.balance()).held == 0


async def test_a_task_that_never_ends_is_given_up_after_a_day(house: House) -> None:
    job = await house.running()
    house.clock.leap(24 * HOUR - 30)
    await house.store.set(job.id, due_at=house.clock.now() + 5)
    house.run()
    await house.clock.pass_time(20)
    assert await house.state(job) is JobState.RUNNING
    await house.store.set(job.id, due_at=house.clock.now() + 15)
    await house.clock.pass_time(30)
    assert (await house.fresh(job)).ending is Ending.NEVER_FINISHED


@pytest.mark.parametrize("state", [House.running, House.fetching])
async def test_a_paid_video_is_not_given_up_untried_because_the_bot_was_away(
    house: House, state: Callable[[House], Awaitable[Job]]
) -> None:
    job = await state(house)
    house.api.succeeds(task_of(job))
    await house.restart()
    house.clock.leap(25 * HOUR)
    house.run()
    await house.until(job, JobState.DELIVERED)


async def test_a_job_tried_in_vain_after_the_bot_was_away_is_given_up(house: House) -> None:
    job = await house.fetching()
    house.media.is_silent(link(job))
    await house.restart()
    house.clock.leap(25 * HOUR)
    house.run()
    await house.until(job, JobState.FAILED)
    assert len(house.media.fetched) == 1


async def test_old_clips_are_swept_at_the_start_and_every_hour(house: House) -> None:
    house.run()
    await house.clock.pass_time(60)
    assert house.media.swept == [(house.clock.now() - 60 - KEEP_CLIPS, house.clock.now() - 60 - KEEP_PICTURES)]
    house.clock.leap(HOUR)
    await house.clock.pass_time(10)
    assert len(house.media.swept) == 2


async def test_only_so_many_files_are_moved_at_once(house: House) -> None:
    house.caps = replace(NO_CAPS, queued_per_member=100)
    house.start()
    for number in range(10):
        job = await house.running(of=MemberId(number), duration=4)
        house.api.succeeds(task_of(job))
    go_on = asyncio.Event()

    async def download() -> None:
        await go_on.wait()

    house.media.on_fetch = download
    house.run()
    await house.clock.pass_time(20)
    assert len(house.media.fetched) == worker.TRANSFERS
    looks = house.store.looks
    await house.clock.pass_time(20)
    assert house.store.looks - looks <= 2 * 20
    go_on.set()
    await house.clock.pass_time(10)
    assert len(house.media.fetched) == 10


async def test_nothing_is_claimed_while_nothing_is_due(house: House) -> None:
    house.run()
    await house.clock.pass_time(7)
    claims = house.store.claims
    for number in range(3):
        await house.queued(of=MemberId(number), duration=4)
        await house.clock.pass_time(0.5)
    assert (len(house.api.submits), house.store.claims) == (3, claims)


async def test_who_asks_is_told_while_nothing_can_be_written(house: House) -> None:
    assert house.worker.can_write()
    house.store.broken = StoreAwayError("database or disk is full")
    house.run()
    await house.clock.pass_time(10)
    assert not house.worker.can_write()
    house.store.broken = None
    await house.clock.pass_time(10)
    assert house.worker.can_write()
