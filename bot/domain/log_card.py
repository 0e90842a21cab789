"""What the log channel shows of a job: how it stands, and what moderators did about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.history import Record
from bot.domain.ids import ChannelId, Instant, MemberId, MessageId


class Deed(StrEnum):
    """What a moderator did about a job."""

    APPROVED = "approved"
    REFUSED = "refused"
    REMOVED = "removed"
    BLOCKED = "blocked"
    RETURNED = "returned"


@dataclass(frozen=True, kw_only=True)
class CardNote:
    """Who did what about a job, and when (seconds UTC); nobody when the person was erased."""

    deed: Deed
    by: MemberId | None
    at: Instant


@dataclass(frozen=True, kw_only=True)
class LogCard:
    """A job's card in the log channel."""

    record: Record
    notes: Sequence[CardNote]
    """In the order in which they were made."""
    channel_id: ChannelId
    message_id: MessageId | None
    version: int
    """Counts what changed of what it says."""
