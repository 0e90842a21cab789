import asyncio
import io

import aiohttp
import av
import pytest

from tests.sandbox.seedance.calling import Caller, HandClock


async def test_a_clip_needs_no_key_and_plays(caller: Caller) -> None:
    reply = await caller.send("GET", await caller.link(), key=None)
    assert (reply.status, reply.headers["Content-Type"]) == (200, "video/mp4")
    assert int(reply.headers["Content-Length"]) == len(reply.raw)
    with av.open(io.BytesIO(reply.raw)) as container:
        assert (container.streams.video[0].width, container.streams.video[0].height) == (640, 640)
        assert container.streams.video[0].frames == 96


async def test_a_part_of_a_clip_can_be_asked_for(caller: Caller) -> None:
    link = await caller.link()
    whole = await caller.send("GET", link, key=None)
    part = await caller.send("GET", link, key=None, headers={"Range": "bytes=100-199"})
    assert (part.status, part.raw) == (206, whole.raw[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(whole.raw)}"
    head = await caller.send("HEAD", link, key=None)
    assert (head.status, head.headers["Content-Length"], head.raw) == (200, str(len(whole.raw)), b"")


async def test_sound_is_there_exactly_when_asked_for(caller: Caller) -> None:
    for audio in (False, True):
        reply = await caller.send("GET", await caller.link(generate_audio=audio), key=None)
        with av.open(io.BytesIO(reply.raw)) as container:
            tracks = [(track.codec_context.name, track.channels) for track in container.streams.audio]
        assert tracks == ([("aac", 1)] if audio else [])


async def test_there_is_nothing_before_the_end_nor_for_the_unknown(caller: Caller) -> None:
    task_id = await caller.generate()
    for name in (task_id, "seed15000000000000pro"):
        reply = await caller.send("GET", f"{caller.seedance.origin}/media/{name}.mp4", key=None)
        assert reply.status == 404
    assert caller.seedance.posts() == len(caller.seedance.journal.entries) == 1


async def test_a_link_dies_after_a_day(caller: Caller, clock: HandClock) -> None:
    link = await caller.link()
    clock.now += 24 * 3600
    assert (await caller.send("GET", link, key=None)).status == 200
    clock.now += 1
    assert (await caller.send("GET", link, key=None)).status == 403


@pytest.mark.parametrize(("name", "status"), [("media-404", 404), ("media-403", 403), ("media-redirect-private", 302)])
async def test_a_link_can_be_bad_once(caller: Caller, name: str, status: int) -> None:
    link = await caller.link()
    caller.seedance.faults.arm(name)
    reply = await caller.send("GET", link, key=None)
    assert reply.status == status
    assert reply.headers.get("Location", "").startswith("http://10.0.0.1/") == (status == 302)
    assert (await caller.send("GET", link, key=None)).status == 200


async def test_a_clip_can_be_cut_short(caller: Caller) -> None:
    link = await caller.link()
    caller.seedance.faults.arm("media-truncated")
    with pytest.raises(aiohttp.ClientPayloadError):
        await caller.send("GET", link, key=None)


async def test_a_clip_can_be_a_page(caller: Caller) -> None:
    link = await caller.link()
    caller.seedance.faults.arm("media-not-a-video")
    reply = await caller.send("GET", link, key=None)
    assert (reply.status, reply.headers["Content-Type"]) == (200, "video/mp4")
    assert reply.raw.startswith(b"<!doctype html>")


async def test_a_clip_can_trickle(caller: Caller) -> None:
    link = await caller.link()
    caller.seedance.faults.arm("media-slow")
    async with caller.session.get(link) as response:
        assert response.content_length is not None
        first = await response.content.readany()
        assert 0 < len(first) < response.content_length / 10
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await response.read()
