import asyncio
from pathlib import Path

import pytest

from bot.media.boxes import NotAnMp4Error
from bot.media.verify import NotPlayableError, verify_video
from tests.media.interpreter import fake_interpreter
from tests.media.videos import make_video


def keep(folder: Path, data: bytes) -> Path:
    path = folder / "1.mp4.part"
    path.write_bytes(data)
    return path


async def test_a_video_is_described_as_it_is(tmp_path: Path, video: bytes) -> None:
    picture = await verify_video(keep(tmp_path, video))
    assert (picture.width, picture.height, picture.has_audio) == (64, 48, True)
    assert picture.seconds == pytest.approx(0.5, abs=0.1)


async def test_a_video_whose_frames_do_not_decode_is_refused_without_naming_the_file(tmp_path: Path) -> None:
    silent = make_video(audio=False)
    start = silent.index(b"mdat") + 4
    end = start - 8 + int.from_bytes(silent[start - 8 : start - 4], "big")
    broken = silent[:start] + b"\xff" * (end - start) + silent[end:]
    with pytest.raises(NotPlayableError) as caught:
        await verify_video(keep(tmp_path, broken))
    assert str(tmp_path) not in str(caught.value)


async def test_what_is_no_mp4_reaches_no_decoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(*_args: object, **_options: object) -> None:
        pytest.fail("a child process was started")

    monkeypatch.setattr(asyncio, "create_subprocess_exec", never)
    with pytest.raises(NotAnMp4Error):
        await verify_video(keep(tmp_path, b"<html></html>"))


async def test_a_decoder_that_does_not_end_is_killed(
    tmp_path: Path, video: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_interpreter(tmp_path, monkeypatch, "exec sleep 60")
    with pytest.raises(NotPlayableError, match="did not end"):
        await verify_video(keep(tmp_path, video), timeout=0.5)


@pytest.mark.parametrize(
    "script",
    [
        "exit 139",
        "echo nonsense",
        "echo '[1]'",
        """echo '{"width": 0, "height": 10, "seconds": 1.0, "has_audio": false}'""",
        """echo '{"width": 64, "height": 90000, "seconds": 1.0, "has_audio": false}'""",
        "head -c 200000 /dev/zero",
    ],
)
async def test_a_decoder_that_talks_nonsense_is_not_believed(
    tmp_path: Path, video: bytes, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    fake_interpreter(tmp_path, monkeypatch, script)
    with pytest.raises(NotPlayableError):
        await verify_video(keep(tmp_path, video), timeout=2)
