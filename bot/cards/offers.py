"""What can be chosen of a video, and how each choice is called."""

from typing import Any, Final

from bot.domain.video import DURATIONS, AspectRatio, Resolution, VideoSpec

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
