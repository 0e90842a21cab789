"""What may be asked of the vendor, and what it costs.

Source of every limit and price: the vendor's API documentation of Seedance 1.5 (POST /v1/generate, pricing).
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Literal

Duration = Literal[4, 8, 12]
"""Length of a video in seconds."""

DURATIONS: Final[tuple[Duration, ...]] = (4, 8, 12)
MAX_PROMPT_UNITS: Final = 2000
"""The vendor counts characters; the strictest reading, UTF-16 code units, is safe under any."""


class AspectRatio(StrEnum):
    """Shapes the vendor offers, in the order its documentation names them."""

    SQUARE = "1:1"
    WIDE = "16:9"
    TALL = "9:16"
    CLASSIC = "4:3"
    PORTRAIT = "3:4"
    CINEMA = "21:9"
    TOWER = "9:21"

    @property
    def quotient(self) -> float:
        """Width divided by height."""
        width, height = self.value.split(":")
        return int(width) / int(height)


class Resolution(StrEnum):
    """Resolutions the vendor offers."""

    SD = "480p"
    HD = "720p"


PRICES: Final[dict[tuple[Resolution, Duration, bool], int]] = {
    (Resolution.SD, 4, False): 8,
    (Resolution.SD, 8, False): 14,
    (Resolution.SD, 12, False): 19,
    (Resolution.SD, 4, True): 14,
    (Resolution.SD, 8, True): 28,
    (Resolution.SD, 12, True): 38,
    (Resolution.HD, 4, False): 14,
    (Resolution.HD, 8, False): 28,
    (Resolution.HD, 12, False): 42,
    (Resolution.HD, 4, True): 28,
    (Resolution.HD, 8, True): 56,
    (Resolution.HD, 12, True): 84,
}
"""Credits by resolution, seconds and sound: a table, because no formula gives it (480p is not linear)."""


@dataclass(frozen=True, kw_only=True)
class VideoSpec:
    """One video as the vendor is asked for it; the defaults are the API's own."""

    prompt: str
    aspect_ratio: AspectRatio = AspectRatio.SQUARE
    resolution: Resolution = Resolution.HD
    duration: Duration = 8
    generate_audio: bool = False
    fixed_lens: bool = False
    image_url: str | None = None

    @property
    def price(self) -> int:
        """What the vendor's price table asks, in credits."""
        return PRICES[self.resolution, self.duration, self.generate_audio]


@dataclass(frozen=True, kw_only=True)
class Defaults:
    """What a server's moderators settled for what a member does not choose; None is the API's own."""

    aspect_ratio: AspectRatio | None = None
    resolution: Resolution | None = None
    duration: Duration | None = None
    generate_audio: bool | None = None
    fixed_lens: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a member asks for; None is what was not chosen."""

    prompt: str
    aspect_ratio: AspectRatio | None = None
    resolution: Resolution | None = None
    duration: Duration | None = None
    generate_audio: bool | None = None
    fixed_lens: bool | None = None
    image_url: str | None = None

    def over(self, defaults: Defaults) -> VideoSpec:
        """Complete it: what was not chosen is the server's default, else the API's."""
        chosen = {
            name: next((one for one in (getattr(self, name), getattr(defaults, name)) if one is not None), None)
            for name in ("aspect_ratio", "resolution", "duration", "generate_audio", "fixed_lens")
        }
        spec = VideoSpec(prompt=self.prompt, image_url=self.image_url)
        return replace(spec, **{name: value for name, value in chosen.items() if value is not None})


# Upstream of this vendor, text flags such as `--dur 12` or `--rs 720p` override the request's own fields, and so the
# price (BytePlus ModelArk, "create a video generation task"). Whether they pass through is unknown: none leaves here.
_DASH = r"\-\u2010-\u2015\u2212\ufe63\uff0d"
_FLAG = re.compile(rf"(?<![\w{_DASH}])[{_DASH}]{{2,}}(?=[A-Za-z])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def clean_prompt(text: str) -> str:
    """Take control characters out of a prompt and break text flags, so that the text describes and cannot command."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _FLAG.sub("\u2013 ", text).strip()


def prompt_units(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
