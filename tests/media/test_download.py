"""Downloads from real servers on 127.0.0.1, which the guard is told to trust."""

import asyncio
import hashlib
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.media.addresses import AddressBlockedError, Guard
from bot.media.download import DeadLinkError, SilentLinkError, TooLargeError, download
from bot.media.guarded import GuardedHttp, Patience, TooManyRedirectsError
from bot.media.part import PartFile
from tests.media.file_server import Handler, serving_files
from tests.media.resolving import Names
from tests.seedance.raw_server import Call, free_port, serving

DATA = bytes(range(256)) * 4096
SHORT = Patience(connect=0.3, silence=0.3, total=0.6)


@pytest.fixture
def part(tmp_path: Path) -> PartFile:
    return PartFile(tmp_path / "1.mp4")


async def bring(origin: str, part: PartFile, limit: int = 2 * len(DATA), patience: Patience | None = None) -> None:
    try:
        await download(GuardedHttp(Guard([origin])), f"{origin}/v.mp4", part, limit=limit, patience=patience)
    except BaseException:
        part.discard()
        raise


def answering(status: int, body: bytes = b"", **headers: str) -> Handler:
    async def handler(_request: web.Request) -> web.Response:
        return web.Response(status=status, body=body, headers=headers)

    return handler


async def test_a_file_arrives_whole_with_its_digest_and_for_us_alone(part: PartFile) -> None:
    async with serving_files(answering(200, DATA)) as origin:
        await bring(origin, part)
    assert part.path.read_bytes() == DATA
    assert part.size == len(DATA)
    assert part.digest == hashlib.sha256(DATA).hexdigest()
    assert part.path.stat().st_mode & 0o777 == 0o600


async def test_a_file_without_a_length_arrives_too(part: PartFile) -> None:
    async def chunked(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for start in range(0, len(DATA), 300_000):
            await response.write(DATA[start : start + 300_000])
        return response

    async with serving_files(chunked) as origin:
        await bring(origin, part)
    assert part.path.read_bytes() == DATA


@pytest.mark.parametrize("status", [204, 206, 304, 400, 401, 403, 404, 410, 451])
async def test_a_link_that_answers_without_the_file_is_dead(part: PartFile, status: int) -> None:
    async with serving_files(answering(status)) as origin:
        with pytest.raises(DeadLinkError, match=str(status)):
            await bring(origin, part)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 599])
async def test_a_server_in_trouble_is_asked_again_later(part: PartFile, status: int) -> None:
    async with serving_files(answering(status)) as origin:
        with pytest.raises(SilentLinkError, match=str(status)):
            await bring(origin, part)


async def test_an_empty_file_is_no_file(part: PartFile) -> None:
    async with serving_files(answering(200)) as origin:
        with pytest.raises(SilentLinkError, match="empty"):
            await bring(origin, part)


async def test_a_length_over_the_limit_stops_before_the_first_byte(part: PartFile) -> None:
    async def boast(call: Call) -> None:
        await call.answer(200, b"x", length=10**12)
        await asyncio.sleep(5)

    async with serving(boast) as server:
        with pytest.raises(TooLargeError, match="1000000000000"):
            await bring(server.url.removesuffix("/v1"), part)
    assert part.size == 0


async def test_a_body_without_end_stops_at_the_limit(part: PartFile) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(DATA)

    async with serving_files(endless) as origin:
        with pytest.raises(TooLargeError, match="more than 3000000"):
            await bring(origin, part, limit=3_000_000)
    assert part.size <= 3_000_000


async def test_a_body_that_breaks_off_is_an_error(part: PartFile) -> None:
    async def truncate(call: Call) -> None:
        await call.answer(200, DATA[:1000], length=len(DATA))
        call.writer.close()

    async with serving(truncate) as server:
        with pytest.raises(aiohttp.ClientPayloadError):
            await bring(server.url.removesuffix("/v1"), part)


@pytest.mark.parametrize("sends", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nabc"])
async def test_silence_ends_in_a_timeout(part: PartFile, sends: bytes) -> None:
    async def silent(call: Call) -> None:
        call.writer.write(sends)
        await asyncio.sleep(5)

    async with serving(silent) as server:
        with pytest.raises(TimeoutError):
            await bring(server.url.removesuffix("/v1"), part, patience=SHORT)


async def test_a_trickle_ends_when_the_whole_time_is_up(part: PartFile) -> None:
    async def trickle(call: Call) -> None:
        await call.answer(200, b"", length=5000)
        for _ in range(50):
            call.writer.write(b"x")
            await asyncio.sleep(0.1)

    async with serving(trickle) as server:
        with pytest.raises(TimeoutError):
            await bring(server.url.removesuffix("/v1"), part, patience=SHORT)


async def test_a_server_that_is_not_there_is_an_error_of_the_connection(part: PartFile) -> None:
    with pytest.raises(aiohttp.ClientConnectorError):
        await bring(f"http://127.0.0.1:{free_port()}", part)


async def test_a_packed_body_is_kept_as_it_came(part: PartFile) -> None:
    bomb = b"\x1f\x8b\x08\x00" + bytes(2000)
    async with serving_files(answering(200, bomb, **{"Content-Encoding": "gzip"})) as origin:
        await bring(origin, part)
    assert part.path.read_bytes() == bomb


def redirecting(times: int) -> tuple[Handler, list[str]]:
    asked: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        asked.append(request.path_qs)
        if len(asked) > times:
            return web.Response(body=DATA)
        return web.Response(status=302, headers={"Location": f"/hop{len(asked)}?sig=a%2Fb"})

    return handler, asked


async def test_three_redirects_are_followed_with_their_escapes_as_they_were(part: PartFile) -> None:
    handler, asked = redirecting(3)
    async with serving_files(handler) as origin:
        await bring(origin, part)
    assert part.size == len(DATA)
    assert asked == ["/v.mp4", "/hop1?sig=a%2Fb", "/hop2?sig=a%2Fb", "/hop3?sig=a%2Fb"]


async def test_a_fourth_redirect_is_one_too_many(part: PartFile) -> None:
    handler, asked = redirecting(4)
    async with serving_files(handler) as origin:
        with pytest.raises(TooManyRedirectsError):
            await bring(origin, part)
    assert len(asked) == 4


async def test_a_redirect_to_nowhere_is_too_many(part: PartFile) -> None:
    async with serving_files(answering(302)) as origin:
        with pytest.raises(TooManyRedirectsError):
            await bring(origin, part)


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:{other}/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://metadata.example/",
        "//127.0.0.1:{other}/",
        "http://cdn.example/",
        "https://u:p@cdn.example/",
        "file:///etc/passwd",
        "https://[::ffff:127.0.0.1]/",
        "https://2130706433/",
    ],
)
async def test_a_redirect_to_where_we_do_not_go_is_not_followed(part: PartFile, target: str) -> None:
    reached: list[str] = []

    async def inside(request: web.Request) -> web.Response:
        reached.append(request.path)
        return web.Response(body=DATA)

    names = Names(metadata_example=[["169.254.169.254"]])
    async with serving_files(inside) as other:
        location = target.format(other=other.rsplit(":", 1)[1])
        async with serving_files(answering(307, Location=location)) as origin:
            with pytest.raises(AddressBlockedError):
                await download(GuardedHttp(Guard([origin]), names), f"{origin}/v.mp4", part)
    part.discard()
    assert reached == []


async def test_the_address_that_was_checked_is_the_one_connected_to(part: PartFile) -> None:
    names = Names(cdn_example=[["127.0.0.1"], ["1.1.1.1"]])
    with pytest.raises(AddressBlockedError):
        await download(GuardedHttp(Guard(), names), "https://cdn.example/v.mp4", part)
    part.discard()
    assert len(names.asked) == 1


async def test_nothing_of_ours_goes_along(part: PartFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    seen: list[dict[str, str]] = []

    async def look(request: web.Request) -> web.Response:
        seen.append({name.lower(): value for name, value in request.headers.items()})
        return web.Response(body=DATA, headers={"Set-Cookie": "id=1"})

    async with serving_files(look) as origin:
        await bring(origin, part)
    assert set(seen[0]) == {"host", "connection", "user-agent", "accept", "accept-encoding"}
    assert seen[0]["accept-encoding"] == "identity"
