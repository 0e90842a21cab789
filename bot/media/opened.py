"""A clip's file, open to be sent: a regular file of ours and nothing that a link leads to."""

import asyncio
import os
import stat
from pathlib import Path


class OpenClip:
    """The file stays what it was when it was opened, whatever becomes of its name. To be closed by who has it."""

    def __init__(self, file: int, size: int) -> None:
        self._file = file
        self.size = size

    async def read(self, at: int, count: int) -> bytes:
        """Read so many bytes from a place on, fewer at the end."""
        return await asyncio.to_thread(os.pread, self._file, count, at)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)


def open_clip(path: Path) -> OpenClip | None:
    """Open a file; None for what is not there, or no file of ours. Blocking."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        return None
    about = os.fstat(file)
    if stat.S_ISREG(about.st_mode):
        return OpenClip(file, about.st_size)
    os.close(file)
    return None
