import pytest

from bot.cards import waits
from bot.domain.job import JobState
from bot.domain.waiting import Prospect, Usual
from bot.i18n import Texts
from tests.cards.samples import NOW, at_place, job

TEXTS = Texts()
ALIKE = Usual((50.0, 60.0, 65.0, 70.0, 110.0))
RUNNING = job(state=JobState.RUNNING, state_at=NOW)
FREE = "It starts when its turn comes; until then it can be cancelled and costs nothing."


def queued(locale: str = "en-US", **foreseen: object) -> str:
    return waits.queued(TEXTS, job(), at_place(3, **foreseen), locale)


def running(locale: str = "en-US", after: float = 0.0, usual: Usual | None = ALIKE) -> str:
    return waits.running(TEXTS, RUNNING, Prospect(at=NOW + after, usual=usual), locale)


def test_an_expected_start_is_counted_down_to_by_discord() -> None:
    assert queued(starts_at=NOW + 180) == (
        f"⏳ In the queue that all servers share, place 3. It should start <t:1764000180:R>, or about then. {FREE}"
    )


def test_what_such_a_video_takes_is_said_with_its_start() -> None:
    assert queued(starts_at=NOW + 180, usual=ALIKE) == (
        "⏳ In the queue that all servers share, place 3. It should start <t:1764000180:R>, or about then. "
        f"A video like this usually takes 1\u20132 min. {FREE}"
    )


def test_a_start_that_is_near_is_not_counted_down_to() -> None:
    assert "It should start any moment." in queued(starts_at=NOW + 10)
    assert "<t:" not in queued(starts_at=NOW + 10)


def test_a_start_that_nobody_can_tell_is_not_invented() -> None:
    said = queued(usual=ALIKE)
    assert "I cannot say yet" in said
    assert "<t:" not in said
    assert said.endswith(FREE)


def test_a_turn_later_than_the_hour_a_job_may_wait_is_admitted() -> None:
    said = queued(starts_at=NOW + 3600)
    assert "later than I may keep it waiting, which is one hour" in said
    assert "<t:" not in said


def test_a_closed_studio_starts_nothing() -> None:
    assert "the studio takes no work" in queued(closed=True)


def test_a_running_job_says_what_is_usual_for_its_kind() -> None:
    assert running() == (
        "🎬 Being made, started <t:1764000000:R>. A video like this usually takes 1\u20132 min. "
        "The clip comes here as a new message as soon as it is done."
    )


def test_too_little_history_is_admitted() -> None:
    assert "too few were made lately" in running(usual=None)


def test_longer_than_usual_is_said_only_when_the_history_says_so() -> None:
    assert "usually takes" in running(after=110)
    assert "That is longer than usual: most videos like this take 1\u20132 min." in running(after=111)
    assert "longer" not in running(after=111, usual=None)


def test_a_late_job_keeps_its_own_words() -> None:
    late = job(state=JobState.RUNNING, late=True)
    said = waits.running(TEXTS, late, Prospect(at=NOW, usual=ALIKE), "en-US")
    assert "longer than usual. I keep asking for it" in said
    assert "1\u20132 min" not in said


@pytest.mark.parametrize(
    ("took", "english", "chinese"),
    [
        ((60, 61), "about 1 min", "大约 1 分钟"),
        ((60, 130), "1\u20132 min", "1\u20132 分钟"),
        ((22, 31), "20\u201330 s", "20\u201330 秒"),
        ((40, 95), "40 s to 2 min", "40 秒到 2 分钟"),
        ((1500, 4000), "25 min to 1 h", "25 分钟到 1 小时"),
    ],
)
def test_a_usual_span_is_one_figure_or_two(took: tuple[float, float], english: str, chinese: str) -> None:
    usual = Usual((took[0], took[0], took[0], took[1], took[1]))
    assert waits.usual_span(TEXTS, usual, "en-US") == english
    assert waits.usual_span(TEXTS, usual, "zh-CN") == chinese


def test_the_same_in_chinese() -> None:
    said = queued("zh-CN", starts_at=NOW + 180, usual=ALIKE)
    for words in ("排第 3 位。预计 <t:1764000180:R>左右开始。这样的视频通常需要 1\u20132 分钟。轮到时", "不花积分。"):
        assert words in said
    assert "<t:1764000000:R>。这样的视频通常需要 1\u20132 分钟。完成后" in running("zh-CN")
    assert "还说不准" in running("zh-CN", usual=None)
