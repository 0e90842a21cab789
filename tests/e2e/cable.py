"""The cable between the bot and a server: what goes through it is passed on, until it is cut."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class Cable:
    """Listens where the bot is sent to; cut, it is like a server that is off."""

    def __init__(self, host: str, port: int) -> None:
        self._there = host, port
        self._server: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()
        self._relays: set[asyncio.Task[None]] = set()
        self.port = 0

    async def mend(self) -> None:
        """Let the bot through, at the same port as before."""
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """End every connection in the middle of whatever it is at, and refuse new ones."""
        if self._server is None:
            return
        self._server.close()
        for end in tuple(self._ends):
            end.transport.abort()
        for relay in tuple(self._relays):
            relay.cancel()
        await asyncio.gather(*self._relays, return_exceptions=True)
        await self._server.wait_closed()
        self._server = None

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, away = await asyncio.open_connection(*self._there)
        for source, target in ((reader, away), (there, writer)):
            self._ends.add(target)
            relay = asyncio.create_task(self._relay(source, target))
            self._relays.add(relay)
            relay.add_done_callback(self._relays.discard)

    async def _relay(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        try:
            with suppress(OSError):
                while data := await source.read(65536):
                    target.write(data)
                    await target.drain()
        finally:
            self._ends.discard(target)
            target.close()


@asynccontextmanager
async def cable_to(host: str, port: int) -> AsyncIterator[Cable]:
    """Lay a cable to a server."""
    cable = Cable(host, port)
    await cable.mend()
    try:
        yield cable
    finally:
        await cable.cut()
