"""Wait for what another process does: look again until it is so, and fail with words when it never is."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 90.0
LOOK_EVERY = 0.05


async def until(
    look: Callable[[], Awaitable[T | None]], what: str, patience: float = PATIENCE, every: float = LOOK_EVERY
) -> T:
    """Call `look` until it gives something, `every` so many seconds; raises TimeoutError after `patience` seconds."""
    started = time.monotonic()
    while True:
        found = await look()
        if found is not None:
            return found
        if time.monotonic() - started > patience:
            raise TimeoutError(f"waited {patience:g} s for {what}")
        await asyncio.sleep(every)
