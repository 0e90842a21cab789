"""What was asked for before cannot be looked at, called off or had again."""

from dataclasses import dataclass

from bot.domain.refusals.base import Refusal


@dataclass(frozen=True)
class JobNotFound(Refusal):
    pass


@dataclass(frozen=True)
class NotYourJob(Refusal):
    """Only the requester and moderators may cancel a job."""


@dataclass(frozen=True)
class NotCancellable(Refusal):
    """The job has left the queue, so the vendor may have it already."""


@dataclass(frozen=True)
class ModeratorsOnly(Refusal):
    """Only moderators may look at the jobs of others."""


@dataclass(frozen=True)
class NoEarlierPeriod(Refusal):
    """The server has had one period so far."""

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
