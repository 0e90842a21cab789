"""Make the vendor's own words safe to show: no mention, no link, no markup, bounded."""

import re
from typing import Final

LIMIT: Final = 200

_LINK = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.)\S+", re.IGNORECASE)
_MENTION = re.compile(r"<(?:@[!&]?|#|/[^:>]*:|a?:\w+:|t:|id:)[^>]*>|@(?:everyone|here)\b", re.IGNORECASE)
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff]+")


def clean_vendor_text(text: str) -> str:
    """Clean a text of the vendor for people: at most LIMIT characters, on one line; empty when nothing is left."""
    text = _INVISIBLE.sub(" ", text)
    text = _MENTION.sub(" ", _LINK.sub(" ", text)).replace("@", " ")
    text = " ".join(text.split())
    return text if len(text) <= LIMIT else text[: LIMIT - 1].rstrip() + "\u2026"
