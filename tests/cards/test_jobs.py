from dataclasses import replace
from typing import Any

import pytest

from bot.cards import jobs
from bot.domain.delivery import DeliveryState
from bot.domain.history import Entry, Line, LineKind, Page, Record
from bot.domain.ids import MemberId, MessageId
from bot.domain.job import Ending, Job, JobState
from bot.domain.waiting import Prospect, Usual
from bot.i18n import Texts
from tests.cards.samples import HOSTILE, NOW, SPEC, at_place, delivery, job, ready

TEXTS = Texts()
ME = MemberId(123456789012345678)
POSTED = delivery(state=DeliveryState.POSTED, message_id=MessageId(77))
SETTLED = ready(state=JobState.DELIVERED, deadline_at=None)
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


def record(of: Job, **changes: Any) -> Record:
    lines = [Line(LineKind.HELD, 8, NOW), Line(LineKind.CAPTURED, 8, NOW + 62)]
    kept = Record(job=of, deliveries=[POSTED], lines=lines, started_at=NOW + 5, finished_at=NOW + 62)
    return replace(kept, **changes)


def test_a_job_shows_what_it_is_its_times_and_its_credits() -> None:
    assert jobs.detail(TEXTS, "en-US", ME, record(SETTLED)) == [
        (
            f"**A red fox in falling snow**\n✅ Done: [go to the clip]({LINK})\n"
            "-# 480p · 1:1 · 4 s · no sound · 8 credits · job 1300000000000000001"
        ),
        (
            "Asked for <t:1764000000:F> (<t:1764000000:R>)\nTaken by the studio <t:1764000005:F>\n"
            "Clip made <t:1764000062:F>"
        ),
        "**Credits**\n8 credits set aside · <t:1764000000:F>\n8 credits spent · <t:1764000062:F>",
    ]


def test_a_moderator_reads_whose_job_it_is_and_why_it_failed() -> None:
    failed = job(state=JobState.FAILED, ending=Ending.VENDOR_FAILED, ending_detail="no soap")
    said = "\n".join(jobs.detail(TEXTS, "en-US", MemberId(5), record(failed, deliveries=[])))
    assert said.startswith("<@123456789012345678> · **A red fox")
    assert "no soap" in said
    assert "Ended <t:1764000062:F>" in said


def test_a_clip_whose_message_is_gone_is_not_promised() -> None:
    (heading, *_) = jobs.detail(TEXTS, "en-US", ME, record(SETTLED, deliveries=[]))
    assert "not there any more" in heading
    assert "discord.com" not in heading


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
@pytest.mark.parametrize("state", list(JobState))
def test_every_state_fits_a_panel_even_with_the_longest_prompt(locale: str, state: JobState) -> None:
    of = ready(state=state, spec=SPEC.__class__(prompt="*" * 2000), ending=Ending.REFUSED, ending_detail="*" * 5000)
    assert sum(len(part) for part in jobs.detail(TEXTS, locale, ME, record(of))) < 4000


def test_another_delivery_is_told_while_it_is_open_and_when_it_came_to_nothing() -> None:
    second = delivery(number=2, state=DeliveryState.WAITING)
    under_way = record(ready(state=JobState.DELIVERED, deadline_at=NOW), deliveries=[POSTED, second])
    assert "being posted again" in jobs.detail(TEXTS, "en-US", ME, under_way)[1]
    failed = record(SETTLED, deliveries=[POSTED, replace(second, state=DeliveryState.FAILED)])
    assert "did not succeed" in jobs.detail(TEXTS, "en-US", ME, failed)[1]
    first = record(SETTLED, deliveries=[replace(POSTED, state=DeliveryState.FAILED)])
    assert "did not succeed" not in "".join(jobs.detail(TEXTS, "en-US", ME, first))


def test_a_waiting_job_shows_its_place_and_expected_start() -> None:
    waiting = record(job(), deliveries=[], prospect=at_place(2, starts_at=NOW + 90))
    (heading, *_) = jobs.detail(TEXTS, "en-US", ME, waiting)
    assert "place 2. It should start <t:1764000090:R>, or about then." in heading


def test_a_running_job_shows_what_is_usual() -> None:
    running = record(job(state=JobState.RUNNING), deliveries=[], prospect=Prospect(at=NOW, usual=Usual((60.0,) * 5)))
    assert "usually takes about 1 min" in jobs.detail(TEXTS, "en-US", ME, running)[0]


def test_a_video_of_somebody_erased_says_so_and_still_adds_up() -> None:
    erased = replace(SETTLED, member_id=MemberId(0), spec=replace(SPEC, prompt=""))
    (line,) = jobs.listed(TEXTS, "en-US", ME, None, Page([Entry(erased, POSTED)], older=False, newer=False))
    assert line.startswith("✅ posted · a member who was erased · **description not kept any more**")
    assert "8 credits spent" in line
    assert jobs.choice(TEXTS, "zh-CN", erased).endswith("描述已不再保留")
