"""A link to a clip of ours, under PUBLIC_URL: signed, so that nobody makes one up, and at an end with the file."""

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.ids import Instant

KEY_BYTES: Final = 32
_NAME: Final = re.compile(r"[0-9-]{1,64}\.mp4")
_UNTIL: Final = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True)
class ClipLink:
    """Where a clip is, and until when."""

    url: str
    until: Instant


class Standing(StrEnum):
    """What a link is worth."""

    GOOD = "good"
    OVER = "over"
    """It was good once."""
    FORGED = "forged"


def path_of(key: bytes, name: str, until: int) -> str:
    """Give the path of a link to a clip's file that holds until an instant (whole seconds)."""
    return f"{_signature(key, name, until)}/{until}/{name}"


def judge(key: bytes, signature: str, until: str, name: str, now: Instant) -> Standing:
    """Tell what a link is worth, in the same time whatever is wrong with its signature."""
    if not (_NAME.fullmatch(name) and _UNTIL.fullmatch(until) and signature.isascii()):
        return Standing.FORGED
    if not hmac.compare_digest(signature, _signature(key, name, int(until))):
        return Standing.FORGED
    return Standing.GOOD if now < int(until) else Standing.OVER


def _signature(key: bytes, name: str, until: int) -> str:
    signed = hmac.digest(key, f"clip {until} {name}".encode(), hashlib.sha256)
    return urlsafe_b64encode(signed).rstrip(b"=").decode()
