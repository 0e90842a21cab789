"""What goes back over the wire, and how an answer ends."""

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import web

Ending = Literal["whole", "truncated", "dropped", "hanging", "late"]

LATE = 2.0
"""Seconds that a late answer takes."""


@dataclass(frozen=True)
class Answer:
    """One HTTP answer; `ending` other than "whole" is a fault on the connection."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    ending: Ending = "whole"

    @property
    def journalled_status(self) -> int | None:
        """The status the client could see, None when it saw none."""
        return None if self.ending in {"dropped", "hanging"} else self.status


class ApiError(Exception):
    """A request refused in the vendor's words; how that looks on the wire is a matter of `shapes`."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers or {}


def drop(request: web.Request) -> web.Response:
    """Close the client's connection without a byte; the response returned goes nowhere."""
    if request.transport is not None:
        request.transport.close()
    return web.Response()


async def send_part(request: web.Request, response: web.StreamResponse, whole: bytes) -> web.StreamResponse:
    """Promise all of `whole` in Content-Length, send half of it, close the connection."""
    response.content_length = len(whole)
    await response.prepare(request)
    await response.write(whole[: len(whole) // 2])
    drop(request)
    return response


async def send(request: web.Request, answer: Answer, closing: asyncio.Event) -> web.StreamResponse:
    """Put an answer on the wire; a hanging one ends when the client goes or `closing` is set."""
    if answer.ending == "late":
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(closing.wait(), LATE)
    if answer.ending == "hanging":
        await closing.wait()
    if answer.ending in {"hanging", "dropped"}:
        return drop(request)
    headers = {**answer.headers, "Content-Type": answer.content_type}
    if answer.ending == "truncated":
        return await send_part(request, web.StreamResponse(status=answer.status, headers=headers), answer.body)
    return web.Response(status=answer.status, body=answer.body, headers=headers)
