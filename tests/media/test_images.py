import asyncio

import pytest
from aiohttp import web

from bot.domain.picture import MAX_IMAGE_BYTES
from bot.domain.refusals import (
    ImageLinkNotPublic,
    ImageNotAnImage,
    ImageTooLarge,
    ImageUnreachable,
    ImageWrongShape,
    Refusal,
)
from bot.media.addresses import Guard
from bot.media.guarded import GuardedHttp, Patience
from bot.media.image_header import ImageHeader
from bot.media.images import fetch_image, judge_image
from tests.media.file_server import Handler, serving_files
from tests.media.pictures import make_picture
from tests.media.resolving import Names
from tests.seedance.raw_server import Call, free_port, serving

SHORT = Patience(connect=0.3, silence=0.3, total=0.6)


async def inspect(handler: Handler) -> Refusal | None:
    async with serving_files(handler) as origin:
        found = await fetch_image(GuardedHttp(Guard([origin])), f"{origin}/a.png")
    return found if isinstance(found, Refusal) else None


def answering(status: int, body: bytes = b"", **headers: str) -> Handler:
    async def handler(_request: web.Request) -> web.Response:
        return web.Response(status=status, body=body, headers=headers)

    return handler


@pytest.mark.parametrize("name", ["PNG", "JPEG", "WEBP"])
async def test_a_picture_that_the_vendor_takes_is_not_refused(name: str) -> None:
    assert await inspect(answering(200, make_picture(name))) is None


@pytest.mark.parametrize(("width", "height"), [(300, 300), (750, 300), (300, 750), (6000, 2400)])
def test_sides_and_ratio_at_their_limits_are_taken(width: int, height: int) -> None:
    assert judge_image(ImageHeader("PNG", width, height)) is None


@pytest.mark.parametrize(("width", "height"), [(299, 300), (300, 299), (6001, 3000), (751, 300), (300, 751), (1, 1)])
def test_sides_or_ratio_beyond_them_are_refused(width: int, height: int) -> None:
    assert judge_image(ImageHeader("PNG", width, height)) == ImageWrongShape(width, height)


@pytest.mark.parametrize("body", [b"", b"<html></html>", make_picture("GIF"), make_picture("BMP")])
async def test_other_formats_are_refused_whatever_their_type_says(body: bytes) -> None:
    assert await inspect(answering(200, body, **{"Content-Type": "image/png"})) == ImageNotAnImage()


async def test_a_packed_picture_is_not_unpacked() -> None:
    assert await inspect(answering(200, b"\x1f\x8b\x08\0" + bytes(900), **{"Content-Encoding": "gzip"})) == (
        ImageNotAnImage()
    )


@pytest.mark.parametrize("status", [204, 302, 403, 404, 410, 500])
async def test_a_link_without_a_picture_is_refused(status: int) -> None:
    assert await inspect(answering(status)) == ImageUnreachable()


async def test_a_length_over_the_limit_is_refused_at_once() -> None:
    async def boast(call: Call) -> None:
        await call.answer(200, b"x", length=50 * 1024 * 1024)
        await asyncio.sleep(5)

    async with serving(boast) as server:
        origin = server.url.removesuffix("/v1")
        assert await fetch_image(GuardedHttp(Guard([origin])), origin) == ImageTooLarge(50.0, 10)


async def test_a_body_over_the_limit_is_refused_when_it_is_reached() -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(bytes(1024 * 1024))

    refusal = await inspect(endless)
    assert isinstance(refusal, ImageTooLarge)
    assert MAX_IMAGE_BYTES / 1024 / 1024 <= refusal.size_mb < 12


async def test_silence_and_absence_are_refused() -> None:
    async def silent(_call: Call) -> None:
        await asyncio.sleep(5)

    async with serving(silent) as server:
        origin = server.url.removesuffix("/v1")
        assert await fetch_image(GuardedHttp(Guard([origin])), origin, SHORT) == ImageUnreachable()
    gone = f"http://127.0.0.1:{free_port()}"
    assert await fetch_image(GuardedHttp(Guard([gone])), gone, SHORT) == ImageUnreachable()
    assert await fetch_image(GuardedHttp(Guard(), Names()), "https://nowhere.example/", SHORT) == ImageUnreachable()


@pytest.mark.parametrize(
    "link",
    [
        "http://cdn.example/a.png",
        "https://127.0.0.1/a.png",
        "https://inside.example/a.png",
        "not a link",
        "file:///etc/x",
    ],
)
async def test_a_link_that_is_not_public_is_refused(link: str) -> None:
    http = GuardedHttp(Guard(), Names(inside_example=[["10.0.0.7"]]))
    assert await fetch_image(http, link) == ImageLinkNotPublic()


async def test_a_redirect_to_a_private_address_is_refused() -> None:
    assert await inspect(answering(302, Location="https://169.254.169.254/")) == ImageLinkNotPublic()
