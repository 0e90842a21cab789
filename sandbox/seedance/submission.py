"""Read the body of POST /generate as strictly as the documentation allows."""

import ipaddress
import json
import socket
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sandbox.seedance import contract
from sandbox.seedance.answers import ApiError
from sandbox.seedance.modes import Modes

MALFORMED = "INVALID_REQUEST"
BAD_IMAGE = "INVALID_IMAGE_URL"
LOCAL_NAMES = ("localhost", "local", "internal", "lan", "home.arpa")


@dataclass(frozen=True)
class Submission:
    """A valid request with the documented defaults filled in; `fields` is what was sent, nothing more."""

    fields: Mapping[str, Any]
    prompt: str
    aspect_ratio: str
    resolution: str
    seconds: int
    audio: bool

    @property
    def price(self) -> int:
        """Credits."""
        return contract.PRICES[self.resolution, self.seconds, self.audio]

    @property
    def image(self) -> str | None:
        """The link to the picture to start from."""
        links = self.fields.get("image_urls")
        return str(links[0]) if links else None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return contract.SIZES[self.resolution, self.aspect_ratio]


def parse_json(raw: bytes) -> Any:
    """Parse a body; raises ValueError for anything that is not JSON in UTF-8, NaN and lone surrogates too."""
    try:
        value = json.loads(raw.decode("utf-8"), parse_constant=_refuse_constant)
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return value


def read_submission(body: Any, modes: Modes | None = None, callback_origins: Collection[str] = ()) -> Submission:
    """Check a parsed body in the vendor's order of fields; raises ApiError with the first fault found."""
    modes = modes or Modes()
    if not isinstance(body, dict):
        raise ApiError(400, MALFORMED)
    prompt = _prompt(body.get("prompt"))
    ratio = _choice(body, "aspect_ratio", contract.ASPECT_RATIOS, contract.DEFAULT_ASPECT_RATIO)
    resolution = _choice(body, "resolution", contract.RESOLUTIONS, contract.DEFAULT_RESOLUTION)
    duration = _duration(body, modes)
    audio = _flag(body, "generate_audio")
    _flag(body, "fixed_lens")
    images = body.get("image_urls", [])
    _check_images(images)
    if images and modes.image == "beyond-limits":
        raise ApiError(400, BAD_IMAGE)
    if "callback_url" in body and not _may_call(body["callback_url"], callback_origins):
        raise ApiError(400, MALFORMED)
    if modes.unknown_fields == "refused" and not contract.FIELDS.issuperset(body):
        raise ApiError(400, MALFORMED)
    return Submission(body, prompt, ratio, resolution, int(duration), audio)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _prompt(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ApiError(400, "INVALID_PROMPT")
    if len(value.encode("utf-16-le")) // 2 > contract.MAX_PROMPT_UNITS:
        raise ApiError(400, "INVALID_PROMPT")
    return value


def _choice(body: Mapping[str, Any], name: str, allowed: tuple[str, ...], default: str) -> str:
    value = body.get(name, default)
    if not isinstance(value, str) or value not in allowed:
        raise ApiError(400, f"INVALID_{name.upper()}")
    return value


def _duration(body: Mapping[str, Any], modes: Modes) -> str:
    value = body.get("duration")
    if modes.duration == "numbers-too" and isinstance(value, int) and not isinstance(value, bool):
        body = {"duration": str(value)}
    return _choice(body, "duration", contract.DURATIONS, contract.DEFAULT_DURATION)


def _flag(body: Mapping[str, Any], name: str) -> bool:
    value = body.get(name, False)
    if not isinstance(value, bool):
        raise ApiError(400, MALFORMED)
    return value


def _check_images(value: Any) -> None:
    if not isinstance(value, list):
        raise ApiError(400, BAD_IMAGE)
    if len(value) > 1:
        raise ApiError(400, "TOO_MANY_IMAGES")
    if not all(_host(url) for url in value):
        raise ApiError(400, BAD_IMAGE)


def _host(url: Any) -> str:
    """Name the host of an http(s) URL, "" when it is not one."""
    if not isinstance(url, str) or any(mark.isspace() or not mark.isprintable() for mark in url):
        return ""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and parts.port != 0
    except ValueError:
        return ""
    return (parts.hostname or "") if usable else ""


def _may_call(url: Any, origins: Collection[str]) -> bool:
    """Whether an address may be called: one on the Internet, or of an origin that whoever started us named."""
    return _is_public_url(url) or (isinstance(url, str) and url.startswith(tuple(f"{origin}/" for origin in origins)))


def _is_public_url(url: Any) -> bool:
    """Judge by the name alone: nothing is looked up in DNS."""
    host = _host(url).rstrip(".")
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        pass
    try:
        # The old spellings of an IPv4 address, such as 2130706433 or 0x7f.1, reach the same machine.
        return ipaddress.ip_address(socket.inet_aton(host)).is_global
    except OSError:
        return "." in host and not host.endswith(tuple(f".{name}" for name in LOCAL_NAMES))
