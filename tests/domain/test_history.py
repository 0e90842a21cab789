import pytest

from bot.domain.history import Line, LineKind, Record, ended_at, lines_of, newest_standing, price_of
from bot.domain.job import CAPTURED, OPEN, VOID, JobState
from bot.domain.ledger import TransferKind
from tests.builders import NOW, a_delivery, a_job, a_posted_delivery

HOLD = [(TransferKind.PENDING, 20, NOW), (TransferKind.PENDING, 8, NOW)]


def test_an_open_hold_of_several_legs_is_one_line() -> None:
    assert lines_of(HOLD) == [Line(LineKind.HELD, 28, NOW)]


def test_a_full_capture_has_no_rest() -> None:
    ends = [(TransferKind.POST, 20, NOW + 9), (TransferKind.POST, 8, NOW + 9)]
    assert lines_of([*ends, *HOLD]) == [Line(LineKind.HELD, 28, NOW), Line(LineKind.CAPTURED, 28, NOW + 9)]


def test_a_smaller_capture_shows_what_was_released() -> None:
    ends = [(TransferKind.POST, 14, NOW + 9), (TransferKind.VOID, 0, NOW + 9)]
    assert lines_of([*HOLD, *ends])[1:] == [
        Line(LineKind.CAPTURED, 14, NOW + 9),
        Line(LineKind.RELEASED, 14, NOW + 9),
    ]


def test_a_void_gives_the_whole_hold_back() -> None:
    ends = [(TransferKind.VOID, 0, NOW + 9), (TransferKind.VOID, 0, NOW + 9)]
    assert lines_of([*HOLD, *ends])[1:] == [Line(LineKind.GIVEN_BACK, 28, NOW + 9)]


def test_what_a_moderator_gave_back_comes_last() -> None:
    ends = [(TransferKind.POST, 14, NOW + 9), (TransferKind.VOID, 0, NOW + 9)]
    given_back = (TransferKind.DIRECT, 14, NOW + 99)
    assert lines_of([given_back, *HOLD, *ends])[1:] == [
        Line(LineKind.CAPTURED, 14, NOW + 9),
        Line(LineKind.RELEASED, 14, NOW + 9),
        Line(LineKind.RETURNED, 14, NOW + 99),
    ]


def test_nothing_held_is_nothing_to_say() -> None:
    assert lines_of([]) == []


@pytest.mark.parametrize(
    ("kinds", "may"),
    [
        ([LineKind.HELD], False),
        ([LineKind.HELD, LineKind.GIVEN_BACK], False),
        ([LineKind.HELD, LineKind.CAPTURED], True),
        ([LineKind.HELD, LineKind.CAPTURED, LineKind.RELEASED], True),
        ([LineKind.HELD, LineKind.CAPTURED, LineKind.RETURNED], False),
    ],
)
def test_what_was_captured_can_be_returned_once(kinds: list[LineKind], *, may: bool) -> None:
    lines = [Line(kind, 28, NOW) for kind in kinds]
    record = Record(job=a_job(JobState.DELIVERED), deliveries=(), lines=lines, started_at=NOW, finished_at=NOW)
    assert record.may_return is may


@pytest.mark.parametrize("state", sorted(OPEN | VOID | CAPTURED))
def test_the_price_says_where_the_credits_are(state: JobState) -> None:
    wanted = LineKind.HELD if state in OPEN else LineKind.GIVEN_BACK if state in VOID else LineKind.CAPTURED
    line = price_of(a_job(state, consumed=14, state_at=NOW + 9))
    amount, at = (14 if state in CAPTURED else 28), (NOW if state in OPEN else NOW + 9)
    assert line == Line(wanted, amount, at)


def test_a_message_stands_only_as_long_as_it_is_known_to() -> None:
    gone = a_delivery(state=a_posted_delivery().state, number=3)
    assert newest_standing([a_posted_delivery(), a_posted_delivery(number=2), gone, a_delivery(number=4)]) == (
        a_posted_delivery(number=2)
    )
    assert newest_standing([gone]) is None


def test_a_job_is_finished_with_its_clip_or_with_its_end() -> None:
    assert ended_at(a_job(JobState.DELIVERED), {JobState.READY: NOW + 5}) == NOW + 5
    assert ended_at(a_job(JobState.FAILED, state_at=NOW + 7), {}) == NOW + 7
    assert ended_at(a_job(JobState.RUNNING), {JobState.RUNNING: NOW}) is None
