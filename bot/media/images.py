"""See whether a member's picture is one that the vendor may take."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import aiohttp

from bot.domain.picture import (
    IMAGE_FORMATS,
    IMAGE_RATIOS,
    MAX_IMAGE_BYTES,
    MAX_IMAGE_SIDE,
    MIN_IMAGE_SIDE,
    too_large,
)
from bot.domain.refusals import (
    ImageLinkNotPublic,
    ImageNotAnImage,
    ImageUnreachable,
    ImageWrongShape,
    Refusal,
)
from bot.media.addresses import AddressBlockedError
from bot.media.guarded import GuardedHttp, Patience, TooManyRedirectsError
from bot.media.image_header import ImageHeader, read_header

PATIENCE: Final = Patience(connect=5.0, silence=10.0, total=20.0)
"""A member waits for the answer."""


@dataclass(frozen=True)
class SoundImage:
    """A picture that the vendor may take: its bytes and what they say of it."""

    data: bytes
    header: ImageHeader


async def fetch_image(http: GuardedHttp, link: str, patience: Patience = PATIENCE) -> SoundImage | Refusal:
    """Fetch a picture whole, at most 10 MiB, and judge it."""
    try:
        data = await _fetch(http, link, patience)
    except AddressBlockedError:
        return ImageLinkNotPublic()
    except (aiohttp.ClientError, TimeoutError, OSError, TooManyRedirectsError):
        return ImageUnreachable()
    if isinstance(data, Refusal):
        return data
    header = read_header(data)
    if header is None or header.format not in IMAGE_FORMATS:
        return ImageNotAnImage()
    return judge_image(header) or SoundImage(data, header)


async def _fetch(http: GuardedHttp, link: str, patience: Patience) -> bytes | Refusal:
    async with http.get(link, patience) as response:
        if response.status != HTTPStatus.OK:
            return ImageUnreachable()
        refusal = too_large(response.content_length or 0)
        data = b"" if refusal else await _read(response)
    return refusal or too_large(len(data)) or data


def judge_image(header: ImageHeader) -> Refusal | None:
    """Judge a picture by its header: sides, ratio."""
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
