import asyncio

import pytest

from bot.domain.drift import CELLS
from bot.domain.ids import MemberId
from bot.domain.job import Job, JobState
from bot.domain.reconcile import MatterKind
from bot.ports import StoreDamagedError
from bot.service.operation import Operation, Order
from bot.service.watchman import AT_MOST, ENOUGH, EVERY, SCARCE, Watchman
from tests.builders import KEY
from tests.fake_clock import settle_loop
from tests.service.house import KEEP_CLIPS, House, link

FAR = 10.0**12


def watchman(house: House) -> Watchman:
    return Watchman(house.store, house.store, house.media, house.poster, house.clock, KEEP_CLIPS)


async def unknown(house: House, of: int) -> Job:
    job = await house.submitting(of=MemberId(of))
    house.api.loses_the_answer()
    await house.tracker.submit(job)
    return job


async def test_a_house_in_order_alarms_nobody(house: House) -> None:
    await house.running()
    await watchman(house).look()
    assert (house.poster.matter_alarms, house.poster.disk_alarms) == ([], [])


async def test_a_video_that_needs_a_look_is_told_once_however_often_and_by_whom_it_is_looked_at(house: House) -> None:
    job = await unknown(house, 5)
    for _ in range(3):
        await watchman(house).look()
        await house.clock.pass_time(AT_MOST)
    assert house.poster.matter_alarms == [(MatterKind.UNKNOWN, [job.id], "munknown1")]


async def test_what_comes_within_the_hour_is_told_together_after_it(house: House) -> None:
    first = await unknown(house, 5)
    await watchman(house).look()
    later = [await unknown(house, 6), await unknown(house, 7)]
    await watchman(house).look()
    assert [jobs for _, jobs, _ in house.poster.matter_alarms] == [[first.id]]
    await house.clock.pass_time(AT_MOST)
    await watchman(house).look()
    assert house.poster.matter_alarms[1] == (MatterKind.UNKNOWN, [job.id for job in later], "munknown2")


async def test_each_kind_has_a_message_of_its_own(house: House) -> None:
    job = await unknown(house, 5)
    await watchman(house).look()
    await house.store.set(job.id, state=JobState.EXPIRED, deadline_at=None)
    await watchman(house).look()
    assert [kind for kind, _, _ in house.poster.matter_alarms] == [MatterKind.UNKNOWN, MatterKind.EXPIRED]
    await house.store.set(job.id, state=JobState.UNKNOWN)


async def test_an_alarm_that_could_not_be_posted_is_tried_again_at_the_next_look(house: House) -> None:
    job = await unknown(house, 5)
    house.poster.takes_alarms = False
    await watchman(house).look()
    house.poster.takes_alarms = True
    await house.clock.pass_time(EVERY)
    await watchman(house).look()
    assert house.poster.matter_alarms == [(MatterKind.UNKNOWN, [job.id], "munknown1")] * 2


async def _dearer(house: House, number: int) -> Job:
    job = await house.fetching(of=MemberId(number + 1), consumed=99)
    house.media.has_video(link(job))
    await house.deliverer.fetch(job, link(job))
    await house.store.set(job.id, due_at=FAR)
    return job


async def test_the_third_video_that_was_dearer_closes_its_price_and_the_operator_is_told_of_both_once(
    house: House,
) -> None:
    jobs = []
    for number in range(3):
        jobs.append(await _dearer(house, number))
        for _ in range(2):
            await watchman(house).look()
        assert len(house.poster.price_alarms) == (number == 2)
    assert house.poster.matter_alarms == [(MatterKind.DRIFT, [jobs[0].id], "mdrift1")]
    ((drift, nonce),) = house.poster.price_alarms
    assert (drift.cell.name, drift.times, drift.took, nonce) == ("720p-8s-silent", 3, 99, "p720p-8s-silent-1")


async def test_a_price_that_closes_again_after_it_was_confirmed_is_told_again(house: House) -> None:
    order = Order(reason="the price list says so", request="r")
    operation = Operation(house.store, house.clock, house.nudge, KEY)
    for number in range(6):
        await _dearer(house, number)
        await watchman(house).look()
        if number == 2:
            assert (await operation.confirm_price(order, CELLS["720p-8s-silent"])).times == 3
            await watchman(house).look()
    assert [nonce for _, nonce in house.poster.price_alarms] == ["p720p-8s-silent-1", "p720p-8s-silent-2"]


async def test_a_disk_that_is_almost_full_is_told_once_and_again_only_after_there_was_room(house: House) -> None:
    for free in (SCARCE, SCARCE - 1, 5, ENOUGH - 1, 7, ENOUGH, 9):
        house.media.free = free
        await watchman(house).look()
    assert house.poster.disk_alarms == [(SCARCE - 1, "k1"), (9, "k2")]


async def test_damage_is_told_once_and_until_it_is_taken(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def damaged(_key: str) -> str:
        raise StoreDamagedError("database disk image is malformed")

    monkeypatch.setattr(house.store, "recall", damaged)
    house.poster.takes_alarms = False
    watching = asyncio.create_task(watchman(house).run())
    await settle_loop()
    house.poster.takes_alarms = True
    for _ in range(3):
        await house.clock.pass_time(EVERY)
    watching.cancel()
    assert house.poster.damage_alarms == ["database disk image is malformed"] * 2
