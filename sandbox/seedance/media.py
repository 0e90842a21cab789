"""Serve the finished clips, like a content network does: no key, byte ranges, and its own ways to fail."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from aiohttp import web

from sandbox.seedance.answers import send_part
from sandbox.seedance.faults import Fault, Faults
from sandbox.seedance.studio import Studio
from sandbox.seedance.task import Task
from sandbox.seedance.vendor import Vendor
from sandbox.seedance.visits import Visits
from sandbox.serving import SentFile

PRIVATE_LINK: Final = "http://10.0.0.1/media/clip.mp4"
SLOW_PIECES: Final = 20
SLOW_PAUSE: Final = 0.25

Trouble = Callable[[web.Request, Path, asyncio.Event], Awaitable[web.StreamResponse]]


class Media:
    """The handler of GET and HEAD /media/{task_id}.mp4."""

    def __init__(self, vendor: Vendor, studio: Studio, faults: Faults, visits: Visits, closing: asyncio.Event) -> None:
        self._vendor = vendor
        self._studio = studio
        self._faults = faults
        self._visits = visits
        self._closing = closing

    async def answer(self, request: web.Request) -> web.StreamResponse:
        task_id = request.match_info["task_id"]
        task = self._vendor.find(task_id)
        prompt = task.film.prompt if task else ""
        fault = self._faults.pick("media", prompt=prompt, task_id=task_id)
        status = None
        try:
            response = await self._send(request, task, fault)
            status = response.status
        finally:
            self._visits.add(request.method, request.path, status, task_id, fault.name if fault else None)
        return response

    async def _send(self, request: web.Request, task: Task | None, fault: Fault | None) -> web.StreamResponse:
        if task is None or not task.has_link:
            return web.Response(status=404, text="Not Found")
        path = self._studio.path(task.film)
        if fault is not None:
            return await TROUBLES[fault.name](request, path, self._closing)
        if self._vendor.link_has_expired(task):
            return web.Response(status=403, text="Request has expired")
        return SentFile(path, headers={"Content-Type": "video/mp4"})


async def _missing(_request: web.Request, _path: Path, _closing: asyncio.Event) -> web.StreamResponse:
    return web.Response(status=404, text="Not Found")


async def _forbidden(_request: web.Request, _path: Path, _closing: asyncio.Event) -> web.StreamResponse:
    return web.Response(status=403, text="Request has expired")


async def _truncated(request: web.Request, path: Path, _closing: asyncio.Event) -> web.StreamResponse:
    whole = await asyncio.to_thread(path.read_bytes)
    return await send_part(request, web.StreamResponse(headers={"Content-Type": "video/mp4"}), whole)


async def _not_a_video(_request: web.Request, _path: Path, _closing: asyncio.Event) -> web.StreamResponse:
    page = b"<!doctype html><title>Sorry</title><p>The file you asked for is being prepared.</p>\n"
    # The type still says video: a client that trusts it would post a web page as a clip.
    return web.Response(body=page * 200, content_type="video/mp4")


async def _to_private(_request: web.Request, _path: Path, _closing: asyncio.Event) -> web.StreamResponse:
    return web.Response(status=302, headers={"Location": PRIVATE_LINK})


async def _slow(request: web.Request, path: Path, closing: asyncio.Event) -> web.StreamResponse:
    """Send the whole clip in small pieces over SLOW_PIECES x SLOW_PAUSE seconds, whatever the speed."""
    whole = await asyncio.to_thread(path.read_bytes)
    response = web.StreamResponse(headers={"Content-Type": "video/mp4", "Content-Length": str(len(whole))})
    await response.prepare(request)
    step = -(-len(whole) // SLOW_PIECES)
    for start in range(0, len(whole), step):
        await response.write(whole[start : start + step])
        try:
            await asyncio.wait_for(closing.wait(), SLOW_PAUSE)
        except TimeoutError:
            continue
        break
    return response


TROUBLES: Final[dict[str, Trouble]] = {
    "media-404": _missing,
    "media-403": _forbidden,
    "media-truncated": _truncated,
    "media-not-a-video": _not_a_video,
    "media-redirect-private": _to_private,
    "media-slow": _slow,
}
