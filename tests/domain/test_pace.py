from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.pace import LONG, STALE, Pace, backoff
from tests.builders import PACE

CHANCE = st.floats(min_value=0, max_value=1, exclude_max=True)


@pytest.mark.parametrize(
    ("polls", "age", "wait"),
    [
        (0, 0, 10.0),
        (1, 10, 5.0),
        (2, 15, 6.5),
        (3, 21, 8.45),
        (9, 99, 15.0),
        (9, LONG, 15.0),
        (9, LONG + 1, 45.0),
        (9, STALE, 45.0),
        (9, STALE + 1, 300.0),
    ],
)
def test_a_task_is_polled_at_its_pace(polls: int, age: float, wait: float) -> None:
    assert PACE.next_poll(polls, age, 0.5) == pytest.approx(wait)


@pytest.mark.parametrize(
    ("polls", "age", "wait"), [(0, 0, 90.0), (1, 90, 45.0), (5, 300, 45.0), (5, LONG + 1, 45.0), (5, STALE + 1, 300.0)]
)
def test_a_task_whose_end_is_told_is_polled_seldom(polls: int, age: float, wait: float) -> None:
    assert replace(PACE, called=True).next_poll(polls, age, 0.5) == pytest.approx(wait)


def test_however_long_the_first_wait_is_set_it_is_hardly_lengthened_beyond_ten_minutes() -> None:
    assert Pace(300.0, 300.0, called=True).next_poll(0, 0, 0.5) == LONG
    assert Pace(3600.0, 3600.0, called=True).next_poll(0, 0, 0.5) == 3600.0


@given(st.integers(0, 10**6), st.floats(0, 10**6), CHANCE, st.floats(0.01, 60), st.floats(1, 10))
def test_a_poll_is_never_too_soon_and_never_too_late(
    polls: int, age: float, chance: float, first: float, times: float
) -> None:
    pace = Pace(first=first, maximum=first * times)
    assert first / 2 * 0.8 * 0.999 <= pace.next_poll(polls, age, chance) <= pace.maximum * 20 * 1.2


@given(st.integers(1, 5000), CHANCE)
def test_waits_grow_with_the_polls(polls: int, chance: float) -> None:
    assert PACE.next_poll(polls, 0, chance) <= PACE.next_poll(polls + 1, 0, chance)


@pytest.mark.parametrize(("chance", "wait"), [(0.0, 8.0), (0.25, 9.0), (0.5, 10.0), (0.999999, 12.0)])
def test_jobs_that_started_together_do_not_stay_together(chance: float, wait: float) -> None:
    assert PACE.next_poll(0, 0, chance) == pytest.approx(wait, rel=1e-4)


@pytest.mark.parametrize(("tries", "wait"), [(0, 2), (1, 4), (4, 32), (5, 60), (10**9, 60)])
def test_backoff_doubles_up_to_its_limit(tries: int, wait: float) -> None:
    assert backoff(tries, 0.5) == pytest.approx(wait)


@given(st.integers(0, 10**6), CHANCE, st.floats(0.1, 10), st.floats(10, 1000))
def test_backoff_stays_within_its_bounds(tries: int, chance: float, base: float, limit: float) -> None:
    assert base * 0.79 <= backoff(tries, chance, base=base, limit=limit) <= limit * 1.2
