"""The spans after which an allowance is granted anew, in a server's own time zone."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.domain.ids import Instant


class PeriodKind(StrEnum):
    """Spans after which an allowance is granted anew."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """A standing rule: `credits` per period. `reset_day` is the day of the month, or of the week (Monday is 1)."""

    credits: int
    period: PeriodKind
    zone: str = "UTC"
    reset_day: int = 1


@dataclass(frozen=True, kw_only=True)
class Period:
    """One span of an allowance, frozen when it was opened; `ends_at` is the first instant that is not in it."""

    starts_at: Instant
    ends_at: Instant

    @property
    def key(self) -> str:
        """Name the period by the UTC second of its start."""
        return str(int(self.starts_at))

    def contains(self, now: Instant) -> bool:
        """Whether an instant lies in it."""
        return self.starts_at <= now < self.ends_at

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.ends_at - self.starts_at


def period_at(now: Instant, rule: Allowance) -> Period:
    """Find the period of a rule that an instant lies in.

    A period starts with the first instant of its reset day in the rule's zone, whatever daylight saving does to that
    day; a month shorter than `reset_day` resets on its last day. Raises ZoneInfoNotFoundError for a zone that does not
    exist.
    """
    zone = ZoneInfo(rule.zone)
    local = datetime.fromtimestamp(now, UTC).astimezone(zone)
    # fold=0: where clocks are set back to midnight there are two, and the day starts with the first
    start = _start(local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0), rule)
    end = _next_start(start, rule)
    if now >= _instant(end):
        # clocks set back over midnight repeat the end of a day that is over (America/St_Johns until 2011)
        start, end = end, _next_start(end, rule)
    return Period(starts_at=_instant(start), ends_at=_instant(end))


def _start(today: datetime, rule: Allowance) -> datetime:
    if rule.period is PeriodKind.DAY:
        return today
    if rule.period is PeriodKind.WEEK:
        return today - timedelta(days=(today.isoweekday() - rule.reset_day) % 7)
    this_month = _on_reset_day(today, rule.reset_day)
    if today >= this_month:
        return this_month
    return _on_reset_day(today.replace(day=1) - timedelta(days=1), rule.reset_day)


def _next_start(start: datetime, rule: Allowance) -> datetime:
    if rule.period is PeriodKind.DAY:
        return start + timedelta(days=1)
    if rule.period is PeriodKind.WEEK:
        return start + timedelta(days=7)
    return _on_reset_day(start.replace(day=1) + timedelta(days=32), rule.reset_day)


def _on_reset_day(day: datetime, reset_day: int) -> datetime:
    last = (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return day.replace(day=min(reset_day, last.day))


def _instant(local: datetime) -> Instant:
    """Turn a local midnight into an instant; one that does not exist becomes the first instant after the gap."""
    return local.astimezone(UTC).timestamp()


def prorated(credits_: int, seconds: float, whole: float) -> int:
    """Tell what of an allowance a period gets that lasts for a part of a whole one.

    Only the first one after a change of kind, day or zone is shorter: with the whole allowance, a moderator who moves
    the reset day on every day would multiply it.
    """
    return credits_ if seconds >= whole else credits_ * int(seconds) // int(whole)


@dataclass(frozen=True, kw_only=True)
class ShorterPeriod:
    """A period that a change of rule makes shorter than a whole one, and what it is granted (credits)."""

    credits: int
    ends_at: Instant


def shorter_after(end: Instant, rule: Allowance) -> ShorterPeriod | None:
    """Foresee the period that follows on one that ends at an instant, if it will not be a whole one of its rule."""
    span = period_at(end, rule)
    if span.starts_at >= end:
        return None
    return ShorterPeriod(credits=prorated(rule.credits, span.ends_at - end, span.seconds), ends_at=span.ends_at)


@cache
def zones() -> frozenset[str]:
    """Name every time zone (IANA)."""
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    """Whether there is a time zone of this name (IANA)."""
    return name in zones()


def zone_named(typed: str) -> str | None:
    """Find the time zone that somebody means: its name in any case, or the place that it is named after."""
    meant = "_".join(typed.split()).casefold()
    whole = [name for name in zones() if name.casefold() == meant]
    places = [name for name in zones() if "/" in name and name.rpartition("/")[2].casefold() == meant]
    found = whole or places
    return found[0] if len(found) == 1 else None
