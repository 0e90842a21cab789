"""Read the envelope `{code, message, data}` from any bytes at all.

The vendor documents neither the body of an error nor where its word stands, and a gateway may answer in its place.
So nothing here raises: what cannot be read is None.
"""

import json
import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

MAX_TEXT: Final = 500
MAX_LINK: Final = 4096
MAX_ID: Final = 128
MAX_CREDITS: Final = 1000
"""More than this for one video is absurd: the dearest costs 84 credits."""

_UNSAFE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_TOKEN: Final = re.compile(r"(cb\\?/)[A-Za-z0-9_-]{8,}")
"""The secret part of an address that we gave the vendor to call, which it may repeat."""
_WORD: Final = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")
_LEADING_WORD: Final = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?![A-Za-z0-9_])")
_LONGEST_NUMBER: Final = 18
"""Digits of a number that is read; a longer one is no id, code or price, and might be slow to convert."""
_SUCCESS_WORDS: Final = frozenset({"SUCCESS", "OK"})
"""Words for success that may stand where the documentation shows the code 200."""


@dataclass(frozen=True)
class Envelope:
    """An answer that is a JSON object. `number` is the code in the body, as far as it is a number."""

    fields: dict[str, Any]
    data: dict[str, Any]
    number: int | None
    words: tuple[str, ...]
    """What may be the vendor's word for an error, best first, in capitals."""
    message: str


def read_envelope(body: bytes) -> Envelope | None:
    """Read an answer; None when it is not a JSON object that says anything."""
    try:
        # A lone NaN, Infinity or endless number spoils its own field, not the whole answer.
        fields = json.loads(
            body.decode("utf-8-sig", "replace"), parse_int=_bounded_int, parse_constant=lambda _name: None
        )
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, dict) or not fields:
        return None
    code = fields.get("code")
    inner = fields.get("data")
    nested = _first_object(inner)
    fault = fields.get("error")
    deeper = fault if isinstance(fault, dict) else {}
    messages = (fields.get("message"), deeper.get("message"), fault, fields.get("msg"))
    codes = (code, fields.get("error_code"), deeper.get("code"), fault, nested.get("code"), nested.get("error_code"))
    message = next((tidy(text) for text in messages if isinstance(text, str) and text.strip()), "")
    return Envelope(
        fields=fields,
        data=nested if nested or inner else fields,
        number=_http_number(code),
        words=tuple(_words(codes, messages)),
        message=message,
    )


def tidy(value: object, limit: int = MAX_TEXT) -> str:
    """Make a text of the vendor storable: no control characters, no lone surrogates, bounded."""
    text = value if isinstance(value, str) else "" if value is None else repr(value)[: limit * 2]
    return " ".join(_TOKEN.sub(r"\1***", _UNSAFE.sub(" ", text[: limit * 4])).split())[:limit]


def read_reason(value: object) -> str:
    """Read why a task failed: a text, or an object whose message is one; "" when nothing is said."""
    inner = value.get("message") if isinstance(value, dict) else None
    return tidy(inner if isinstance(inner, str) else value)


def read_task_id(data: dict[str, Any]) -> str | None:
    """Take the task's id out of the data; None unless it is up to 128 printable characters."""
    value = data.get("task_id")
    if not isinstance(value, str):
        return None
    usable = 0 < len(value) <= MAX_ID and value.isprintable() and "\ufffd" not in value
    return value if usable and not any(map(str.isspace, value)) else None


def read_credits(value: object) -> int | None:
    """Read a number of credits, also as digits in a string or as 28.0; None when missing or absurd."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _LONGEST_NUMBER:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= MAX_CREDITS else None


def find_link(value: object, depth: int = 3) -> str | None:
    """Find the first http(s) link in a text, a list, an object or any of these as JSON text; https comes first."""
    links = _links(value, depth)
    return next((link for link in links if link[:6].lower() == "https:"), links[0] if links else None)


def _links(value: object, depth: int) -> list[str]:
    if isinstance(value, str):
        text = value.strip()
        if text[:1] in {"[", "{", '"'} and depth:
            return _links(_loads(text), depth - 1)
        return [text] if _is_link(text) else []
    if depth and isinstance(value, dict):
        value = [value.get(key) for key in ("video_url", "url", "video")]
    if depth and isinstance(value, list):
        return [link for part in value[:10] for link in _links(part, depth - 1)]
    return []


def _loads(text: str) -> object:
    try:
        return json.loads(text, parse_int=_bounded_int)
    except (ValueError, RecursionError):
        return None


def _is_link(text: str) -> bool:
    if len(text) > MAX_LINK or not text.isprintable() or " " in text:
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)


def _bounded_int(digits: str) -> int | None:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else None


def _first_object(value: object) -> dict[str, Any]:
    if isinstance(value, str) and value.lstrip()[:1] in {"{", "["}:
        value = _loads(value)
    if isinstance(value, list):
        value = next((part for part in value if isinstance(part, dict)), None)
    return value if isinstance(value, dict) else {}


def _http_number(code: object) -> int | None:
    if isinstance(code, str):
        text = code.strip()
        if text.upper() in _SUCCESS_WORDS:
            return 200
        if text.isascii() and text.lstrip("-").isdigit() and len(text) <= _LONGEST_NUMBER and text.count("-") <= 1:
            code = int(text)
    if isinstance(code, float) and code.is_integer():
        code = int(code)
    return code if isinstance(code, int) and not isinstance(code, bool) else None


def _words(codes: tuple[object, ...], messages: tuple[object, ...]) -> list[str]:
    found = []
    for value in codes:
        text = value.strip().upper() if isinstance(value, str) else ""
        if len(text) <= MAX_ID and text not in _SUCCESS_WORDS and _WORD.fullmatch(text):
            found.append(text)
    for value in messages:
        # Only at the start, and only as written: a message may quote the prompt, which is a stranger's text.
        match = _LEADING_WORD.match(value.strip()[:MAX_ID]) if isinstance(value, str) else None
        if match:
            found.append(match.group())
    return found
