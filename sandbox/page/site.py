"""The page's routes on the local Discord's server: its files, what a person sees, how that changes and what they do."""

import asyncio
import contextlib
import json
import secrets
from pathlib import Path
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from sandbox.discord import LocalDiscord, Person
from sandbox.page.acting import Acting
from sandbox.page.backstage import Backstage
from sandbox.page.guard import HEADERS, guarded
from sandbox.page.view import people_of
from sandbox.page.watch import Watch

Json = dict[str, Any]

STATIC = Path(__file__).parent / "static"
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
HEARTBEAT = 20.0


class Page:
    """The page of one local Discord; `mount` puts it on that Discord's own server before it starts.

    Where there is a stage, `backstage` lets the page look behind its curtain.
    """

    def __init__(self, discord: LocalDiscord, backstage: Backstage | None = None) -> None:
        self._discord = discord
        self._backstage = backstage
        self._run = secrets.token_hex(8)
        self._watches: dict[int, Watch] = {}
        self._sockets: set[web.WebSocketResponse] = set()
        self._acting = Acting(discord.state)
        self._files = {path.relative_to(STATIC).as_posix(): path for path in STATIC.rglob("*") if path.suffix in TYPES}

    def mount(self, app: web.Application) -> None:
        """Add the routes, and the farewell to open windows."""
        app.router.add_get("/", guarded(self._index))
        app.router.add_get("/page/state", guarded(self._state))
        app.router.add_get("/page/events", guarded(self._events))
        self._acting.mount(app)
        if self._backstage:
            self._backstage.mount(app)
        app.router.add_get("/page/{name:.+}", guarded(self._file))
        app.on_shutdown.append(self._close)

    async def _close(self, _app: web.Application) -> None:
        for watch in self._watches.values():
            watch.close()
        for socket in list(self._sockets):
            await socket.close(code=WSCloseCode.GOING_AWAY)

    async def _index(self, _request: web.Request) -> web.StreamResponse:
        return await self._send(self._files["index.html"])

    async def _file(self, request: web.Request) -> web.StreamResponse:
        path = self._files.get(request.match_info["name"])
        if path is None:
            raise web.HTTPNotFound
        return await self._send(path)

    async def _send(self, path: Path) -> web.Response:
        body = await asyncio.to_thread(path.read_bytes)
        return web.Response(body=body, content_type=TYPES[path.suffix], charset="utf-8", headers=HEADERS)

    async def _state(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(self._whole(self._watch(request)), headers=HEADERS)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Tell a window what it missed, or everything when that is not known, and from then on every event."""
        watch = self._watch(request)
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT)
        await socket.prepare(request)
        self._sockets.add(socket)
        events: asyncio.Queue[Json] = asyncio.Queue()
        for event in self._missed(watch, request):
            events.put_nowait(event)
        close = watch.open(events.put_nowait)
        sending = asyncio.create_task(_send_all(socket, events))
        try:
            async for message in socket:
                if message.type is WSMsgType.ERROR:
                    break
                # Asked and answered on the same line as the news, so that neither overtakes the other.
                if message.type is WSMsgType.TEXT and (earlier := _earlier(watch, message.data)):
                    events.put_nowait(earlier)
        finally:
            close()
            sending.cancel()
            self._sockets.discard(socket)
        return socket

    def _missed(self, watch: Watch, request: web.Request) -> list[Json]:
        after = request.query.get("after", "")
        known = request.query.get("run") == self._run and after.isdecimal()
        missed = watch.since(int(after)) if known else None
        return [self._whole(watch)] if missed is None else missed

    def _whole(self, watch: Watch) -> Json:
        return {"run": self._run, "backstage": self._backstage is not None, **watch.whole()}

    def _watch(self, request: web.Request) -> Watch:
        viewer = self._viewer(request.query.get("as", ""))
        if viewer.id not in self._watches:
            self._watches[viewer.id] = Watch(viewer, self._discord.state)
        return self._watches[viewer.id]

    def _viewer(self, asked: str) -> Person:
        """Give the person with this id, or the first of all; 404 where there is nobody at all."""
        people = people_of(self._discord.state)
        if not people:
            raise web.HTTPNotFound(text="Nobody is here whose eyes could be borrowed.")
        return next((person for person in people if str(person.id) == asked), people[0])


def _earlier(watch: Watch, asked: str) -> Json | None:
    """Answer a window that asks for what stood before a message: {"channel": id, "before": id}."""
    try:
        wanted = json.loads(asked)
        return watch.earlier(str(wanted["channel"]), str(wanted["before"]))
    except (ValueError, LookupError, TypeError):
        return None


async def _send_all(socket: web.WebSocketResponse, events: asyncio.Queue[Json]) -> None:
    with contextlib.suppress(ConnectionError):
        while True:
            await socket.send_str(json.dumps(await events.get(), ensure_ascii=False))
