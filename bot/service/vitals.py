"""Whether the bot is well and takes work, for whoever watches over it."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

import structlog

from bot.domain.pulse import Pulse
from bot.ports import Clock, LedgerReader, Media
from bot.service.ledger_watch import LedgerWatch

log: Final = structlog.get_logger(__name__)

PATIENCE: Final = 5.0
"""Seconds that the database may take to answer."""
OPEN: Final = "open"


class Vitals:
    """Reads by a connection that only reads, so that whoever asks often holds nobody up."""

    def __init__(
        self,
        reader: LedgerReader,
        media: Media,
        ledger: LedgerWatch,
        clock: Clock,
        key: str,
        is_connected: Callable[[], bool],
        can_write: Callable[[], bool],
    ) -> None:
        self._reader = reader
        self._media = media
        self._ledger = ledger
        self._clock = clock
        self._key = key
        self._is_connected = is_connected
        self._can_write = can_write

    async def pulse(self) -> Pulse | None:
        """Measure the whole; None when the database does not answer."""
        try:
            return await asyncio.wait_for(self._reader.pulse(self._key, self._clock.now()), PATIENCE)
        except Exception:
            log.exception("the database does not answer")
            return None

    async def room(self) -> int:
        """Tell how many bytes are left where files are kept."""
        return await self._media.room()

    @property
    def ledger_findings(self) -> int:
        """How many invariants did not hold at the last look."""
        return self._ledger.findings

    async def health(self) -> Mapping[str, bool | str]:
        """Name each part with whether it is well; the studio with *open*, or why it is closed."""
        pulse = await self.pulse()
        parts: dict[str, bool | str] = {
            "database": pulse is not None,
            "gateway": self._is_connected(),
            "ledger": not self.ledger_findings,
        }
        return parts if pulse is None else {**parts, "studio": pulse.studio.closure or OPEN}

    async def readiness(self) -> tuple[bool, Mapping[str, object]]:
        """Tell whether a member's request would be taken, and by each part why not.

        A database that can be read and not written, as on a full disk, takes none, and no restart would help.
        """
        pulse, connected = await self.pulse(), self._is_connected()
        usable = pulse is not None and self._can_write()
        studio = pulse and {
            "open": pulse.studio.closure is None,
            "closure": pulse.studio.closure,
            "since": pulse.studio.since if pulse.studio.closure else None,
        }
        ready = connected and usable and pulse is not None and pulse.studio.closure is None
        parts = {"database": usable, "gateway": connected, "studio": studio}
        closed = [drift.cell.name for drift in pulse.drifts if drift.is_closed] if pulse else []
        return ready, {"ready": ready, **parts, "closed_prices": closed, "ledger_findings": self.ledger_findings}
