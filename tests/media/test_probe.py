import json
import resource
import subprocess
import sys
from pathlib import Path

import av
import pytest

from bot.media.probe import describe
from tests.media.videos import make_video


def keep(folder: Path, data: bytes) -> str:
    path = folder / "1.mp4"
    path.write_bytes(data)
    return str(path)


def test_sides_length_and_sound_are_told(tmp_path: Path, video: bytes) -> None:
    told = describe(keep(tmp_path, video))
    assert (told["width"], told["height"], told["has_audio"]) == (64, 48, True)
    assert told["seconds"] == pytest.approx(0.5, abs=0.1)


def test_a_silent_video_is_told_as_silent(tmp_path: Path) -> None:
    told = describe(keep(tmp_path, make_video(width=48, height=112, frames=24)))
    assert told == {"width": 48, "height": 112, "seconds": 1.0, "has_audio": False}


def test_sound_without_a_picture_is_no_video(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no video stream"):
        describe(keep(tmp_path, make_video(frames=0, audio=True)))


def test_another_container_is_not_tried(tmp_path: Path) -> None:
    with pytest.raises(av.FFmpegError):
        describe(keep(tmp_path, make_video(container="matroska")))


def test_a_playlist_that_names_other_files_opens_nothing(tmp_path: Path) -> None:
    playlist = b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
    with pytest.raises(av.FFmpegError):
        describe(keep(tmp_path, playlist))


def test_the_program_prints_one_line_and_limits_itself(tmp_path: Path, video: bytes) -> None:
    code = (
        "import sys, resource, bot.media.probe as p; sys.argv[1:] = [sys.argv[1]]; code = p.main();"
        "print(resource.getrlimit(resource.RLIMIT_AS)[0], resource.getrlimit(resource.RLIMIT_FSIZE)[0]); sys.exit(code)"
    )
    path = keep(tmp_path, video)
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True)  # noqa: S603 - our own program
    told, limits = done.stdout.splitlines()
    assert json.loads(told)["width"] == 64
    assert limits == f"{1024**3 if sys.platform == 'linux' else resource.RLIM_INFINITY} 0"


def test_the_program_says_why_not_without_naming_the_file(tmp_path: Path) -> None:
    path = keep(tmp_path, b"\0\0\0\x10ftypisom\0\0\0\0" + b"junk" * 40)
    done = subprocess.run([sys.executable, "-m", "bot.media.probe", path], capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"]
    assert str(tmp_path) not in done.stdout
