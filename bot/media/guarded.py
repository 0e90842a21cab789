"""GET from where the guard allows: each redirect checked like the link itself, nothing sent but the request."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver

from bot.media.addresses import Guard, GuardedResolver

MAX_REDIRECTS: Final = 3
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
HEADERS: Final = {"User-Agent": "Reelroom (Discord bot)", "Accept-Encoding": "identity"}


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long to wait for a file, in seconds."""

    connect: float = 10.0
    silence: float = 30.0
    total: float = 300.0


class TooManyRedirectsError(Exception):
    """More than three, or one that leads nowhere."""


class GuardedHttp:
    """Opens links. Every GET has a connection of its own, without cookies, keys or a proxy of the environment."""

    def __init__(self, guard: Guard, resolver: AbstractResolver | None = None) -> None:
        self._guard = guard
        self._resolver = resolver

    @asynccontextmanager
    async def get(
        self, link: str, patience: Patience, only: str | None = None
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """Open a link, or `only` a range of it, following up to three redirects; the body comes as it was sent.

        Raises AddressBlockedError, TooManyRedirectsError, and aiohttp's ClientError, TimeoutError or OSError.
        """
        timeout = aiohttp.ClientTimeout(total=patience.total, sock_connect=patience.connect, sock_read=patience.silence)
        # No cache of names: a cached answer would be used after the check that belongs to it.
        connector = aiohttp.TCPConnector(
            resolver=GuardedResolver(self._guard, self._resolver), use_dns_cache=False, force_close=True
        )
        async with aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=timeout,
            headers=HEADERS if only is None else {**HEADERS, "Range": only},
            trust_env=False,
            auto_decompress=False,
        ) as session:
            url = self._guard.check(link)
            for _hop in range(MAX_REDIRECTS + 1):
                async with session.get(url, allow_redirects=False) as response:
                    if response.status not in REDIRECTS:
                        yield response
                        return
                    target = response.headers.get("Location", "")
                if not target:
                    break
                url = self._guard.follow(url, target)
            raise TooManyRedirectsError("redirects without end")
