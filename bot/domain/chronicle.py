"""The record of a server: what became of its credits, and who changed what about them, the newest first.

Three lists are read as one, each in its own order: videos by their number, periods by their start, changes by theirs. A
page ends at a place in each of them, so that what is added meanwhile neither repeats nor hides an entry.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.history import Line, Way
from bot.domain.ids import Instant, MemberId
from bot.domain.job import Job
from bot.domain.period import PeriodKind

PAGE: Final = 8


class RecordKind(StrEnum):
    """What is asked for of the record."""

    ALL = "all"
    CREDITS = "credits"
    """What moved credits: videos, periods, and what was given or given back by hand."""
    CHANGES = "changes"
    """What moderators and the operator did."""


@dataclass(frozen=True)
class Lookup:
    """Which part of the record is read; with a member only what was about that member, or done by that one."""

    kind: RecordKind = RecordKind.ALL
    member: MemberId | None = None


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place in each of the three lists, as the number of an entry beside it."""

    job: int
    period: int
    """UTC second of its start."""
    change: int


@dataclass(frozen=True)
class Mark:
    """Where a page begins: older, or newer, than every entry named."""

    way: Way
    place: Place


class ActorKind(StrEnum):
    """Who does something."""

    MEMBER = "member"
    OPERATOR = "operator"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """Who did something; a member without an id was erased."""

    kind: ActorKind
    member: MemberId | None = None


class Topic(StrEnum):
    """What was changed; each has its words in the catalogues (`record-…`)."""

    RULE_CREDITS = "rule-credits"
    RULE_PERIOD = "rule-period"
    RULE_ZONE = "rule-zone"
    RULE_RESET_DAY = "rule-reset-day"
    CEILING = "ceiling"
    LIMIT_SERVER = "limit-server"
    LIMIT_ROLE = "limit-role"
    LIMIT_MEMBER = "limit-member"
    BLOCK_MEMBER = "block-member"
    ROOM_MEMBER = "room-member"
    RETURN = "return"
    GRANT = "grant"
    APPROVE = "approve"
    REFUSE = "refuse"
    REMOVE = "remove"
    PRICE_CONFIRM = "price-confirm"
    PRICE_APPROVE = "price-approve"
    CAP_SERVER = "cap-server"
    CAP_ROLE = "cap-role"
    CAP_CHANNEL = "cap-channel"
    WORDS = "words"
    SETUP_CHANNELS = "setup-channels"
    SETUP_LOG_CHANNEL = "setup-log-channel"
    SETUP_LANGUAGE = "setup-language"
    SETUP_DEFAULTS = "setup-defaults"
    SETUP = "setup"
    """Any other part of a server's setup."""
    PAUSE = "pause"
    OTHER = "other"
    """What a later version wrote: shown as it is."""


MOVING: Final = ("return:", "room:", "grant:")
"""How the subjects of changes begin that move credits."""
ABOUT_JOBS: Final = ("return:", "approve:", "refuse:", "remove:")
"""How the subjects of changes begin that are about one job."""
_NUMBERED: Final = re.compile(
    r"(?P<topic>limit:(?:role|member)|block:member|room:member|return|approve|refuse|remove|cap:(?:server|role|channel))"
    r":(?P<number>[0-9]{1,19})"
)
_NAMED: Final = re.compile(r"(?P<topic>setup|grant):(?P<name>.+)")
_PLAIN: Final = {
    text: Topic(text.replace(":", "-").replace("_", "-"))
    for text in (
        "rule:credits",
        "rule:period",
        "rule:zone",
        "rule:reset_day",
        "ceiling",
        "limit:server",
        "price:confirm",
        "price:approve",
        "words",
        "setup:channels",
        "setup:log-channel",
        "setup:language",
        "setup:defaults",
        "pause",
    )
}


@dataclass(frozen=True)
class Subject:
    """What a change was about: `number` is a role, a channel, a job, or a member's surrogate, as the topic says."""

    topic: Topic
    number: int | None = None
    name: str = ""


def subject_of(text: str) -> Subject:
    """Read the subject of a change; one that nobody knows is itself."""
    if text in _PLAIN:
        return Subject(_PLAIN[text])
    match = _NUMBERED.fullmatch(text)
    if match:
        return Subject(Topic(match["topic"].replace(":", "-")), int(match["number"]))
    match = _NAMED.fullmatch(text)
    if match:
        return Subject(Topic(match["topic"]), name=match["name"])
    return Subject(Topic.OTHER, name=text)


def surrogate_in(text: str) -> int | None:
    """Find the surrogate of the member whom an actor or a subject names, if it names one."""
    match = re.fullmatch(r"(?:.*:)?member:([0-9]{1,19})(?::.*)?", text)
    return int(match[1]) if match else None


@dataclass(frozen=True)
class VideoEntry:
    """A video, where it was asked for, with all that its credits did since; what was returned is an entry itself."""

    job: Job
    lines: Sequence[Line]

    @property
    def at(self) -> Instant:
        """When it was asked for."""
        return self.job.created_at


@dataclass(frozen=True, kw_only=True)
class PeriodEntry:
    """A period with the credits that it brought, raises included, and those that expired with it."""

    at: Instant
    ends_at: Instant
    kind: PeriodKind
    granted: int
    expired: int = 0


@dataclass(frozen=True, kw_only=True)
class ChangeEntry:
    """What somebody changed: the values as they were written down, None for nothing."""

    id: int
    at: Instant
    actor: Actor
    subject: Subject
    whom: MemberId | None = None
    """The member it is about; None where it is about none, and for one who was erased."""
    before: str | None
    after: str | None
    reason: str


RecordEntry = VideoEntry | PeriodEntry | ChangeEntry


@dataclass(frozen=True, kw_only=True)
class RecordPage:
    """A part of the record, newest first, with the places at its two ends."""

    entries: Sequence[RecordEntry]
    older: bool
    newer: bool
    top: Place
    """What is newer has a larger number in its list."""
    bottom: Place
    """What is older has a smaller number in its list."""
