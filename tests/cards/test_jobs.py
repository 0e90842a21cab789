import pytest

from bot.cards import jobs
from bot.domain.delivery import DeliveryState
from bot.domain.history import Entry, Page
from bot.domain.ids import MemberId, MessageId
from bot.domain.job import JobState
from bot.i18n import Texts
from tests.cards.samples import HOSTILE, SPEC, delivery, job, ready

TEXTS = Texts()
ME = MemberId(123456789012345678)
POSTED = delivery(state=DeliveryState.POSTED, message_id=MessageId(77))
LINK = "https://discord.com/channels/1100000000000000001/1200000000000000001/77"


def test_a_line_says_state_prompt_credits_time_link_and_number() -> None:
    page = Page([Entry(ready(state=JobState.DELIVERED), POSTED)], older=False, newer=False)
    assert jobs.listed(TEXTS, "en-US", ME, ME, page) == [
        (
            "✅ posted · **A red fox in falling snow**\n"
            f"-# 8 credits spent · <t:1764000000:R> · [clip]({LINK}) · job 1300000000000000001"
        )
    ]


def test_in_everybodys_list_each_line_names_its_member() -> None:
    (line,) = jobs.listed(TEXTS, "en-US", ME, None, Page([Entry(job(), None)], older=False, newer=False))
    assert line.startswith("⏳ waiting · <@123456789012345678> · **A red fox")
    assert "8 credits set aside" in line


def test_a_clip_that_stands_after_all_is_posted() -> None:
    stranded = ready(state=JobState.UNDELIVERABLE)
    assert jobs.state_words(TEXTS, "en-US", stranded, None) == "📦 made, not posted"
    assert jobs.state_words(TEXTS, "en-US", stranded, POSTED) == "✅ posted"


def test_an_empty_list_has_its_words() -> None:
    nothing = Page([], older=False, newer=False)
    assert "/generate" in jobs.listed(TEXTS, "en-US", ME, ME, nothing)[0]
    assert jobs.listed(TEXTS, "en-US", ME, None, nothing) == ["Nobody asked for a video here yet."]


def test_titles_say_whose_list_it_is() -> None:
    titles = [jobs.title(TEXTS, "en-US", ME, whose) for whose in (ME, MemberId(5), None)]
    assert titles == [
        "**Your videos in this server**",
        "**Videos of <@5> in this server**",
        "**All videos of this server**",
    ]


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
@pytest.mark.parametrize("state", list(JobState))
def test_every_state_has_words_and_a_label_of_at_most_100_characters(locale: str, state: JobState) -> None:
    long = job(state=state, spec=SPEC.__class__(prompt="x" * 500))
    label = jobs.choice(TEXTS, locale, long)
    assert label.startswith(jobs.state_words(TEXTS, locale, long, None))
    assert len(label) <= 100


def test_a_hostile_prompt_stays_plain_in_a_list() -> None:
    (line,) = jobs.listed(
        TEXTS, "en-US", ME, ME, Page([Entry(job(spec=SPEC.__class__(prompt=HOSTILE)), None)], older=False, newer=False)
    )
    assert "@everyone" not in line
    assert len(line.splitlines()) == 2
