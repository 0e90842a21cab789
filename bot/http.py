"""The bot's own small HTTP server: whether it is alive, for whoever watches over it."""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

Health = Callable[[], Awaitable[Mapping[str, bool]]]


def health_app(health: Health) -> web.Application:
    """Make an application with GET /healthz: 200 when every part is well, else 503; each part by name."""

    async def healthz(_request: web.Request) -> web.Response:
        parts = await health()
        return web.json_response(dict(parts), status=200 if all(parts.values()) else 503)

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    return app


async def serve(app: web.Application, host: str, port: int) -> web.AppRunner:
    """Listen until the runner returned is cleaned up; port 0 is any free one."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner
