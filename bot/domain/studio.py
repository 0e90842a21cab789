"""The studio: whether the vendor takes work from us. It closes on what concerns every job, and opens by a trial."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.ids import Instant
from bot.domain.refusals import Refusal, StudioClosed, StudioFull, StudioRestored
from bot.domain.task import RejectionKind

PROBE_EVERY: Final = 60.0
TRIAL_EVERY: Final = 600.0
UNKNOWNS: Final = 3
"""This many submits of unknown outcome within UNKNOWN_SPAN seconds close the studio."""
UNKNOWN_SPAN: Final = 600.0
MISSING_JOBS: Final = 3
"""This many jobs whose task the vendor does not find are not the jobs' fault."""
SILENCES: Final = 5
"""This many questions in a row without an answer of the vendor's own, over SILENCE_SPAN seconds, ask for a probe."""
SILENCE_SPAN: Final = 120.0
NEEDED: Final = 100_000_000
"""Bytes without which no video is bought: room for those under way, which then would be paid and could not be kept."""
REGAINED: Final = 2 * NEEDED
"""Bytes that must be free again before any is."""


class Closure(StrEnum):
    """Why the studio is closed; each has its words for the operator in the catalogues (`alarm-…`)."""

    KEY = "key"
    GATEWAY = "gateway"
    TASKS_MISSING = "tasks-missing"
    CREDITS = "credits"
    UNKNOWNS = "unknowns"
    OUTAGE = "outage"
    """The vendor answers with errors of its own, or not at all."""
    FULL = "full"
    """There is no room for a clip: not the vendor's doing, and opened by room alone."""
    RESTORED = "restored"
    """The database is an older copy of what ran: not the vendor's doing, and opened by the operator's word alone."""


PROBED: Final = frozenset({Closure.KEY, Closure.GATEWAY, Closure.TASKS_MISSING, Closure.OUTAGE})
"""Opened by a probe that costs nothing."""
TRIED: Final = frozenset({Closure.CREDITS, Closure.UNKNOWNS})
"""Opened by one submit that succeeds."""

CLOSURES: Final = {
    RejectionKind.KEY: Closure.KEY,
    RejectionKind.GATEWAY: Closure.GATEWAY,
    RejectionKind.CREDITS: Closure.CREDITS,
}


@dataclass(frozen=True)
class Studio:
    """Open when `closure` is None; else `retry_at` is when the next probe or trial submit may happen."""

    closure: Closure | None = None
    since: Instant = 0.0
    retry_at: Instant = 0.0

    def admits(self, now: Instant) -> bool:
        """Whether a job may be accepted, or take its turn: always when open, and as a trial when one is due."""
        if self.closure is None:
            return True
        return self.closure in TRIED and now >= self.retry_at

    def refuse(self, now: Instant) -> Refusal | None:
        """Say why no job may be accepted."""
        if self.admits(now):
            return None
        ours: dict[Closure | None, Refusal] = {Closure.RESTORED: StudioRestored(), Closure.FULL: StudioFull()}
        return ours.get(self.closure, StudioClosed())

    def wants_probe(self, now: Instant) -> bool:
        """Whether it is time to ask the vendor for something that costs nothing."""
        return self.closure in PROBED and now >= self.retry_at

    def tried(self, now: Instant) -> "Studio":
        """Put the next probe or trial off, because one is under way."""
        return Studio(self.closure, self.since, now + (PROBE_EVERY if self.closure in PROBED else TRIAL_EVERY))

    def closed(self, closure: Closure, now: Instant) -> "Studio":
        """Close, or stay closed for the reason that is known already."""
        if self.closure is not None:
            return self
        return Studio(closure, now, now + (PROBE_EVERY if closure in PROBED else TRIAL_EVERY))


OPEN: Final = Studio()
