"""Bring a video from its link to a file, whole or not at all."""

import asyncio
from http import HTTPStatus
from typing import Final

import aiohttp

from bot.media.guarded import GuardedHttp, Patience
from bot.media.part import PartFile

MAX_VIDEO_BYTES: Final = 200 * 1024 * 1024
CHUNK: Final = 256 * 1024
"""Bytes kept in memory of a download; each is written in a thread, since a disk may be slow."""
COME_BACK: Final = frozenset(
    {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS, *range(500, 600)}
)
"""Statuses that speak of the moment and not of the link."""


class DeadLinkError(Exception):
    """The link answers, but not with the file."""


class SilentLinkError(Exception):
    """The file could not be had this time."""


class TooLargeError(Exception):
    """The file is over the limit."""


async def download(
    http: GuardedHttp, link: str, part: PartFile, *, limit: int = MAX_VIDEO_BYTES, patience: Patience | None = None
) -> None:
    """Stream a link into a part file, at most `limit` bytes, and sync it.

    Raises DeadLinkError, SilentLinkError, TooLargeError, AddressBlockedError, TooManyRedirectsError, and ClientError,
    TimeoutError or OSError of the connection and the disk.
    """
    async with http.get(link, patience or Patience()) as response:
        if response.status != HTTPStatus.OK:
            raise (SilentLinkError if response.status in COME_BACK else DeadLinkError)(f"HTTP {response.status}")
        promised = response.content_length
        if promised is not None and promised > limit:
            raise TooLargeError(f"{promised} bytes")
        await _stream(response, part, limit)
    if not part.size:
        raise SilentLinkError("an empty answer")
    if promised is not None and part.size != promised:
        raise SilentLinkError(f"{part.size} of {promised} bytes")
    await asyncio.to_thread(part.sync)


async def _stream(response: aiohttp.ClientResponse, part: PartFile, limit: int) -> None:
    waiting = bytearray()
    received = 0
    async for data in response.content.iter_any():
        received += len(data)
        if received > limit:
            raise TooLargeError(f"more than {limit} bytes")
        waiting += data
        if len(waiting) >= CHUNK:
            await asyncio.to_thread(part.write, bytes(waiting))
            waiting.clear()
    if waiting:
        await asyncio.to_thread(part.write, bytes(waiting))
