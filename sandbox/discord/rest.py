"""The REST API: one way in for every call, with its faults, limits, journal and unknown routes."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from aiohttp import web

from sandbox.discord import requests
from sandbox.discord.attachments import Upload
from sandbox.discord.drafts import Body
from sandbox.discord.errors import CloudflareBanError, DiscordError, unauthorized
from sandbox.discord.faults import ConnectionCutError, Faults, cut, suffer
from sandbox.discord.rate_limits import RateLimits
from sandbox.discord.state import State
from sandbox.journal import Journal

API = "/api/v10"
NO_CONTENT = 204


@dataclass
class Call:
    """One request, read: ids from its path, its query, its JSON and its files."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    data: Any = None
    files: dict[int, Upload] = field(default_factory=dict)
    unreadable: DiscordError | None = None

    def id(self, name: str) -> int:
        return int(self.parts[name])

    @property
    def body(self) -> Body:
        return Body(self.data if isinstance(self.data, dict) else {}, self.files)


Handler = Callable[[Call], Awaitable[Any]]


@dataclass(frozen=True)
class Route:
    """A route by template; `open` ones carry their own token in the path. A handler that gives None answers 204."""

    method: str
    template: str
    handler: Handler
    bucket: str = ""
    major: str = ""
    open: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        numbers = re.sub(r"\{(\w+_id)\}", r"(?P<\1>\\d+)", self.template)
        return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", numbers))

    def match(self, method: str, path: str) -> dict[str, str] | None:
        found = self.pattern.fullmatch(path) if method == self.method else None
        return found.groupdict() if found else None


class Rest:
    """Takes requests below /api/v10 and answers as Discord does."""

    def __init__(
        self, state: State, routes: list[Route], faults: Faults, limits: RateLimits, journal: Journal | None
    ) -> None:
        self._state = state
        self._routes = routes
        self._faults = faults
        self._limits = limits
        self._journal = journal
        self._working: set[asyncio.Future[web.StreamResponse]] = set()
        self.unknown_routes: list[str] = []

    async def handle(self, request: web.Request) -> web.StreamResponse:
        call = Call(request.method, request.path, dict(request.query))
        try:
            call.data = await requests.read(request, self._state.shelf.incoming, call.files)
        except DiscordError as error:
            call.unreadable = error
        except BaseException:
            requests.discard(call.files)
            raise
        # Discord finishes what it has received whole, even when the one who sent it is gone.
        work = asyncio.ensure_future(self._serve(request, call))
        self._working.add(work)
        work.add_done_callback(self._working.discard)
        return await asyncio.shield(work)

    async def close(self) -> None:
        """Wait for what was received to be finished."""
        await asyncio.gather(*self._working, return_exceptions=True)

    async def _serve(self, request: web.Request, call: Call) -> web.StreamResponse:
        status: int | None = None
        try:
            response = await self._answer(request, call)
            status = response.status
        except ConnectionCutError:
            response = web.Response()
        finally:
            requests.discard(call.files)
            self._note(request, call, status)
        return response

    async def _answer(self, request: web.Request, call: Call) -> web.Response:
        headers = {"Via": "1.1 sandbox"}
        fault = self._faults.draw(call.method, call.path)
        try:
            if fault and fault.name != "lost-answer":
                await suffer(fault, self._faults, request)
            result = await self._process(request, call, headers)
        except CloudflareBanError as ban:
            return web.Response(status=ban.status, text=ban.message)
        except DiscordError as error:
            headers |= error.headers
            result = error
        if fault and fault.name == "lost-answer":
            cut(request, reset=False)
            raise ConnectionCutError
        return _response(result, headers)

    async def _process(self, request: web.Request, call: Call, headers: dict[str, str]) -> Any:
        path = call.path.removeprefix(API)
        for route in self._routes:
            parts = route.match(call.method, path)
            if parts is None:
                continue
            call.parts = parts
            if not route.open and request.headers.get("Authorization") != f"Bot {self._state.bot_token}":
                raise unauthorized()
            bucket = route.bucket or f"{route.method} {route.template}"
            found, refusal = self._limits.count(bucket, parts.get(route.major, ""))
            headers |= found
            if refusal:
                raise refusal
            if call.unreadable:
                raise call.unreadable
            return await route.handler(call)
        self.unknown_routes.append(f"{call.method} {call.path}")
        raise DiscordError(501, 0, f"The local Discord does not know {call.method} {call.path}")

    def _note(self, request: web.Request, call: Call, status: int | None) -> None:
        if self._journal:
            self._journal.write(
                {
                    "method": call.method,
                    "path": call.path,
                    "content_type": request.content_type if request.body_exists else None,
                    "body": call.data,
                    "status": status,
                },
            )


def _response(result: Any, headers: dict[str, str]) -> web.Response:
    if result is None:
        return web.Response(status=NO_CONTENT, headers=headers)
    status, body = (result.status, result.body()) if isinstance(result, DiscordError) else (200, result)
    # discord.py parses JSON only under exactly this content type, without a charset.
    headers["Content-Type"] = "application/json"
    return web.Response(status=status, body=json.dumps(body).encode(), headers=headers)
