"""Start the unmodified bot against the local Discord with a faster clock."""

import asyncio
import contextlib
import os
import time
from pathlib import Path

from bot import app
from bot.domain.ids import Instant
from bot.settings import load
from sandbox.launch import point_discord_at
from tests.e2e import probing
from tests.e2e.crash import effects

SHORTEST = 0.05
"""Seconds of real time below which no wait is cut: who looks every second would be kept busy by looking."""
SHIFT = "clock-set-by"
"""The file in a bot's folder that says by how many seconds its clock was set."""
BREATH = "BREATH"
"""The setting that says for how many seconds of real time who was rung for goes on waiting, for others to ring too.

On a fast clock bells ring as many times as often, and where a thousand jobs do, the loops would do nothing but look.
"""


class FastClock:
    """A clock on which waits are shorter by a factor, as if the world were slower.

    A file says by how many seconds somebody set it meanwhile; those who sleep do not notice that.
    """

    def __init__(self, factor: float, origin: Instant, shift: Path, breath: float = 0.0) -> None:
        self._factor = factor
        self._breath = breath
        self._origin = origin
        self._shift = shift

    def now(self) -> Instant:
        return self._origin + (time.time() - self._origin) * self._factor + self.set_by()

    def set_by(self) -> float:
        """Tell by how many seconds it was set ahead, or back."""
        try:
            return float(self._shift.read_text(encoding="ascii"))
        except FileNotFoundError:
            return 0.0

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(self._real(seconds))

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(event.wait(), self._real(seconds))
            if self._breath:
                await asyncio.sleep(self._breath)

    def _real(self, seconds: float) -> float:
        return max(seconds / self._factor, min(seconds, SHORTEST))


def main() -> None:
    point_discord_at(os.environ["SANDBOX_DISCORD"])
    effects.watch()
    probing.borrow_children()
    # every process of a test counts from the same instant, so that a restart never sets the clock back
    factor, origin = float(os.environ["CLOCK_FACTOR"]), float(os.environ["CLOCK_ORIGIN"])
    clock = FastClock(factor, origin, Path(SHIFT), float(os.environ.get(BREATH, "0")))
    asyncio.run(app.run(load(), clock))
