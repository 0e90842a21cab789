"""`python -m bot.media.probe PATH`: open a video, decode its first frames, print what it is as one line of JSON.

A program of its own because it runs a decoder over a stranger's bytes: the parent limits and kills it. Exit code 1 and
`{"error": …}` when it is no video that plays.
"""

import json
import math
import resource
import sys
from typing import Any, Final

import av

MEMORY: Final = 1024 * 1024 * 1024
"""Bytes of address space."""
CPU_SECONDS: Final = 20
FRAMES: Final = 3
MAX_SECONDS: Final = 3600.0


def limit() -> None:
    """Take from this process what a decoder does not need: memory without end, processor time, writing files."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


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
    limit()
    try:
        description = describe(sys.argv[1])
    except (ValueError, OSError, MemoryError, av.FFmpegError) as error:
        # The text of av's own errors names the file, which is nobody's business; `strerror` is without it.
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        sys.stdout.write(json.dumps({"error": str(reason)[:300]}) + "\n")
        return 1
    sys.stdout.write(json.dumps(description) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
