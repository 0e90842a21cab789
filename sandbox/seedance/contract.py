"""The vendor's documented table of values: sizes, prices, defaults, field names (Seedance 1.5 API v1)."""

import math
from typing import Final, Literal

State = Literal["IN_PROGRESS", "SUCCESS", "FAILED"]

MAX_PROMPT_UNITS: Final = 2000
MAX_BODY_BYTES: Final = 1024 * 1024
LINK_SECONDS: Final = 24 * 3600

ASPECT_RATIOS: Final = ("1:1", "16:9", "9:16", "4:3", "3:4", "21:9", "9:21")
RESOLUTIONS: Final = ("480p", "720p")
DURATIONS: Final = ("4", "8", "12")

DEFAULT_ASPECT_RATIO: Final = "1:1"
DEFAULT_RESOLUTION: Final = "720p"
DEFAULT_DURATION: Final = "8"

FIELDS: Final = frozenset(
    {
        "prompt",
        "aspect_ratio",
        "resolution",
        "duration",
        "generate_audio",
        "fixed_lens",
        "image_urls",
        "callback_url",
    }
)

# Credits by resolution, seconds, audio. A table and never a formula: 480p has no rule that holds.
PRICES: Final = {
    ("480p", 4, False): 8,
    ("480p", 8, False): 14,
    ("480p", 12, False): 19,
    ("480p", 4, True): 14,
    ("480p", 8, True): 28,
    ("480p", 12, True): 38,
    ("720p", 4, False): 14,
    ("720p", 8, False): 28,
    ("720p", 12, False): 42,
    ("720p", 4, True): 28,
    ("720p", 8, True): 56,
    ("720p", 12, True): 84,
}

# Width and height in pixels as the model's maker lists them; 9:21 is 21:9 turned (an assumption).
SIZES: Final = {
    ("480p", "16:9"): (864, 496),
    ("480p", "4:3"): (752, 560),
    ("480p", "1:1"): (640, 640),
    ("480p", "3:4"): (560, 752),
    ("480p", "9:16"): (496, 864),
    ("480p", "21:9"): (992, 432),
    ("480p", "9:21"): (432, 992),
    ("720p", "16:9"): (1280, 720),
    ("720p", "4:3"): (1112, 834),
    ("720p", "1:1"): (960, 960),
    ("720p", "3:4"): (834, 1112),
    ("720p", "9:16"): (720, 1280),
    ("720p", "21:9"): (1470, 630),
    ("720p", "9:21"): (630, 1470),
}

# Seconds a generation takes before jitter, by the clip's seconds at 720p, and the share of it 480p takes.
GENERATION_SECONDS: Final = {4: 50.0, 8: 75.0, 12: 105.0}
GENERATION_SHARE: Final = {"480p": 0.7, "720p": 1.0}


def nearest_ratio(width: int, height: int) -> str:
    """Choose the documented ratio that a picture of this size is nearest to."""

    def distance(ratio: str) -> float:
        across, _, down = ratio.partition(":")
        return abs(math.log(width / height * int(down) / int(across)))

    return min(ASPECT_RATIOS, key=distance)
