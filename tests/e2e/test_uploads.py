"""A clip over a server's limit: made smaller when it is close, else linked, and learned for the next one."""

import hashlib
import re
from typing import Any

import aiohttp
import av
import pytest

from bot.domain.job import Clip, Job, JobState
from sandbox.discord import Channel
from tests.e2e.conftest import World, clips_of
from tests.waiting import until

LARGE: dict[str, Any] = {"resolution": "720p", "duration": 4, "aspect_ratio": "16:9", "generate_audio": True}
PRICE = 28
SMALLER = "made smaller to fit this server"


def _refusals(world: World) -> int:
    """Count the posts that were answered with 413."""
    return sum(1 for entry in world.journal.entries if entry["status"] == 413)


def _elsewhere(world: World) -> Channel:
    """Open a channel of another server."""
    guild = world.discord.add_guild("Elsewhere")
    for person in (world.mia, world.sam):
        guild.join(person)
    return guild.add_channel("studio")


async def _made_elsewhere(world: World) -> Clip:
    """Make the video in another server, to see how large it comes out."""
    await world.generate(channel=_elsewhere(world), **LARGE)
    return _clip_of(await world.until_job_is(JobState.DELIVERED))


def _clip_of(job: Job) -> Clip:
    assert job.clip is not None
    return job.clip


async def _posted(world: World, number: int) -> list[int]:
    """Make the video again, as the job with this number; gives the sizes of all files in the studio."""
    await world.generate(**LARGE)
    await world.until_job_is(JobState.DELIVERED, number=number)
    return [path.stat().st_size for seen in world.clips() for path in clips_of(seen)]


@pytest.mark.timeout(300)
async def test_a_clip_a_little_over_the_limit_is_one_file_that_fits_and_the_next_is_not_refused_first(
    world: World,
) -> None:
    await world.start()
    whole = await _made_elsewhere(world)
    world.guild.upload_limit = limit = int(whole.size / 1.3)

    (size,) = await _posted(world, 1)
    assert size <= limit
    (seen,) = world.clips()
    assert SMALLER in seen.message.content.splitlines()[-1]
    assert [person.name for person in seen.message.pings] == ["Mia"]
    with av.open(str(clips_of(seen)[0])) as video:
        picture, sound = video.streams.video[0], video.streams.audio[0]
        assert (picture.codec.name, picture.width, picture.height) == ("h264", whole.width, whole.height)
        assert (video.duration or 0) / av.time_base == pytest.approx(whole.seconds, abs=0.1)
        assert sum(1 for _ in video.decode(picture)) == picture.frames == 96
        assert (sound.codec.name, sound.channels) == ("aac", 1)
    refused = _refusals(world)
    assert refused == 1

    assert all(size <= limit for size in await _posted(world, 2))
    assert len(world.clips()) == 2
    assert _refusals(world) == refused
    assert [SMALLER in seen.text for seen in world.clips()] == [True, True]
    assert world.seedance.posts() == 3
    assert await world.ledger() == (0, 3 * PRICE, [])


@pytest.mark.timeout(300)
async def test_a_clip_far_over_what_is_known_goes_as_a_link_without_being_refused_first(world: World) -> None:
    await world.start()
    await world.generate(channel=_elsewhere(world))
    small = _clip_of(await world.until_job_is(JobState.DELIVERED))
    world.guild.upload_limit = int(small.size / 1.3)
    await world.generate()
    await world.until_job_is(JobState.DELIVERED, number=1)
    refused = _refusals(world)
    assert refused == 1
    await world.generate(**LARGE)
    linked = await world.sees("here is a link")
    await world.until_job_is(JobState.DELIVERED, number=2)
    assert linked.pinged
    assert SMALLER not in linked.text
    assert len(world.clips()) == 1
    assert _refusals(world) == refused


@pytest.mark.timeout(300)
async def test_a_bot_killed_while_it_makes_a_clip_smaller_posts_it_once(world: World) -> None:
    await world.start()
    whole = await _made_elsewhere(world)
    world.guild.upload_limit = limit = int(whole.size / 1.3)
    await world.generate(**LARGE)
    videos = world.folder / "bot" / "videos"

    async def encoding() -> bool | None:
        return bool(list(videos.glob("*-fit.mp4.part"))) or None

    await until(encoding, "an encoder at work")
    await world.kill()
    assert world.clips() == []
    await world.start()
    job = await world.until_job_is(JobState.DELIVERED, number=1)
    assert [path.stat().st_size <= limit for seen in world.clips() for path in clips_of(seen)] == [True]
    assert _refusals(world) == 1
    assert sorted(path.name for path in videos.glob(f"{job.id}*")) == [f"{job.id}-fit.mp4", f"{job.id}.mp4"]


@pytest.mark.timeout(300)
async def test_with_a_public_url_the_link_leads_to_our_own_file_until_the_clip_is_deleted(world: World) -> None:
    url = world.callable()
    await world.start(KEEP_VIDEOS_DAYS="3")
    world.guild.upload_limit = 1000
    await world.generate()
    linked = await world.sees("here is a link")
    found = re.search(rf"{url}/clips/\S+", linked.text)
    assert found, linked.text
    job = await world.until_job_is(JobState.DELIVERED)
    async with aiohttp.ClientSession() as session:
        async with session.get(found.group()) as answer:
            whole = await answer.read()
        assert hashlib.sha256(whole).hexdigest() == _clip_of(job).sha256
        async with session.get(found.group(), headers={"Range": "bytes=10-19"}) as answer:
            assert (answer.status, await answer.read()) == (206, whole[10:20])
        async with session.get(found.group()[:-5] + "9.mp4") as answer:
            assert answer.status == 404
    (world.folder / "bot" / "videos" / _clip_of(job).name).unlink()
    await world.until_gone(found.group())
    assert await world.ledger() == (0, 8, [])
