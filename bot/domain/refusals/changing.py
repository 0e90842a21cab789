"""A change that moderators or the operator ask for does not do."""

from dataclasses import dataclass

from bot.domain.refusals.base import Refusal


@dataclass(frozen=True)
class ManagersOnly(Refusal):
    """Only moderators may divide the server's credits."""

    of_change = True


@dataclass(frozen=True)
class OwnerOnly(Refusal):
    """Only who owns the application may do what the operator does."""

    of_change = True


@dataclass(frozen=True)
class NothingAsked(Refusal):
    """A command that changes something was given nothing to change."""

    of_change = True


@dataclass(frozen=True)
class AmountUnfit(Refusal):
    """An amount that is not between the least and the most that makes sense."""

    of_change = True

    amount: int
    least: int
    most: int


@dataclass(frozen=True)
class NumberUnreadable(Refusal):
    """What was typed for an amount is no whole number."""

    of_change = True

    typed: str


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
class ChannelUnseen(Refusal):
    """The bot does not see the channel that was chosen for it to post in; `channel` is its id."""

    of_change = True

    channel: int


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
class ServerUnfit(Refusal):
    """What was given is not a server's id."""

    of_change = True

    server: str


@dataclass(frozen=True)
class MemberErased(Refusal):
    """Whoever it was asked to be forgotten, and is."""

    of_change = True


@dataclass(frozen=True)
class NotBlocked(Refusal):
    """There is no block to take away."""

    of_change = True


@dataclass(frozen=True)
class NotAwaiting(Refusal):
    """The job does not wait for a moderator any more; `outcome` is approved, refused or called-off."""

    of_change = True

    outcome: str


@dataclass(frozen=True)
class NothingToReturn(Refusal):
    """The job captured nothing."""

    of_change = True


@dataclass(frozen=True)
class ReturnedAlready(Refusal):
    """What the job captured was returned before."""

    of_change = True
