"""What goes back over the wire: the envelope {code, message, data}, and how an answer ends."""

import asyncio
import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

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
    """A request refused in the vendor's words; `answer()` is the wire form (its shape is an assumption)."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message

    def answer(self, headers: Mapping[str, str] | None = None) -> Answer:
        return Answer(self.status, envelope(self.status, self.message, None), headers=headers or {})


def envelope(code: int, message: str, data: Mapping[str, Any] | None) -> bytes:
    return json.dumps({"code": code, "message": message, "data": data}, ensure_ascii=False).encode()


def success(data: Mapping[str, Any], ending: Ending = "whole") -> Answer:
    return Answer(200, envelope(200, "success", data), ending=ending)


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
