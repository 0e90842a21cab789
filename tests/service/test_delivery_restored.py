"""Clips after the database was put back from a copy: looked for before they are posted."""

from pathlib import Path

import pytest

from bot.domain.delivery import Delivery
from bot.domain.job import Ending, Job, JobState
from bot.domain.studio import OPEN as OPEN_STUDIO
from bot.store.epoch_file import EpochFile
from tests.builders import CHANNEL
from tests.service.house import House, link


async def put_back(house: House, folder: Path) -> None:
    """Find that the database is an older copy."""
    await house.store.put_back()
    assert await house.store.begin(EpochFile(folder / "epoch"), house.clock.now())


async def newest(house: House, job: Job) -> Delivery:
    delivery = await house.store.delivery(job.id)
    assert delivery is not None
    return delivery


async def forget(house: House) -> None:
    """Let so much time pass that Discord knows no nonce any more."""
    await house.clock.pass_time(house.poster.nonce_window + 1)


@pytest.mark.parametrize("written", [0, 3])
async def test_a_clip_that_stands_is_found_and_not_posted_again(house: House, tmp_path: Path, written: int) -> None:
    job = await house.ready()
    standing = await house.poster.post_clip(job, await newest(house, job), Path(f"{job.id}.mp4"))
    house.poster.person_writes(CHANNEL, written)
    await forget(house)
    await put_back(house, tmp_path)
    await house.deliverer.deliver(await house.claimed())
    assert await house.state(job) is JobState.DELIVERED
    assert (await newest(house, job)).message_id == standing
    assert len(house.poster.sends) == 1


async def test_a_clip_that_does_not_stand_is_posted_once(house: House, tmp_path: Path) -> None:
    job = await house.ready()
    house.poster.person_writes(CHANNEL, 2)
    await put_back(house, tmp_path)
    await house.deliverer.deliver(await house.claimed())
    assert await house.state(job) is JobState.DELIVERED
    assert (house.poster.scans, len(house.poster.sends)) == (1, 1)


async def test_a_job_that_was_still_running_in_the_copy_is_looked_for_as_well(house: House, tmp_path: Path) -> None:
    job = await house.fetching()
    await put_back(house, tmp_path)
    job = await house.claimed()
    house.media.has_video(link(job))
    await house.deliverer.fetch(job, link(job))
    house.poster.person_writes(CHANNEL)
    await house.deliverer.deliver(await house.claimed())
    assert await house.state(job) is JobState.DELIVERED
    assert house.poster.scans == 1


async def test_where_nothing_can_be_seen_nothing_is_posted(house: House, tmp_path: Path) -> None:
    job = await house.ready()
    house.poster.hides_history(CHANNEL)
    await put_back(house, tmp_path)
    await house.deliverer.deliver(await house.claimed())
    assert await house.state(job) is JobState.READY
    await house.clock.pass_time(7200)
    await house.deliverer.deliver(await house.claimed())
    found = await house.fresh(job)
    assert (found.state, found.ending) == (JobState.UNDELIVERABLE, Ending.NO_ANSWER)
    assert house.poster.sends == []


async def test_a_job_of_afterwards_is_posted_as_ever(house: House, tmp_path: Path) -> None:
    await put_back(house, tmp_path)
    await house.store.change_studio(await house.store.studio(), OPEN_STUDIO)
    await house.clock.pass_time(1)
    job = await house.ready()
    await house.deliverer.deliver(job)
    assert await house.state(job) is JobState.DELIVERED
    assert house.poster.scans == 0
