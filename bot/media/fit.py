"""Have a video encoded anew, so that it fits into a limit, and see that it is still the same video."""

import json
from pathlib import Path
from typing import Final

from bot.domain.job import Clip
from bot.media.child import NoAnswerError, ask
from bot.media.verify import Picture

FIT_SECONDS: Final = 300.0
SAME_LENGTH: Final = 0.25
"""Seconds by which the lengths of both may differ."""


class NotFittedError(Exception):
    """The video cannot be had that small."""


async def encode_to_fit(source: Path, target: Path, limit: int, timeout: float = FIT_SECONDS) -> None:
    """Write a smaller file of a video, by absolute paths, in a child process that is killed after `timeout` seconds.

    `limit` in bytes. Raises NotFittedError, or OSError when no process can be had.
    """
    try:
        line, code = await ask("bot.media.encode", str(source), str(target), str(limit), timeout=timeout)
    except NoAnswerError as error:
        raise NotFittedError(f"its encoder {error}") from None
    if code:
        raise NotFittedError(_reason(line) or f"its encoder broke down (exit code {code})")


def check_same(clip: Clip, picture: Picture) -> None:
    """See that what was made shows what the clip shows. Raises NotFittedError."""
    same_sides = (picture.width, picture.height) == (clip.width, clip.height)
    if not same_sides or abs(picture.seconds - clip.seconds) > SAME_LENGTH or picture.has_audio != clip.has_audio:
        raise NotFittedError("what its encoder made is another video")


def _reason(line: bytes) -> str | None:
    try:
        said = json.loads(line)
    except ValueError:
        return None
    match said:
        case {"error": str(error)}:
            return error
    return None
