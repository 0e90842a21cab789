"""A delivery: one attempt to post a ready clip, with a nonce of its own."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.ids import ChannelId, Instant, JobId, MessageId


class DeliveryState(StrEnum):
    """How far a delivery is."""

    WAITING = "waiting"
    """Nothing was sent."""
    POSTING = "posting"
    """Written durably before a send. Found so later, the channel is scanned before anything is sent again."""
    POSTED = "posted"
    FAILED = "failed"
    DELETING = "deleting"
    """Written durably before the messages of its job's clip are deleted; only a job's newest delivery gets here."""
    DELETED = "deleted"


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """The record of a delivery; `(job_id, number)` names it."""

    job_id: JobId
    number: int
    channel_id: ChannelId
    state: DeliveryState
    opened_at: Instant
    anchor: MessageId | None = None
    """The newest message of the channel before the first send: a scan that reaches it has seen everything since."""
    sent_at: Instant | None = None
    as_link: bool = False
    """The file did not fit: the message carries a link instead."""
    fit_to: int | None = None
    """The most bytes that the file may have, when it was made smaller for this server; None when it goes as it is."""
    message_id: MessageId | None = None

    @property
    def nonce(self) -> str:
        """Constant for ever, at most 25 characters (Discord: Create Message): a repeated send is the same message."""
        return f"d{self.marker}"

    @property
    def marker(self) -> str:
        """What a scan recognises the message by: the file's name and a word of its text."""
        return str(self.job_id) if self.number == 1 else f"{self.job_id}-{self.number}"
