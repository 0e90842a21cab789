import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.domain.ids import Instant
from bot.domain.job import Job, JobState
from bot.domain.queue import Caps
from bot.service import worker
from tests.fakes import Killed
from tests.service.house import House, link


@pytest.fixture
def house(house: House) -> House:
    house.obliges()
    return house


# a restart


async def killed_in_the_submit(house: House) -> Job:
    job = await house.submitting()
    house.api.kills_us(taken=True)
    with pytest.raises(Killed):
        await house.tracker.submit(job)
    return job


async def killed_after_the_file(house: House) -> Job:
    job = await house.fetching()
    house.media.kills_us()
    with pytest.raises(Killed):
        await house.deliverer.fetch(job, link(job))
    return job


async def killed_before_the_post(house: House) -> Job:
    return await _killed_posting(house, posted=False)


async def killed_after_the_post(house: House) -> Job:
    return await _killed_posting(house, posted=True)


async def _killed_posting(house: House, *, posted: bool) -> Job:
    job = await house.ready()
    house.poster.nonce_window = 0.0
    house.poster.kills_us(posted=posted)
    with pytest.raises(Killed):
        await house.deliverer.deliver(job)
    return job


@pytest.mark.parametrize(
    "crashed",
    [
        House.queued,
        House.running,
        House.fetching,
        killed_after_the_file,
        House.ready,
        killed_before_the_post,
        killed_after_the_post,
    ],
)
async def test_a_restart_goes_on_with_one_post_to_the_vendor_and_one_to_the_channel(
    house: House, crashed: Callable[[House], Awaitable[Job]]
) -> None:
    job = await crashed(house)
    await house.restart()
    house.run()
    await house.clock.pass_time(2)
    house.api.succeeds(house.api.tasks[0])
    await house.until(job, JobState.DELIVERED)
    await house.clock.pass_time(30)
    assert (len(house.api.submits), len(house.api.tasks)) == (1, 1)
    assert len(house.poster.clips(job.id)) == 1
    assert (await house.balance()).spent == 28


@pytest.mark.parametrize(("crashed", "submits"), [(House.submitting, 0), (killed_in_the_submit, 1)])
async def test_a_restart_in_a_submit_leaves_it_unknown_whatever_happened(
    house: House, crashed: Callable[[House], Awaitable[Job]], submits: int
) -> None:
    job = await crashed(house)
    await house.restart()
    house.run()
    await house.clock.pass_time(60)
    assert await house.state(job) is JobState.UNKNOWN
    assert len(house.api.submits) == submits
    assert (await house.balance()).held == 28


async def test_after_many_restarts_there_is_still_one_of_everything(house: House) -> None:
    job = await house.queued()
    for _ in range(12):
        house.run()
        await house.clock.pass_time(4)
        await house.stop()
        await house.restart()
        if house.api.tasks:
            house.api.succeeds(house.api.tasks[0])
    assert await house.state(job) is JobState.DELIVERED
    assert (len(house.api.submits), len(house.poster.clips(job.id))) == (1, 1)


# the end of a process


async def test_a_shutdown_waits_for_a_submit_in_flight(house: House) -> None:
    gate = house.api.blocks()
    job = await house.queued()
    running = house.run()
    await asyncio.wait_for(gate.reached.wait(), 5)
    running.cancel()
    await house.clock.pass_time(1)
    assert not running.done()
    gate.open()
    await asyncio.wait([running], timeout=5)
    assert running.cancelled()
    assert await house.state(job) is JobState.RUNNING


async def test_a_submit_that_outlasts_the_grace_is_cut_off_and_unknown_afterwards(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "SUBMIT_GRACE", 0.01)
    gate = house.api.blocks()
    job = await house.queued()
    house.run()
    await asyncio.wait_for(gate.reached.wait(), 5)
    await asyncio.wait_for(house.stop(), 5)
    gate.open()
    await house.restart()
    house.run()
    await house.clock.pass_time(1)
    assert await house.state(job) is JobState.UNKNOWN
    assert len(house.api.submits) == 1


async def test_a_turn_that_is_taken_while_the_process_ends_is_used(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken, go_on = asyncio.Event(), asyncio.Event()
    take_turn = house.store.take_turn

    async def slowly(caps: Caps, owner: str, now: Instant, lease: float, callback: str | None) -> Job | None:
        job = await take_turn(caps, owner, now, lease, callback)
        taken.set()
        await go_on.wait()
        return job

    monkeypatch.setattr(house.store, "take_turn", slowly)
    job = await house.queued()
    running = house.run()
    await asyncio.wait_for(taken.wait(), 5)
    running.cancel()
    await house.clock.pass_time(0)
    go_on.set()
    await asyncio.wait([running], timeout=5)
    assert await house.state(job) is JobState.RUNNING
    assert len(house.api.submits) == 1


async def test_an_upload_is_cut_off_by_a_shutdown_and_found_afterwards(house: House) -> None:
    job = await house.ready()
    await house.restart()
    posting = asyncio.Event()

    async def hang() -> None:
        posting.set()
        await asyncio.Event().wait()

    house.poster.on_post = hang
    house.run()
    await house.clock.pass_time(0)
    assert posting.is_set()
    await asyncio.wait_for(house.stop(), 5)
    house.poster.on_post = None
    await house.restart()
    house.run()
    await house.until(job, JobState.DELIVERED)
    assert len(house.poster.clips(job.id)) == 1
