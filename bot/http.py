"""The bot's own small HTTP server: whether it is alive, ready, and in what numbers, for whoever watches over it."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

Health = Callable[[], Awaitable[Mapping[str, bool | str]]]
Readiness = Callable[[], Awaitable[tuple[bool, Mapping[str, object]]]]
Measure = Callable[[str], Awaitable[tuple[bytes, str]]]
"""Gives everything that is measured, in the form that a scraper accepts, and what form that is."""
TOLD: Final = frozenset({"ledger", "studio"})
"""Parts that a restart does not make well, so that who restarts what is not well leaves the bot alone."""
LINGER: Final = 0.5
"""Seconds for which the rest of a request that was answered already is read, so that its sender sees the answer."""


def _is_ours(record: logging.LogRecord) -> bool:
    """Whether a line is about us, and not about somebody who speaks no HTTP: that one would quote what was sent."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, HttpProcessingError | web.RequestPayloadError)


_protocol: Final = logging.getLogger("bot.http.protocol")
_protocol.addFilter(_is_ours)


def health_app(health: Health, readiness: Readiness, measure: Measure) -> web.Application:
    """Make an application with GET /healthz, /readyz and /metrics.

    /healthz names each part; 503 when one is not well that a restart may help. /readyz says whether a request of a
    member's would be taken, and why not; 503 when not. /metrics is for Prometheus.
    """

    async def healthz(_request: web.Request) -> web.Response:
        parts = await health()
        well = all(fine for name, fine in parts.items() if name not in TOLD)
        return web.json_response(dict(parts), status=200 if well else 503)

    async def readyz(_request: web.Request) -> web.Response:
        ready, parts = await readiness()
        return web.json_response(dict(parts), status=200 if ready else 503)

    async def metrics(request: web.Request) -> web.Response:
        body, kind = await measure(request.headers.get("Accept", ""))
        return web.Response(body=body, headers={"Content-Type": kind})

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", metrics)
    return app


async def serve(app: web.Application, host: str, port: int) -> web.AppRunner:
    """Listen until the runner returned is cleaned up; port 0 is any free one."""
    runner = web.AppRunner(app, access_log=None, logger=_protocol, lingering_time=LINGER, auto_decompress=False)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner
