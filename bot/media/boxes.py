"""The outline of an mp4: its top-level boxes (ISO/IEC 14496-12, 4.2), read without decoding anything."""

import struct
from pathlib import Path
from typing import Final

MAX_BOXES: Final = 4096
_HEADER: Final = 8
_NEEDED: Final = frozenset({b"moov", b"mdat"})
_LARGE_HEADER: Final = 16
_TO_THE_END: Final = 0
_LARGE: Final = 1


class NotAnMp4Error(Exception):
    """The file is no mp4."""


class Mp4TruncatedError(Exception):
    """The file begins as an mp4 and breaks off."""


def check_boxes(path: Path) -> None:
    """See that a file is an mp4 from its first box to its last byte. Raises NotAnMp4Error or Mp4TruncatedError."""
    size = path.stat().st_size
    kinds: list[bytes] = []
    with path.open("rb") as file:
        position = 0
        while position < size and len(kinds) < MAX_BOXES:
            file.seek(position)
            head = file.read(_LARGE_HEADER)
            if set(kinds) >= _NEEDED and not head[4:_HEADER].isalnum():
                # What some writers append to a whole video is no box, and no harm.
                return
            length, kind = _box(head, size - position)
            if not kinds and kind != b"ftyp":
                raise NotAnMp4Error("no ftyp box at its start")
            kinds.append(kind)
            position += length
    if position > size:
        raise Mp4TruncatedError(f"breaks off {position - size} bytes early")
    if not set(kinds) >= _NEEDED:
        raise NotAnMp4Error("no moov or no mdat box")


def _box(head: bytes, left: int) -> tuple[int, bytes]:
    """Read a box's header: its length in bytes and its kind."""
    if len(head) < _HEADER:
        raise Mp4TruncatedError("breaks off in a box's header")
    length, kind = struct.unpack_from(">I4s", head)
    least = _HEADER
    if length == _TO_THE_END:
        length = left
    elif length == _LARGE:
        if len(head) < _LARGE_HEADER:
            raise Mp4TruncatedError("breaks off in a box's header")
        (length,) = struct.unpack_from(">Q", head, _HEADER)
        least = _LARGE_HEADER
    if length < least:
        raise NotAnMp4Error("a box smaller than its header")
    return length, kind
