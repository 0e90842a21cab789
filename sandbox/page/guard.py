"""Who may use the page: a browser on this machine that was sent here by its own address, and nobody else."""

import ipaddress
from collections.abc import Awaitable, Callable

from aiohttp import web
from yarl import URL

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

NAMES = {"127.0.0.1", "localhost", "::1"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


def _is_near(remote: str | None) -> bool:
    try:
        return ipaddress.ip_address(remote or "").is_loopback
    except ValueError:
        return False


def _is_named_as_here(host: str) -> bool:
    """Tell whether a Host header names this machine: a name of somebody else's may have been bent to point here."""
    try:
        return URL(f"http://{host}").host in NAMES
    except ValueError:
        return False


def guarded(handler: Handler) -> Handler:
    """Let a handler answer only whom the page is for."""

    async def guard(request: web.Request) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        if not _is_near(request.remote) or not _is_named_as_here(request.host):
            raise web.HTTPForbidden(text="This page is for browsers on this machine, at http://127.0.0.1.")
        changes = request.method not in {"GET", "HEAD"}
        if (origin is not None or changes) and origin != f"http://{request.host}":
            raise web.HTTPForbidden(text="This page answers no other page.")
        return await handler(request)

    return guard
