"""What a program of ours takes from itself before it runs a decoder over a stranger's bytes, and how it says no."""

import resource
import sys
from typing import Final

import av

from bot.media.lineage import end_with_parent

MEMORY: Final = 1024 * 1024 * 1024
"""Bytes of address space."""
FAILURES: Final = (ValueError, OSError, MemoryError, av.FFmpegError)
REASON_LENGTH: Final = 300


def confine(*, cpu_seconds: int, file_bytes: int) -> None:
    """Limit this process: memory, seconds of processor time, bytes per file that it writes, no core dump."""
    end_with_parent()
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def reason_of(error: BaseException) -> str:
    """Word one of FAILURES. The text of av's own errors names the file, which is nobody's business."""
    return str(getattr(error, "strerror", None) or str(error) or type(error).__name__)[:REASON_LENGTH]
