"""Every expected no: a value with the facts that its sentence names. The sentences stand in the catalogues.

A refusal's key in the catalogues is its class name in kebab case behind `refusal-`; its fields are the variables.
"""

import re
from dataclasses import dataclass

from bot.domain.ids import Instant
from bot.domain.requester import Barrier, Requester


@dataclass(frozen=True)
class Refusal:
    """An expected no, worded for a person. Nothing was held and nothing charged when one is given."""

    @classmethod
    def key(cls) -> str:
        """Name the sentence in the catalogues."""
        return "refusal-" + re.sub(r"(?<=[a-z])(?=[A-Z])", "-", cls.__name__).lower()


@dataclass(frozen=True)
class PromptBlank(Refusal):
    pass


@dataclass(frozen=True)
class PromptTooLong(Refusal):
    length: int
    limit: int


@dataclass(frozen=True)
class TwoImages(Refusal):
    """Both `image` and `image_url` were given."""


@dataclass(frozen=True)
class ImageNotAnImage(Refusal):
    """Neither JPEG nor PNG nor WEBP."""


@dataclass(frozen=True)
class ImageTooLarge(Refusal):
    size_mb: float
    limit_mb: int


@dataclass(frozen=True)
class ImageWrongShape(Refusal):
    """Sides or ratio outside of what the model takes (pixels)."""

    width: int
    height: int


@dataclass(frozen=True)
class NoPictureThere(Refusal):
    """The message carries no picture."""


@dataclass(frozen=True)
class FormTooOld(Refusal):
    """A form was sent off long after it was shown, so that its picture is not known any more."""


@dataclass(frozen=True)
class ImageUnreachable(Refusal):
    """The link gave no image."""


@dataclass(frozen=True)
class ImageLinkNotPublic(Refusal):
    """The link is not https, or does not lead to a public address."""


@dataclass(frozen=True)
class ChannelForbidden(Refusal):
    """The bot lacks permissions here; `missing` are Discord's names of them, comma separated."""

    missing: str


@dataclass(frozen=True)
class ThreadLocked(Refusal):
    """The thread is locked, and the bot does not manage threads."""


@dataclass(frozen=True)
class ThreadPrivate(Refusal):
    """The thread is private, and the bot was not added to it."""


def refuse_place(requester: Requester) -> Refusal | None:
    """Say why the bot could not post where the requester asks from."""
    if requester.missing_permissions:
        return ChannelForbidden(", ".join(requester.missing_permissions))
    match requester.barrier:
        case Barrier.LOCKED:
            return ThreadLocked()
        case Barrier.PRIVATE:
            return ThreadPrivate()
        case None:
            return None


@dataclass(frozen=True)
class ServerOnly(Refusal):
    """Asked in a direct message, or where the bot itself is not a member."""


@dataclass(frozen=True)
class AllowanceUsedUp(Refusal):
    """The server's pool has less than the price. Credits; `resets_at` in seconds UTC."""

    price: int
    available: int
    held: int
    allowance: int
    resets_at: Instant


@dataclass(frozen=True)
class TooManyQueued(Refusal):
    """The member has as many jobs waiting as one may."""

    limit: int


@dataclass(frozen=True)
class StudioClosed(Refusal):
    """The vendor takes no work from us at present."""


@dataclass(frozen=True)
class NotCancellable(Refusal):
    """The job has left the queue, so the vendor may have it already."""


@dataclass(frozen=True)
class NotYourJob(Refusal):
    """Only the requester and moderators may cancel a job."""


@dataclass(frozen=True)
class JobNotFound(Refusal):
    pass


@dataclass(frozen=True)
class ModeratorsOnly(Refusal):
    """Only moderators may look at the jobs of others."""


@dataclass(frozen=True)
class NoClipYet(Refusal):
    """The job has no clip: not yet, or it ended without one."""


@dataclass(frozen=True)
class ClipNotKept(Refusal):
    """The file is not ours any more: too old, or deleted."""


@dataclass(frozen=True)
class DeliveryUnderWay(Refusal):
    """The clip is being posted, or deleted, at this moment."""


@dataclass(frozen=True)
class ClipGone(Refusal):
    """There is neither a message with the clip nor a file of it."""
