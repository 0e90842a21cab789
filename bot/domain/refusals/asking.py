"""What is asked for, or where, does not do."""

from dataclasses import dataclass

from bot.domain.refusals.base import Refusal


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
class ImageUnreachable(Refusal):
    """The link gave no image."""


@dataclass(frozen=True)
class ImageLinkNotPublic(Refusal):
    """The link is not https, or does not lead to a public address."""


@dataclass(frozen=True)
class NoPictureThere(Refusal):
    """The message carries no picture."""


@dataclass(frozen=True)
class FormTooOld(Refusal):
    """A form was sent off long after it was shown, so that its picture is not known any more."""


@dataclass(frozen=True)
class ConfirmationTooOld(Refusal):
    """A price was agreed to long after it was shown."""


@dataclass(frozen=True)
class ServerOnly(Refusal):
    """Asked in a direct message, or where the bot itself is not a member."""


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
class TooManyQueued(Refusal):
    """The member has as many jobs waiting as one may."""

    limit: int


@dataclass(frozen=True)
class PriceClosed(Refusal):
    """The vendor took more for such videos than the price says, and the operator has not looked yet."""

    resolution: str
    seconds: int
    sound: str
    """*yes* or *no*."""


@dataclass(frozen=True)
class StudioClosed(Refusal):
    """The vendor takes no work from us at present."""


@dataclass(frozen=True)
class StudioFull(Refusal):
    """There is no room to keep another clip."""


@dataclass(frozen=True)
class StudioRestored(Refusal):
    """The database was put back from a copy, and the operator has not looked yet."""
