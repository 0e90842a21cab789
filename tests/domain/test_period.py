import itertools
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.period import (
    Allowance,
    Period,
    PeriodKind,
    ShorterPeriod,
    is_zone,
    period_at,
    prorated,
    shorter_after,
    zone_named,
)
from tests.builders import NOW

DAY, WEEK, MONTH = PeriodKind


def at(text: str, zone: str = "UTC", fold: int = 0) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC).timestamp()


def span(now: float, kind: PeriodKind, zone: str = "UTC", reset_day: int = 1) -> tuple[str, str]:
    """Tell the period that an instant lies in, as UTC texts."""
    found = period_at(now, Allowance(credits=1, period=kind, zone=zone, reset_day=reset_day))
    assert found.contains(now)
    start, end = (
        datetime.fromtimestamp(one, UTC).strftime("%Y-%m-%d %H:%M") for one in (found.starts_at, found.ends_at)
    )
    return start, end


@pytest.mark.parametrize(
    ("kind", "reset_day", "now", "start", "end"),
    [
        (DAY, 1, "2026-09-21 13:33", "2026-09-21", "2026-09-22"),
        (DAY, 31, "2026-12-31 23:59", "2026-12-31", "2027-01-01"),
        (WEEK, 1, "2026-09-21 00:00", "2026-09-21", "2026-09-28"),
        (WEEK, 1, "2026-09-20 23:59", "2026-09-14", "2026-09-21"),
        (WEEK, 7, "2026-09-21 13:33", "2026-09-20", "2026-09-27"),
        (WEEK, 5, "2027-01-01 00:00", "2027-01-01", "2027-01-08"),
        (MONTH, 1, "2026-09-30 23:59", "2026-09-01", "2026-10-01"),
        (MONTH, 15, "2026-09-14 23:59", "2026-08-15", "2026-09-15"),
        (MONTH, 15, "2026-01-03 00:00", "2025-12-15", "2026-01-15"),
        (MONTH, 29, "2026-02-27 12:00", "2026-01-29", "2026-02-28"),
        (MONTH, 29, "2026-02-28 00:00", "2026-02-28", "2026-03-29"),
        (MONTH, 29, "2028-02-28 23:59", "2028-01-29", "2028-02-29"),
        (MONTH, 30, "2026-03-01 00:00", "2026-02-28", "2026-03-30"),
        (MONTH, 31, "2026-01-31 00:00", "2026-01-31", "2026-02-28"),
        (MONTH, 31, "2026-03-30 00:00", "2026-02-28", "2026-03-31"),
        (MONTH, 31, "2026-04-30 00:00", "2026-04-30", "2026-05-31"),
        (MONTH, 31, "2026-12-31 00:00", "2026-12-31", "2027-01-31"),
    ],
)
def test_a_period_starts_on_its_reset_day(kind: PeriodKind, reset_day: int, now: str, start: str, end: str) -> None:
    assert span(at(now), kind, reset_day=reset_day) == (f"{start} 00:00", f"{end} 00:00")


@pytest.mark.parametrize(
    ("zone", "now", "start", "end"),
    [
        # 23 and 25 hours
        ("Europe/Berlin", "2026-03-29 12:00", "2026-03-28 23:00", "2026-03-29 22:00"),
        ("Europe/Berlin", "2026-10-25 12:00", "2026-10-24 22:00", "2026-10-25 23:00"),
        # midnight does not exist: clocks go from 00:00 to 01:00
        ("America/Sao_Paulo", "2018-11-04 12:00", "2018-11-04 03:00", "2018-11-05 02:00"),
        ("America/Santiago", "2026-09-06 12:00", "2026-09-06 04:00", "2026-09-07 03:00"),
        # clocks go from 24:00 back to 23:00
        ("America/Sao_Paulo", "2018-02-17 12:00", "2018-02-17 02:00", "2018-02-18 03:00"),
        # midnight exists twice: clocks go from 01:00 back to 00:00
        ("America/Havana", "2026-11-01 12:00", "2026-11-01 04:00", "2026-11-02 05:00"),
        # a day that a whole country skipped
        ("Pacific/Apia", "2011-12-29 12:00", "2011-12-29 10:00", "2011-12-30 10:00"),
        ("Asia/Shanghai", "2026-09-21 12:00", "2026-09-20 16:00", "2026-09-21 16:00"),
        ("Asia/Kathmandu", "2026-09-21 12:00", "2026-09-20 18:15", "2026-09-21 18:15"),
    ],
)
def test_a_day_starts_with_its_first_instant_whatever_the_clocks_do(zone: str, now: str, start: str, end: str) -> None:
    assert span(at(now, zone), DAY, zone) == (start, end)


def test_both_passes_of_a_repeated_midnight_hour_lie_in_one_day() -> None:
    passes = [at("2026-11-01 00:30", "America/Havana", fold=fold) for fold in (0, 1)]
    assert passes[1] - passes[0] == 3600
    assert span(passes[0], DAY, "America/Havana") == span(passes[1], DAY, "America/Havana")


def test_the_end_of_a_day_that_clocks_repeat_belongs_to_the_day_that_began() -> None:
    zone = "America/St_Johns"  # 2010: at 00:01 clocks went back to 23:01
    repeated = at("2010-11-06 23:30", zone, fold=1)
    assert span(repeated, DAY, zone) == ("2010-11-07 02:30", "2010-11-08 03:30")


def test_a_zone_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        period_at(NOW, Allowance(credits=1, period=DAY, zone="Europe/Atlantis"))


RULES = st.builds(
    Allowance,
    credits=st.just(1),
    period=st.sampled_from(PeriodKind),
    zone=st.sampled_from(sorted(available_timezones())),
    reset_day=st.integers(1, 31),
)


@given(st.integers(int(at("2000-01-01")), int(at("2037-12-01"))), RULES)
@example(int(at("2026-11-01 00:30", "America/Havana")), Allowance(credits=1, period=DAY, zone="America/Havana"))
@example(int(at("2010-11-06 23:30", "America/St_Johns")), Allowance(credits=1, period=DAY, zone="America/St_Johns"))
def test_consecutive_periods_tile_time_without_gap_or_overlap(now: int, rule: Allowance) -> None:
    period = period_at(now, rule)
    for _ in range(3):
        following = period_at(period.ends_at, rule)
        assert following.starts_at == period.ends_at
        inside = (period.starts_at, (period.starts_at + period.ends_at) // 2, period.ends_at - 1)
        assert {period_at(one, rule) for one in inside} == {period}
        assert following.key != period.key
        period = following


@cache
def changes_of_clocks(zone: str) -> list[int]:
    """Find the instants between 2024 and 2032 at which a zone's clocks change."""
    place = ZoneInfo(zone)

    def offset(instant: int) -> object:
        return datetime.fromtimestamp(instant, UTC).astimezone(place).utcoffset()

    found = []
    fortnight = 14 * 86400
    for left in range(int(at("2024-01-01")), int(at("2032-01-01")), fortnight):
        low, high = left, left + fortnight
        if offset(low) == offset(high):
            continue
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if offset(middle) == offset(low) else (low, middle)
        found.append(high)
    return found


@pytest.mark.parametrize("zone", ["Africa/Cairo", "America/Havana", "America/Nuuk", "Asia/Beirut", "Atlantic/Azores"])
def test_around_a_change_of_clocks_every_instant_lies_in_exactly_one_day(zone: str) -> None:
    rule = Allowance(credits=1, period=DAY, zone=zone)
    assert changes_of_clocks(zone)
    for change in changes_of_clocks(zone):
        days = [period_at(change + quarter * 900, rule) for quarter in range(-16, 17)]
        assert all(day.contains(change + quarter * 900) for day, quarter in zip(days, range(-16, 17), strict=True))
        distinct = sorted(set(days), key=lambda day: day.starts_at)
        assert all(one.ends_at <= other.starts_at for one, other in itertools.pairwise(distinct))


def test_a_period_is_named_by_the_second_of_its_start_and_ends_before_its_end() -> None:
    period = Period(starts_at=100.0, ends_at=200.0)
    assert period.key == "100"
    assert [period.contains(one) for one in (99.9, 100.0, 199.9, 200.0)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("seconds", "granted"), [(100.0, 90), (101.0, 90), (99.0, 89), (50.0, 45), (1.0, 0), (2.0, 1), (0.0, 0)]
)
def test_a_part_of_a_period_gets_a_part_of_the_allowance_rounded_down(seconds: float, granted: int) -> None:
    assert prorated(90, seconds, 100.0) == granted


def test_the_period_after_a_change_of_rule_is_foreseen_if_it_is_not_a_whole_one() -> None:
    end = at("2026-12-01")
    monthly = Allowance(credits=300, period=MONTH)
    assert shorter_after(end, monthly) is None
    later = replace(monthly, reset_day=15)
    assert shorter_after(end, later) == ShorterPeriod(credits=140, ends_at=at("2026-12-15"))
    assert shorter_after(end, replace(monthly, zone="Asia/Tokyo")) == ShorterPeriod(
        credits=300 * (31 * 24 - 9) // (31 * 24), ends_at=at("2027-01-01", "Asia/Tokyo")
    )
    assert shorter_after(end, replace(monthly, period=DAY)) is None


def test_a_time_zone_is_one_of_those_there_are() -> None:
    assert [is_zone(name) for name in ("UTC", "Europe/Berlin", "Mars/Olympus", "europe/berlin", "", "../UTC")] == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        (" new  york ", "America/New_York"),
        ("asia/SHANGHAI", "Asia/Shanghai"),
        ("utc", "UTC"),
        ("Mars", None),
        ("", None),
        ("Buenos Aires", None),
    ],
)
def test_a_zone_is_found_by_its_place_unless_there_are_several(typed: str, zone: str | None) -> None:
    assert zone_named(typed) == zone


def test_a_period_begins_on_a_whole_second_whenever_one_looks() -> None:
    rule = Allowance(credits=1, period=DAY)
    assert period_at(NOW + 0.75, rule) == period_at(NOW, rule)


@pytest.mark.parametrize("seconds", [3600, 3600.5, 7200])
def test_a_period_longer_than_usual_gets_no_more_than_the_allowance(seconds: float) -> None:
    assert prorated(100, seconds, 3600) == 100
