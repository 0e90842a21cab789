"""Whether the bot is well and takes work, for whoever watches over it."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

import structlog

from bot.domain.pulse import Pulse
from bot.ports import Clock, LedgerReader, Media, OperatorStore
from bot.service.ledger_watch import LedgerWatch

log: Final = structlog.get_logger(__name__)

PATIENCE: Final = 5.0
"""Seconds that the database may take to answer."""
OPEN: Final = "open"
NOTE: Final = "ready"
"""What is written to see whether something can be."""
AGAIN: Final = 5.0
"""Seconds for which that holds, however often somebody asks."""


class Vitals:
    """Reads by a connection that only reads, so that whoever asks often holds nobody up; writes a note now and then."""

    def __init__(
        self,
        store: OperatorStore,
        reader: LedgerReader,
        media: Media,
        ledger: LedgerWatch,
        clock: Clock,
        key: str,
        is_connected: Callable[[], bool],
        can_write: Callable[[], bool],
    ) -> None:
        self._store = store
        self._reader = reader
        self._media = media
        self._ledger = ledger
        self._clock = clock
        self._key = key
        self._is_connected = is_connected
        self._can_write = can_write
        self._tried_at = 0.0
        self._trial: asyncio.Task[bool] | None = None

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
        usable = pulse is not None and self._can_write() and await self._takes_notes()
        studio = pulse and {
            "open": pulse.studio.closure is None,
            "closure": pulse.studio.closure,
            "since": pulse.studio.since if pulse.studio.closure else None,
        }
        ready = connected and usable and pulse is not None and pulse.studio.closure is None
        parts = {"database": usable, "gateway": connected, "studio": studio}
        closed = [drift.cell.name for drift in pulse.drifts if drift.is_closed] if pulse else []
        return ready, {"ready": ready, **parts, "closed_prices": closed, "ledger_findings": self.ledger_findings}

    async def _takes_notes(self) -> bool:
        """Write something, as a member's request would: a bot with nothing to do learns of a full disk by that alone.

        One that takes long to answer is busy, and not full.
        """
        now = self._clock.now()
        if self._trial is None or (self._trial.done() and abs(now - self._tried_at) >= AGAIN):
            self._tried_at = now
            self._trial = asyncio.create_task(self._note(now))
        await asyncio.wait({self._trial}, timeout=PATIENCE)
        return not self._trial.done() or self._trial.result()

    async def _note(self, now: float) -> bool:
        try:
            await self._store.exchange(NOTE, await self._store.recall(NOTE), str(now))
        except Exception:
            log.exception("the database cannot be written")
            return False
        return True
