"""The picture of /quota chart, put into words and numbers."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import discord

from bot.cards.door import Handout
from bot.cards.export import date_words
from bot.cards.naming import Names, names_of
from bot.domain.chart import Bar, Chart, Column, Share, Sum, Tone
from bot.domain.report import Day, PoolUse, Report, Stretch, calendar, top
from bot.domain.requester import Requester
from bot.i18n import CHINESE, ENGLISH, Texts, language_of
from bot.service.reports import Reports

MEMBERS: Final = 5
"""Members who are named."""
MONTH: Final = 31
"""Days up to which the day alone is label enough."""
DIGITS: Final = 4
"""Of the id of a member whose name is not known."""


async def picture(
    texts: Texts, reports: Reports, client: discord.Client, requester: Requester, stretch: Stretch
) -> Handout:
    """Draw a stretch of the requester's server in the requester's language, in English where no font has Chinese."""
    report = await reports.report(requester, stretch)
    names = await names_of(client, requester.guild_id, [member for member, _ in top(report, MEMBERS) if member])
    in_english = language_of(requester.locale) == CHINESE and not reports.writes_chinese
    chart = chart_of(texts, ENGLISH if in_english else requester.locale, stretch, report, names)
    words = texts.say(requester.locale, "chart-done")
    if in_english:
        words += "\n" + texts.say(requester.locale, "chart-in-english")
    return Handout(
        words=words,
        name=f"reelroom-{stretch.first}-{stretch.last}.png",
        data=await reports.draw(chart),
        description=described(texts, requester.locale, chart),
    )


def chart_of(texts: Texts, locale: str, stretch: Stretch, report: Report, names: Names) -> Chart:
    """Put a report into words."""
    pool, total = stretch.pool, report.total
    used = total.spent + total.held if pool is None else pool.spent + pool.held
    server = texts.say(locale, "chart-server")
    return Chart(
        title=names.server or server,
        spare_title=server,
        dates=_dates(texts, locale, stretch),
        figure=_number(used),
        caption=_caption(texts, locale, pool),
        share=None if pool is None else _share(texts, locale, pool),
        sums=[
            Sum(tone, texts.say(locale, f"chart-sum-{tone.value}"), _number(part))
            for tone, part in zip(Tone, parts_of(total), strict=True)
        ],
        days_title=texts.say(locale, "chart-days"),
        columns=_columns(texts, locale, stretch, report),
        nothing=texts.say(locale, "chart-nothing"),
        members_title=texts.say(locale, "chart-members"),
        bars=_bars(texts, locale, report, names),
        footer=texts.say(locale, "chart-footer", count=report.jobs),
    )


def parts_of(day: Day) -> tuple[int, int, int, int]:
    """Give the parts of a day in the order of the tones."""
    return day.spent, day.held, day.returned, day.given_back


def _number(count: int) -> str:
    return f"{count:,}"


def _caption(texts: Texts, locale: str, pool: PoolUse | None) -> str:
    if pool is None:
        return texts.say(locale, "chart-used")
    return texts.say(locale, "chart-used-of", allowance=_number(pool.granted))


def _share(texts: Texts, locale: str, pool: PoolUse) -> Share:
    used = pool.spent + pool.held
    percent = used * 100 // pool.granted if pool.granted else 0
    label = texts.say(locale, "chart-share", percent=percent, left=_number(max(0, pool.granted - used)))
    return Share(spent=pool.spent, held=pool.held, of=pool.granted, label=label)


def _dates(texts: Texts, locale: str, stretch: Stretch) -> str:
    first, last = stretch.first, stretch.last
    if first == last:
        dates = date_words(texts, locale, last)
    elif first.year == last.year:
        ends = {"from": _day(texts, locale, first), "until": _day(texts, locale, last)}
        dates = texts.say(locale, "chart-dates-one-year", year=str(last.year), **ends)
    else:
        ends = {"from": date_words(texts, locale, first), "until": date_words(texts, locale, last)}
        dates = texts.say(locale, "chart-dates-years", **ends)
    return texts.say(locale, "chart-dates", dates=dates, zone=stretch.zone)


def _day(texts: Texts, locale: str, day: date) -> str:
    return texts.say(locale, "chart-day", day=day.day, month=day.month)


def _columns(texts: Texts, locale: str, stretch: Stretch, report: Report) -> Sequence[Column]:
    days = calendar(stretch)
    return [
        Column(
            str(day.day) if len(days) <= MONTH else _day(texts, locale, day),
            parts_of(report.days.get(day, Day())),
        )
        for day in days
    ]


def _bars(texts: Texts, locale: str, report: Report, names: Names) -> Sequence[Bar]:
    bars = []
    for member, credits_ in top(report, MEMBERS):
        known = texts.say(locale, "chart-member", digits=str(member)[-DIGITS:])
        spare = known if member else texts.say(locale, "record-erased")
        bars.append(Bar(names.members.get(member, spare), spare, credits_, _number(credits_)))
    return bars


def described(texts: Texts, locale: str, chart: Chart) -> str:
    """Say in words what the picture shows."""
    sums = [texts.say(locale, "chart-alt-sum", label=one.label, figure=one.figure) for one in chart.sums]
    return texts.say(
        locale,
        "chart-alt",
        title=chart.title,
        dates=chart.dates,
        figure=chart.figure,
        caption=chart.caption,
        sums=texts.say(locale, "separator").join(sums),
    )
