"""Links to clips, over real sockets and on a real folder."""

from collections.abc import AsyncIterator
from http import HTTPStatus
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

from bot.clip_door import AT_ONCE, ClipDoor
from bot.domain.job import Clip
from bot.i18n import Texts
from bot.media.library import MediaLibrary
from bot.service.links import Links
from tests.builders import a_clip
from tests.fakes import FakeClock

KEEP = 7 * 86400.0
DATA = bytes(range(256)) * 4000
CLIP = a_clip(name="1400000000000000001.mp4", size=len(DATA))


class Notes:
    """Notes of one process."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    async def recall(self, key: str) -> str | None:
        return self._kept.get(key)

    async def exchange(self, key: str, before: str | None, after: str) -> bool:
        assert self._kept.get(key) == before
        self._kept[key] = after
        return True


class Gallery:
    """A door to a folder with a clip, and who stands before it."""

    def __init__(self, folder: Path) -> None:
        self.library = MediaLibrary(folder / "videos")
        self.file = self.library.path(CLIP)
        self.file.write_bytes(DATA)
        self.clock = FakeClock()
        self.links = Links(Notes(), self.library, self.clock, "https://bot.example", KEEP)
        self.door = ClipDoor(self.links, self.library, Texts(), patience=5.0)
        app = web.Application()
        app.router.add_route("*", "/clips/{signature}/{until}/{name}", self.door.answer)
        self.client = TestClient(TestServer(app))

    async def path(self, clip: Clip = CLIP) -> URL:
        link = await self.links.to(clip)
        assert link is not None
        return URL(link.url).relative()

    async def get(self, path: URL | None = None, method: str = "GET", **headers: str) -> aiohttp.ClientResponse:
        return await self.client.request(method, path or await self.path(), headers=headers)


@pytest.fixture
async def gallery(tmp_path: Path) -> AsyncIterator[Gallery]:
    """A door to a folder with one clip that was written just now."""
    gallery = Gallery(tmp_path)
    async with gallery.client:
        yield gallery


async def test_a_link_gives_the_clip_and_says_what_it_is(gallery: Gallery) -> None:
    answer = await gallery.get()
    assert (answer.status, await answer.read()) == (HTTPStatus.OK, DATA)
    assert answer.headers["Content-Type"] == "video/mp4"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Content-Disposition"] == f'inline; filename="{CLIP.name}"'


async def test_head_tells_the_same_without_the_clip(gallery: Gallery) -> None:
    answer = await gallery.get(method="HEAD")
    assert (answer.status, await answer.read()) == (HTTPStatus.OK, b"")
    assert answer.headers["Content-Length"] == str(len(DATA))


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-99", 0, 100),
        ("bytes=1000-", 1000, len(DATA)),
        ("bytes=-5", len(DATA) - 5, len(DATA)),
        (f"bytes=10-{10**12}", 10, len(DATA)),
        ("bytes=300000-700000", 300_000, 700_001),
    ],
)
async def test_a_part_is_given_to_who_asks_for_one(gallery: Gallery, asked: str, start: int, stop: int) -> None:
    answer = await gallery.get(Range=asked)
    assert (answer.status, await answer.read()) == (HTTPStatus.PARTIAL_CONTENT, DATA[start:stop])
    assert answer.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{len(DATA)}"


async def test_a_part_beyond_the_end_is_refused_and_what_is_no_part_gives_the_whole(gallery: Gallery) -> None:
    beyond = await gallery.get(Range=f"bytes={len(DATA)}-")
    assert (beyond.status, beyond.headers["Content-Range"]) == (416, f"bytes */{len(DATA)}")
    for nonsense in ("bytes=5-2", "lines=1-2", "bytes=a-b", "bytes=0-1,5-6"):
        answer = await gallery.get(Range=nonsense)
        assert answer.status in {HTTPStatus.OK, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE}
        answer.release()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
async def test_nothing_else_can_be_done_with_it(gallery: Gallery, method: str) -> None:
    assert (await gallery.get(method=method)).status == HTTPStatus.METHOD_NOT_ALLOWED
    assert gallery.file.read_bytes() == DATA


async def test_a_link_that_is_over_says_so_in_words(gallery: Gallery) -> None:
    path = await gallery.path()
    answer = await gallery.get(path)
    answer.release()
    gallery.clock.leap(gallery.file.stat().st_mtime + KEEP + 1 - gallery.clock.now())
    answer = await gallery.get(path)
    assert answer.status == HTTPStatus.GONE
    assert "This link has ended" in await answer.text()
    chinese = await gallery.client.get(path, headers={"Accept-Language": "zh-CN,zh;q=0.9"})
    assert "此链接已失效" in await chinese.text()


async def test_a_clip_that_was_deleted_is_gone(gallery: Gallery) -> None:
    path = await gallery.path()
    await gallery.library.discard(CLIP)
    assert (await gallery.get(path)).status == HTTPStatus.GONE


async def test_what_was_put_in_its_place_is_not_given(gallery: Gallery, tmp_path: Path) -> None:
    path = await gallery.path()
    secret = tmp_path / "secret"
    secret.write_text("s3cret", encoding="utf-8")
    gallery.file.unlink()
    gallery.file.symlink_to(secret)
    answer = await gallery.get(path)
    assert (answer.status, "s3cret" in await answer.text()) == (HTTPStatus.GONE, False)


@pytest.mark.parametrize("name", ["1400000000000000002.mp4", "..%2F..%2Freelroom.db", "%2Fetc%2Fpasswd", "x", "%00"])
async def test_no_other_file_can_be_had(gallery: Gallery, name: str) -> None:
    signature, until = (await gallery.path()).parts[2:4]
    answer = await gallery.get(URL(f"/clips/{signature}/{until}/{name}", encoded=True))
    assert answer.status == HTTPStatus.NOT_FOUND
    assert "There is nothing here" in await answer.text()


async def test_readers_are_let_in_a_few_at_a_time(gallery: Gallery) -> None:
    gallery.door._room = 0
    assert (await gallery.get()).status == HTTPStatus.SERVICE_UNAVAILABLE
    gallery.door._room = AT_ONCE
    assert (await gallery.get()).status == HTTPStatus.OK
