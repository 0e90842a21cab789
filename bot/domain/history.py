"""What became of jobs, as the members who asked for them and their moderators read it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.ids import Instant, JobId
from bot.domain.job import CAPTURED, OPEN, VOID, Job, JobState
from bot.domain.ledger import TransferKind
from bot.domain.life import settle
from bot.domain.waiting import Prospect

PAGE: Final = 5


class Way(StrEnum):
    """Which way a list is read on from one of its jobs."""

    OLDER = "older"
    NEWER = "newer"


@dataclass(frozen=True)
class Cursor:
    """Where a page begins: the next jobs that are older or newer than the anchor, which is not among them."""

    way: Way
    anchor: JobId


@dataclass(frozen=True)
class Entry:
    """One job of a list, and the newest delivery of it whose message stands, if there is one."""

    job: Job
    standing: Delivery | None


@dataclass(frozen=True)
class Page:
    """A part of a list, newest first, and whether there is more on either side of it."""

    entries: Sequence[Entry]
    older: bool
    newer: bool


class LineKind(StrEnum):
    """What a line of the ledger means to the one who pays; what the operator bears is none of these."""

    HELD = "held"
    CAPTURED = "captured"
    RELEASED = "released"
    """The rest of a hold of which less was captured."""
    GIVEN_BACK = "given-back"
    """A whole hold that was voided."""
    RETURNED = "returned"
    """What a moderator gave back of a capture."""


@dataclass(frozen=True)
class Line:
    """What happened to credits of a job."""

    kind: LineKind
    amount: int
    at: Instant


@dataclass(frozen=True, kw_only=True)
class Record:
    """Everything that is kept about one job."""

    job: Job
    deliveries: Sequence[Delivery]
    """In the order they were opened."""
    lines: Sequence[Line]
    started_at: Instant | None
    """When the vendor took it; None as long as it did not."""
    kept: bool = False
    """Whether its file is still ours; of this the database knows nothing."""
    prospect: Prospect | None = None
    """What is foreseen of it; None unless it waits or runs."""
    finished_at: Instant | None
    """When its clip was ours, or when it ended without one; None as long as neither is so."""

    @property
    def may_return(self) -> bool:
        """Whether credits were captured that nobody returned yet."""
        kinds = {line.kind for line in self.lines}
        return LineKind.CAPTURED in kinds and LineKind.RETURNED not in kinds

    @property
    def standing(self) -> Delivery | None:
        """The newest delivery whose message stands."""
        return newest_standing(self.deliveries)


def newest_standing(deliveries: Collection[Delivery]) -> Delivery | None:
    """Find the newest delivery whose message, as far as we know, still stands."""
    posted = [one for one in deliveries if one.state is DeliveryState.POSTED and one.message_id is not None]
    return max(posted, key=lambda one: one.number, default=None)


def lines_of(transfers: Sequence[tuple[TransferKind, int, Instant]]) -> list[Line]:
    """Read what happened to a job's hold off its transfers on pools: (kind, credits, instant) of each, in any order.

    A direct transfer among them is what was returned. A hold may have several legs; to the one who pays it is one.
    """
    holds = [(amount, at) for kind, amount, at in transfers if kind is TransferKind.PENDING]
    ends = [(amount, at) for kind, amount, at in transfers if kind in {TransferKind.POST, TransferKind.VOID}]
    returns = [Line(LineKind.RETURNED, amount, at) for kind, amount, at in transfers if kind is TransferKind.DIRECT]
    if not holds:
        return []
    held = sum(amount for amount, _ in holds)
    lines = [Line(LineKind.HELD, held, min(at for _, at in holds))]
    if not ends:
        return lines
    captured, ended_at = sum(amount for amount, _ in ends), max(at for _, at in ends)
    if not captured:
        return [*lines, Line(LineKind.GIVEN_BACK, held, ended_at)]
    lines.append(Line(LineKind.CAPTURED, captured, ended_at))
    if captured < held:
        lines.append(Line(LineKind.RELEASED, held - captured, ended_at))
    return [*lines, *returns]


def price_of(job: Job) -> Line:
    """Tell in one line what a job takes or took: what is held, was captured, or went back."""
    if job.state in OPEN and not job.free:
        return Line(LineKind.HELD, job.price, job.created_at)
    if job.state in CAPTURED and not job.free:
        return Line(LineKind.CAPTURED, settle(job).amount, job.state_at)
    return Line(LineKind.GIVEN_BACK, job.price, job.state_at)


def ended_at(job: Job, entered: dict[JobState, Instant]) -> Instant | None:
    """Tell when a job had its clip or ended without one, given when it last entered each state."""
    if job.state in VOID:
        return job.state_at
    return entered.get(JobState.READY) if job.state in CAPTURED else None
