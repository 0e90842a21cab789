"""`python -m bot.media.probe PATH`: open a video, decode its first frames, print what it is as one line of JSON.

A program of its own because it runs a decoder over a stranger's bytes: the parent limits and kills it. Exit code 1 and
`{"error": …}` when it is no video that plays.
"""

import json
import math
import sys
from typing import Any, Final

import av

from bot.media.confined import FAILURES, confine, reason_of

CPU_SECONDS: Final = 20
FRAMES: Final = 3
MAX_SECONDS: Final = 3600.0


def describe(path: str) -> dict[str, Any]:
    """Describe a video: `width` and `height` in pixels, `seconds`, `has_audio`. Raises ValueError or av's errors."""
    # The demuxer is named, so that no other of the hundreds is tried; and nothing but the file itself is opened.
    with av.open(path, format="mov", options={"protocol_whitelist": "file", "enable_drefs": "0"}) as container:
        if not container.streams.video:
            raise ValueError("no video stream")
        stream = container.streams.video[0]
        stream.thread_count = 1
        decoded = 0
        for frame in container.decode(stream):
            if not (frame.width and frame.height):
                raise ValueError("a frame without a size")
            decoded += 1
            if decoded == FRAMES:
                break
        if not decoded:
            raise ValueError("no frame that decodes")
        seconds = (container.duration or 0) / av.time_base
        if not (math.isfinite(seconds) and 0 < seconds <= MAX_SECONDS):
            raise ValueError("no sensible length")
        return {
            "width": stream.width,
            "height": stream.height,
            "seconds": round(float(seconds), 3),
            "has_audio": bool(container.streams.audio),
        }


def main() -> int:
    confine(cpu_seconds=CPU_SECONDS, file_bytes=0)
    try:
        description = describe(sys.argv[1])
    except FAILURES as error:
        sys.stdout.write(json.dumps({"error": reason_of(error)}) + "\n")
        return 1
    sys.stdout.write(json.dumps(description) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
