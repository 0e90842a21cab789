import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.media.image_header import ImageHeader, read_header
from tests.media.pictures import make_picture

EXIF = b"Exif\0\0" + bytes(500)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("PNG", {}),
        ("JPEG", {}),
        ("JPEG", {"progressive": True}),
        ("JPEG", {"exif": EXIF, "comment": b"hello"}),
        ("WEBP", {}),
        ("WEBP", {"lossless": True}),
        ("WEBP", {"exif": EXIF}),
    ],
)
def test_the_size_is_read_as_pillow_reads_it(name: str, options: dict[str, object]) -> None:
    data = make_picture(name, 613, 407, **options)
    assert read_header(data) == ImageHeader(name, 613, 407)


def test_an_animated_webp_is_read() -> None:
    file = io.BytesIO()
    frames = [Image.new("RGB", (320, 310), colour) for colour in ("red", "blue")]
    frames[0].save(file, "WEBP", save_all=True, append_images=frames[1:])
    assert read_header(file.getvalue()) == ImageHeader("WEBP", 320, 310)


def test_the_jpeg_of_a_phone_with_two_pictures_in_it_is_a_jpeg() -> None:
    file = io.BytesIO()
    first, second = Image.new("RGB", (640, 480)), Image.new("RGB", (320, 240))
    first.save(file, "MPO", save_all=True, append_images=[second])
    assert read_header(file.getvalue()) == ImageHeader("JPEG", 640, 480)


def _turned(orientation: int, order: str) -> bytes:
    """Encode a JPEG of 613 by 407 pixels that says how it is to be turned."""
    exif = Image.Exif()
    exif.endian = order
    exif[0x010F] = "A phone"
    exif[0x0112] = orientation
    return make_picture("JPEG", 613, 407, exif=exif)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_jpeg_is_as_wide_as_a_person_sees_it(orientation: int, order: str) -> None:
    header = read_header(_turned(orientation, order))
    assert header is not None
    assert (header.width, header.height) == (613, 407)
    assert header.seen == ((407, 613) if orientation >= 5 else (613, 407))


@settings(max_examples=200, deadline=None)
@given(exif=st.binary(max_size=60).map(b"Exif\0\0".__add__) | st.binary(max_size=60).map(b"Exif\0\0II*\0".__add__))
def test_any_exif_at_all_is_read_without_an_error(exif: bytes) -> None:
    header = read_header(make_picture("JPEG", 613, 407, exif=exif))
    assert header is not None
    assert (header.width, header.height) == (613, 407)


def test_a_picture_that_would_unpack_to_gigabytes_is_read_without_unpacking() -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 6, 0, 0, 0)
    chunk = b"IHDR" + header
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    assert read_header(bomb) == ImageHeader("PNG", 60_000, 60_000)
    canvas = b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\xff\xff\xff\xff\xff\xff"
    assert read_header(canvas) == ImageHeader("WEBP", 1 << 24, 1 << 24)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a" + bytes(40),
        b"BM" + bytes(60),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html>",
        b"\x89PNG\r\n\x1a\n",
        b"\x89PNG\r\n\x1a\n\0\0\0\x0dIDAT" + bytes(20),
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xd9" + bytes(20),
        b"\xff\xd8\xff\xe0\0\0" + bytes(20),
        b"\xff\xd8" + b"\xff" * 1000,
        b"RIFF\0\0\0\0WEBP",
        b"RIFF\0\0\0\0WEBPVP8L" + bytes(40),
        b"RIFF\0\0\0\0WEBPVP8 " + bytes(40),
        b"RIFF\0\0\0\0WEBPJUNK" + bytes(40),
        b"RIFF\0\0\0\0WAVE" + bytes(40),
    ],
)
def test_anything_else_is_no_picture(data: bytes) -> None:
    assert read_header(data) is None


STARTS = st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBPVP8 ", b"RIFF\0\0\0\0WEBPVP8L"])


@settings(max_examples=200, deadline=None)
@given(start=STARTS, rest=st.binary(max_size=200))
def test_any_bytes_at_all_are_read_without_an_error(start: bytes, rest: bytes) -> None:
    header = read_header(start + rest)
    assert header is None or header.format in {"PNG", "JPEG", "WEBP"}
