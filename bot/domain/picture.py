"""A picture that a video starts from: what the vendor takes, and for how long a link to it can be trusted."""

import math
from dataclasses import dataclass
from typing import Final

from bot.domain.ids import Instant
from bot.domain.refusals import ImageNotAnImage, ImageTooLarge, Refusal
from bot.domain.video import AspectRatio

MAX_IMAGE_BYTES: Final = 10 * 1024 * 1024
MIN_IMAGE_SIDE: Final = 300
MAX_IMAGE_SIDE: Final = 6000
IMAGE_RATIOS: Final = (0.4, 2.5)
IMAGE_TYPES: Final = frozenset({"image/jpeg", "image/png", "image/webp"})
IMAGE_FORMATS: Final = frozenset({"JPEG", "PNG", "WEBP"})
"""The vendor documents no limit; these are what every upstream of the model takes (BytePlus ModelArk, KIE)."""

LINK_TRUST: Final = 120.0
"""Seconds that a link just seen to work is relied on. Those of uploads to a command end after a time that Discord does
not name (Discord: attachments, ephemeral; discord-api-docs#5294), and a message can be deleted at any moment."""


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A picture in somebody's Discord; `size` in bytes and `content_type` are Discord's word, None without one."""

    url: str
    size: int | None
    content_type: str | None


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A copy of ours of an upload: `name` is its file name, the sides are in pixels as a person sees it."""

    name: str
    width: int
    height: int


@dataclass(frozen=True)
class KeptPicture:
    """The picture of a job: our copy of it, and until when the link in the job's specification is relied on."""

    name: str
    trusted_until: Instant


def refuse_upload(upload: Upload) -> Refusal | None:
    """Refuse by what Discord says of an upload, before it is fetched."""
    if upload.content_type is not None and upload.content_type.split(";")[0] not in IMAGE_TYPES:
        return ImageNotAnImage()
    return too_large(upload.size or 0)


def too_large(size: int) -> ImageTooLarge | None:
    """Refuse a picture of more bytes than the vendor takes."""
    megabyte = 1024 * 1024
    if size <= MAX_IMAGE_BYTES:
        return None
    return ImageTooLarge(round(size / megabyte, 1), MAX_IMAGE_BYTES // megabyte)


def nearest_ratio(width: int, height: int) -> AspectRatio:
    """Choose the shape that a picture of these sides (pixels) loses least to, by the quotient of the two quotients."""
    return min(AspectRatio, key=lambda ratio: abs(math.log(ratio.quotient * height / width)))
