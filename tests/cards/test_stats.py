from dataclasses import replace
from typing import Any

import discord
import pytest

from bot.cards.stats import report, stats_panel
from bot.domain.ids import GuildId
from bot.domain.job import Ending, JobState
from bot.domain.stats import KeyBudget, ServerUse, Stats, Turnover, Unknowns
from bot.domain.studio import OPEN, Closure
from bot.i18n import Texts
from tests.cards.samples import NOW

TEXTS = Texts()
REPORT = """\
The key's budget (credits)
  free              972
  set aside          28
  spent           1,000
  granted in all  2,000

The studio
  closed since 2025-11-24 16:00 UTC
  our account with the video API is out of credits

Under way now (videos)
  waiting  1

Unknown: perhaps bought, perhaps not
  videos                                         2
  credits set aside for them                    56
  the oldest since            2025-11-24 15:00 UTC

Videos asked for, and what became of them
                                    1 day  7 days  30 days
  posted                                2      30    1,200
  failed                                0       1        1
  - the vendor refused the request      0       1        1

Credits settled
                                         1 day  7 days  30 days
  spent                                     56     840   33,600
  given back: not made, or it took less      0      28       28
  returned by moderators                     0       0        0
  borne by you                               0       0        0

Servers (3 in all) by use of this period
                    used  allowance        ceiling
  1234567890123456   700        900            900
  12                  28        500  MAX_ALLOWANCE"""


def turnover(days: int, delivered: int, failed: int) -> Turnover:
    return Turnover(
        days=days,
        states={JobState.DELIVERED: delivered, JobState.FAILED: failed},
        endings={Ending.REFUSED: failed},
        spent=28 * delivered,
        released=28 * failed,
        returned=0,
        absorbed=0,
    )


STATS = Stats(
    at=NOW,
    key=KeyBudget(granted=2000, held=28, spent=1000),
    spans=(turnover(1, 2, 0), turnover(7, 30, 1), turnover(30, 1200, 1)),
    under_way={JobState.QUEUED: 1},
    servers=3,
    busiest=(
        ServerUse(guild_id=GuildId(1234567890123456), used=700, allowance=900, ceiling=900),
        ServerUse(guild_id=GuildId(12), used=28, allowance=500),
    ),
    unknown=Unknowns(count=2, credits=56, oldest=NOW - 3600),
    studio=OPEN.closed(Closure.CREDITS, NOW),
)
EMPTY = Stats(at=NOW, key=None, spans=(), under_way={}, servers=0, busiest=(), unknown=Unknowns(), studio=OPEN)


def lines(locale: str, **changes: Any) -> list[str]:
    return report(TEXTS, locale, replace(STATS, **changes)).splitlines()


def words(panel: discord.ui.LayoutView) -> str:
    return "\n".join(item.content for item in panel.walk_children() if isinstance(item, discord.ui.TextDisplay))


def test_the_report_lines_everything_up() -> None:
    assert report(TEXTS, "en", STATS) == REPORT


def test_where_there_is_nothing_it_says_so() -> None:
    said = report(TEXTS, "en", EMPTY)
    for nothing in (
        "not tracked: nothing was granted for it yet",
        "open",
        "nothing",
        "Servers (0 in all)",
        "none used",
    ):
        assert nothing in said
    assert "Unknown" not in said


def test_chinese_lines_up_in_a_terminal_where_a_character_takes_two_columns() -> None:
    said = lines("zh-CN")
    assert "  可用        972" in said
    assert "  总共授予  2,000" in said


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_every_state_ending_and_closure_has_its_words(locale: str) -> None:
    span = replace(STATS.spans[0], states=dict.fromkeys(JobState, 1), endings=dict.fromkeys(Ending, 1))
    for closure in Closure:
        said = report(TEXTS, locale, replace(STATS, spans=(span,), studio=OPEN.closed(closure, NOW)))
        assert len([line for line in said.splitlines() if line.startswith("  - ")]) == len(Ending)


def test_the_panel_says_it_in_short_and_leaves_times_to_discord() -> None:
    said = words(stats_panel(TEXTS, "en-US", STATS))
    assert "closed since <t:1764000000:R>" in said
    assert "**Videos asked for, and what became of them** (1 day · 7 days · 30 days)\n- posted: 2 · 30 · 1,200" in said
    assert "the vendor refused" not in said
    assert "`python -m bot stats` says more" in said


def test_a_full_panel_fits_into_a_message() -> None:
    busiest = tuple(
        ServerUse(guild_id=GuildId(10**18 + number), used=10**7, allowance=10**7, ceiling=10**7) for number in range(10)
    )
    span = replace(STATS.spans[0], states=dict.fromkeys(JobState, 10**6))
    full = replace(STATS, busiest=busiest, spans=(span,) * 3, under_way=dict.fromkeys(JobState, 10**6))
    for locale in ("en-US", "zh-CN"):
        assert len(words(stats_panel(TEXTS, locale, full))) <= 4000
