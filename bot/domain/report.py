"""What a server's credits did over a stretch of time, summed by days of its time zone and by members."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.delivery import Delivery
from bot.domain.ids import Instant, JobId, MemberId
from bot.domain.job import OPEN, Job, JobState

LONG: Final = 90
"""Days of the longest stretch that is drawn."""


class Span(StrEnum):
    """Stretches of time that a report may be about."""

    THIS = "this"
    LAST = "last"
    DAYS = "days"
    """The last `LONG` days, today included."""
    ALL = "all"


@dataclass(frozen=True, kw_only=True)
class PoolUse:
    """What became of the allowance of a period, in credits; `granted` has raises and returns in it."""

    granted: int
    spent: int
    held: int


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A stretch of time in a server's zone; `ends_at` is the first instant that is not in it."""

    starts_at: Instant
    ends_at: Instant
    zone: str
    pool: PoolUse | None = None
    """Of the period that it is; None for any other stretch."""

    @property
    def first(self) -> date:
        """Its first day."""
        return day_of(self.starts_at, self.zone)

    @property
    def last(self) -> date:
        """Its last day."""
        return day_of(max(self.starts_at, self.ends_at - 1), self.zone)

    def contains(self, instant: Instant) -> bool:
        """Whether an instant lies in it."""
        return self.starts_at <= instant < self.ends_at


def day_of(instant: Instant, zone: str) -> date:
    """Tell the calendar's day in a time zone."""
    return datetime.fromtimestamp(instant, UTC).astimezone(ZoneInfo(zone)).date()


def last_days(now: Instant, zone: str, days: int) -> Stretch:
    """Build the stretch of so many calendar days that ends with this one's next midnight."""
    local = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(zone))
    today = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    first, end = today - timedelta(days=days - 1), today + timedelta(days=1)
    return Stretch(starts_at=first.timestamp(), ends_at=end.timestamp(), zone=zone)


@dataclass(frozen=True)
class Row:
    """A job as a table tells it: with what it captured, what of that was returned, and the message that stands."""

    job: Job
    captured: int = 0
    returned: int = 0
    standing: Delivery | None = None


@dataclass(frozen=True)
class Fact:
    """A job as far as sums go, in credits."""

    job: JobId
    asked_at: Instant
    member: MemberId
    price: int
    captured: int
    returned: int
    state: JobState
    free: bool = False
    """Whether nothing is held for it although it is open: its hold was given back before."""


@dataclass(frozen=True)
class Day:
    """What the jobs of a day came to, in credits; all together it is the sum of their prices."""

    spent: int = 0
    held: int = 0
    returned: int = 0
    given_back: int = 0

    @property
    def total(self) -> int:
        """The sum of the prices."""
        return self.spent + self.held + self.returned + self.given_back

    def __add__(self, other: "Day") -> "Day":
        return Day(
            self.spent + other.spent,
            self.held + other.held,
            self.returned + other.returned,
            self.given_back + other.given_back,
        )


def outcome_of(fact: Fact) -> Day:
    """Split the price of a job by what became of it: each credit of it is in one part alone."""
    if fact.state in OPEN and not fact.free:
        return Day(held=fact.price)
    spent = fact.captured - fact.returned
    return Day(spent=spent, returned=fact.returned, given_back=fact.price - fact.captured)


@dataclass(frozen=True)
class Report:
    """Sums over jobs."""

    days: Mapping[date, Day] = field(default_factory=dict)
    members: Mapping[MemberId, int] = field(default_factory=dict)
    """What each member used: spent, or still held."""
    jobs: int = 0

    @property
    def total(self) -> Day:
        """The sum of all days."""
        return sum(self.days.values(), Day())


def summed(facts: Iterable[Fact], zone: str) -> Report:
    """Sum jobs up by the days of a zone on which they were asked for, and by members."""
    days: dict[date, Day] = {}
    members: Counter[MemberId] = Counter()
    jobs = 0
    for fact in facts:
        outcome, day = outcome_of(fact), day_of(fact.asked_at, zone)
        days[day] = days.get(day, Day()) + outcome
        members[fact.member] += outcome.spent + outcome.held
        jobs += 1
    return Report(days, members, jobs)


def added(one: Report, other: Report) -> Report:
    """Add two reports in one zone, as if all their jobs had been summed at once."""
    days = dict(one.days)
    for day, outcome in other.days.items():
        days[day] = days.get(day, Day()) + outcome
    members = Counter(one.members)
    members.update(other.members)
    return Report(days, members, one.jobs + other.jobs)


def calendar(stretch: Stretch) -> list[date]:
    """Name every day of a stretch."""
    count = (stretch.last - stretch.first).days + 1
    return [stretch.first + timedelta(days=number) for number in range(count)]


def top(report: Report, count: int) -> Sequence[tuple[MemberId, int]]:
    """Find the members who used most; of equals the one who is here longest, and nobody who used nothing."""
    used = [(member, credits_) for member, credits_ in report.members.items() if credits_ > 0]
    return sorted(used, key=lambda one: (-one[1], one[0]))[:count]
