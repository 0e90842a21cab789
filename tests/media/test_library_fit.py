import asyncio
import hashlib
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.job import Clip
from bot.media import library as library_module
from bot.media.library import MediaLibrary
from tests.media.interpreter import fake_interpreter
from tests.media.videos import make_video

NAME = "1234567890.mp4"
FIT = "1234567890-fit.mp4"
WRITTEN = 1_700_000_000.0


@pytest.fixture(scope="session")
def film() -> bytes:
    """One second of 160 by 120 pixels that is hard to make small, with sound."""
    return make_video(width=160, height=120, frames=24, audio=True, busy=True)


@pytest.fixture
def media(tmp_path: Path) -> MediaLibrary:
    return MediaLibrary(tmp_path / "clips")


def kept(media: MediaLibrary, film: bytes) -> Clip:
    """Have the film for a clip, written some time ago."""
    clip = Clip(
        name=NAME,
        size=len(film),
        sha256=hashlib.sha256(film).hexdigest(),
        width=160,
        height=120,
        seconds=1.0,
        has_audio=True,
    )
    media.path(clip).write_bytes(film)
    os.utime(media.path(clip), (WRITTEN, WRITTEN))
    return clip


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "clips").iterdir())


async def test_a_smaller_file_is_made_beside_the_clip_which_stays(
    tmp_path: Path, media: MediaLibrary, film: bytes
) -> None:
    clip = kept(media, film)
    limit = clip.size * 7 // 10
    made = await media.fit(clip, limit)
    assert made is not None
    data = media.path(made).read_bytes()
    assert (made.name, made.size, made.sha256) == (FIT, len(data), hashlib.sha256(data).hexdigest())
    assert made.size <= limit
    assert (made.width, made.height, made.seconds, made.has_audio) == (160, 120, 1.0, True)
    assert media.path(made).stat().st_mode & 0o777 == 0o600
    assert media.path(clip).read_bytes() == film
    assert names(tmp_path) == [FIT, NAME]


async def test_one_that_is_there_is_taken_again_and_one_too_large_made_anew(media: MediaLibrary, film: bytes) -> None:
    clip = kept(media, film)
    first = await media.fit(clip, clip.size * 9 // 10)
    assert first is not None
    made = media.path(first).stat().st_ino
    assert await media.fit(clip, clip.size * 95 // 100) == first
    assert media.path(first).stat().st_ino == made
    second = await media.fit(clip, clip.size // 2)
    assert second is not None
    assert second.size <= clip.size // 2
    assert media.path(second).stat().st_size == second.size


async def test_one_that_vanished_is_made_again(media: MediaLibrary, film: bytes) -> None:
    clip = kept(media, film)
    first = await media.fit(clip, clip.size // 2)
    assert first is not None
    media.path(first).unlink()
    assert await media.fit(clip, clip.size // 2) is not None
    assert await media.has(first)


async def test_an_impossible_limit_is_none_and_leaves_nothing(tmp_path: Path, media: MediaLibrary, film: bytes) -> None:
    clip = kept(media, film)
    assert await media.fit(clip, clip.size // 50) is None
    assert names(tmp_path) == [NAME]


@pytest.mark.parametrize("script", ["kill -9 $$", "exec sleep 60", "exit 0"], ids=["killed", "stuck", "idle"])
async def test_an_encoder_that_fails_is_none_and_leaves_nothing(
    tmp_path: Path, film: bytes, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    media = MediaLibrary(tmp_path / "clips", fit_patience=0.5)
    clip = kept(media, film)
    fake_interpreter(tmp_path, monkeypatch, script)
    assert await media.fit(clip, clip.size // 2) is None
    assert names(tmp_path) == [NAME]


async def test_an_encoder_that_keeps_to_no_limit_is_not_believed(
    tmp_path: Path, media: MediaLibrary, film: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = kept(media, film)

    async def copied(source: Path, target: Path, _limit: int, _patience: float) -> None:
        await asyncio.to_thread(shutil.copy, source, target)

    monkeypatch.setattr(library_module, "encode_to_fit", copied)
    assert await media.fit(clip, clip.size - 1) is None
    assert names(tmp_path) == [NAME]


async def test_what_is_another_video_is_not_kept(tmp_path: Path, media: MediaLibrary, film: bytes) -> None:
    clip = replace(kept(media, film), has_audio=False)
    assert await media.fit(clip, clip.size // 2) is None
    assert names(tmp_path) == [NAME]


async def test_without_the_clips_own_file_there_is_no_smaller_one(
    tmp_path: Path, media: MediaLibrary, film: bytes
) -> None:
    clip = kept(media, film)
    media.path(clip).unlink()
    assert await media.fit(clip, clip.size // 2) is None
    assert names(tmp_path) == []


async def test_a_full_disk_is_none_and_leaves_nothing(
    tmp_path: Path, media: MediaLibrary, film: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    clip = kept(media, film)
    monkeypatch.setattr(os, "fsync", full)
    assert await media.fit(clip, clip.size // 2) is None
    assert names(tmp_path) == [NAME]


async def test_what_a_crash_left_is_overwritten_and_a_link_in_its_place_not_written_through(
    tmp_path: Path, media: MediaLibrary, film: bytes
) -> None:
    clip = kept(media, film)
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious" * 100_000)
    (tmp_path / "clips" / f"{FIT}.part").symlink_to(victim)
    assert await media.fit(clip, clip.size // 2) is not None
    assert victim.read_bytes() == b"precious" * 100_000
    assert names(tmp_path) == [FIT, NAME]


async def test_one_encoder_runs_at_a_time(media: MediaLibrary, film: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    running = most = 0

    async def counted(source: Path, target: Path, _limit: int, _patience: float) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.to_thread(shutil.copy, source, target)
        running -= 1

    monkeypatch.setattr(library_module, "encode_to_fit", counted)
    clip = kept(media, film)
    others = [replace(clip, name=f"{number}.mp4") for number in range(3)]
    for other in others:
        media.path(other).write_bytes(film)
    assert all(await asyncio.gather(*(media.fit(other, clip.size) for other in others)))
    assert most == 1


async def test_a_fit_under_way_is_not_swept_and_leaves_nothing_when_it_is_cancelled(
    tmp_path: Path, media: MediaLibrary, film: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = kept(media, film)
    pid_file = fake_interpreter(tmp_path, monkeypatch, "exec sleep 60")
    fitting = asyncio.create_task(media.fit(clip, clip.size // 2))
    async with asyncio.timeout(5):
        while not pid_file.exists():  # noqa: ASYNC110 - written by another process
            await asyncio.sleep(0.01)
    await media.sweep(2_000_000_000_000.0, 0.0)
    assert names(tmp_path) == [f"{FIT}.part"]
    fitting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await fitting
    assert names(tmp_path) == []


async def test_deleting_a_clip_deletes_the_smaller_file_too(tmp_path: Path, media: MediaLibrary, film: bytes) -> None:
    clip = kept(media, film)
    assert await media.fit(clip, clip.size // 2) is not None
    await media.discard(clip)
    assert names(tmp_path) == []
    await media.discard(clip)


async def test_one_sweep_takes_a_clip_and_the_smaller_file(tmp_path: Path, media: MediaLibrary, film: bytes) -> None:
    clip = kept(media, film)
    assert await media.fit(clip, clip.size // 2) is not None
    (tmp_path / "clips" / "9-fit.mp4.part").write_bytes(b"left by a crash")
    os.utime(tmp_path / "clips" / "9-fit.mp4.part", (WRITTEN, WRITTEN))
    await media.sweep(WRITTEN, 0.0)
    assert names(tmp_path) == [FIT, NAME, "9-fit.mp4.part"]
    await media.sweep(WRITTEN + 1, 0.0)
    assert names(tmp_path) == []
