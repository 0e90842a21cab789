import pytest

from bot.cards.privacy import erasure
from bot.domain.ids import GuildId, JobId
from bot.domain.privacy import Outcome, Traces
from bot.i18n import Texts

TEXTS = Texts()
TRACES = Traces(known=True, videos=3, blocked_in=(GuildId(11), GuildId(12)), reasons=2, under_way=(JobId(9),))


def test_a_plan_says_what_goes_what_stays_and_what_that_means() -> None:
    said = erasure(TEXTS, "en", Outcome.PLANNED, TRACES)
    assert "the requester and prompt of 3 videos" in said
    assert "Blocked in the servers 11, 12" in said
    assert "2 reasons that somebody wrote name this id" in said
    assert "messages on Discord" in said
    assert said.endswith("nobody can bring it back.")


def test_without_blocks_and_reasons_nothing_is_said_of_them() -> None:
    said = erasure(TEXTS, "en", Outcome.DONE, Traces(known=True, videos=1))
    assert said.startswith("Forgotten: one video's")
    assert "Blocked" not in said
    assert "reason" not in said


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_its_words(locale: str, outcome: Outcome) -> None:
    assert erasure(TEXTS, locale, outcome, TRACES)


def test_what_is_under_way_is_named() -> None:
    assert "are under way: 9." in erasure(TEXTS, "en", Outcome.UNDER_WAY, TRACES)
