"""A file under way: written beside its place, moved there only when it is whole."""

import hashlib
import logging
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

from bot.domain.ids import Instant

SUFFIX: Final = ".part"
MODE: Final = 0o600
_log = logging.getLogger(__name__)


def remove_older(path: Path, before: Instant) -> bool:
    """Remove a file, never what a link leads to, that was last written before an instant. Blocking.

    True when it is gone by that. One that cannot be removed is logged, and keeps nobody from what is to go besides.
    """
    try:
        about = path.lstat()
        if stat.S_ISREG(about.st_mode) and about.st_mtime < before:
            path.unlink()
            return True
    except FileNotFoundError:
        return False
    except OSError as reason:
        _log.warning("%s cannot be removed: %s", path.name, reason.strerror)
    return False


class PartFile:
    """The `<name>.part` of a download, or of what a child process makes.

    Blocking: call from a thread. `digest` is the SHA-256 of what was written.
    """

    def __init__(self, target: Path) -> None:
        self.path = target.with_name(target.name + SUFFIX)
        self.size = 0
        self._kept = False
        self._target = target
        self._sha256 = hashlib.sha256()
        # What a crash left, or a link put there: removed, never written through. A slower download of the same clip
        # that still writes keeps a file without a name.
        self.path.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        self._file = os.fdopen(os.open(self.path, flags, MODE), "wb")

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes so far, in hexadecimal."""
        return self._sha256.hexdigest()

    def write(self, data: bytes) -> None:
        self._file.write(data)
        self._sha256.update(data)
        self.size += len(data)

    def sync(self) -> None:
        """Bring the bytes to the disk and close the file."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def adopt(self) -> None:
        """Take what another process wrote into the file for its bytes, and bring them to the disk."""
        self._sha256 = _hash(self.path)
        self.size = self.path.stat().st_size
        self.sync()

    def keep(self) -> None:
        """Give the file its name, so that it survives a power cut."""
        self.path.replace(self._target)
        self._kept = True
        folder = os.open(self._target.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def discard(self) -> None:
        """Close and remove what is there, in whatever state; nothing happens after `keep`."""
        if self._kept:
            return
        with suppress(OSError):
            # On a full disk closing fails too, since it writes what is left.
            self._file.close()
        self.path.unlink(missing_ok=True)


def digest_of(path: Path) -> str:
    """Give the SHA-256 of a file's bytes, in hexadecimal. Blocking."""
    return _hash(path).hexdigest()


def _hash(path: Path) -> "hashlib._Hash":
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256")
