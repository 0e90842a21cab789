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
_BARE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
_SCAN_OR_END: Final = frozenset({0xD9, 0xDA})


@dataclass(frozen=True)
class ImageHeader:
    """What a picture says of itself; sides in pixels."""

    format: str
    width: int
    height: int


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
            return ImageHeader("JPEG", width, height)
        else:
            (length,) = struct.unpack_from(">H", data, position + 2)
            position += 2 + max(length, 2)


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
