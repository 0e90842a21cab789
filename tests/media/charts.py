"""Reports to draw: an ordinary month, and what is hard on a picture."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.cards.chart import chart_of
from bot.cards.naming import Names
from bot.domain.chart import Bar, Chart
from bot.domain.ids import MemberId
from bot.domain.report import Day, PoolUse, Report, Stretch, calendar
from bot.i18n import Texts

TEXTS: Final = Texts()
PRICES: Final = (8, 14, 28, 28, 42, 56)
ENGLISH_NAMES: Final = ("Mia", "Sam", "Noor", "Jonas Lindqvist-Fernandez", "Wei")
CHINESE_NAMES: Final = ("小林", "电影迷阿伟", "Mia", "晨曦", "周末剪辑师")


def stretch(days: int, zone: str = "Europe/Berlin") -> Stretch:
    """Build a stretch of so many days."""
    start = datetime(2026, 9, 1, tzinfo=ZoneInfo(zone))
    return Stretch(starts_at=start.timestamp(), ends_at=(start + timedelta(days=days)).timestamp(), zone=zone)


def report(of: Stretch, scale: int = 1, quiet: int = 5) -> Report:
    """Make up what happened on all days but the last `quiet` ones, the same in every run."""
    chance = random.Random(7)
    days = calendar(of)
    happened = {
        day: Day(
            spent=scale * sum(chance.choices(PRICES, k=chance.randint(0, 3))),
            held=scale * 28 * (number == len(days) - quiet - 1),
            returned=scale * 28 * (chance.random() < 0.1),
            given_back=scale * chance.choice((0, 0, 0, 8, 28)),
        )
        for number, day in enumerate(days[: len(days) - quiet])
    }
    members = {
        MemberId(700_000_000_000_001_000 + number): scale * used for number, used in enumerate((364, 238, 196, 98, 56))
    }
    return Report(happened, members, jobs=len(days) * 2)


def month(locale: str = "en-US") -> Chart:
    """Draw up an ordinary month of a server."""
    in_chinese = locale == "zh-CN"
    of = stretch(30, "Asia/Shanghai" if in_chinese else "Europe/Berlin")
    seen = report(of)
    total = seen.total
    pool = PoolUse(granted=1500, spent=total.spent + total.returned, held=total.held)
    called = CHINESE_NAMES if in_chinese else ENGLISH_NAMES
    names = Names("电影社" if in_chinese else "Film Club", dict(zip(seen.members, called, strict=True)))
    return chart_of(TEXTS, locale, replace(of, pool=pool), seen, names)


def spanning(days: int, scale: int = 1, locale: str = "en-US") -> Chart:
    """Draw up so many days, of which all had something."""
    of = stretch(days)
    return chart_of(TEXTS, locale, of, report(of, scale, quiet=0), Names())


def empty(locale: str = "en-US") -> Chart:
    """Draw up a month in which nobody asked for anything."""
    of = replace(stretch(30), pool=PoolUse(granted=0, spent=0, held=0))
    return chart_of(TEXTS, locale, of, Report(), Names("Film Club"))


def hostile() -> Chart:
    """Draw up what no font is made for: emoji, hidden marks, right to left, no end, nothing."""
    odd = ("🎬" * 40, "\u202e\u200b", "שלום עולם", "x" * 3000, "")
    bars = [Bar(name, "member …1234", 10**12 - number, f"{10**12 - number:,}") for number, name in enumerate(odd)]
    return replace(month(), title="🎬 " * 300, dates="\n\t", caption="y" * 500, bars=bars, footer="\ufdfd" * 90)
