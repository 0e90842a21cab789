"""PUBLIC_URL: whether what is asked for there comes to this bot."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Final

import aiohttp
from aiohttp import web

from bot.doctor.finding import Finding, care, good
from bot.domain.link import path_of
from bot.http import serve
from bot.opening import StartError, opened_to_read
from bot.service import callbacks, links
from bot.settings import Settings

PATIENCE: Final = 10.0
FAR: Final = 999_999_999_999
"""An end for a link that is never over."""
NO_CLIP: Final = "0.mp4"


async def look(settings: Settings) -> Finding:
    """Ask for something through PUBLIC_URL, and see whether it comes back.

    Without a bot we listen in its place. From a bot that runs we ask for a clip that does not exist, by a link that its
    own key signs: nobody else can tell that from a forged one.
    """
    if not settings.public_url:
        return good("public-url", "public-url-off")
    if not settings.http_port:
        return care("public-url", "public-url-any-port", url=settings.public_url)
    try:
        async with _in_its_place(settings, secrets.token_urlsafe()) as nonce:
            came = await (_comes_to_us(settings, nonce) if nonce else _comes_to_the_bot(settings))
    except aiohttp.ClientConnectorDNSError:
        return care("public-url", "public-url-name", url=settings.public_url)
    except aiohttp.ClientSSLError:
        return care("public-url", "public-url-certificate", url=settings.public_url)
    except (aiohttp.ClientError, TimeoutError):
        return care("public-url", "public-url-away", url=settings.public_url)
    address = f"{settings.http_host}:{settings.http_port}"
    key = "public-url-good" if came else "public-url-elsewhere"
    return (good if came else care)("public-url", key, url=settings.public_url, address=address)


@asynccontextmanager
async def _in_its_place(settings: Settings, nonce: str) -> AsyncIterator[str | None]:
    """Listen where the bot would, and answer with a word of ours; gives None where somebody listens already."""

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(text=nonce)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    try:
        runner = await serve(app, settings.http_host, settings.http_port or 0)
    except OSError:
        yield None
        return
    try:
        yield nonce
    finally:
        await runner.cleanup()


async def _comes_to_us(settings: Settings, nonce: str) -> bool:
    address = f"{settings.public_url}/{callbacks.PATH}/{secrets.token_urlsafe()}"
    async with _session() as session, session.post(address, allow_redirects=False) as answer:
        return await answer.content.read(len(nonce)) == nonce.encode()


async def _comes_to_the_bot(settings: Settings) -> bool:
    async with _session() as session:
        if await _status(session, settings, "x/1/0.mp4") != HTTPStatus.NOT_FOUND:
            return False
        # by now the bot has a key, if it was asked
        key = await _key(settings)
        return key is not None and await _status(session, settings, path_of(key, NO_CLIP, FAR)) == HTTPStatus.GONE


async def _status(session: aiohttp.ClientSession, settings: Settings, path: str) -> int:
    address = f"{settings.public_url}/{links.PATH}/{path}"
    async with session.get(address, allow_redirects=False) as answer:
        return answer.status


async def _key(settings: Settings) -> bytes | None:
    try:
        async with opened_to_read(settings) as store:
            kept = await store.recall(links.NOTE) if store else None
    except StartError:
        return None
    return None if kept is None else bytes.fromhex(kept)


def _session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE), trust_env=False)
