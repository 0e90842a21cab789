"""Bring an aiohttp application up on a port, 0 meaning any free one, and say where it stands; send files."""

import asyncio
from dataclasses import dataclass

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter

HERE = {"127.0.0.1", "localhost", "0.0.0.0"}  # noqa: S104 - a name to recognise; who starts the sandbox chooses where
"""Hosts that include 127.0.0.1."""


@dataclass
class Served:
    """A running server; `origin` is its scheme, host and port, without a path."""

    runner: web.AppRunner
    origin: str

    async def close(self) -> None:
        await self.runner.cleanup()


async def serve(app: web.Application, host: str, port: int) -> Served:
    """Listen on `host`:`port`, and always on that port of 127.0.0.1; raises OSError when the port is taken."""
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    await site.start()
    bound = runner.addresses[0][1]
    if host not in HERE:
        await web.TCPSite(runner, "127.0.0.1", bound).start()
    return Served(runner, f"http://{host}:{bound}")


class SentFile(web.FileResponse):
    """A file that is closed whoever hangs up: aiohttp leaves it open when it is cancelled while a thread opens it."""

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Send it, and go on when nobody waits for that any more."""
        return await asyncio.shield(super().prepare(request))
