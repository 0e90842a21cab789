"""What can be chosen of a video, and how each choice is called."""

from typing import Any, Final

from bot.domain.video import DURATIONS, AspectRatio, Resolution, VideoSpec
from bot.i18n import Texts

OFFERED: Final[dict[str, list[Any]]] = {
    "aspect_ratio": list(AspectRatio),
    "resolution": list(Resolution),
    "duration": list(DURATIONS),
    "generate_audio": [False, True],
    "fixed_lens": [False, True],
}
"""The values that there are of each default."""
STUDIO: Final[dict[str, Any]] = {name: getattr(VideoSpec, name) for name in OFFERED}
"""What the vendor does where nothing is said."""


def value_key(name: str, value: object) -> str:
    """Name the text of a choice."""
    if isinstance(value, bool):
        return f"offer-{name.replace('_', '-')}-{'yes' if value else 'no'}"
    return f"cmd-choice-{name.replace('_', '-')}-{str(value).replace(':', '-')}"


def offer(texts: Texts, locale: str, name: str, value: object) -> str:
    """Name a choice in a list of some: short, and without a comma of its own."""
    return str(value) if name == "resolution" else texts.say(locale, value_key(name, value)).lower()
