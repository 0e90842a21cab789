from typing import Any

import pytest

from bot.cards import chronicle
from bot.domain.chronicle import (
    Actor,
    ActorKind,
    ChangeEntry,
    Lookup,
    PeriodEntry,
    Place,
    RecordEntry,
    RecordKind,
    RecordPage,
    Topic,
    VideoEntry,
    subject_of,
)
from bot.domain.history import Line, LineKind
from bot.domain.ids import MemberId
from bot.domain.period import PeriodKind
from bot.i18n import Texts
from tests.cards.samples import HOSTILE, NOW, SPEC, job

TEXTS = Texts()
SAM, MIA = MemberId(77), MemberId(88)
NOWHERE = Place(job=0, period=0, change=0)
SUBJECTS = [
    *(f"rule:{name}" for name in ("credits", "period", "zone", "reset_day")),
    *("ceiling", "limit:server", "limit:role:5", "limit:member:2", "block:member:2", "room:member:2"),
    *("return:14", "grant:x:9", "approve:14", "refuse:14", "remove:14", "words", "pause"),
    *("price:confirm", "price:approve"),
    *("cap:server:9", "cap:role:5", "cap:channel:6", "moon:phase"),
    *(f"setup:{name}" for name in ("channels", "log-channel", "language", "defaults", "colour")),
]


def page(*entries: RecordEntry) -> RecordPage:
    return RecordPage(entries=entries, older=False, newer=False, top=NOWHERE, bottom=NOWHERE)


def change(subject: str, before: str | None = None, after: str | None = None, **how: Any) -> ChangeEntry:
    given: dict[str, Any] = {"actor": Actor(ActorKind.MEMBER, SAM), "whom": MIA, "reason": "", **how}
    return ChangeEntry(id=1, at=NOW, subject=subject_of(subject), before=before, after=after, **given)


def said(entry: RecordEntry, locale: str = "en-US") -> str:
    [text] = chronicle.listed(TEXTS, locale, page(entry))
    return text


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (change("rule:credits", None, "300"), "set the allowance: from the operator → 300 credits"),
        (change("rule:period", "month", "week"), "set how often credits come afresh: Every month → Every week"),
        (change("limit:server", "40", None), "set the limit for everybody without another: 40 credits → no limit"),
        (change("limit:role:5", None, "40"), "set the limit of <@&5>: no limit → 40 credits"),
        (change("block:member:2", None, "for good"), "blocked <@88> until a moderator unblocks"),
        (change("block:member:2", None, "1764000000"), "blocked <@88> until <t:1764000000:F>"),
        (change("block:member:2", "for good", None), "unblocked <@88>"),
        (change("return:14", None, "28"), "returned 28 credits of job 14"),
        (change("grant:x:9", "0", "50"), "granted extra credits: 0 credits → 50 credits"),
        (change("setup:log-channel", None, "6"), "changed the log channel: not set → <#6>"),
        (change("setup:channels", "6 7", None), "changed where videos may be asked for: <#6>, <#7> → not set"),
        (change("setup:colour", None, "<#6>"), "changed the setting “colour”: not set → \\<#6\\>"),
        (change("pause", None, "True"), "paused videos here"),
        (change("pause", "True", None), "let videos be made here again"),
        (
            change("cap:channel:6", None, "resolution=480p duration=8 audio=False jobs=1"),
            "set the most that a video may be in <#6>: no cap → up to 480p, up to 8 s, no sound, one video at once",
        ),
        (
            change("cap:role:6", "images=False", "resolution=9000p"),
            "set the most that a video may be for <@&6>: no pictures to start from → resolution=9000p",
        ),
        (change("moon:phase", "new", "full"), "changed “moon:phase”: new → full"),
    ],
)
def test_a_change_is_said_in_words(entry: ChangeEntry, words: str) -> None:
    assert said(entry) == f"<t:1764000000:f> · ⚙️ <@77> {words}"


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_subject_has_words_for_every_value(subject: str, locale: str) -> None:
    for after in (None, "5", "week", "for good", "True", HOSTILE):
        words = said(change(subject, "7", after), locale)
        assert "{" not in words
        assert "<@77>" in words


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_every_topic_has_its_words(locale: str) -> None:
    assert {subject_of(subject).topic for subject in SUBJECTS} == set(Topic)
    assert all(TEXTS.has(f"record-{topic.value}") for topic in Topic)
    assert TEXTS.say(locale, "record-erased")


def test_who_did_it_and_why_is_named() -> None:
    assert "the operator set the ceiling" in said(change("ceiling", actor=Actor(ActorKind.OPERATOR)))
    assert "a member who was erased unblocked a member who was erased" in said(
        change("block:member:2", actor=Actor(ActorKind.MEMBER), whom=None)
    )
    assert said(change("pause", reason="too *loud*")).endswith("(“too \\*loud\\*”)")


def test_a_video_tells_all_that_its_credits_did_and_when() -> None:
    lines = [Line(LineKind.HELD, 8, NOW), Line(LineKind.CAPTURED, 6, NOW + 60), Line(LineKind.RELEASED, 2, NOW + 60)]
    assert said(VideoEntry(job(), lines)) == (
        "<t:1764000000:f> · 🎬 <@123456789012345678>: **A red fox in falling snow**\n"
        "-# 8 credits set aside · 6 credits spent <t:1764000060:t> · 2 credits of it released <t:1764000060:t>"
        " · job 1300000000000000001"
    )
    late = VideoEntry(job(), [Line(LineKind.GIVEN_BACK, 8, NOW + 86_400)])
    assert "8 credits went back <t:1764086400:f>" in said(late)


def test_a_period_tells_what_it_brought_and_what_was_left_of_it() -> None:
    new = PeriodEntry(at=NOW, ends_at=NOW + 60, kind=PeriodKind.WEEK, granted=100)
    assert said(new) == "<t:1764000000:f> · 📅 A new week began with 100 credits, until <t:1764000060:F>."
    old = PeriodEntry(at=NOW, ends_at=NOW + 60, kind=PeriodKind.WEEK, granted=100, expired=40)
    assert "40 credits were left and expired" in said(old)


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
@pytest.mark.parametrize("kind", list(RecordKind))
def test_a_page_says_what_it_is_of_and_an_empty_one_too(locale: str, kind: RecordKind) -> None:
    assert "<@88>" in chronicle.title(TEXTS, locale, Lookup(kind, MIA))
    assert "<@" not in chronicle.title(TEXTS, locale, Lookup(kind))
    assert chronicle.listed(TEXTS, locale, page()) == [TEXTS.say(locale, "record-none")]


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_a_page_full_of_long_words_fits_into_a_panel(locale: str) -> None:
    long = "<*_" * 700
    changes = [change(f"setup:{long}", long, long, reason=long) for _ in range(4)]
    spec = type(SPEC)(prompt=long)
    videos = [VideoEntry(job(spec=spec), [Line(kind, 84, NOW + 90_000) for kind in LineKind]) for _ in range(4)]
    texts = chronicle.listed(TEXTS, locale, page(*changes, *videos))
    assert len(texts) == 8
    assert sum(map(len, texts)) <= chronicle.FITS
