import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.upload import CLOSE, LASTS, MIB, NOTHING_KNOWN, TIERS, Sighting, UploadLimit, as_link, plan
from tests.builders import NOW, a_delivery

SIZES = st.integers(min_value=1, max_value=200 * MIB)


def refused(size: int) -> UploadLimit:
    return NOTHING_KNOWN.after_refused(size, NOW)


def test_where_nothing_was_refused_everything_is_tried() -> None:
    assert NOTHING_KNOWN.room(NOW) is None
    assert NOTHING_KNOWN.after_taken(MIB, NOW).room(NOW) is None


@pytest.mark.parametrize(
    ("size", "room"),
    [
        (10 * MIB + 1, 10 * MIB),
        (13 * MIB, 10 * MIB),
        (20_000_000, 10 * MIB),
        (22 * MIB, 20_000_000),
        (49 * MIB, 20_000_000),
        (60 * MIB, 50 * MIB),
        (150 * MIB, 100 * MIB),
        (10 * MIB, 7_864_320),
        (1000, 750),
    ],
)
def test_a_refusal_leaves_the_largest_limit_that_discord_is_known_to_have_below_it(size: int, room: int) -> None:
    assert refused(size).room(NOW) == room


def test_what_was_taken_is_counted_on_where_it_is_more() -> None:
    assert refused(13 * MIB).after_taken(12 * MIB, NOW).room(NOW) == 12 * MIB
    assert refused(13 * MIB).after_taken(MIB, NOW).room(NOW) == 10 * MIB


def test_the_smallest_refusal_and_the_largest_taken_file_are_remembered() -> None:
    limit = refused(30 * MIB).after_refused(13 * MIB, NOW).after_refused(25 * MIB, NOW)
    assert limit.refused
    assert limit.refused.size == 13 * MIB
    limit = limit.after_taken(11 * MIB, NOW).after_taken(MIB, NOW + 9)
    assert limit.taken
    assert (limit.taken.size, limit.taken.at) == (11 * MIB, NOW)


def test_a_larger_file_that_was_taken_disproves_a_refusal() -> None:
    assert refused(13 * MIB).after_taken(13 * MIB, NOW + 1).room(NOW + 1) is None


def test_a_smaller_file_that_was_refused_disproves_what_was_taken() -> None:
    limit = NOTHING_KNOWN.after_taken(40 * MIB, NOW).after_refused(13 * MIB, NOW + 1)
    assert limit.taken is None
    assert limit.room(NOW + 1) == 10 * MIB


def test_as_large_a_file_that_was_refused_disproves_what_was_taken() -> None:
    limit = NOTHING_KNOWN.after_taken(13 * MIB, NOW).after_refused(13 * MIB, NOW + 1)
    assert limit.taken is None
    assert limit.room(NOW + 1) == 10 * MIB


def test_as_large_a_file_again_is_known_from_the_last_time_on() -> None:
    limit = NOTHING_KNOWN.after_taken(12 * MIB, NOW).after_taken(12 * MIB, NOW + 9)
    assert limit.taken == Sighting(12 * MIB, NOW + 9)
    assert refused(13 * MIB).after_refused(13 * MIB, NOW + 9).refused == Sighting(13 * MIB, NOW + 9)


def test_after_a_week_a_refusal_counts_no_more_and_a_later_one_counts_anew() -> None:
    limit = refused(13 * MIB)
    assert limit.room(NOW + LASTS - 1) == 10 * MIB
    assert limit.room(NOW + LASTS) is None
    again = limit.after_refused(25 * MIB, NOW + LASTS)
    assert again.room(NOW + LASTS) == 20_000_000


def test_after_a_week_what_was_taken_counts_no_more() -> None:
    limit = NOTHING_KNOWN.after_taken(12 * MIB, NOW).after_refused(13 * MIB, NOW + 9)
    assert limit.room(NOW + LASTS - 1) == 12 * MIB
    assert limit.room(NOW + LASTS) == 10 * MIB
    smaller = limit.after_taken(MIB, NOW + LASTS)
    assert smaller.taken
    assert smaller.taken.size == MIB


@given(history=st.lists(st.tuples(st.booleans(), SIZES, st.floats(0, 2 * LASTS)), max_size=12))
def test_no_history_makes_us_count_on_as_much_as_was_refused(history: list[tuple[bool, int, float]]) -> None:
    limit, now = NOTHING_KNOWN, NOW
    for taken, size, later in history:
        now += later
        limit = limit.after_taken(size, now) if taken else limit.after_refused(size, now)
        room = limit.room(now)
        if taken:
            assert room is None or room >= size
        else:
            assert room is not None
            assert room < size


@given(size=SIZES)
def test_where_everything_is_refused_a_link_goes_after_a_few_tries(size: int) -> None:
    limit, delivery, tried, file = NOTHING_KNOWN, a_delivery(), 0, size
    while not delivery.as_link:
        tried += 1
        limit = limit.after_refused(file, NOW)
        delivery = plan(delivery, size, limit.room(NOW))
        file = delivery.fit_to or 0
    assert tried <= 1 + len(TIERS)


@pytest.mark.parametrize("room", [None, 100, 1000])
def test_a_clip_that_may_fit_goes_as_it_is(room: int | None) -> None:
    planned = plan(a_delivery(fit_to=50), 100, room)
    assert (planned.as_link, planned.fit_to) == (False, None)


@pytest.mark.parametrize("room", [99, int(100 * CLOSE)])
def test_a_clip_a_little_too_large_is_made_smaller(room: int) -> None:
    planned = plan(a_delivery(), 100, room)
    assert (planned.as_link, planned.fit_to) == (False, room)


def test_a_clip_far_too_large_goes_as_a_link() -> None:
    planned = plan(a_delivery(fit_to=80), 100, int(100 * CLOSE) - 1)
    assert (planned.as_link, planned.fit_to) == (True, None)


def test_what_went_as_a_link_stays_one() -> None:
    assert plan(as_link(a_delivery(fit_to=9)), 100, None) == as_link(a_delivery())
