"""What of the bot is reached from outside, through PUBLIC_URL: the vendor's calls, and links to clips.

Whoever calls learns nothing: the answer depends on what was sent, never on whether it means anything to us. Paths are
written down nowhere, because a token is a secret.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web

from bot.clip_door import ClipDoor
from bot.seedance.record import read_call
from bot.service import callbacks, links
from bot.service.callbacks import Callbacks, CallsWaitingError

MAX_BODY: Final = 64 * 1024
PATIENCE: Final = 5.0
"""Seconds for the body of a call to come, and then again for it to be kept."""
AT_ONCE: Final = 64
"""Calls that are read at once: 4 MiB of bodies at most."""
COME_AGAIN: Final = {"Retry-After": "10"}
FORWARDED: Final = ("X-Forwarded-For", "X-Forwarded-Host", "Forwarded")
"""What a reverse proxy adds to what it passes on."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class CallbackDoor:
    """POST `/cb/<token>`: read within bounds, kept, acknowledged; what it leads to happens afterwards."""

    def __init__(self, heard: Callbacks, patience: float = PATIENCE) -> None:
        self._callbacks = heard
        self._patience = patience
        self._room = AT_ONCE

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer any request to a token's address."""
        if request.method != "POST":
            return _said(HTTPStatus.METHOD_NOT_ALLOWED, {"Allow": "POST"})
        if (request.content_length or 0) > MAX_BODY:
            return _said(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if not self._room:
            return _said(HTTPStatus.SERVICE_UNAVAILABLE, COME_AGAIN)
        self._room -= 1
        try:
            return await self._listen(request)
        finally:
            self._room += 1

    async def _listen(self, request: web.Request) -> web.StreamResponse:
        try:
            async with asyncio.timeout(self._patience):
                body = await _read(request)
        except TimeoutError:
            return _said(HTTPStatus.REQUEST_TIMEOUT)
        if body is None:
            return _said(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            async with asyncio.timeout(self._patience):
                await self._callbacks.hear(request.match_info["token"], read_call(body))
        except (CallsWaitingError, TimeoutError):
            return _said(HTTPStatus.SERVICE_UNAVAILABLE, COME_AGAIN)
        return _said(HTTPStatus.OK)


async def _read(request: web.Request) -> bytes | None:
    """Read a body; None for one that is too large. What breaks off is what came of it."""
    body = bytearray()
    with contextlib.suppress(web.RequestPayloadError, ConnectionError):
        while chunk := await request.content.readany():
            body += chunk
            if len(body) > MAX_BODY:
                return None
    return bytes(body)


def _said(status: HTTPStatus, headers: dict[str, str] | None = None) -> web.Response:
    """Answer with nothing but a status; where not all was read, the connection is of no more use."""
    response = web.Response(status=status, headers=headers)
    if status in {HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.REQUEST_TIMEOUT}:
        response.force_close()
    return response


def open_to_outside(app: web.Application, public_url: str, door: CallbackDoor, clips: ClipDoor) -> None:
    """Let an application answer what comes through PUBLIC_URL, and hide the rest of it from there.

    A reverse proxy passes the paths on as they are.
    """
    parts = urlsplit(public_url)
    calls, files = (f"{parts.path}/{name}/" for name in (callbacks.PATH, links.PATH))
    app.router.add_route("*", f"{calls}{{token}}", door.answer)
    app.router.add_route("*", f"{files}{{signature}}/{{until}}/{{name}}", clips.answer)

    @web.middleware
    async def inside_only(request: web.Request, handler: Handler) -> web.StreamResponse:
        came_by = request.host.lower() == parts.netloc.lower() or any(name in request.headers for name in FORWARDED)
        if came_by and not request.path.startswith((calls, files)) and not _is_at_home(parts.hostname):
            raise web.HTTPNotFound
        return await handler(request)

    app.middlewares.append(inside_only)


def _is_at_home(host: str | None) -> bool:
    """Whether PUBLIC_URL is this machine itself, where there is no outside."""
    return host in {"127.0.0.1", "localhost", "::1"}
