"""The bot's own small HTTP server: whether it is alive, for whoever watches over it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from aiohttp import web

Health = Callable[[], Awaitable[Mapping[str, bool]]]
TOLD: Final = frozenset({"ledger"})
"""Parts that a restart does not make well, so that who restarts what is not well leaves the bot alone."""


def health_app(health: Health) -> web.Application:
    """Make an application with GET /healthz: each part by name; 503 when one is not well that a restart may help."""

    async def healthz(_request: web.Request) -> web.Response:
        parts = await health()
        well = all(fine for name, fine in parts.items() if name not in TOLD)
        return web.json_response(dict(parts), status=200 if well else 503)

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    return app


async def serve(app: web.Application, host: str, port: int) -> web.AppRunner:
    """Listen until the runner returned is cleaned up; port 0 is any free one."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner
