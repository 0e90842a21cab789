"""Wait for something to become true without polling: every change wakes those who wait."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Changes:
    """A bell rung after every change of the world, and those who listen for it."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()
        self._listeners: list[Callable[[], None]] = []

    def ring(self) -> None:
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()
        for listener in list(self._listeners):
            listener()

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after every change; the result ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def until(self, look: Callable[[], T | None], timeout: float, what: str) -> T:
        """Return the first thing `look` finds that counts as true; TimeoutError says `what` never came.

        The timeout is in seconds of real time.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout
        while True:
            found = look()
            if found:
                return found
            future = loop.create_future()
            self._waiting.add(future)
            try:
                await asyncio.wait_for(future, max(0.0, end - loop.time()))
            except TimeoutError:
                raise TimeoutError(f"waited {timeout:g} s in vain for {what}") from None
            finally:
                self._waiting.discard(future)
