"""Tell the operator of what should not wait: jobs that need a look, closed prices, a disk almost full, damage."""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from bot.domain.drift import Drift
from bot.domain.ids import Instant, JobId
from bot.domain.reconcile import MatterKind
from bot.ports import Clock, LedgerReader, Media, OperatorAlarms, OperatorStore, StoreDamagedError

log: Final = structlog.get_logger(__name__)

EVERY: Final = 60.0
AT_MOST: Final = 3600.0
"""Seconds between two messages about jobs of one kind."""
SCARCE: Final = 500_000_000
"""Bytes: room for some ten clips of the largest size, or for many of the usual one."""
ENOUGH: Final = 2 * SCARCE
"""Bytes that must be free again before a full disk is news."""
DAMAGED: Final = "damaged"
DISK: Final = "alarm:disk"
LOW: Final = "low"
FINE: Final = "fine"


class Watchman:
    """Looks once a minute, by a connection that only reads.

    What was told is kept in notes, so that it outlives a restart and one process alone tells it: for each kind when the
    last message was, how many there were, and which jobs were told. A crash between a note and its message leaves the
    line in the log.
    """

    def __init__(
        self,
        store: OperatorStore,
        reader: LedgerReader,
        media: Media,
        alarms: OperatorAlarms,
        clock: Clock,
        keep_clips: float,
    ) -> None:
        self._store = store
        self._reader = reader
        self._media = media
        self._alarms = alarms
        self._clock = clock
        self._keep_clips = keep_clips
        self._told_of_damage = False

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                await self.look()
            except StoreDamagedError as damage:
                await self._tell_of_damage(str(damage))
            except Exception:
                log.exception("nobody can look around at present")
            await self._clock.sleep(EVERY)

    async def _tell_of_damage(self, said: str) -> None:
        """Tell it once, as far as this process knows: what cannot be read keeps no note of what was told."""
        self._told_of_damage = self._told_of_damage or await self._alarms.alarm_damaged(said, DAMAGED)

    async def look(self) -> None:
        """Look at everything once."""
        await self._look_at_disk()
        await self._look_at_prices()
        now = self._clock.now()
        found: dict[MatterKind, list[JobId]] = defaultdict(list)
        for matter in await self._reader.matters(now, now - self._keep_clips):
            if matter.kind is not None:
                found[matter.kind].append(matter.job.id)
        for kind, jobs in found.items():
            await self._look_at(kind, jobs, now)

    async def _look_at(self, kind: MatterKind, jobs: list[JobId], now: Instant) -> None:
        note = f"alarm:{kind.value}"
        said = await self._store.recall(note)
        at, times, told = (said or "0 0 ").split(" ", 2)
        known = set(told.split(","))
        news = [job for job in jobs if str(job) not in known]
        if not news or 0 <= now - float(at) < AT_MOST:
            return
        mine = f"{now} {int(times) + 1} {','.join(map(str, jobs))}"
        if not await self._store.exchange(note, said, mine):
            return
        log.warning("videos need a look", why=kind.value, jobs=[str(job) for job in news])
        if not await self._alarms.alarm_matters(kind, news, f"m{kind.value}{int(times) + 1}"):
            await self._store.exchange(note, mine, said or "0 0 ")

    async def _look_at_disk(self) -> None:
        free = await self._media.room()
        await self._heed(
            DISK,
            is_bad=free < SCARCE,
            is_well=free >= ENOUGH,
            tell=lambda times: self._alarms.alarm_disk(free, f"k{times}"),
        )

    async def _look_at_prices(self) -> None:
        for drift in await self._reader.drifts():
            await self._look_at_price(drift)

    async def _look_at_price(self, drift: Drift) -> None:
        name, closed = drift.cell.name, drift.is_closed
        await self._heed(
            f"alarm:price:{name}",
            is_bad=closed,
            is_well=not closed,
            tell=lambda times: self._alarms.alarm_price(drift, f"p{name}-{times}"),
        )

    async def _heed(self, note: str, *, is_bad: bool, is_well: bool, tell: Callable[[int], Awaitable[bool]]) -> None:
        """Tell of a state once when it becomes bad, and again only after it was well."""
        said = await self._store.recall(note)
        state, _, times = (said or f"{FINE} 0").partition(" ")
        if is_well and state == LOW:
            await self._store.exchange(note, said, f"{FINE} {times}")
        elif is_bad and state == FINE:
            low = f"{LOW} {int(times) + 1}"
            if not await self._store.exchange(note, said, low):
                return
            log.warning("the operator should look", at=note)
            if not await tell(int(times) + 1):
                await self._store.exchange(note, low, said or f"{FINE} 0")
