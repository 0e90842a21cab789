"""The format and size of a picture, from its first bytes.

Nothing is unpacked, so that no picture can be a bomb. Pillow's own `open` is not used for it: for WEBP it reserves the
whole canvas before its size can be judged, and it calls the JPEGs of many phones MPO.
"""

import struct
from dataclasses import dataclass
from typing import Final

_LOSSLESS: Final = 0x2F
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
# Frame headers of JPEG (ITU T.81, table B.1): SOF0 to SOF15 without DHT, JPG and DAC.
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_FILL: Final = 0xFF
_APP1: Final = 0xE1
_EXIF: Final = b"Exif\0\0"
_ORIENTATION: Final = 0x0112
_QUARTER_TURNS: Final = range(5, 9)
_BARE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
_SCAN_OR_END: Final = frozenset({0xD9, 0xDA})


@dataclass(frozen=True)
class ImageHeader:
    """What a picture says of itself; sides in pixels, as they are stored."""

    format: str
    width: int
    height: int
    turned: bool = False
    """Whether a JPEG is to be shown turned by a quarter, as those of many phones are."""

    @property
    def seen(self) -> tuple[int, int]:
        """Width and height as a person sees them."""
        return (self.height, self.width) if self.turned else (self.width, self.height)


def read_header(data: bytes) -> ImageHeader | None:
    """Read the header of a JPEG, PNG or WEBP; None for anything else."""
    try:
        if data.startswith(_PNG):
            return _png(data)
        if data.startswith(_JPEG):
            return _jpeg(data)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data)
    except struct.error:
        return None
    return None


def _png(data: bytes) -> ImageHeader | None:
    length, kind, width, height = struct.unpack_from(">I4sII", data, len(_PNG))
    return ImageHeader("PNG", width, height) if (length, kind) == (13, b"IHDR") else None


def _jpeg(data: bytes) -> ImageHeader | None:
    position = 2
    turned = False
    while True:
        fill, marker = struct.unpack_from(">BB", data, position)
        if fill != _FILL or marker in _SCAN_OR_END:
            return None
        if marker == _FILL:
            position += 1
        elif marker in _BARE:
            position += 2
        elif marker in _FRAMES:
            _length, _precision, height, width = struct.unpack_from(">HBHH", data, position + 2)
            return ImageHeader("JPEG", width, height, turned)
        else:
            (length,) = struct.unpack_from(">H", data, position + 2)
            segment = data[position + 4 : position + 2 + length]
            if marker == _APP1 and segment.startswith(_EXIF):
                turned = _is_turned(segment[len(_EXIF) :])
            position += 2 + max(length, 2)


def _is_turned(tiff: bytes) -> bool:
    """Read the orientation out of the first directory of Exif data (CIPA DC-008, 4.6.4); False where there is none."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return False
    try:
        (directory,) = struct.unpack_from(f"{order}I", tiff, 4)
        (entries,) = struct.unpack_from(f"{order}H", tiff, directory)
        for number in range(entries):
            tag, _kind, _count, value = struct.unpack_from(f"{order}HHIH", tiff, directory + 2 + 12 * number)
            if tag == _ORIENTATION:
                return value in _QUARTER_TURNS
    except struct.error:
        return False
    return False


def _webp(data: bytes) -> ImageHeader | None:
    (kind,) = struct.unpack_from("4s", data, 12)
    if kind == b"VP8X":
        low_w, high_w, low_h, high_h = struct.unpack_from("<HBHB", data, 24)
        return ImageHeader("WEBP", 1 + low_w + (high_w << 16), 1 + low_h + (high_h << 16))
    if kind == b"VP8L":
        signature, bits = struct.unpack_from("<BI", data, 20)
        width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        return ImageHeader("WEBP", width, height) if signature == _LOSSLESS else None
    if kind == b"VP8 ":
        start, width, height = struct.unpack_from("<3sHH", data, 23)
        return ImageHeader("WEBP", width & 0x3FFF, height & 0x3FFF) if start == b"\x9d\x01\x2a" else None
    return None
