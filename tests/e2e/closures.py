"""What a studio stays closed for is skipped: it passes on the bots' clock, and nobody waits for it."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.job import JobState
from bot.store import SqlStore
from bot.store.tables import job

LOOK_EVERY: Final = 0.25
IMPATIENCE: Final = 2.0
GOES_ON: Final = (JobState.SUBMITTING, JobState.READY)
"""Over these states no time is skipped, for so many seconds at least."""


class Closures:
    """Watches a studio by looks into its database, with an engine that nobody else uses."""

    def __init__(self, engine: AsyncEngine, now: Callable[[], float], skip: Callable[[float], None]) -> None:
        """`now` tells the time on the bots' clock (UTC), and `skip` sets it ahead by so many seconds."""
        self._engine = engine
        self._now = now
        self._skip = skip
        self._over = asyncio.Event()
        self._closed_since: float | None = None
        self.is_closed = False
        """Whether the studio was at the last look."""

    @asynccontextmanager
    async def skipped(self) -> AsyncIterator[None]:
        """Skip the time for which the studio is closed, once nothing is being sent any more."""
        watch = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            # by the event and not cancelled: in the middle of a look that would leave a connection behind
            self._over.set()
            await watch

    async def _watch(self) -> None:
        try:
            while not await self._is_over():
                await self._look()
        finally:
            await self._engine.dispose()

    async def _look(self) -> None:
        studio, now = await SqlStore(self._engine).studio(), self._now()
        self.is_closed = studio.closure is not None
        if studio.closure is None or now >= studio.retry_at:
            self._closed_since = None
            return
        self._closed_since = self._closed_since or time.monotonic()
        if time.monotonic() - self._closed_since > IMPATIENCE or not await self._something_goes_on():
            self._skip(studio.retry_at - now)

    async def _is_over(self) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._over.wait(), LOOK_EVERY)
        return self._over.is_set()

    async def _something_goes_on(self) -> bool:
        async with self._engine.begin() as conn:
            return (await conn.execute(select(job.c.id).where(job.c.state.in_(GOES_ON)).limit(1))).first() is not None
