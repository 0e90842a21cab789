import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from sandbox.seedance.picture import (
    NOT_A_PICTURE,
    WRONG_RATIO,
    WRONG_SIDES,
    PictureError,
    keep_picture,
    open_picture,
)
from tests.media.pictures import make_picture
from tests.sandbox.seedance.pictures import BLUE, RED, encoded, halves, is_near, make_split


def png_header(width: int, height: int) -> bytes:
    """Give the beginning of a PNG that says how large it would be, and no pixel of it."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    begin = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return begin + struct.pack(">I", 1) + b"IDAT"


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_kept_as_it_came(tmp_path: Path, name: str) -> None:
    data = make_picture(name, 320, 400)
    picture = keep_picture(data, tmp_path)
    assert (picture.width, picture.height) == (320, 400)
    assert picture.path.read_bytes() == data
    assert keep_picture(data, tmp_path) == picture
    assert list(tmp_path.iterdir()) == [picture.path]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html>Sorry</html>",
        make_picture("GIF"),
        make_picture("BMP"),
        *(data[: len(data) // 2] for data in (make_picture(name) for name in ("JPEG", "PNG", "WEBP"))),
    ],
    ids=["nothing", "a page", "a gif", "a bitmap", "half a jpeg", "half a png", "half a webp"],
)
def test_what_is_no_picture_is_not_kept(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(PictureError, match=NOT_A_PICTURE):
        keep_picture(data, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("size", "problem"),
    [
        ((299, 400), WRONG_SIDES),
        ((400, 299), WRONG_SIDES),
        ((6001, 3000), WRONG_SIDES),
        ((751, 300), WRONG_RATIO),
        ((300, 751), WRONG_RATIO),
    ],
)
def test_a_picture_beyond_the_limits_is_named(tmp_path: Path, size: tuple[int, int], problem: str) -> None:
    with pytest.raises(PictureError, match=problem):
        keep_picture(make_picture("PNG", *size), tmp_path)


@pytest.mark.parametrize("size", [(300, 300), (750, 300), (300, 750), (6000, 2400)])
def test_a_picture_at_a_limit_is_taken(tmp_path: Path, size: tuple[int, int]) -> None:
    picture = keep_picture(make_picture("PNG", *size), tmp_path)
    assert (picture.width, picture.height) == size


@pytest.mark.parametrize("side", [6001, 10_000, 60_000])
def test_the_size_is_judged_before_a_pixel_is_decoded(tmp_path: Path, side: int) -> None:
    with pytest.raises(PictureError, match=WRONG_SIDES):
        keep_picture(png_header(side, side), tmp_path)


def test_a_picture_stands_as_its_camera_says(tmp_path: Path) -> None:
    lying = Image.Exif()
    lying[0x0112] = 8
    # Blue above red, once it is turned to the left.
    picture = keep_picture(make_split(RED, BLUE, (800, 600), "JPEG", exif=lying), tmp_path)
    assert (picture.width, picture.height) == (600, 800)
    upright = open_picture(picture.path, 6000)
    assert upright.size == (600, 800)
    assert is_near(upright.getpixel((300, 100)), BLUE)
    assert is_near(upright.getpixel((300, 700)), RED)


def test_a_large_jpeg_is_decoded_no_larger_than_it_is_shown(tmp_path: Path) -> None:
    picture = keep_picture(make_split(RED, BLUE, (3000, 2000), "JPEG"), tmp_path)
    small = open_picture(picture.path, 640)
    assert (small.mode, small.size) == ("RGB", (1500, 1000))
    left, right = halves(small)
    assert is_near(left, RED)
    assert is_near(right, BLUE)


def test_white_paper_lies_behind_what_one_can_see_through(tmp_path: Path) -> None:
    unseen = encoded(Image.new("RGBA", (300, 300), (*RED, 0)))
    opened = open_picture(keep_picture(unseen, tmp_path).path, 300)
    assert (opened.mode, opened.getpixel((150, 150))) == ("RGB", (255, 255, 255))
