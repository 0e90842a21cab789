from dataclasses import replace

import pytest

from bot.domain.job import JobState
from bot.domain.likeness import CLOCKS, LOCAL, ZONES, unlike
from tests.builders import NOW, a_job, a_spec

JOB = a_job(JobState.UNKNOWN)
ASKED = {
    "prompt": "a paper boat on a pond",
    "aspect_ratio": "1:1",
    "resolution": "720p",
    "duration": "8",
    "generate_audio": "false",
    "fixed_lens": "false",
}


def test_a_task_that_was_asked_for_with_the_same_is_the_jobs() -> None:
    assert unlike(JOB, ASKED | {"created_at": repr(NOW + 2)}, NOW) is None


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("prompt", "a paper boat on a lake"),
        ("aspect_ratio", "16:9"),
        ("resolution", "480p"),
        ("duration", "4"),
        ("generate_audio", "true"),
        ("fixed_lens", "true"),
        ("created_at", repr(NOW - CLOCKS - 1)),
        ("created_at", repr(NOW + CLOCKS + 1)),
    ],
)
def test_what_differs_is_named(name: str, other: str) -> None:
    assert unlike(JOB, ASKED | {name: other}, NOW) == name


def test_what_the_vendor_does_not_say_is_not_compared_but_for_the_prompt() -> None:
    assert unlike(JOB, {"prompt": JOB.spec.prompt}, NOW) is None
    assert unlike(JOB, {}, NOW) == "no prompt to compare"
    assert unlike(JOB, ASKED | {"created_at": "0.0"}, None) is None


def test_a_job_whose_words_are_gone_is_no_tasks_any_more() -> None:
    assert unlike(replace(JOB, spec=a_spec("")), ASKED | {"prompt": ""}, NOW) == "no prompt to compare"


def test_a_time_without_a_zone_may_be_off_by_one() -> None:
    assert unlike(JOB, ASKED | {"created_at": f"{NOW - ZONES!r}{LOCAL}"}, NOW) is None
    assert unlike(JOB, ASKED | {"created_at": repr(NOW - ZONES)}, NOW) == "created_at"
