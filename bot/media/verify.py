"""Say what a downloaded file is, without letting a decoder into this process."""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.media.boxes import check_boxes
from bot.media.child import NoAnswerError, ask

PROBE_SECONDS: Final = 20.0
MAX_SIDE: Final = 8192


class NotPlayableError(Exception):
    """The file is no video that we can play."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """What a video shows: sides in pixels, its length, whether it has sound."""

    width: int
    height: int
    seconds: float
    has_audio: bool


async def verify_video(path: Path, timeout: float = PROBE_SECONDS) -> Picture:
    """Look into a file, by its absolute path, in a child process that is killed after `timeout` seconds.

    Raises NotPlayableError, NotAnMp4Error, Mp4TruncatedError, or OSError when no process can be had.
    """
    await asyncio.to_thread(check_boxes, path)
    try:
        line, code = await ask("bot.media.probe", str(path), timeout=timeout)
    except NoAnswerError as error:
        raise NotPlayableError(f"its decoder {error}") from None
    return _read(line, code)


def _read(line: bytes, code: int) -> Picture:
    try:
        said = json.loads(line)
    except ValueError:
        said = None
    match said:
        case {"width": int(width), "height": int(height), "seconds": float(seconds), "has_audio": bool(has_audio)}:
            if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
                raise NotPlayableError(f"{width} by {height} pixels")
            return Picture(width=width, height=height, seconds=seconds, has_audio=has_audio)
        case {"error": str(error)}:
            raise NotPlayableError(error)
    raise NotPlayableError(f"its decoder broke down (exit code {code})")
