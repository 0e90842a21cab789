"""The product's clock: the machine's own."""

import asyncio
import contextlib
import time

from bot.domain.ids import Instant


class SystemClock:
    """Implements `bot.ports.Clock`."""

    def now(self) -> Instant:
        """Tell the time in seconds UTC."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        """Wait until the event is set, at most this long."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(event.wait(), seconds)
