import math
from dataclasses import replace

import pytest

from bot.domain.video import Resolution, VideoSpec
from bot.domain.waiting import ENOUGH, Prospect, Unit, Usual, Wait, kind_of, spoken, usual

NOW = 1000.0


def test_videos_of_a_kind_share_resolution_length_and_sound_and_nothing_else() -> None:
    one = VideoSpec(prompt="a fox", fixed_lens=True)
    assert kind_of(one) == kind_of(VideoSpec(prompt="a boat")) == (Resolution.HD, 8, False)
    others = [replace(one, resolution=Resolution.SD), replace(one, duration=4), replace(one, generate_audio=True)]
    assert len({kind_of(other) for other in (one, *others)}) == 4


def test_too_few_jobs_say_nothing() -> None:
    assert usual([60.0] * (ENOUGH - 1)) is None
    assert usual([60.0] * ENOUGH) == Usual((60.0,) * ENOUGH)


def test_one_that_took_for_ever_hardly_changes_what_is_usual() -> None:
    learned = usual([70.0, 50.0, 60.0, 80.0, 9000.0, 55.0, 65.0, 75.0, 66.0, 72.0])
    assert learned
    assert learned.middle == 68.0
    assert learned.most == 80.0


def test_of_few_jobs_the_upper_figure_is_that_of_the_slowest() -> None:
    learned = usual([50.0, 60.0, 70.0, 80.0, 90.0])
    assert learned
    assert (learned.middle, learned.most) == (70.0, 90.0)


@pytest.mark.parametrize(("age", "left"), [(0, 60), (49, 11), (50, 10), (65, 5), (70, math.inf), (999, math.inf)])
def test_what_is_left_is_learned_from_those_that_took_longer(age: float, left: float) -> None:
    learned = usual([50.0, 60.0, 70.0, 60.0, 50.0])
    assert learned
    assert learned.left(age) == left


SHOWN = Wait(at=NOW, place=8, starts_at=NOW + 400)
FORESEEN = Prospect(at=NOW, place=8, starts_at=NOW + 400)


@pytest.mark.parametrize(
    "now",
    [
        FORESEEN,
        replace(FORESEEN, at=NOW + 300),
        replace(FORESEEN, place=7),
        replace(FORESEEN, starts_at=NOW + 475),
        replace(FORESEEN, at=NOW + 390, starts_at=NOW + 419),
    ],
    ids=["nothing new", "time passed", "a little nearer", "a little later", "almost there"],
)
def test_small_changes_and_the_passing_of_time_mislead_nobody(now: Prospect) -> None:
    assert not SHOWN.misleads(now)


@pytest.mark.parametrize(
    "now",
    [
        replace(FORESEEN, place=6),
        replace(FORESEEN, place=11),
        replace(FORESEEN, place=None),
        replace(FORESEEN, starts_at=NOW + 540),
        replace(FORESEEN, starts_at=NOW + 200),
        replace(FORESEEN, at=NOW + 430, starts_at=NOW + 430),
        replace(FORESEEN, starts_at=None),
        replace(FORESEEN, closed=True),
    ],
    ids=["nearer", "further", "lost", "later", "sooner", "overdue", "unknown", "closed"],
)
def test_what_a_member_would_notice_misleads(now: Prospect) -> None:
    assert SHOWN.misleads(now)


def test_near_the_front_every_place_counts() -> None:
    assert replace(SHOWN, place=2).misleads(replace(FORESEEN, place=1))
    assert replace(SHOWN, place=4).misleads(replace(FORESEEN, place=3))


def test_a_time_that_becomes_known_is_worth_telling() -> None:
    assert replace(SHOWN, starts_at=None).misleads(FORESEEN)
    assert not replace(SHOWN, starts_at=None).misleads(replace(FORESEEN, starts_at=None))


@pytest.mark.parametrize(("starts_at", "soon"), [(None, False), (NOW + 15, False), (NOW + 14, True), (NOW, True)])
def test_a_start_within_a_quarter_of_a_minute_is_soon(starts_at: float | None, *, soon: bool) -> None:
    assert Wait(at=NOW, starts_at=starts_at).ends_soon is soon


def test_a_start_that_stays_near_is_told_once() -> None:
    soon = Wait(at=NOW, place=1, starts_at=NOW + 5)
    assert not soon.misleads(Wait(at=NOW + 60, place=1, starts_at=NOW + 70))
    assert soon.misleads(Wait(at=NOW + 60, place=1, starts_at=NOW + 120))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, (10, Unit.SECONDS)),
        (14, (10, Unit.SECONDS)),
        (26, (30, Unit.SECONDS)),
        (54, (50, Unit.SECONDS)),
        (55, (1, Unit.MINUTES)),
        (89, (1, Unit.MINUTES)),
        (91, (2, Unit.MINUTES)),
        (620, (10, Unit.MINUTES)),
        (700, (10, Unit.MINUTES)),
        (751, (15, Unit.MINUTES)),
        (800, (15, Unit.MINUTES)),
        (3400, (55, Unit.MINUTES)),
        (3500, (1, Unit.HOURS)),
        (3600, (1, Unit.HOURS)),
        (9000, (2, Unit.HOURS)),
    ],
)
def test_spans_are_said_as_people_say_them(seconds: float, said: tuple[int, Unit]) -> None:
    assert spoken(seconds) == said
