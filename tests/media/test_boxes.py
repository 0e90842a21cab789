from pathlib import Path

import pytest

from bot.media.boxes import Mp4TruncatedError, NotAnMp4Error, check_boxes

FTYP = b"\0\0\0\x10ftypisom\0\0\0\0"
MOOV = b"\0\0\0\x08moov"
MDAT = b"\0\0\0\x08mdat"


def outline(folder: Path, data: bytes) -> Path:
    path = folder / "x"
    path.write_bytes(data)
    return path


def test_a_real_video_is_whole(tmp_path: Path, video: bytes) -> None:
    check_boxes(outline(tmp_path, video))


@pytest.mark.parametrize("tail", [b"\0\0\0\0mdat" + b"x" * 50, b"\0\0\0\x01mdat" + (24).to_bytes(8, "big") + b"x" * 8])
def test_the_two_long_forms_of_a_box_are_understood(tmp_path: Path, tail: bytes) -> None:
    check_boxes(outline(tmp_path, FTYP + MOOV + tail))


@pytest.mark.parametrize(
    "data",
    [
        b"<html><body>expired</body></html>",
        b"\x1f\x8b\x08\x00" + b"\0" * 60,
        b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR",
        MOOV + FTYP,
        FTYP + b"\0\0\0\x07moov",
        FTYP + b"\0\0\0\x01moov" + (15).to_bytes(8, "big"),
        FTYP + MOOV,
        FTYP + MDAT,
        b"",
    ],
)
def test_what_is_no_mp4_is_told(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(NotAnMp4Error):
        check_boxes(outline(tmp_path, data))


@pytest.mark.parametrize("tail", [b"\0\0\0\0", b"\n\n", b"\xff" * 40])
def test_junk_after_a_whole_video_does_no_harm(tmp_path: Path, video: bytes, tail: bytes) -> None:
    check_boxes(outline(tmp_path, video + tail))


def test_a_file_that_breaks_off_is_told_from_one_that_never_was_a_video(tmp_path: Path, video: bytes) -> None:
    for data in (video[:-1], video[: len(video) // 2], FTYP + b"\0\0", FTYP + b"\0\0\0\x01moov\0"):
        with pytest.raises(Mp4TruncatedError):
            check_boxes(outline(tmp_path, data))


def test_a_file_of_tiny_boxes_does_not_take_for_ever(tmp_path: Path) -> None:
    with pytest.raises(NotAnMp4Error):
        check_boxes(outline(tmp_path, FTYP + b"\0\0\0\x08free" * 100_000))
