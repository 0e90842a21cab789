"""The file beside the database that remembers how far it was: one line for each database that ran here."""

import asyncio
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import structlog

from bot.domain.epoch import Epoch
from bot.store.copying import sync

log: Final = structlog.get_logger(__name__)

EPOCH_FILE: Final = "epoch"
_LINE: Final = re.compile(r"([0-9a-f]{16}) ([0-9]{1,18})")


class EpochFile:
    """Written whole and renamed, so that it is never half there. What it says of other databases stays."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept = 0

    async def read(self) -> Mapping[str, int]:
        """Read the count of each database; nothing from a file that is not there, or that somebody spoiled."""
        return await asyncio.to_thread(self._read)

    @property
    def kept(self) -> int:
        """The count that was kept last by this process."""
        return self._kept

    async def keep(self, epoch: Epoch) -> bool:
        """Have a count on the disk; False when the database has not counted on since the last time: it was put back.

        A disk that does not take it is no reason to stop: the database knows of the effect that is about to happen.
        Only an older copy of it would not be noticed.
        """
        if epoch.number <= self._kept:
            return False
        try:
            await asyncio.to_thread(self._write, epoch)
        except OSError:
            log.exception("the epoch could not be written")
        self._kept = epoch.number
        return True

    def _read(self) -> dict[str, int]:
        try:
            text = self._path.read_text(encoding="ascii", errors="replace")
        except FileNotFoundError:
            return {}
        return {name: int(number) for name, number in _LINE.findall(text)}

    def _write(self, epoch: Epoch) -> None:
        lines = {**self._read(), epoch.database: epoch.number}
        part = self._path.with_name(f"{self._path.name}.part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write("".join(f"{name} {number}\n" for name, number in sorted(lines.items())))
            file.flush()
            os.fsync(file.fileno())
        part.replace(self._path)
        sync(self._path.parent)
