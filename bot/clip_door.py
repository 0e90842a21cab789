"""Clips that were too large for Discord, as links lead to them: GET and HEAD, whole or in part."""

import asyncio
from http import HTTPStatus
from typing import Final, Protocol

from aiohttp import web

from bot.domain.link import Standing
from bot.i18n import CHINESE, ENGLISH, Texts
from bot.media.opened import OpenClip
from bot.service.links import Links

PIECE: Final = 256 * 1024
PATIENCE: Final = 60.0
"""Seconds that a reader may take for a piece."""
AT_ONCE: Final = 16
"""Readers at once."""
SAFE: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
}
PAGE: Final = (
    '<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>Reelroom</title>'
    '<meta name="viewport" content="width=device-width"><p style="font:1.1em sans-serif;margin:3em">{text}</p></html>'
)


class Shelf(Protocol):
    """Where clips are kept."""

    async def open(self, name: str) -> OpenClip | None:
        """Open a clip's file to be sent; None when it is not there."""


class ClipDoor:
    """GET and HEAD `/clips/<signature>/<until>/<name>`. What is not there and what was never there look the same."""

    def __init__(self, links: Links, shelf: Shelf, texts: Texts, patience: float = PATIENCE) -> None:
        self._links = links
        self._shelf = shelf
        self._texts = texts
        self._patience = patience
        self._room = AT_ONCE

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer any request to a link."""
        if request.method not in {"GET", "HEAD"}:
            return web.Response(status=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET, HEAD"})
        asked = request.match_info
        standing = await self._links.judge(asked["signature"], asked["until"], asked["name"])
        if standing is Standing.FORGED:
            return self._page(request, HTTPStatus.NOT_FOUND, "clip-link-wrong")
        if not self._room:
            headers = {"Retry-After": "10"}
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, headers=headers)
        clip = await self._shelf.open(asked["name"]) if standing is Standing.GOOD else None
        if clip is None:
            return self._page(request, HTTPStatus.GONE, "clip-link-over")
        self._room -= 1
        try:
            return await self._send(request, clip)
        finally:
            self._room += 1
            clip.close()

    async def _send(self, request: web.Request, clip: OpenClip) -> web.StreamResponse:
        span = _span(request, clip.size)
        if span is None:
            headers = {**SAFE, "Content-Range": f"bytes */{clip.size}"}
            return web.Response(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=headers)
        name = request.match_info["name"]
        headers = {
            **SAFE,
            "Accept-Ranges": "bytes",
            "Cache-Control": "private, max-age=3600",
            "Content-Disposition": f'inline; filename="{name}"',
            "Content-Length": str(len(span)),
            "Content-Type": "video/mp4",
        }
        whole = len(span) == clip.size
        if not whole:
            headers["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{clip.size}"
        response = web.StreamResponse(status=HTTPStatus.OK if whole else HTTPStatus.PARTIAL_CONTENT, headers=headers)
        await response.prepare(request)
        if request.method == "HEAD":
            return response
        for at in range(span.start, span.stop, PIECE):
            piece = await clip.read(at, min(PIECE, span.stop - at))
            async with asyncio.timeout(self._patience):
                await response.write(piece)
        await response.write_eof()
        return response

    def _page(self, request: web.Request, status: HTTPStatus, key: str) -> web.Response:
        """Say in words, in the reader's language, why there is no clip."""
        locale = CHINESE if request.headers.get("Accept-Language", "").lower().startswith("zh") else ENGLISH
        text = PAGE.format(lang=locale, text=self._texts.say(locale, key))
        return web.Response(status=status, text=text, content_type="text/html", headers=SAFE)


def _span(request: web.Request, size: int) -> range | None:
    """Read which part is asked for: all of it without a range, or for one that makes no sense; None for one beyond."""
    try:
        asked = request.http_range
    except ValueError:
        return range(size)
    span = range(size)[asked]
    return span if len(span) else None
