"""A clock that stands still until a test moves it."""

import asyncio
import heapq
import itertools
from collections.abc import Awaitable, Callable
from typing import Final

from bot.domain.ids import Instant
from tests.builders import NOW

SETTLED: Final = 25
"""Rounds of the event loop without any database work, after which every task waits for time or for the test."""


async def settle_loop() -> None:
    """Let every task run until it waits for something that is not another task."""
    for _ in range(SETTLED):
        await asyncio.sleep(0)


class FakeClock:
    """Implements `bot.ports.Clock`: whoever waits is woken in order, and comes to rest before time goes on.

    `settle` returns once nothing but time is waited for; with a database, that must include the database's answers.
    """

    def __init__(self, settle: Callable[[], Awaitable[None]] = settle_loop) -> None:
        self._now = NOW
        self._settle = settle
        self._order = itertools.count()
        self._alarms: list[tuple[Instant, int, asyncio.Event]] = []

    def now(self) -> Instant:
        return self._now

    async def sleep(self, seconds: float) -> None:
        await self._alarm(seconds).wait()

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        alarm = self._alarm(seconds)
        waits = [asyncio.ensure_future(one.wait()) for one in (event, alarm)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waits:
                one.cancel()
            await asyncio.gather(*waits, return_exceptions=True)
            alarm.set()

    def _alarm(self, seconds: float) -> asyncio.Event:
        alarm = asyncio.Event()
        heapq.heappush(self._alarms, (self._now + seconds, next(self._order), alarm))
        return alarm

    async def pass_time(self, seconds: float) -> None:
        """Move on by this long, stopping at every instant at which somebody wants to be woken."""
        end = self._now + seconds
        await self._settle()
        while self._alarms and self._alarms[0][0] <= end:
            at, _, alarm = heapq.heappop(self._alarms)
            if alarm.is_set():
                continue
            self._now = max(self._now, at)
            alarm.set()
            await self._settle()
        self._now = end

    async def pass_until(self, done: Callable[[], Awaitable[bool]], limit: float) -> None:
        """Move on, second by second, until something is true; fails the test after `limit` seconds."""
        end = self._now + limit
        while not await done():
            if self._now >= end:
                raise AssertionError(f"not so within {limit:.0f} s")
            await self.pass_time(1.0)

    def go_back(self, seconds: float) -> None:
        """Be set back, as a machine's clock may be; who sleeps is woken no later for that."""
        self._now -= seconds
        self._alarms = [(at - seconds, number, alarm) for at, number, alarm in self._alarms]

    def leap(self, seconds: float) -> None:
        """Move on at once, waking nobody: time that passes while nothing runs."""
        self._now += seconds
