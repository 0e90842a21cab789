from datetime import date
from typing import Any
from unittest.mock import create_autospec

import discord
import pytest

from bot.cards.chart import chart_of, described, picture
from bot.cards.naming import Names
from bot.domain.chart import Bar, Share, Tone
from bot.domain.ids import MemberId
from bot.domain.report import Day, PoolUse, Report, Stretch
from bot.i18n import Texts
from bot.service.reports import Reports
from tests.builders import NOW, a_requester, terms
from tests.fakes import FakeClock, FakePainter

TEXTS = Texts()
MONTH = Stretch(
    starts_at=1_788_220_800.0 - 7200,
    ends_at=1_790_812_800.0 - 7200,
    zone="Europe/Berlin",
    pool=PoolUse(granted=1500, spent=1010, held=84),
)
REPORT = Report(
    days={date(2026, 9, 2): Day(spent=1010, held=84, returned=28, given_back=8)},
    members={MemberId(1_234_567): 1000, MemberId(5): 94},
    jobs=40,
)


def test_a_month_is_put_into_words_and_numbers() -> None:
    chart = chart_of(TEXTS, "en-US", MONTH, REPORT, Names("Film Club", {MemberId(5): "Mia"}))
    assert (chart.title, chart.dates) == ("Film Club", "1 Sep \u2013 30 Sep 2026 · Europe/Berlin")
    assert (chart.figure, chart.caption) == ("1,094", "of 1,500 credits used")
    assert chart.share == Share(spent=1010, held=84, of=1500, label="72 % · 406 left")
    assert [(one.tone, one.label, one.figure) for one in chart.sums] == [
        (Tone.SPENT, "Spent", "1,010"),
        (Tone.HELD, "Set aside", "84"),
        (Tone.RETURNED, "Returned", "28"),
        (Tone.GIVEN_BACK, "Not charged", "8"),
    ]
    assert [column.label for column in chart.columns] == [str(day) for day in range(1, 31)]
    assert [column.parts for column in chart.columns[:3]] == [(0, 0, 0, 0), (1010, 84, 28, 8), (0, 0, 0, 0)]
    assert chart.bars == [
        Bar("member …4567", "member …4567", 1000, "1,000"),
        Bar("Mia", "member …5", 94, "94"),
    ]


@pytest.mark.parametrize(
    ("locale", "starts_at", "ends_at", "dates"),
    [
        ("en-US", 1_790_812_800.0, 1_790_899_200.0, "1 Oct 2026 · UTC"),
        ("zh-CN", 1_788_220_800.0, 1_790_812_800.0, "2026年9月1日 \u2013 9月30日 · UTC"),
        ("en-US", 1_798_675_200.0, 1_798_848_000.0, "31 Dec 2026 \u2013 1 Jan 2027 · UTC"),
        ("zh-CN", 1_798_675_200.0, 1_798_848_000.0, "2026年12月31日 \u2013 2027年1月1日 · UTC"),
    ],
)
def test_dates_are_written_as_the_language_does(locale: str, starts_at: float, ends_at: float, dates: str) -> None:
    stretch = Stretch(starts_at=starts_at, ends_at=ends_at, zone="UTC")
    assert chart_of(TEXTS, locale, stretch, Report(), Names()).dates == dates


def test_without_a_period_only_what_was_used_is_told() -> None:
    stretch = Stretch(starts_at=NOW, ends_at=NOW + 90 * 86_400, zone="UTC")
    report = Report(days={date(2026, 9, 22): Day(spent=5, held=1, returned=9)}, jobs=3)
    chart = chart_of(TEXTS, "en-US", stretch, report, Names())
    assert (chart.figure, chart.caption, chart.share) == ("6", "credits used", None)
    assert (chart.title, chart.columns[0].label) == ("This server", "21 Sep")


def test_an_allowance_of_nothing_is_no_division() -> None:
    stretch = Stretch(starts_at=NOW, ends_at=NOW + 1, zone="UTC", pool=PoolUse(granted=0, spent=0, held=0))
    chart = chart_of(TEXTS, "en-US", stretch, Report(), Names())
    assert chart.share == Share(spent=0, held=0, of=0, label="0 % · 0 left")


def test_the_picture_is_said_in_words_as_well() -> None:
    chart = chart_of(TEXTS, "en-US", MONTH, REPORT, Names("Film Club"))
    assert described(TEXTS, "en-US", chart) == (
        "Film Club, 1 Sep \u2013 30 Sep 2026 · Europe/Berlin: 1,094 of 1,500 credits used. "
        "Spent 1,010, Set aside 84, Returned 28, Not charged 8"
    )


class Told(Reports):
    """The service, with a report that a test made up."""

    async def report(self, *_: Any) -> Report:
        return REPORT


@pytest.mark.parametrize(
    ("locale", "writes_chinese", "title", "note"),
    [
        ("zh-CN", True, "每天的积分", False),
        ("zh-CN", False, "Credits by day", True),
        ("en-US", False, "Credits by day", False),
    ],
)
async def test_without_a_chinese_font_the_picture_is_english_and_says_why(
    locale: str, writes_chinese: bool, title: str, note: bool
) -> None:
    painter = FakePainter(writes_chinese=writes_chinese)
    reports = Told(create_autospec(object), painter, FakeClock(), terms())
    client = create_autospec(discord.Client, instance=True)
    client.fetch_guild.side_effect = TimeoutError
    made = await picture(TEXTS, reports, client, a_requester(locale=locale), MONTH)
    assert painter.drawn[0].days_title == title
    assert ("FONT_PATH" in made.words) is note
    assert made.data == b"a picture"
    assert made.name == "reelroom-2026-09-01-2026-09-30.png"
