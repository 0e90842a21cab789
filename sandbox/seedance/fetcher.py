"""Fetch the pictures that requests link to, in the background, as the vendor would from its own machines."""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Final

import aiohttp

from sandbox.seedance.picture import LARGEST_BYTES, TOO_LARGE, Picture, PictureError, keep_picture

PATIENCE: Final = 10.0
"""Seconds for a picture as a whole, redirects included."""
MOST_REDIRECTS: Final = 3
UNREACHABLE: Final = "The image could not be downloaded"
HEADERS: Final = {"User-Agent": "local-seedance", "Accept-Encoding": "identity"}

Told = Callable[[Picture | str], None]
"""Called once with the picture, or with what the vendor says of its lack."""


class Fetcher:
    """Fetches under way, each by the name of its task. Nothing of the API's keys goes out with them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._session: aiohttp.ClientSession | None = None
        self._under_way: dict[str, asyncio.Task[Picture]] = {}
        # A picture may take 150 MB once it is decoded.
        self._one_at_a_time = asyncio.Lock()

    def open(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._session = aiohttp.ClientSession(
            headers=HEADERS,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=PATIENCE),
            # Nobody says how much a compressed answer unpacks to.
            auto_decompress=False,
        )

    async def close(self) -> None:
        """Give up what is under way; who asked for it is told nothing."""
        session, self._session = self._session, None
        running = list(self._under_way.values())
        for fetch in running:
            fetch.cancel()
        if running:
            await asyncio.wait(running)
        if session is not None:
            await session.close()

    def fetch(self, name: str, link: str, told: Told) -> None:
        """Begin to fetch a link unless that is under way; does nothing while closed."""
        if self._session is None or name in self._under_way:
            return
        fetch = asyncio.create_task(self._fetch(self._session, link), name=f"picture of {name}")
        self._under_way[name] = fetch
        fetch.add_done_callback(lambda ended: self._tell(name, ended, told))

    async def wait(self, name: str) -> None:
        """Wait until nothing is under way under this name."""
        fetch = self._under_way.get(name)
        if fetch is not None:
            await asyncio.wait([fetch])

    async def _fetch(self, session: aiohttp.ClientSession, link: str) -> Picture:
        data = await _download(session, link)
        async with self._one_at_a_time:
            return await asyncio.to_thread(keep_picture, data, self._folder)

    def _tell(self, name: str, ended: asyncio.Task[Picture], told: Told) -> None:
        del self._under_way[name]
        if ended.cancelled():
            return
        error = ended.exception()
        if error is None:
            told(ended.result())
        else:
            told(str(error) if isinstance(error, PictureError) else f"INTERNAL_ERROR: {error!r}")


async def _download(session: aiohttp.ClientSession, link: str) -> bytes:
    """Read what a link leads to, at most LARGEST_BYTES; raises PictureError."""
    try:
        # aiohttp counts the redirect at which it gives up.
        async with session.get(link, max_redirects=MOST_REDIRECTS + 1) as response:
            if response.status != HTTPStatus.OK:
                raise PictureError(f"{UNREACHABLE}: HTTP {response.status}.")
            return await _read(response)
    except aiohttp.TooManyRedirects as error:
        raise PictureError(f"{UNREACHABLE}: more than {MOST_REDIRECTS} redirects.") from error
    except TimeoutError as error:
        raise PictureError(f"{UNREACHABLE}: not within {PATIENCE:g} seconds.") from error
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise PictureError(f"{UNREACHABLE}: no connection, or one that broke off.") from error


async def _read(response: aiohttp.ClientResponse) -> bytes:
    data = bytearray()
    promised = response.content_length or 0
    if promised > LARGEST_BYTES:
        raise PictureError(TOO_LARGE)
    async for chunk in response.content.iter_any():
        data += chunk
        if len(data) > LARGEST_BYTES:
            raise PictureError(TOO_LARGE)
    return bytes(data)
