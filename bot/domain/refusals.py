"""Every expected no: a value with the facts that its sentence names. The sentences stand in the catalogues.

A refusal's key in the catalogues is its class name in kebab case behind `refusal-`; its fields are the variables.
"""

import re
from dataclasses import dataclass
from typing import ClassVar

from bot.domain.ids import Instant


@dataclass(frozen=True)
class Refusal:
    """An expected no, worded for a person. Nothing was held, charged or changed when one is given."""

    of_change: ClassVar[bool] = False
    """Whether what was refused is a change of the budget rather than a video."""

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
class RoleOrChannel(Refusal):
    of_change = True


@dataclass(frozen=True)
class WordsUnfit(Refusal):
    """Too many blocked words, or one that is too long (characters)."""

    of_change = True

    most: int
    longest: int


@dataclass(frozen=True)
class NotAwaiting(Refusal):
    """The job does not wait for a moderator any more; `outcome` is approved, refused or called-off."""

    of_change = True

    outcome: str


@dataclass(frozen=True)
class ConfirmationTooOld(Refusal):
    """A price was agreed to long after it was shown."""


@dataclass(frozen=True)
class KeyBudgetUsedUp(Refusal):
    """What the operator bought is less than the price; how much it is concerns nobody here."""


@dataclass(frozen=True)
class AllowanceOverCeiling(Refusal):
    """More than the operator lets a server have. Credits per `period` (day, week or month)."""

    of_change = True

    credits: int
    ceiling: int
    period: str


@dataclass(frozen=True)
class ResetDayUnknown(Refusal):
    """There is no such day in a week (1 to 7) or month (1 to 31)."""

    of_change = True

    day: int
    last: int
    period: str


@dataclass(frozen=True)
class ZoneUnknown(Refusal):
    """There is no time zone of this name."""

    of_change = True

    zone: str


@dataclass(frozen=True)
class AmountUnfit(Refusal):
    """An amount that is not between the least and the most that makes sense."""

    of_change = True

    amount: int
    least: int
    most: int


@dataclass(frozen=True)
class ChannelUnseen(Refusal):
    """The bot does not see the channel that was chosen for it to post in; `channel` is its id."""

    of_change = True

    channel: int


@dataclass(frozen=True)
class NumberUnreadable(Refusal):
    """What was typed for an amount is no whole number."""

    of_change = True

    typed: str


@dataclass(frozen=True)
class NothingToReturn(Refusal):
    """The job captured nothing."""

    of_change = True


@dataclass(frozen=True)
class ReturnedAlready(Refusal):
    """What the job captured was returned before."""

    of_change = True


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
class ManagersOnly(Refusal):
    """Only moderators may divide the server's credits."""

    of_change = True


@dataclass(frozen=True)
class NoEarlierPeriod(Refusal):
    """The server has had one period so far."""

    of_change = True


@dataclass(frozen=True)
class NotBlocked(Refusal):
    """There is no block to take away."""

    of_change = True


@dataclass(frozen=True)
class NothingAsked(Refusal):
    """A command that changes something was given nothing to change."""

    of_change = True


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


@dataclass(frozen=True)
class OwnerOnly(Refusal):
    """Only who owns the application may do what the operator does."""

    of_change = True


@dataclass(frozen=True)
class ServerUnfit(Refusal):
    """What was given is not a server's id."""

    of_change = True

    server: str
