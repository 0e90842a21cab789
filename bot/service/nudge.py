"""Wake the loops up: something is due now that was not due before."""

import asyncio


class Nudge:
    """A bell with several listeners; each listener has an event of its own, so that none misses a ring."""

    def __init__(self) -> None:
        self._listeners: list[asyncio.Event] = []

    def listen(self) -> asyncio.Event:
        """Get an event that every ring sets and that the listener clears."""
        event = asyncio.Event()
        self._listeners.append(event)
        return event

    def set(self) -> None:
        """Ring."""
        for event in self._listeners:
            event.set()
