import os
from dataclasses import replace
from pathlib import Path

import pytest

from bot.media.fit import NotFittedError, check_same, encode_to_fit
from bot.media.verify import Picture
from tests.builders import a_clip
from tests.media.interpreter import fake_interpreter
from tests.media.videos import make_video


async def test_a_video_is_encoded_to_fit(tmp_path: Path) -> None:
    source, target = tmp_path / "1.mp4", tmp_path / "1-fit.mp4.part"
    source.write_bytes(make_video(width=160, height=120, frames=24, busy=True))
    limit = source.stat().st_size // 2
    await encode_to_fit(source, target, limit)
    assert 0 < target.stat().st_size <= limit


async def test_an_impossible_limit_is_told_with_the_reason(tmp_path: Path, video: bytes) -> None:
    source = tmp_path / "1.mp4"
    source.write_bytes(video)
    with pytest.raises(NotFittedError, match="too little room"):
        await encode_to_fit(source, tmp_path / "2.mp4", 10)


async def test_an_encoder_that_does_not_end_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pid_file = fake_interpreter(tmp_path, monkeypatch, "exec sleep 60")
    with pytest.raises(NotFittedError, match="did not end"):
        await encode_to_fit(tmp_path / "1.mp4", tmp_path / "2.mp4", 1000, timeout=0.5)
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid_file.read_text()), 0)


@pytest.mark.parametrize("script", ["kill -9 $$", "exit 139", "echo nonsense; exit 1", "echo '[1]'; exit 1"])
async def test_an_encoder_that_breaks_down_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    fake_interpreter(tmp_path, monkeypatch, script)
    with pytest.raises(NotFittedError, match="broke down"):
        await encode_to_fit(tmp_path / "1.mp4", tmp_path / "2.mp4", 1000)


SAME = Picture(width=960, height=960, seconds=8.0, has_audio=False)


def test_a_hardly_different_length_is_the_same_video() -> None:
    check_same(a_clip(), replace(SAME, seconds=8.1))


@pytest.mark.parametrize(
    "other",
    [
        replace(SAME, width=480),
        replace(SAME, height=480),
        replace(SAME, seconds=7.0),
        replace(SAME, has_audio=True),
    ],
)
def test_another_size_length_or_sound_is_another_video(other: Picture) -> None:
    with pytest.raises(NotFittedError, match="another video"):
        check_same(a_clip(), other)
