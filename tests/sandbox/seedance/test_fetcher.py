import asyncio
import gzip
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from sandbox.seedance.fetcher import Fetcher
from sandbox.seedance.picture import LARGEST_BYTES, NOT_A_PICTURE, TOO_LARGE, Picture
from tests.media.file_server import Handler, serving_files
from tests.media.pictures import make_picture
from tests.sandbox.seedance.pictures import serving

FOX = make_picture("PNG")


@asynccontextmanager
async def fetching(folder: Path) -> AsyncIterator[Fetcher]:
    fetcher = Fetcher(folder)
    fetcher.open()
    yield fetcher
    await fetcher.close()


async def fetched(folder: Path, link: str) -> Picture | str:
    """Fetch one link and give what is told of it."""
    told: list[Picture | str] = []
    async with fetching(folder) as fetcher:
        fetcher.fetch("one", link, told.append)
        await fetcher.wait("one")
    (found,) = told
    return found


@asynccontextmanager
async def stalling(length: int | None, body: bytes) -> AsyncIterator[tuple[str, asyncio.Event]]:
    """Serve the beginning of a file whose end never comes; the event says that it was asked for."""
    asked, over = asyncio.Event(), asyncio.Event()

    async def stall(request: web.Request) -> web.StreamResponse:
        asked.set()
        response = web.StreamResponse()
        response.content_length = length
        await response.prepare(request)
        await response.write(body)
        await over.wait()
        return response

    async with serving_files(stall) as origin:
        try:
            yield origin, asked
        finally:
            over.set()


async def fetched_from(folder: Path, handler: Handler) -> Picture | str:
    async with serving_files(handler) as origin:
        return await fetched(folder, f"{origin}/3")


async def test_a_picture_is_fetched_without_any_key_or_cookie(tmp_path: Path) -> None:
    headers: list[Mapping[str, str]] = []

    async def remember(request: web.Request) -> web.Response:
        headers.append(request.headers)
        response = web.Response(body=FOX)
        response.set_cookie("seen", "before")
        return response

    told: list[Picture | str] = []
    async with serving_files(remember) as origin, fetching(tmp_path) as fetcher:
        for name in ("one", "two"):
            # No cookie jar keeps what an address without a name sets.
            fetcher.fetch(name, origin.replace("127.0.0.1", "localhost"), told.append)
            await fetcher.wait(name)
    assert [found.path.read_bytes() for found in told if isinstance(found, Picture)] == [FOX, FOX]
    assert [set(each) for each in headers] == [{"Host", "User-Agent", "Accept", "Accept-Encoding"}] * 2


async def test_a_missing_file_is_named(tmp_path: Path) -> None:
    async with serving({}) as origin:
        assert await fetched(tmp_path, f"{origin}/fox.png") == "The image could not be downloaded: HTTP 404."


async def test_three_redirects_are_followed_and_no_fourth(tmp_path: Path) -> None:
    async def count_down(request: web.Request) -> web.Response:
        left = int(request.match_info["path"])
        if left == 0:
            return web.Response(body=FOX)
        return web.Response(status=302, headers={"Location": f"/{left - 1}"})

    async with serving_files(count_down) as origin:
        assert isinstance(await fetched(tmp_path, f"{origin}/3"), Picture)
        assert await fetched(tmp_path, f"{origin}/4") == "The image could not be downloaded: more than 3 redirects."


async def test_a_picture_that_says_it_is_too_large_is_not_read(tmp_path: Path) -> None:
    async with stalling(LARGEST_BYTES + 1, b"") as (origin, _):
        assert await fetched(tmp_path, origin) == TOO_LARGE


async def test_a_picture_that_gets_too_large_is_not_read_to_its_end(tmp_path: Path) -> None:
    async with stalling(None, bytes(LARGEST_BYTES + 1)) as (origin, _):
        assert await fetched(tmp_path, origin) == TOO_LARGE


async def test_a_server_that_never_ends_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.seedance.fetcher.PATIENCE", 0.2)
    async with stalling(len(FOX), FOX[:100]) as (origin, _):
        assert await fetched(tmp_path, origin) == "The image could not be downloaded: not within 0.2 seconds."


async def test_half_a_picture_is_none(tmp_path: Path) -> None:
    async def break_off(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(len(FOX))})
        await response.prepare(request)
        await response.write(FOX[:100])
        assert request.transport is not None
        request.transport.close()
        return response

    assert str(await fetched_from(tmp_path, break_off)).endswith("no connection, or one that broke off.")


@pytest.mark.parametrize(
    "link", ["http://127.0.0.1:1/fox.png", "http://fox..png/", "http://[::1", f"http://{'a' * 70}.b/"]
)
async def test_a_link_that_leads_nowhere_is_named(tmp_path: Path, link: str) -> None:
    assert str(await fetched(tmp_path, link)).endswith("no connection, or one that broke off.")


async def test_what_comes_compressed_is_not_unpacked(tmp_path: Path) -> None:
    async def compress(_request: web.Request) -> web.Response:
        return web.Response(body=gzip.compress(FOX), headers={"Content-Encoding": "gzip"})

    assert await fetched_from(tmp_path, compress) == NOT_A_PICTURE


async def test_a_disk_that_fails_is_the_vendors_own_error(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    told: list[Picture | str] = []
    async with serving({"fox.png": FOX}) as origin, fetching(folder) as fetcher:
        folder.rmdir()
        fetcher.fetch("one", f"{origin}/fox.png", told.append)
        await fetcher.wait("one")
    assert [str(found)[:15] for found in told] == ["INTERNAL_ERROR:"]


async def test_a_link_is_fetched_once_at_a_time(tmp_path: Path) -> None:
    told: list[Picture | str] = []
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(body=FOX)

    async with serving_files(answer) as origin, fetching(tmp_path) as fetcher:
        for path in ("first", "too-soon"):
            fetcher.fetch("one", f"{origin}/{path}", told.append)
        await fetcher.wait("one")
        fetcher.fetch("one", f"{origin}/again", told.append)
        await fetcher.wait("one")
    assert (asked, len(told)) == (["/first", "/again"], 2)


async def test_closing_gives_up_what_is_under_way_and_nothing_begins_while_closed(tmp_path: Path) -> None:
    told: list[Picture | str] = []
    fetcher = Fetcher(tmp_path)
    async with stalling(len(FOX), FOX[:100]) as (origin, asked):
        fetcher.fetch("early", origin, told.append)
        fetcher.open()
        fetcher.fetch("one", origin, told.append)
        await asked.wait()
        await fetcher.close()
        asked.clear()
        fetcher.fetch("late", origin, told.append)
        await fetcher.wait("late")
    assert (told, asked.is_set()) == ([], False)
