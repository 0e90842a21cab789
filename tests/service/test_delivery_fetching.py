import pytest

from bot.domain.delivery import DeliveryState
from bot.domain.job import Ending, JobState
from bot.ports import StaleJobError
from tests.builders import RULE
from tests.fakes import Killed
from tests.service.house import House, link


async def test_the_capture_and_the_delivery_come_with_the_file_in_one_transaction(house: House) -> None:
    job = await house.fetching(consumed=20)
    house.media.has_video(link(job))
    held = await house.balance()
    assert (held.held, held.spent) == (28, 0)
    await house.deliverer.fetch(job, link(job))
    ready = await house.fresh(job)
    delivery = await house.store.delivery(job.id)
    balance = await house.balance()
    assert ready.state is JobState.READY
    assert ready.clip is not None
    assert ready.clip.name == f"{job.id}.mp4"
    assert (balance.held, balance.spent, balance.share.spent) == (0, 20, 20)
    assert delivery is not None
    assert (delivery.state, delivery.channel_id) == (DeliveryState.WAITING, job.channel_id)


@pytest.mark.parametrize(("consumed", "spent"), [(None, 28), (0, 0), (28, 28), (40, 28)])
async def test_a_member_pays_what_was_consumed_and_never_more_than_the_price(
    house: House, consumed: int | None, spent: int
) -> None:
    job = await house.fetching(consumed=consumed)
    house.media.has_video(link(job))
    await house.deliverer.fetch(job, link(job))
    assert (await house.balance()).spent == spent


async def test_a_process_killed_between_the_file_and_the_capture_fetches_again_and_captures_once(house: House) -> None:
    job = await house.fetching()
    house.media.kills_us()
    with pytest.raises(Killed):
        await house.deliverer.fetch(job, link(job))
    await house.restart()
    assert (await house.balance()).held == 28
    job = await house.claimed()
    house.media.has_video(link(job))
    await house.deliverer.fetch(job, link(job))
    assert (await house.balance()).spent == 28


async def test_a_silent_link_is_tried_again_and_nothing_captured(house: House) -> None:
    job = await house.fetching()
    house.media.is_silent(link(job))
    await house.deliverer.fetch(job, link(job))
    later = await house.fresh(job)
    assert (later.state, later.tries) == (JobState.FETCHING, 1)
    assert later.due_at > house.clock.now()
    assert (await house.balance()).held == 28


async def test_what_is_no_video_fails_and_the_member_pays_nothing(house: House) -> None:
    job = await house.fetching(consumed=28)
    house.media.has_something_else(link(job))
    await house.deliverer.fetch(job, link(job))
    failed = await house.fresh(job)
    assert (failed.state, failed.ending) == (JobState.FAILED, Ending.NOT_A_VIDEO)
    assert (await house.balance()).available == RULE.credits


async def test_a_file_that_comes_after_the_lease_was_lost_captures_nothing(house: House) -> None:
    job = await house.fetching()
    house.clock.leap(61)
    await house.claimed()
    house.media.has_video(link(job))
    with pytest.raises(StaleJobError):
        await house.deliverer.fetch(job, link(job))
    assert (await house.balance()).held == 28
