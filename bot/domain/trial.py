"""A trial of the vendor with real credits: what is assumed of it, and what was seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.domain.task import Accepted, Ambiguous, NotSent, Rejected, RejectionKind, SubmitAnswer, Throttled
from bot.domain.video import Resolution, VideoSpec

SPEC: Final = VideoSpec(prompt="a paper boat on a pond", resolution=Resolution.SD, duration=4)
"""The cheapest video."""
PRICE: Final = SPEC.price
PATIENCE: Final = 1800.0
"""Seconds that its task may take."""
SECONDS: Final = (3.5, 4.6)
"""How long its clip may be."""

REFUSED: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "bad-prompt": ("INVALID_PROMPT", {"prompt": ""}),
    "bad-ratio": ("INVALID_ASPECT_RATIO", {"aspect_ratio": "5:5"}),
    "bad-resolution": ("INVALID_RESOLUTION", {"resolution": "1p"}),
    "bad-duration": ("INVALID_DURATION", {"duration": "5"}),
    "two-images": (
        "TOO_MANY_IMAGES",
        {"image_urls": ["https://example.com/a.png", "https://example.com/b.png"]},
    ),
}
"""Requests that the documentation refuses: by name the word it gives, and the field that is wrong."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What was seen of something that is assumed; each name has its words in the catalogues (`doctor-live-…`)."""

    name: str
    held: bool
    what: str
    """What was seen, in few words of the vendor's or ours."""


def may_cost(answer: SubmitAnswer) -> bool:
    """Whether an answer leaves it possible that something was bought."""
    return isinstance(answer, Accepted | Ambiguous)


def is_refused_as(answer: SubmitAnswer, word: str) -> bool:
    """Whether a request was refused by the word that the documentation gives."""
    return isinstance(answer, Rejected) and answer.kind is RejectionKind.INVALID and answer.code == word


def named(answer: SubmitAnswer) -> str:
    """Say what an answer is."""
    match answer:
        case Accepted(task_id):
            return f"accepted as {task_id}"
        case Rejected(kind, code):
            return f"{kind.value}: {code}"
        case Throttled():
            return "429"
        case NotSent(detail) | Ambiguous(detail):
            return detail
