from typing import Any

import pytest

from bot.cards.log_buttons import BlockButton, DecideButton, RemoveButton, ReturnButton
from bot.cards.log_card import NOTES, panel, said
from bot.cards.quota import GREEN, RED, YELLOW
from bot.domain.delivery import DeliveryState
from bot.domain.history import Line, LineKind, Record
from bot.domain.ids import ChannelId, MemberId, MessageId
from bot.domain.job import FINAL, VOID, Ending, Job, JobState
from bot.domain.log_card import CardNote, Deed, LogCard
from bot.domain.redelivery import SETTLED
from bot.domain.video import VideoSpec
from bot.i18n import Texts
from tests.cards.samples import HOSTILE, NOW, delivery, job, ready
from tests.cards.test_job_buttons import pressable

TEXTS = Texts()
POSTED = delivery(state=DeliveryState.POSTED, message_id=MessageId(77))
SPENT = [Line(LineKind.HELD, 8, NOW), Line(LineKind.CAPTURED, 8, NOW)]
SAM = MemberId(9)


def card(of: Job, *, notes: Any = (), deliveries: Any = (), lines: Any = SPENT) -> LogCard:
    record = Record(job=of, deliveries=deliveries, lines=lines, started_at=None, finished_at=None)
    return LogCard(record=record, notes=notes, channel_id=ChannelId(6), message_id=None, version=1)


def text_of(shown: LogCard) -> str:
    (text,) = said(panel(TEXTS, shown))
    return text


def done(**changes: Any) -> Job:
    return ready(**{"state": JobState.DELIVERED, "deadline_at": None, **changes})


def colour(shown: LogCard) -> Any:
    (box,) = panel(TEXTS, shown).children
    return box.accent_colour  # type: ignore[attr-defined]  # it is a container


def note(deed: Deed, by: MemberId | None = SAM) -> CardNote:
    return CardNote(deed=deed, by=by, at=NOW + 70)


async def test_a_posted_clip_is_four_lines_with_a_way_there() -> None:
    assert text_of(card(done(), deliveries=[POSTED])).splitlines() == [
        "<@123456789012345678> in <#1200000000000000001> · **A red fox in falling snow**",
        "✅ Posted: [go to the clip](https://discord.com/channels/1100000000000000001/1200000000000000001/77)",
        "💳 8 credits spent",
        "-# 480p · 1:1 · 4 s · no sound · 8 credits · job 1300000000000000001",
    ]


async def test_what_was_done_and_by_whom_is_one_small_line_each() -> None:
    notes = [note(Deed.RETURNED), note(Deed.BLOCKED, None)]
    assert text_of(card(done(), notes=notes)).splitlines()[-2:] == [
        "-# ↩️ Credits returned by <@9> <t:1764000070:R>",
        "-# ⛔ Member blocked by somebody who was erased <t:1764000070:R>",
    ]


async def test_a_long_list_of_notes_is_bounded() -> None:
    notes = [note(Deed.BLOCKED, MemberId(number)) for number in range(1, NOTES + 3)]
    lines = text_of(card(done(), notes=notes)).splitlines()
    assert len(lines) == 4 + 1 + NOTES
    assert lines[4] == "-# … and 2 more before"
    assert f"<@{NOTES + 2}>" in lines[-1]


async def test_a_job_that_waits_asks_for_a_decision() -> None:
    waits = job(state=JobState.AWAITING_APPROVAL, deadline_at=NOW + 86_400)
    text = text_of(card(waits, lines=SPENT[:1]))
    assert "**Waits for a moderator.** Without an answer it is called off <t:1764086400:R>" in text
    assert "💳 8 credits set aside" in text


async def test_what_is_under_way_says_nothing_that_passes() -> None:
    for state in set(JobState) - FINAL - {JobState.AWAITING_APPROVAL}:
        assert "⏳ Under way. How it ends will stand here." in text_of(card(job(state=state), lines=SPENT[:1]))


async def test_every_end_is_told() -> None:
    failed = job(state=JobState.FAILED, ending=Ending.VENDOR_FAILED, ending_detail="too **dark**")
    back = [SPENT[0], Line(LineKind.GIVEN_BACK, 8, NOW)]
    assert r"The studio says: “too \*\*dark\*\*”" in text_of(card(failed, lines=back))
    assert "💳 8 credits went back" in text_of(card(failed, lines=back))
    cancelled = job(state=JobState.CANCELLED, ending=Ending.NOT_APPROVED)
    assert "🚫 A moderator of this server did not agree" in text_of(card(cancelled, lines=back))
    assert "📦 Made, but it could not be posted." in text_of(card(done(state=JobState.UNDELIVERABLE)))
    for state, words in (
        (DeliveryState.DELETING, "is being deleted"),
        (DeliveryState.DELETED, "deleted since"),
        (DeliveryState.FAILED, "is not there any more"),
    ):
        assert words in text_of(card(done(), deliveries=[delivery(state=state)]))
    returned = [*SPENT, Line(LineKind.RETURNED, 8, NOW)]
    assert "💳 8 credits spent · 8 credits returned by a moderator" in text_of(card(done(), lines=returned))


async def test_a_clip_that_was_posted_again_after_all_is_where_it_stands() -> None:
    assert "✅ Posted: [go to" in text_of(card(done(state=JobState.UNDELIVERABLE), deliveries=[POSTED]))


@pytest.mark.parametrize("state", list(JobState))
async def test_a_card_has_the_buttons_of_its_state(state: JobState) -> None:
    of = done(state=state) if state in SETTLED else job(state=state)
    shown = card(of, deliveries=[POSTED] if state in SETTLED else [], lines=SPENT if state in SETTLED else [])
    wanted: dict[JobState, list[type[object]]] = {
        JobState.AWAITING_APPROVAL: [DecideButton, DecideButton],
        **{void: [BlockButton] for void in VOID},
        **{settled: [RemoveButton, BlockButton, ReturnButton] for settled in SETTLED},
    }
    assert pressable(panel(TEXTS, shown)) == wanted.get(state, [])


async def test_what_is_done_already_is_not_offered_again() -> None:
    returned = [*SPENT, Line(LineKind.RETURNED, 8, NOW)]
    assert pressable(panel(TEXTS, card(done(), deliveries=[POSTED], lines=returned))) == [RemoveButton, BlockButton]
    deleted = delivery(state=DeliveryState.DELETED)
    assert pressable(panel(TEXTS, card(done(), deliveries=[deleted]))) == [BlockButton, ReturnButton]
    under_way = done(deadline_at=NOW + 60)
    assert pressable(panel(TEXTS, card(under_way, deliveries=[POSTED], lines=returned))) == [BlockButton]


async def test_the_colour_tells_how_it_ended() -> None:
    assert [colour(card(done())), colour(card(job(state=JobState.AWAITING_APPROVAL)))] == [GREEN, YELLOW]
    assert [colour(card(job(state=state))) for state in (JobState.FAILED, JobState.CANCELLED)] == [RED, None]


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
async def test_the_longest_card_fits_and_no_prompt_breaks_it(locale: str) -> None:
    notes = [note(deed) for deed in Deed] * 30
    for prompt in (HOSTILE, "|" * 2000):
        hostile = job(
            state=JobState.FAILED,
            ending=Ending.REFUSED,
            ending_detail="`" * 4000,
            guild_locale=locale,
            spec=VideoSpec(prompt=prompt, fixed_lens=True, image_url="https://x.example"),
        )
        text = text_of(card(hostile, notes=notes))
        assert len(text) <= 4000
        assert len(text.splitlines()) <= 4 + 1 + NOTES
        assert "@everyone" not in text


async def test_a_card_is_in_the_servers_language() -> None:
    chinese = done(guild_locale="zh-CN", locale="en-US")
    text = text_of(card(chinese, notes=[note(Deed.APPROVED)], deliveries=[POSTED]))
    assert "[前往成片](https://" in text
    assert "<@9> 已同意" in text
