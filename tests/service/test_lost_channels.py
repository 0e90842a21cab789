"""A channel that is lost takes with it what only waits for it, and nothing else."""

import pytest

from bot.domain.ids import ChannelId, MemberId
from bot.domain.job import Ending, Job, JobState
from bot.ports import PostRefusedError
from bot.service.lost_channels import end_queued
from bot.service.telling import RETRY
from bot.store.rows import TELL_AFTER
from tests.builders import CHANNEL, MEMBER
from tests.service.house import House, task_of

OTHERS = [MemberId(MEMBER + 1), MemberId(MEMBER + 2)]


async def tell_all(house: House) -> None:
    """Tell everything there is to tell, what came up meanwhile included."""
    house.clock.leap(TELL_AFTER)
    while jobs := await house.store.claim_untold(house.clock.now(), house.clock.now() + RETRY, 100):
        for job in jobs:
            await house.teller.tell(job)


async def ended(house: House, job: Job) -> tuple[JobState, Ending | None]:
    job = await house.fresh(job)
    return job.state, job.ending


async def test_what_waits_in_the_queue_ends_before_it_is_bought_and_costs_nothing(house: House) -> None:
    jobs = [await house.queued() for _ in range(3)]
    house.poster.closes_channel(CHANNEL)
    await tell_all(house)
    assert [await ended(house, job) for job in jobs] == [(JobState.FAILED, Ending.CHANNEL_LOST)] * 3
    assert await house.store.take_turn(house.caps, "x", house.clock.now(), 60) is None
    assert await house.owes_nothing()
    assert house.poster.direct == [(MEMBER, job.id, JobState.FAILED) for job in jobs]
    assert house.poster.requests[CHANNEL] <= len(jobs)


async def test_a_clip_that_finds_its_channel_lost_tells_what_waits_behind_it(house: House) -> None:
    ready = await house.ready()
    waiting = [await house.queued(of=member) for member in OTHERS]
    await tell_all(house)
    told = house.poster.requests[CHANNEL]
    house.poster.closes_channel(CHANNEL)
    await house.deliverer.deliver(ready)
    assert await ended(house, ready) == (JobState.UNDELIVERABLE, Ending.NO_CHANNEL)
    assert [await ended(house, job) for job in waiting] == [(JobState.FAILED, Ending.CHANNEL_LOST)] * 2
    await tell_all(house)
    assert len(house.poster.direct) == 3
    assert ready.clip
    assert await house.media.has(ready.clip)
    assert house.poster.requests[CHANNEL] - told <= 4


async def test_what_is_with_the_vendor_goes_on(house: House) -> None:
    running = await house.running()
    house.poster.closes_channel(CHANNEL)
    await tell_all(house)
    assert await house.state(running) is JobState.RUNNING
    assert (await house.balance()).held == running.price


async def test_a_permission_or_a_lock_ends_nothing_that_waits(house: House) -> None:
    job = await house.queued()
    house.poster.forbids_posts(CHANNEL)
    await tell_all(house)
    assert await house.state(job) is JobState.QUEUED
    house.poster.opens_channel(CHANNEL)
    house.obliges()
    house.run()
    house.api.succeeds(task_of(await house.until(job, JobState.RUNNING)))
    await house.until(job, JobState.DELIVERED)
    assert len(house.poster.clips(job.id)) == 1


async def test_a_status_message_that_is_refused_for_another_reason_ends_nothing(house: House) -> None:
    job = await house.queued()
    house.poster.spoils_status(PostRefusedError("400 30046"))
    await tell_all(house)
    assert await house.state(job) is JobState.QUEUED


async def test_other_channels_are_left_alone(house: House) -> None:
    job = await house.queued()
    await end_queued(house.store, ChannelId(CHANNEL + 1), house.clock.now())
    assert await house.state(job) is JobState.QUEUED


async def test_who_got_a_turn_meanwhile_goes_on_and_the_rest_ends(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await house.queued(), await house.queued()
    waiting = await house.store.queued_for(CHANNEL)

    async def as_before(_channel: ChannelId) -> list[Job]:
        return waiting

    assert (await house.take_turn()).id == first.id
    monkeypatch.setattr(house.store, "queued_for", as_before)
    await end_queued(house.store, CHANNEL, house.clock.now())
    assert await house.state(first) is JobState.SUBMITTING
    assert await ended(house, second) == (JobState.FAILED, Ending.CHANNEL_LOST)
    assert (await house.balance()).held == first.price


async def test_what_a_crash_left_waiting_ends_with_the_next_look(house: House) -> None:
    jobs = [await house.queued() for _ in range(2)]
    house.poster.closes_channel(CHANNEL)
    house.clock.leap(TELL_AFTER)
    await house.store.claim_untold(house.clock.now(), house.clock.now() + RETRY, 100)
    await house.restart()
    house.clock.leap(RETRY)
    await tell_all(house)
    assert [await ended(house, job) for job in jobs] == [(JobState.FAILED, Ending.CHANNEL_LOST)] * 2
    assert await house.owes_nothing()
