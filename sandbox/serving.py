"""Bring an aiohttp application up on a port, 0 meaning any free one, and say where it stands."""

from dataclasses import dataclass

from aiohttp import web


@dataclass
class Served:
    """A running server; `origin` is its scheme, host and port, without a path."""

    runner: web.AppRunner
    origin: str

    async def close(self) -> None:
        await self.runner.cleanup()


async def serve(app: web.Application, host: str, port: int) -> Served:
    """Listen on `host`:`port`; raises OSError when the port is taken."""
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    await site.start()
    bound = runner.addresses[0][1]
    return Served(runner, f"http://{host}:{bound}")
