"""What the vendor said, as values: the answers to a submit and to a poll."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.ids import TaskId


@dataclass(frozen=True)
class Accepted:
    """The vendor took the task and named it."""

    task_id: TaskId


@dataclass(frozen=True)
class NotSent:
    """The request certainly never reached the vendor (no connection was made): it may be sent again."""

    detail: str


@dataclass(frozen=True)
class Throttled:
    """HTTP 429: certainly not accepted; `retry_after` in seconds, None when the vendor named no time."""

    retry_after: float | None


class RejectionKind(StrEnum):
    """Why the vendor refused, by what we do about it."""

    INVALID = "invalid"
    """A field is wrong (400, 413, 422): this job alone fails."""
    KEY = "key"
    """401: the key is missing or invalid. The studio closes."""
    CREDITS = "credits"
    """402: the operator's account with the vendor is empty. The studio closes."""
    GATEWAY = "gateway"
    """403: something in front of the API refuses us. The studio closes."""
    MISSING = "missing"
    """404: not the API we know."""


FIELDS: Final = {
    "INVALID_PROMPT": "prompt",
    "INVALID_ASPECT_RATIO": "aspect_ratio",
    "INVALID_RESOLUTION": "resolution",
    "INVALID_DURATION": "duration",
    "TOO_MANY_IMAGES": "image_url",
}
"""The option that each of the vendor's words for a bad request is about (its documentation, error codes)."""
IMAGE_WORD: Final = "INVALID_IMAGE"
"""How words begin that the vendor may have for a bad picture; it documents none."""


def field_of(code: str) -> str | None:
    """Name the option that a word of the vendor's is about; None when it is about none, or no word we know."""
    return "image_url" if code.startswith(IMAGE_WORD) else FIELDS.get(code)


@dataclass(frozen=True)
class Rejected:
    """The vendor refused before taking anything. `code` is its own word, `field` the option that is wrong, if known."""

    kind: RejectionKind
    code: str
    field: str | None = None

    @property
    def blames_address(self) -> bool:
        """Whether the vendor's word is about the address that it was to call."""
        return self.kind is RejectionKind.INVALID and "CALLBACK" in self.code.upper()

    @property
    def blames_nothing(self) -> bool:
        """Whether a request was refused without a word that tells what is wrong with it."""
        return self.kind is RejectionKind.INVALID and self.field is None


@dataclass(frozen=True)
class Ambiguous:
    """Nobody knows whether the vendor took the task. `detail` is for the operator; it is never shown to members."""

    detail: str


SubmitAnswer = Accepted | NotSent | Throttled | Rejected | Ambiguous


@dataclass(frozen=True)
class Running:
    """The vendor works on it, or says a word we do not know (`word` is what it said)."""

    word: str


@dataclass(frozen=True)
class Succeeded:
    """The vendor is done. `url` is None when it named no link; `consumed` is None when missing or absurd (credits)."""

    url: str | None
    consumed: int | None


@dataclass(frozen=True)
class Failed:
    """The vendor gave up. `text` is its own, untrusted; `consumed` what it says to have kept (credits)."""

    text: str
    consumed: int | None


@dataclass(frozen=True)
class TaskNotFound:
    """404 TASK_NOT_FOUND for a task of ours."""


@dataclass(frozen=True)
class PollFailed:
    """This poll told nothing. `kind` is set when the vendor refused us as a whole (key, gateway, credits)."""

    detail: str
    kind: RejectionKind | None = None
    retry_after: float | None = None


PollAnswer = Running | Succeeded | Failed | TaskNotFound | PollFailed
