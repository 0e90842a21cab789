"""See whether a member's picture is one that the vendor may take."""

from http import HTTPStatus
from typing import Final

import aiohttp

from bot.domain.refusals import (
    ImageLinkNotPublic,
    ImageNotAnImage,
    ImageTooLarge,
    ImageUnreachable,
    ImageWrongShape,
    Refusal,
)
from bot.domain.video import IMAGE_FORMATS, IMAGE_RATIOS, MAX_IMAGE_BYTES, MAX_IMAGE_SIDE, MIN_IMAGE_SIDE
from bot.media.addresses import AddressBlockedError
from bot.media.guarded import GuardedHttp, Patience, TooManyRedirectsError
from bot.media.image_header import read_header

PATIENCE: Final = Patience(connect=5.0, silence=10.0, total=20.0)
"""A member waits for the answer."""
_MB: Final = 1024 * 1024


async def inspect_image(http: GuardedHttp, link: str, patience: Patience = PATIENCE) -> Refusal | None:
    """Fetch a picture whole and judge it; None when the vendor may take it."""
    try:
        async with http.get(link, patience) as response:
            if response.status != HTTPStatus.OK:
                return ImageUnreachable()
            promised = response.content_length or 0
            if promised > MAX_IMAGE_BYTES:
                return _too_large(promised)
            data = await _read(response)
    except AddressBlockedError:
        return ImageLinkNotPublic()
    except (aiohttp.ClientError, TimeoutError, OSError, TooManyRedirectsError):
        return ImageUnreachable()
    return _too_large(len(data)) if len(data) > MAX_IMAGE_BYTES else judge_image(data)


def judge_image(data: bytes) -> Refusal | None:
    """Judge a picture by its header: format, sides, ratio."""
    header = read_header(data)
    if header is None or header.format not in IMAGE_FORMATS:
        return ImageNotAnImage()
    width, height = header.width, header.height
    least, most = IMAGE_RATIOS
    if not (min(width, height) >= MIN_IMAGE_SIDE and max(width, height) <= MAX_IMAGE_SIDE):
        return ImageWrongShape(width, height)
    return None if least <= width / height <= most else ImageWrongShape(width, height)


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """Read a body, at most one chunk over the limit."""
    data = bytearray()
    async for chunk in response.content.iter_any():
        data += chunk
        if len(data) > MAX_IMAGE_BYTES:
            break
    return bytes(data)


def _too_large(size: int) -> ImageTooLarge:
    return ImageTooLarge(round(size / _MB, 1), MAX_IMAGE_BYTES // _MB)
