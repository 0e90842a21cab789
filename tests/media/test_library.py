import asyncio
import hashlib
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from PIL import Image

from bot.domain.job import Clip
from bot.domain.life import LinkDead, LinkSilent, NotAVideo
from bot.domain.picture import KeptPicture, Picture
from bot.domain.refusals import ImageLinkNotPublic, ImageNotAnImage
from bot.media.guarded import Patience
from bot.media.library import MediaLibrary
from bot.ports import Media
from tests.certificate import nobody_vouches
from tests.media.file_server import Handler, serving_files
from tests.media.pictures import make_picture
from tests.media.resolving import Names
from tests.media.videos import make_video
from tests.seedance.raw_server import Call, serving

SHORT = Patience(connect=0.3, silence=0.3, total=2.0)
NAME = "1234567890-1.mp4"


def sending(body: bytes, status: int = 200) -> Handler:
    async def handler(_request: web.Request) -> web.Response:
        return web.Response(status=status, body=body)

    return handler


@asynccontextmanager
async def library(folder: Path, handler: Handler, limit: int = 1_000_000) -> AsyncIterator[tuple[MediaLibrary, str]]:
    async with serving_files(handler) as origin:
        yield MediaLibrary(folder / "clips", [origin], limit=limit), f"{origin}/v.mp4?secret=canary"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "clips").iterdir())


async def test_a_video_is_fetched_verified_and_kept(tmp_path: Path, video: bytes) -> None:
    async with library(tmp_path, sending(video)) as (media, link):
        clip = await media.fetch(link, NAME)
    assert isinstance(clip, Clip)
    assert (clip.name, clip.size, clip.sha256) == (NAME, len(video), hashlib.sha256(video).hexdigest())
    assert (clip.width, clip.height, clip.has_audio) == (64, 48, True)
    assert clip.seconds == pytest.approx(0.5, abs=0.1)
    port: Media = media
    assert port.path(clip) == tmp_path / "clips" / NAME
    assert port.path(clip).read_bytes() == video
    assert await port.has(clip)
    assert not await port.has(replace(clip, name="2.mp4"))
    await port.discard(replace(clip, name="2.mp4"))
    assert names(tmp_path) == [NAME]
    assert port.path(clip).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "clips").stat().st_mode & 0o777 == 0o700


async def test_there_is_room_as_long_as_the_folder_is_ours_to_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    media = MediaLibrary(tmp_path / "clips", [])
    assert await media.room() > 0
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    assert await media.room() == 0


async def test_fetching_again_takes_the_place_of_the_first(tmp_path: Path, video: bytes) -> None:
    async with library(tmp_path, sending(video)) as (media, link):
        (tmp_path / "clips" / NAME).write_bytes(b"old")
        (tmp_path / "clips" / f"{NAME}.part").write_bytes(b"left by a crash" * 100_000)
        assert isinstance(await media.fetch(link, NAME), Clip)
    assert (tmp_path / "clips" / NAME).read_bytes() == video
    assert names(tmp_path) == [NAME]


@pytest.mark.parametrize("status", [403, 404, 410])
async def test_a_dead_link_is_told(tmp_path: Path, status: int) -> None:
    async with library(tmp_path, sending(b"", status)) as (media, link):
        assert await media.fetch(link, NAME) == LinkDead(f"HTTP {status}")
    assert names(tmp_path) == []


async def test_a_server_in_trouble_is_told_as_silence(tmp_path: Path) -> None:
    async with library(tmp_path, sending(b"", 503)) as (media, link):
        assert await media.fetch(link, NAME) == LinkSilent("HTTP 503")


async def test_broken_connections_are_told_as_silence_without_the_link(tmp_path: Path, video: bytes) -> None:
    async def truncate(call: Call) -> None:
        await call.answer(200, video[:100], length=len(video))
        call.writer.close()

    async def hang(_call: Call) -> None:
        await asyncio.sleep(5)

    for handler in (truncate, hang, Call.abort):
        async with serving(handler) as server:
            origin = server.url.removesuffix("/v1")
            media = MediaLibrary(tmp_path / "clips", [origin], patience=SHORT)
            answer = await media.fetch(f"{origin}/?secret=canary", NAME)
        assert isinstance(answer, LinkSilent)
        assert "canary" not in answer.detail
    assert names(tmp_path) == []


async def test_a_server_whose_certificate_nobody_vouches_for_is_told_as_silence(tmp_path: Path) -> None:
    async with nobody_vouches(tmp_path) as (origin, heard):
        answer = await MediaLibrary(tmp_path / "clips", [origin]).fetch(f"{origin}/v.mp4?secret=canary", NAME)
    assert answer == LinkSilent("ClientConnectorCertificateError")
    assert b"".join(heard) == b""


async def test_a_name_that_nobody_knows_at_present_is_told_as_silence(tmp_path: Path) -> None:
    media = MediaLibrary(tmp_path / "clips", resolver=Names())
    assert await media.fetch("https://videos.example/v.mp4?secret=canary", NAME) == LinkSilent(
        "ClientConnectorDNSError"
    )


async def test_a_video_that_breaks_off_without_a_length_is_silence(tmp_path: Path, video: bytes) -> None:
    async with library(tmp_path, sending(video[:-30])) as (media, link):
        assert isinstance(await media.fetch(link, NAME), LinkSilent)
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>This link has expired</body></html>",
        b"\x1f\x8b\x08\0" + bytes(500),
        b"\0\0\0\x10ftypisom\0\0\0\0\0\0\0\x08moov\0\0\0\x08mdat",
        make_video(frames=0, audio=True),
        make_video(container="matroska"),
    ],
    ids=["page", "gzip", "hollow", "sound", "matroska"],
)
async def test_what_is_no_video_is_told_and_not_kept(tmp_path: Path, body: bytes) -> None:
    async with library(tmp_path, sending(body)) as (media, link):
        answer = await media.fetch(link, NAME)
    assert isinstance(answer, NotAVideo)
    assert str(tmp_path) not in answer.detail
    assert names(tmp_path) == []


async def test_what_is_too_large_is_told_and_not_kept(tmp_path: Path, video: bytes) -> None:
    async with library(tmp_path, sending(video), limit=len(video) - 1) as (media, link):
        assert await media.fetch(link, NAME) == NotAVideo(f"{len(video)} bytes")
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    "link", ["http://cdn.example/v.mp4", "https://127.0.0.1/v.mp4", "https://inside.example/v.mp4"]
)
async def test_a_blocked_link_is_told_and_logged_without_the_link(
    tmp_path: Path, link: str, caplog: pytest.LogCaptureFixture
) -> None:
    media = MediaLibrary(tmp_path / "clips", resolver=Names(inside_example=[["192.168.0.1"]]))
    with caplog.at_level(logging.DEBUG, "bot"):
        assert isinstance(await media.fetch(link, NAME), NotAVideo)
        assert await media.inspect_image(link) == ImageLinkNotPublic()
    assert "blocked" in caplog.text
    assert "example" not in caplog.text
    assert names(tmp_path) == []


async def test_redirects_without_end_are_a_dead_link(tmp_path: Path) -> None:
    async def round_and_round(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": request.path})

    async with library(tmp_path, round_and_round) as (media, link):
        assert await media.fetch(link, NAME) == LinkDead("redirects without end")


@pytest.mark.parametrize(
    "name",
    ["../1.mp4", "/etc/passwd", "a.mp4", "1.mp4/../2.mp4", "1.mp4\n", ".mp4", "1.mov", "1.mp4.part", "\u0661.mp4"],
)
async def test_a_name_that_is_not_ours_is_a_defect(tmp_path: Path, name: str) -> None:
    media = MediaLibrary(tmp_path / "clips")
    with pytest.raises(ValueError, match="name"):
        await media.fetch("https://cdn.example/v.mp4", name)
    clip = Clip(name=name, size=1, sha256="", width=1, height=1, seconds=1.0, has_audio=False)
    with pytest.raises(ValueError, match="name"):
        media.path(clip)


async def test_a_link_in_the_place_of_a_clip_is_not_written_through(tmp_path: Path, video: bytes) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    async with library(tmp_path, sending(video)) as (media, link):
        (tmp_path / "clips" / NAME).symlink_to(victim)
        (tmp_path / "clips" / f"{NAME}.part").symlink_to(victim)
        assert isinstance(await media.fetch(link, NAME), Clip)
    assert victim.read_bytes() == b"precious"


async def test_two_fetches_of_one_name_do_not_meet(tmp_path: Path, video: bytes) -> None:
    arrived, go = asyncio.Event(), asyncio.Event()

    async def slow(_request: web.Request) -> web.Response:
        arrived.set()
        await go.wait()
        return web.Response(body=video)

    async with library(tmp_path, slow) as (media, link):
        first = asyncio.create_task(media.fetch(link, NAME))
        await asyncio.wait_for(arrived.wait(), 2)
        assert await media.fetch(link, NAME) == LinkSilent("being fetched already")
        await media.sweep(2_000_000_000_000.0, 0.0)
        go.set()
        assert isinstance(await first, Clip)


async def test_a_cancelled_fetch_leaves_nothing(tmp_path: Path) -> None:
    async def stall(call: Call) -> None:
        await call.answer(200, b"\0\0\0\x10ftyp", length=5000)
        await asyncio.sleep(5)

    async with serving(stall) as server:
        origin = server.url.removesuffix("/v1")
        fetching = asyncio.create_task(MediaLibrary(tmp_path / "clips", [origin]).fetch(origin, NAME))
        await asyncio.wait_for(server.called.wait(), 2)
        fetching.cancel()
        with pytest.raises(asyncio.CancelledError):
            await fetching
    assert names(tmp_path) == []


async def test_a_full_disk_is_a_matter_of_trying_again(
    tmp_path: Path, video: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    async with library(tmp_path, sending(video)) as (media, link):
        monkeypatch.setattr(os, "fsync", full)
        assert await media.fetch(link, NAME) == LinkSilent("OSError")
    assert names(tmp_path) == []


async def test_what_cannot_be_swept_away_is_said_and_the_rest_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    unlink = Path.unlink

    def refuse(path: Path, *how: bool) -> None:
        if path.name == "1.mp4":
            raise PermissionError(13, "Permission denied", str(path))
        unlink(path, *how)

    media = MediaLibrary(tmp_path / "clips")
    for name in ("1.mp4", "2.mp4"):
        (tmp_path / "clips" / name).write_bytes(b"x")
    monkeypatch.setattr(Path, "unlink", refuse)
    caplog.set_level(logging.INFO)
    await media.sweep(2_000_000_000_000.0, 0.0)
    assert names(tmp_path) == ["1.mp4"]
    assert caplog.messages == ["1.mp4 cannot be removed: Permission denied", "files of old clips are gone: 1"]


async def test_sweeping_removes_old_clips_and_leftovers_and_nothing_else(tmp_path: Path) -> None:
    media = MediaLibrary(tmp_path / "clips")
    folder = tmp_path / "clips"
    outside = tmp_path / "outside"
    outside.write_bytes(b"x")
    for name, written in {
        "1.mp4": 1000,
        "2.mp4": 3000,
        "3.mp4.part": 1000,
        "4.mp4.part": 3000,
        "notes.txt": 1000,
        "x.mp4": 1000,
    }.items():
        (folder / name).write_bytes(b"x")
        os.utime(folder / name, (written, written))
    (folder / "5.mp4").symlink_to(outside)
    (folder / "6.mp4").mkdir()
    os.utime(folder / "6.mp4", (1000, 1000))
    os.utime(outside, (1000, 1000))
    await media.sweep(2000.0, 0.0)
    assert names(tmp_path) == ["2.mp4", "4.mp4.part", "5.mp4", "6.mp4", "notes.txt", "x.mp4"]
    assert outside.exists()


async def test_a_picture_is_kept_beside_the_clips_with_its_sides_as_they_are_seen(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    photo = make_picture("JPEG", 800, 600, exif=exif)
    async with library(tmp_path, sending(photo)) as (media, link):
        assert await media.keep_picture(link, "77") == Picture(name="77.jpg", width=600, height=800)
        kept = KeptPicture("77.jpg", 0.0)
        path = await media.picture(kept)
        assert path is not None
        assert path.read_bytes() == photo
        await media.sweep(2_000_000_000_000.0, path.stat().st_mtime)
        assert await media.picture(kept) == path
        await media.discard_picture(kept)
        await media.discard_picture(kept)
        assert await media.picture(kept) is None


async def test_a_picture_that_is_refused_is_not_kept(tmp_path: Path) -> None:
    async with library(tmp_path, sending(make_picture("GIF"))) as (media, link):
        assert await media.keep_picture(link, "77") == ImageNotAnImage()
        assert await media.picture(KeptPicture("77.png", 0.0)) is None


async def test_a_folder_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    folder = tmp_path / "clips"
    folder.mkdir(mode=0o755)
    MediaLibrary(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
