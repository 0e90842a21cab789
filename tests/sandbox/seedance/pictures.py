"""Pictures with something to see on them, a server that has them, and a look at what a clip shows."""

import io
from collections.abc import Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import av
from aiohttp import web
from PIL import Image

from tests.media.file_server import serving_files

RED = (200, 30, 30)
GREEN = (30, 160, 30)
BLUE = (30, 30, 200)
Colour = tuple[int, int, int]


def encoded(picture: Image.Image, name: str = "PNG", **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, name, **options)
    return file.getvalue()


def make_split(
    left: Colour, right: Colour, size: tuple[int, int] = (800, 600), name: str = "PNG", **options: Any
) -> bytes:
    """Encode a picture whose halves have a colour each."""
    picture = Image.new("RGB", size, left)
    picture.paste(right, (size[0] // 2, 0, *size))
    return encoded(picture, name, **options)


def serving(files: Mapping[str, bytes]) -> AbstractAsyncContextManager[str]:
    """Serve these files by name, and 404 for the rest; yields the origin."""

    async def answer(request: web.Request) -> web.Response:
        data = files.get(request.match_info["path"])
        return web.Response(status=404) if data is None else web.Response(body=data)

    return serving_files(answer)


def is_near(seen: Any, colour: Colour) -> bool:
    """Compare two colours as loosely as a video encoder keeps them."""
    return all(abs(one - other) < 25 for one, other in zip(seen, colour, strict=True))


def frames(clip: Path) -> Iterator[Image.Image]:
    """Decode a clip."""
    with av.open(str(clip)) as container:
        for decoded in container.decode(video=0):
            frame = decoded.reformat(format="rgb24")
            plane = frame.planes[0]
            yield Image.frombytes("RGB", (frame.width, frame.height), bytes(plane), "raw", "RGB", plane.line_size, 1)


def first_frame(clip: Path) -> Image.Image:
    """Decode the beginning of a clip."""
    return next(frames(clip))


def halves(frame: Image.Image) -> tuple[Any, Any]:
    """Give the colours in the middle of the left and of the right half, above the caption."""
    return (
        frame.getpixel((frame.width // 4, frame.height // 4)),
        frame.getpixel((frame.width * 3 // 4, frame.height // 4)),
    )
