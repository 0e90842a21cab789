"""What moderators or the operator settled keeps a video back."""

from dataclasses import dataclass

from bot.domain.ids import Instant
from bot.domain.refusals.base import Refusal


@dataclass(frozen=True)
class Blocked(Refusal):
    """A moderator keeps the member from asking for videos here. `until_at` in seconds UTC; 0 until it is taken away."""

    until_at: Instant
    why: str


@dataclass(frozen=True)
class VideosPaused(Refusal):
    """A moderator paused all videos of the server."""


@dataclass(frozen=True)
class ChannelNotAllowed(Refusal):
    """Videos are asked for in other channels here; `channels` are their ids, separated by spaces."""

    channels: str


@dataclass(frozen=True)
class WordBlocked(Refusal):
    """The prompt has a word or phrase that moderators do not want in videos."""

    word: str


@dataclass(frozen=True)
class ResolutionCapped(Refusal):
    """Sharper than the strictest cap lets; `scope` is server, role or channel, and `subject` its id."""

    resolution: str
    limit: str
    scope: str
    subject: int


@dataclass(frozen=True)
class DurationCapped(Refusal):
    """Longer than the strictest cap lets (seconds)."""

    seconds: int
    limit: int
    scope: str
    subject: int


@dataclass(frozen=True)
class AudioCapped(Refusal):
    """With sound, which a cap does not let."""

    scope: str
    subject: int


@dataclass(frozen=True)
class ImagesCapped(Refusal):
    """From a picture, which a cap does not let."""

    scope: str
    subject: int


@dataclass(frozen=True)
class JobsCapped(Refusal):
    """The member has as many videos under way as the strictest cap lets."""

    limit: int
    scope: str
    subject: int


@dataclass(frozen=True)
class AllowanceUsedUp(Refusal):
    """The server's pool has less than the price. Credits; `resets_at` in seconds UTC."""

    price: int
    available: int
    held: int
    allowance: int
    resets_at: Instant


@dataclass(frozen=True)
class MemberLimitReached(Refusal):
    """The member may use less than the price. Credits; `resets_at` in seconds UTC; `role` is 0 where none gives it."""

    price: int
    left: int
    limit: int
    held: int
    resets_at: Instant
    source: str
    role: int = 0


@dataclass(frozen=True)
class KeyBudgetUsedUp(Refusal):
    """What the operator bought is less than the price; how much it is concerns nobody here."""
