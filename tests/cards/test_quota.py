from dataclasses import replace
from typing import Any

import discord
import pytest

from bot.cards import quota
from bot.domain.budget import Budget, Changed, LimitSource, MemberLimit, OwnRule, Returned, Share
from bot.domain.ids import MemberId, RoleId
from bot.domain.period import Allowance, PeriodKind, ShorterPeriod
from bot.i18n import Texts
from tests.cards.samples import NOW, balance

TEXTS = Texts()
MIA = MemberId(123)


def budget(**changes: Any) -> Budget:
    plain = Budget(
        balance=balance(),
        starts_at=NOW,
        kind=PeriodKind.MONTH,
        rule=Allowance(credits=500, period=PeriodKind.MONTH),
        own=OwnRule(),
        ceiling=500,
        role_limits={},
    )
    return replace(plain, **changes)


def words(panel: discord.ui.LayoutView) -> str:
    return "\n".join(item.content for item in panel.walk_children() if isinstance(item, discord.ui.TextDisplay))


def colour(panel: discord.ui.LayoutView) -> discord.Colour | int | None:
    (box,) = (item for item in panel.walk_children() if isinstance(item, discord.ui.Container))
    return box.accent_colour


def test_a_budget_shows_what_is_left_and_what_was_set_and_by_whom() -> None:
    own = OwnRule(credits=400, zone="Asia/Shanghai")
    rule = Allowance(credits=400, period=PeriodKind.MONTH, zone="Asia/Shanghai")
    said = words(quota.budget_panel(TEXTS, "en-US", budget(own=own, rule=rule)))
    assert "**372** of 500 credits left · spent 100 · set aside for videos under way 28" in said
    assert "This month ends <t:1764086400:F> (<t:1764086400:R>)." in said
    assert "- 400 credits per month · set here" in said
    assert "- comes afresh every month · from the operator" in said
    assert "- resets on day 1 of the month · from the operator" in said
    assert "- in the time zone Asia/Shanghai · set here" in said
    assert "up to 500 credits per month. Only the operator" in said
    assert "No limit for members" in said
    assert "extra" not in said
    assert "a part of such a period" not in said


def test_a_first_period_that_will_be_shorter_is_announced() -> None:
    coming = budget(shorter_next=ShorterPeriod(credits=140, ends_at=NOW))
    said = words(quota.budget_panel(TEXTS, "en-US", coming))
    assert "a part of such a period, until <t:1764000000:F>, and brings 140 credits accordingly." in said


def test_a_budget_shows_extra_credits_and_the_limits_of_everybody_and_of_roles() -> None:
    rich = budget(
        balance=balance(extra=40, extra_held=8),
        own=OwnRule(member_limit=60),
        role_limits={RoleId(1): 50, RoleId(2): 90},
    )
    said = words(quota.budget_panel(TEXTS, "en-US", rich))
    assert "**40 credits** extra that do not expire, besides 8 of them set aside" in said
    assert "Everybody without another limit may use 60 credits per period." in said
    assert said.endswith("<@&2>: 90 credits\n<@&1>: 50 credits")


def test_of_very_many_roles_the_first_are_listed_and_the_others_counted() -> None:
    many = budget(role_limits={RoleId(number): number for number in range(1, 120)})
    said = words(quota.budget_panel(TEXTS, "en-US", many))
    assert "… and 99 more" in said
    assert len(said) < 4000


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
@pytest.mark.parametrize("kind", list(PeriodKind))
@pytest.mark.parametrize("day", range(1, 8))
def test_a_rule_of_every_kind_has_words(locale: str, kind: PeriodKind, day: int) -> None:
    rule = Allowance(credits=1, period=kind, reset_day=day)
    assert "{" not in words(quota.budget_panel(TEXTS, locale, budget(rule=rule, kind=kind)))


@pytest.mark.parametrize(
    ("used", "of", "shown"),
    [
        (0, 100, quota.GREEN),
        (49, 100, quota.GREEN),
        (50, 100, quota.YELLOW),
        (79, 100, quota.YELLOW),
        (80, 100, quota.ORANGE),
        (99, 100, quota.ORANGE),
        (100, 100, quota.RED),
        (130, 100, quota.RED),
        (0, 0, quota.RED),
    ],
)
def test_the_colour_changes_at_half_at_four_fifths_and_when_all_is_used(
    used: int, of: int, shown: discord.Colour
) -> None:
    panel = quota.budget_panel(TEXTS, "en-US", budget(balance=balance(spent=used, held=0, allowance=of)))
    assert colour(panel) == shown


@pytest.mark.parametrize(
    ("used", "of", "full"), [(0, 100, 0), (1, 100, 1), (50, 100, 10), (99, 100, 19), (100, 100, 20), (200, 100, 20)]
)
def test_a_bar_is_full_only_when_everything_is_used(used: int, of: int, full: int) -> None:
    drawn = quota.bar(used, of)
    assert (drawn.count("█"), len(drawn)) == (full, quota.BAR)


def test_a_member_who_could_not_make_a_video_is_explained_in_one_look() -> None:
    limit = MemberLimit(credits=60, source=LimitSource.ROLE, role=RoleId(7))
    share = Share(held=8, spent=50, limit=limit, room=5)
    panel = quota.member_panel(TEXTS, "en-US", MIA, balance(share=share))
    said = words(panel)
    assert said.startswith("**What <@123> may use here**\n**7 credits** can be used right now.")
    assert "**7** of 60 credits left of the limit (by the role <@&7>)" in said
    assert "Spent 50 · set aside for videos under way 8" in said
    assert "5 credits of room" in said
    assert "The server has 372 credits left." in said
    assert colour(panel) == quota.ORANGE


def test_a_member_without_a_limit_has_what_the_server_has() -> None:
    panel = quota.member_panel(TEXTS, "en-US", MIA, balance())
    assert "**372 credits** can be used right now." in words(panel)
    assert "only what the server has left counts" in words(panel)
    assert colour(panel) is None


def test_a_role_shows_its_limit_or_what_counts_instead() -> None:
    assert "30 credits per period" in words(
        quota.role_panel(TEXTS, "en-US", RoleId(1), budget(role_limits={RoleId(1): 30}))
    )
    said = words(quota.role_panel(TEXTS, "en-US", RoleId(2), budget(own=OwnRule(member_limit=9))))
    assert "No limit is set for this role.\nEverybody without another limit may use 9 credits" in said


def test_a_change_names_what_was_before() -> None:
    said = [
        quota.changed(TEXTS, "en-US", "<@&1>", Changed(before=before, after=after))
        for before, after in ((None, 5), (5, 0), (7, None))
    ]
    assert said == [
        "✅ <@&1> may now use **5 credits** per period (before: no limit).",
        "✅ <@&1> may now use **0 credits** per period (before: 5 credits).",
        "✅ The limit of <@&1> is removed (before: 7 credits).",
    ]


def test_what_was_returned_says_when_the_pool_got_less() -> None:
    assert "28 credits are back in the server's pool" in quota.given_back(
        TEXTS, "en-US", Returned(credits=28, to_pool=28)
    )
    assert "may use 28 credits more this period. 0 credits went back" in quota.given_back(
        TEXTS, "en-US", Returned(credits=28, to_pool=0)
    )
