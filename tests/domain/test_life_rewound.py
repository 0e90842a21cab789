import pytest

from bot.domain import life
from bot.domain.job import JobState, Move
from tests.builders import NOW, a_job

DAYS = NOW + 3 * 86400


def rewound(state: JobState, **changes: float) -> Move | None:
    return life.rewound(a_job(state, **changes), DAYS)


@pytest.mark.parametrize("state", [JobState.AWAITING_APPROVAL, JobState.QUEUED, JobState.SUBMITTING])
def test_what_may_have_been_bought_since_is_unknown_and_keeps_its_hold(state: JobState) -> None:
    move = rewound(state)
    assert move is not None
    assert (move.after.state, move.settlement) == (JobState.UNKNOWN, None)
    assert move.after.deadline_at == DAYS + life.UNKNOWN_PATIENCE
    assert move.after.submits == move.before.submits


@pytest.mark.parametrize(
    ("state", "patience"),
    [
        (JobState.RUNNING, life.FETCH_PATIENCE),
        (JobState.FETCHING, life.FETCH_PATIENCE),
        (JobState.READY, life.DELIVERY_PATIENCE),
    ],
)
def test_what_goes_on_has_some_time_left_however_old_the_copy_is(state: JobState, patience: float) -> None:
    move = rewound(state)
    assert move is not None
    assert (move.after.state, move.after.due_at, move.after.deadline_at) == (state, DAYS, DAYS + patience)
    late = rewound(state, deadline_at=DAYS + 10 * patience)
    assert late is not None
    assert late.after.deadline_at == DAYS + 10 * patience


def test_what_was_told_to_come_back_by_then_comes_back_by_then() -> None:
    assert rewound(JobState.UNKNOWN) is None


@pytest.mark.parametrize("state", [JobState.DELIVERED, JobState.FAILED, JobState.EXPIRED, JobState.CANCELLED])
def test_what_is_over_stays_over(state: JobState) -> None:
    assert rewound(state) is None


def test_a_clip_that_was_asked_for_again_is_looked_for_anew() -> None:
    move = rewound(JobState.DELIVERED, deadline_at=NOW)
    assert move is not None
    assert (move.after.due_at, move.after.deadline_at) == (DAYS, DAYS + life.DELIVERY_PATIENCE)
