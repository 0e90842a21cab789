from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import MemberId
from bot.domain.job import CAPTURED, OPEN, VOID, JobState
from bot.domain.report import (
    Day,
    Fact,
    Report,
    Stretch,
    added,
    calendar,
    day_of,
    last_days,
    outcome_of,
    summed,
    top,
)
from tests.builders import JOB, MEMBER, NOW

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Shanghai", "America/St_Johns", "Pacific/Apia")


def at(zone: str, day: str, time: str = "00:00:00") -> float:
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=ZoneInfo(zone)).timestamp()


def fact(state: JobState = JobState.DELIVERED, asked_at: float = NOW, member: MemberId = MEMBER, **sums: int) -> Fact:
    captured = sums.get("captured", 28 if state in CAPTURED else 0)
    return Fact(JOB, asked_at, member, sums.get("price", 28), captured, sums.get("returned", 0), state)


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    state = draw(st.sampled_from(JobState))
    price = draw(st.integers(0, 84))
    captured = draw(st.integers(0, price)) if state in CAPTURED else 0
    returned = draw(st.sampled_from([0, captured]))
    asked = draw(st.floats(0, 4e9))
    return Fact(JOB, asked, MemberId(draw(st.integers(1, 5))), price, captured, returned, state)


@pytest.mark.parametrize(
    ("one", "outcome"),
    [
        *((fact(state), Day(held=28)) for state in sorted(OPEN)),
        *((fact(state), Day(given_back=28)) for state in sorted(VOID)),
        *((fact(state), Day(spent=28)) for state in sorted(CAPTURED)),
        (fact(captured=20), Day(spent=20, given_back=8)),
        (fact(captured=20, returned=20), Day(returned=20, given_back=8)),
    ],
)
def test_each_credit_of_a_price_has_one_outcome(one: Fact, outcome: Day) -> None:
    assert outcome_of(one) == outcome


@given(st.lists(facts(), max_size=30), st.sampled_from(ZONES))
def test_the_days_add_up_to_the_prices_and_the_members_to_what_was_used(given_: list[Fact], zone: str) -> None:
    report = summed(given_, zone)
    assert report.total.total == sum(one.price for one in given_)
    assert sum(report.members.values()) == report.total.spent + report.total.held
    assert report.jobs == len(given_)
    counted = Counter(day_of(one.asked_at, zone) for one in given_)
    assert set(report.days) == set(counted)


@given(st.lists(facts(), max_size=20), st.lists(facts(), max_size=20), st.sampled_from(ZONES))
def test_a_report_of_parts_is_the_report_of_all(first: list[Fact], second: list[Fact], zone: str) -> None:
    assert added(summed(first, zone), summed(second, zone)) == summed([*first, *second], zone)
    assert added(Report(), summed(first, zone)) == summed(first, zone)


@given(st.floats(0, 4e9), st.sampled_from(ZONES), st.integers(1, 120))
def test_the_last_days_are_that_many_and_end_with_today(now: float, zone: str, days: int) -> None:
    stretch = last_days(now, zone, days)
    assert stretch.contains(now)
    named = calendar(stretch)
    # a day that never was (Apia skipped 2011-12-30) has a name all the same
    assert abs(len(named) - days) <= 1
    assert named[-1] == day_of(now, zone)


@pytest.mark.parametrize(
    ("zone", "instant", "day"),
    [
        ("UTC", at("UTC", "2026-03-29", "23:59:59"), date(2026, 3, 29)),
        ("Asia/Shanghai", at("UTC", "2026-03-29", "16:00:00"), date(2026, 3, 30)),
        ("America/New_York", at("UTC", "2026-03-29", "03:59:00"), date(2026, 3, 28)),
        ("Europe/Berlin", at("Europe/Berlin", "2026-03-29", "03:00:00"), date(2026, 3, 29)),
    ],
)
def test_a_day_is_the_one_on_the_calendar_of_the_zone(zone: str, instant: float, day: date) -> None:
    assert day_of(instant, zone) == day


def test_days_of_23_and_25_hours_are_days_like_any_other() -> None:
    zone = "Europe/Berlin"
    march = Stretch(starts_at=at(zone, "2026-03-01"), ends_at=at(zone, "2026-04-01"), zone=zone)
    assert [day.day for day in calendar(march)] == list(range(1, 32))
    hours = [datetime(2026, 3, 28, 23, tzinfo=UTC) + timedelta(hours=hour) for hour in range(23)]
    report = summed([fact(asked_at=hour.timestamp()) for hour in hours], zone)
    assert list(report.days) == [date(2026, 3, 29)]


def test_a_stretch_begins_with_a_midnight_and_ends_before_one() -> None:
    stretch = last_days(at("UTC", "2026-03-29", "12:30:00") + 0.25, "UTC", 2)
    assert (stretch.starts_at, stretch.ends_at) == (at("UTC", "2026-03-28"), at("UTC", "2026-03-30"))
    assert stretch.contains(stretch.starts_at)
    assert not stretch.contains(stretch.ends_at)


@pytest.mark.parametrize("hours", [0.5, 1.5, 12])
def test_where_the_clock_strikes_midnight_twice_the_day_begins_with_the_first(hours: float) -> None:
    zone, first = "America/Havana", at("UTC", "2026-11-01", "04:00:00")
    stretch = last_days(first + hours * 3600, zone, 1)
    assert (stretch.starts_at, stretch.ends_at) == (first, first + 25 * 3600)


def test_a_stretch_of_one_day_has_one_day() -> None:
    stretch = Stretch(starts_at=at("UTC", "2026-03-29"), ends_at=at("UTC", "2026-03-30"), zone="UTC")
    assert calendar(stretch) == [date(2026, 3, 29)]


def test_those_who_used_most_come_first_and_those_who_used_nothing_not_at_all() -> None:
    report = Report(members={MemberId(3): 5, MemberId(2): 9, MemberId(1): 5, MemberId(4): 0, MemberId(5): 1})
    assert top(report, 2) == [(2, 9), (1, 5)]
    assert top(report, 9) == [(2, 9), (1, 5), (3, 5), (5, 1)]
