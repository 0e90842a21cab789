"""Close the studio when the vendor refuses us as a whole, and open it again."""

from typing import Final

import structlog

from bot.domain.ids import Instant
from bot.domain.job import JobState
from bot.domain.studio import CLOSURES, MISSING_JOBS, OPEN, TRIED, UNKNOWN_SPAN, UNKNOWNS, Closure, Studio
from bot.domain.task import RejectionKind
from bot.ports import Clock, Poster, Store, VideoApi

log: Final = structlog.get_logger(__name__)


class Breaker:
    """Keeps the studio's state in the store, so that it outlives a restart, and tells the operator once."""

    def __init__(self, store: Store, api: VideoApi, poster: Poster, clock: Clock) -> None:
        self._store = store
        self._api = api
        self._poster = poster
        self._clock = clock

    async def refused(self, kind: RejectionKind | None) -> None:
        """Close for a refusal that concerns every job; any other passes."""
        if kind in CLOSURES:
            await self._close(CLOSURES[kind])

    async def lost_sight(self) -> None:
        """Close when too many outcomes became unknown in a short time."""
        recent = await self._store.entered_since(JobState.UNKNOWN, self._clock.now() - UNKNOWN_SPAN)
        if recent >= UNKNOWNS:
            await self._close(Closure.UNKNOWNS)

    async def many_tasks_missing(self) -> bool:
        """Close when the vendor misses the tasks of several jobs at once: then it is not the jobs' fault."""
        missing = await self._tasks_are_missing()
        if missing:
            await self._close(Closure.TASKS_MISSING)
        return missing

    async def _tasks_are_missing(self) -> bool:
        return await self._store.missing_tasks() >= MISSING_JOBS

    async def accepted(self, asked_at: Instant) -> None:
        """Open what a successful submit opens; one that was under way when the studio closed proves nothing."""
        studio = await self._store.studio()
        if studio.closure in TRIED and studio.since <= asked_at:
            await self._open(studio)

    async def probe(self, now: Instant) -> None:
        """Ask the vendor for something that costs nothing, when that is due; open when it lets us in.

        Tells the operator, once, of a studio that is closed because the database was put back.
        """
        studio = await self._store.studio()
        if studio.wants_alarm and await self._store.change_studio(studio, studio.tried(now)):
            log.error("the database was put back from a copy: the studio is closed until that is accepted")
            await self._poster.alarm(Closure.RESTORED)
        if not studio.wants_probe(now) or not await self._store.change_studio(studio, studio.tried(now)):
            return
        # a probe says nothing about tasks: opened while they are missing, it would close and alarm again for ever
        if studio.closure is Closure.TASKS_MISSING and await self._tasks_are_missing():
            return
        if await self._api.probe() is None:
            await self._open(studio.tried(now))

    async def _close(self, closure: Closure) -> None:
        studio = await self._store.studio()
        if studio.closure is None and await self._store.change_studio(
            studio, studio.closed(closure, self._clock.now())
        ):
            log.error("studio closed", closure=closure.value)
            await self._poster.alarm(closure)

    async def _open(self, studio: Studio) -> None:
        if await self._store.change_studio(studio, OPEN):
            log.warning("studio open again", was=studio.closure)
