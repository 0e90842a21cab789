import pytest

from bot.domain.epoch import Epoch, is_rewound

OURS = "a" * 16
OTHER = "b" * 16
HERE = Epoch(OURS, 7)


@pytest.mark.parametrize(
    ("found", "seen", "older"),
    [
        (HERE, {OURS: 7}, False),
        (HERE, {OURS: 6}, False),
        (HERE, {OURS: 8}, True),
        (HERE, {OURS: 8, OTHER: 1}, True),
        (HERE, {OTHER: 99}, True),
        (HERE, {}, True),
        (None, {}, False),
        (None, {OTHER: 1}, True),
    ],
)
def test_a_database_with_jobs_is_older_when_its_count_is_behind_or_nothing_vouches_for_it(
    found: Epoch | None, seen: dict[str, int], older: bool
) -> None:
    assert is_rewound(found, seen, has_jobs=True, put_back=False, shared=False) is older


@pytest.mark.parametrize(("found", "seen"), [(None, {}), (HERE, {}), (HERE, {OTHER: 3}), (HERE, {OURS: 7})])
def test_a_database_without_jobs_that_counted_once_needs_nobody_to_vouch_for_it(
    found: Epoch | None, seen: dict[str, int]
) -> None:
    assert not is_rewound(found, seen, has_jobs=False, put_back=False, shared=False)


def test_a_new_database_where_another_one_ran_stands_in_the_place_of_one_that_is_lost() -> None:
    assert is_rewound(None, {OTHER: 3}, has_jobs=False, put_back=False, shared=False)


def test_a_count_that_is_behind_tells_even_without_jobs() -> None:
    assert is_rewound(HERE, {OURS: 8}, has_jobs=False, put_back=False, shared=False)


@pytest.mark.parametrize("found", [None, HERE])
@pytest.mark.parametrize("has_jobs", [False, True])
def test_what_the_operator_put_back_is_an_older_copy_whatever_is_counted(found: Epoch | None, has_jobs: bool) -> None:
    assert is_rewound(found, {OURS: 1}, has_jobs=has_jobs, put_back=True, shared=False)


@pytest.mark.parametrize(("found", "seen"), [(HERE, {}), (HERE, {OTHER: 3}), (None, {OTHER: 3})])
def test_where_another_process_runs_it_has_vouched_for_the_database(found: Epoch | None, seen: dict[str, int]) -> None:
    assert not is_rewound(found, seen, has_jobs=True, put_back=False, shared=True)
    assert is_rewound(HERE, {OURS: 8}, has_jobs=True, put_back=False, shared=True)
