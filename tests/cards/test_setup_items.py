"""The panel as Discord takes it: with nothing settled, with everything, in both languages."""

from dataclasses import replace
from typing import Any

import discord
import pytest

from bot.cards.buttons import ITEMS
from bot.cards.job_buttons import JOB_ITEMS
from bot.cards.setup import Standing
from bot.cards.setup_forms import CreditsForm, DefaultsForm, PricesForm
from bot.cards.setup_items import (
    RESETS,
    SETUP_ITEMS,
    ChannelsMenu,
    FormButton,
    LanguageMenu,
    LogMenu,
    PauseButton,
    ResetButton,
    RoleMenu,
    setup_panel,
)
from bot.domain.budget import MOST, Budget, OwnRule
from bot.domain.ids import ChannelId, RoleId
from bot.domain.period import Allowance, PeriodKind, ShorterPeriod, zones
from bot.domain.policy import MOST_CHANNELS, Policy
from bot.domain.video import AspectRatio, Defaults, Resolution
from bot.i18n import Texts
from tests.cards.samples import NOW, balance
from tests.cards.test_quota import words

TEXTS = Texts()
LONGEST_ID = 2**63 - 1
COMPONENTS = 40
CHARACTERS = 4000
SETTLED = Defaults(
    aspect_ratio=AspectRatio.TOWER, resolution=Resolution.SD, duration=12, generate_audio=True, fixed_lens=True
)
FULL_POLICY = Policy(
    confirm_above=MOST,
    approve_above=MOST,
    channels=frozenset(ChannelId(LONGEST_ID - place) for place in range(MOST_CHANNELS)),
    log_channel=ChannelId(LONGEST_ID),
    log_lost=True,
    language="zh-CN",
    defaults=SETTLED,
    paused=True,
)
FULL_RULE = OwnRule(
    credits=MOST, period=PeriodKind.WEEK, zone=max(zones(), key=len), reset_day=7, ceiling=MOST, member_limit=MOST
)


def budget(own: OwnRule, roles: int = 0) -> Budget:
    rule = Allowance(
        credits=own.credits or 500, period=own.period or PeriodKind.MONTH, zone=own.zone or "UTC", reset_day=1
    )
    limits = {RoleId(LONGEST_ID - place): MOST for place in range(roles)}
    return Budget(
        balance=balance(), starts_at=NOW, kind=rule.period, rule=rule, own=own, ceiling=MOST, role_limits=limits
    )


NEW = Standing(policy=Policy(), budget=budget(OwnRule()), guild_locale="en-US")
FULL = Standing(
    policy=FULL_POLICY,
    budget=budget(FULL_RULE, 200),
    guild_locale="zh-CN",
    missing=("view_channel", "send_messages", "attach_files", "embed_links", "read_message_history"),
)


def pressable(panel: discord.ui.LayoutView) -> list[Any]:
    assert panel.timeout is None
    return [item for item in panel.walk_children() if isinstance(item, discord.ui.DynamicItem)]


def resets(panel: discord.ui.LayoutView) -> list[str]:
    return [item.what for item in pressable(panel) if isinstance(item, ResetButton)]


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
@pytest.mark.parametrize("standing", [NEW, FULL, replace(FULL, may_press=False)], ids=["new", "full", "looking"])
async def test_the_panel_is_never_more_than_discord_takes(standing: Standing, locale: str) -> None:
    longest_news = "n" * 900
    panel = setup_panel(TEXTS, locale, standing, longest_news)
    assert len(list(panel.walk_children())) <= COMPONENTS
    assert len(words(panel)) <= CHARACTERS
    ids = [item.custom_id for item in pressable(panel)]
    assert len(ids) == len(set(ids))
    assert all(len(one) <= 100 for one in ids)


async def test_only_what_is_settled_can_be_reset() -> None:
    assert resets(setup_panel(TEXTS, "en-US", NEW)) == []
    assert resets(setup_panel(TEXTS, "en-US", FULL)) == list(RESETS)
    for policy in (Policy(confirm_above=0), Policy(approve_above=0)):
        assert resets(setup_panel(TEXTS, "en-US", replace(NEW, policy=policy))) == ["prices"]
    day = replace(NEW, budget=budget(OwnRule(reset_day=3)))
    assert resets(setup_panel(TEXTS, "en-US", day)) == ["credits"]


async def test_who_may_only_look_finds_nothing_to_press() -> None:
    panel = setup_panel(TEXTS, "en-US", replace(FULL, may_press=False))
    assert pressable(panel) == []
    assert "You may look" in words(panel)


async def test_a_log_channel_that_is_lost_is_told_and_can_be_chosen_again() -> None:
    for lost in (True, False):
        policy = Policy(log_channel=ChannelId(5), log_lost=lost)
        panel = setup_panel(TEXTS, "en-US", replace(NEW, policy=policy))
        assert ("I could not post there" in words(panel)) is lost
        (menu,) = (item for item in pressable(panel) if isinstance(item, LogMenu))
        assert [one.id for one in menu.item.default_values] == ([] if lost else [5])


async def test_what_is_worth_doing_ends_when_it_is_done() -> None:
    assert "Choose a log channel" in words(setup_panel(TEXTS, "en-US", NEW))
    done = replace(NEW, policy=Policy(log_channel=ChannelId(1)), budget=budget(OwnRule(member_limit=9)))
    assert "Everything that matters is set" in words(setup_panel(TEXTS, "en-US", done))
    missing = replace(done, missing=("attach_files",))
    assert "In this channel I need: Attach Files" in words(setup_panel(TEXTS, "en-US", missing))


async def test_many_channels_and_roles_are_counted() -> None:
    said = words(setup_panel(TEXTS, "en-US", FULL))
    assert "and 17 more" in said
    assert "… and 195 more" in said


def test_ids_are_known_again_by_one_kind_alone() -> None:
    items: list[discord.ui.DynamicItem[Any]] = [
        ChannelsMenu(),
        LogMenu(),
        LanguageMenu(),
        RoleMenu(),
        *(FormButton(form) for form in (CreditsForm.of(FULL_RULE), PricesForm.of(FULL_POLICY))),
        FormButton(DefaultsForm.of(FULL_POLICY)),
        FormButton(CreditsForm.of(OwnRule())),
        PauseButton(pause=True),
        PauseButton(pause=False),
        *map(ResetButton, RESETS),
    ]
    for item in items:
        known = [
            kind
            for kind in (*ITEMS, *JOB_ITEMS, *SETUP_ITEMS)
            if kind.__discord_ui_compiled_template__.fullmatch(item.custom_id)
        ]
        assert known == [type(item)]


async def test_a_rule_that_acts_later_says_so_beside_what_there_is_now() -> None:
    said = words(setup_panel(TEXTS, "en-US", NEW))
    assert "This month: **372** of 500 credits left; fresh ones come <t:1764086400:R>." in said
    assert "acts from then on" not in said
    lowered = replace(NEW, budget=budget(OwnRule(credits=60)))
    assert "What is set below acts from then on." in words(setup_panel(TEXTS, "en-US", lowered))
    first = ShorterPeriod(credits=140, ends_at=NOW)
    shorter = replace(NEW, budget=replace(budget(OwnRule(period=PeriodKind.WEEK)), shorter_next=first))
    assert "a part of such a period" in words(setup_panel(TEXTS, "en-US", shorter))


async def test_a_price_that_no_video_reaches_is_told() -> None:
    for price, told in ((83, False), (84, True)):
        said = words(setup_panel(TEXTS, "en-US", replace(NEW, policy=Policy(confirm_above=price))))
        assert ("No video takes more than 84 credits" in said) is told
