"""What the bot posts by itself, as the services need it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.domain.delivery import Delivery
from bot.domain.ids import ChannelId, MessageId
from bot.domain.job import Job
from bot.domain.link import ClipLink
from bot.domain.waiting import Prospect


class PostRefusedError(Exception):
    """Discord refused for good: the channel is gone, or closed to the bot."""


class ChannelLostError(PostRefusedError):
    """The whole channel is out of reach: deleted, or the bot cannot see it, as when it was removed from the server."""

    def __init__(self, why: str, *, deleted: bool) -> None:
        super().__init__(why)
        self.deleted = deleted


class MessageRefusedError(PostRefusedError):
    """It is the message that does not do, a defect of ours: another one may be taken there."""


class ThreadClosedError(PostRefusedError):
    """The thread is archived or locked: what stands in it cannot be changed now, though perhaps deleted."""


class PostTooLargeError(Exception):
    """The file is over the limit of this server."""


class PostUnclearError(Exception):
    """Nobody knows whether the message stands: the answer was lost."""


class PostDelayedError(Exception):
    """Certainly not posted (rate limit, no connection): try again after `wait` seconds."""

    def __init__(self, wait: float) -> None:
        super().__init__(f"try again in {wait:.0f} s")
        self.wait = wait


class MessageGoneError(Exception):
    """The message does not exist any more: a person deleted it."""


@dataclass(frozen=True)
class Scan:
    """What a look at a channel's newest messages showed."""

    found: MessageId | None
    complete: bool
    """Whether the look reached a message at or before the anchor, or the first of all: not found means not there."""


class Poster(Protocol):
    """What the bot posts by itself, by its own token, so that nothing depends on an interaction's 15 minutes."""

    async def show(
        self, job: Job, prospect: Prospect | None, picture: Path | None = None, *, anew: bool = False
    ) -> MessageId:
        """Post the public status message of a job, with a picture if one is given, or edit it.

        It says the job's state and what is foreseen of it. `anew` posts another one than the one that was deleted.

        Raises MessageGoneError when the message to edit is gone, ThreadClosedError when it cannot be edited now,
        ChannelLostError, PostRefusedError, PostTooLargeError (of the picture), PostUnclearError or PostDelayedError.
        """

    async def picture_link(self, job: Job) -> str | None:
        """Read a fresh link to the picture in the status message; None when no picture is to be seen there.

        Raises ChannelLostError, PostRefusedError or PostDelayedError.
        """

    async def remove_status(self, job: Job) -> None:
        """Delete the status message; gone already is as good. Raises like `show`."""

    async def tell(self, job: Job) -> bool:
        """Say by direct message how a job ended; False when the member takes none. Raises PostDelayedError."""

    async def newest(self, channel_id: ChannelId) -> MessageId | None:
        """Read the id of a channel's newest message. Raises PostRefusedError or PostDelayedError."""

    async def post_clip(self, job: Job, delivery: Delivery, path: Path, link: ClipLink | None = None) -> MessageId:
        """Post the clip with the delivery's nonce, as a file or as a link, pinging the requester only.

        The link is ours if there is one, else the vendor's.

        Raises PostRefusedError (ChannelLostError where nothing of ours gets at all), PostTooLargeError,
        PostUnclearError, PostDelayedError, or MessageGoneError when the nonce is known and its message was deleted by
        a person.
        """

    async def remove_clip(self, delivery: Delivery) -> None:
        """Delete a delivery's message; gone already, with its channel or without, is as good.

        Raises PostRefusedError or PostDelayedError.
        """

    async def scan(self, delivery: Delivery, anchor: MessageId) -> Scan:
        """Look for a delivery's message back to its anchor. Raises PostRefusedError or PostDelayedError."""
