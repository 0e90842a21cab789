from typing import Any

import discord
import pytest

from bot.cards import limits
from bot.domain.ids import ChannelId, GuildId, MemberId, RoleId
from bot.domain.policy import (
    LONGEST_WORD,
    MOST_WORDS,
    Cap,
    CapChanged,
    Policy,
    PolicyChanged,
    Scope,
    Whose,
    WordsChanged,
)
from bot.domain.requester import Requester
from bot.domain.video import Resolution
from bot.i18n import Texts
from tests.cards.samples import HOSTILE

TEXTS = Texts()
LOCALES = ["en-US", "zh-CN"]
SERVER = Whose(Scope.SERVER, 1)
ROLE = Whose(Scope.ROLE, 7)
CHANNEL = Whose(Scope.CHANNEL, 9)
FULL = Cap(resolution=Resolution.SD, duration=8, audio=False, images=False, jobs=100)
PANEL = 4000
"""Characters that a panel may have (Discord: Components V2)."""
MESSAGE = 2000
"""Characters that an answer without a panel may have (Discord: messages)."""


def words(panel: discord.ui.LayoutView) -> str:
    assert panel.timeout is None
    return "\n".join(item.content for item in panel.walk_children() if isinstance(item, discord.ui.TextDisplay))


def shown(policy: Policy, locale: str = "en-US") -> str:
    return words(limits.panel(TEXTS, locale, policy))


def longest_words(mark: str = "*") -> tuple[str, ...]:
    """Build as many and as long words as can be blocked, which escaping makes twice as long."""
    return tuple(f"{number:03}".ljust(LONGEST_WORD, mark) for number in range(MOST_WORDS))


def test_a_server_that_settled_nothing_reads_so() -> None:
    assert shown(Policy()).splitlines() == [
        "**What may be asked for here**",
        "No caps: everything that the studio offers may be asked for.",
        "No price has to be confirmed.",
        "Nothing waits for a moderator.",
        "No words are blocked.",
        "-# `/limits cap`, `/limits price` and `/limits words` change this. Credits are shared out with `/quota`.",
    ]


def test_everything_that_was_settled_is_listed_server_first_then_roles_then_channels() -> None:
    caps = {CHANNEL: Cap(jobs=1), ROLE: FULL, Whose(Scope.ROLE, 5): Cap(audio=False), SERVER: Cap(duration=4)}
    policy = Policy(caps=caps, confirm_above=28, approve_above=1, log_channel=ChannelId(3), blocked_words=("a b", "c"))
    assert shown(policy).splitlines()[1:-1] == [
        "**The most that a video may be** (of several caps the strictest counts)",
        "- everybody: up to 4 s",
        "- <@&5>: no sound",
        "- <@&7>: up to 480p, up to 8 s, no sound, no pictures to start from, 100 videos at once",
        "- in <#9>: one video at once",
        "A member confirms what takes more than **28 credits**.",
        "What takes more than **1 credit** waits for a moderator.",
        "**Blocked words** (2): ||a b||, ||c||",
    ]


def test_the_same_reads_in_chinese() -> None:
    policy = Policy(caps={SERVER: FULL, CHANNEL: Cap(jobs=1)}, confirm_above=28, blocked_words=("猫", "狗"))
    assert shown(policy, "zh-CN").splitlines()[2:7] == [
        "- 所有人\uff1a最高 480p、最长 8 秒、不能要声音、不能由图片开始、同时最多 100 个视频",
        "- 在 <#9>\uff1a同时最多 1 个视频",
        "超过 **28 积分** 的视频由成员先确认。",
        "没有需要管理员同意的。",
        "**屏蔽词**\uff082\uff09\uff1a||猫||、||狗||",
    ]


@pytest.mark.parametrize(
    ("about", "warned"),
    [
        ({"approve_above": 0}, True),
        ({"approve_above": 0, "log_channel": ChannelId(3)}, False),
        ({"approve_above": 0, "log_channel": ChannelId(3), "log_lost": True}, True),
        ({"confirm_above": 0}, False),
        ({}, False),
    ],
)
@pytest.mark.parametrize("locale", LOCALES)
def test_moderators_who_would_not_be_asked_are_warned(about: dict[str, Any], locale: str, *, warned: bool) -> None:
    assert ("⚠️" in shown(Policy(**about), locale)) is warned


@pytest.mark.parametrize("locale", LOCALES)
def test_a_hostile_word_is_escaped_and_hidden_behind_a_spoiler(locale: str) -> None:
    said = shown(Policy(blocked_words=("||open||", "@everyone", "<@&1>", "a\nb`c`", "https://x.example")), locale)
    assert r"||\|\|open\|\|||" in said
    assert "@everyone" not in said
    assert "<@&1>" not in said.replace(r"\<@&1\>", "")
    assert r"||a b\`c\`||" in said
    assert "://" not in said
    assert HOSTILE[:LONGEST_WORD] not in shown(Policy(blocked_words=(HOSTILE[:LONGEST_WORD],)), locale)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("mark", ["*", "x", "猫", "<", "@"])
def test_the_longest_lists_fit_where_they_are_shown(locale: str, mark: str) -> None:
    caps = {Whose(scope, 2**63 - 1 - number): FULL for scope in (Scope.ROLE, Scope.CHANNEL) for number in range(50)}
    policy = Policy(
        caps={SERVER: FULL, **caps},
        confirm_above=100_000_000,
        approve_above=100_000_000,
        blocked_words=longest_words(mark),
    )
    said = shown(policy, locale)
    assert len(said) <= PANEL
    assert "…" in said
    both = WordsChanged(longest_words(mark), longest_words("y" if mark == "x" else "x"))
    assert len(words(limits.words_changed(TEXTS, locale, both))) <= PANEL
    changed = CapChanged(before=FULL, after=FULL)
    assert len(limits.cap_changed(TEXTS, locale, Whose(Scope.CHANNEL, 2**63 - 1), changed)) <= MESSAGE
    prices = PolicyChanged(before=policy, after=Policy(confirm_above=1, approve_above=1))
    assert len(limits.prices_changed(TEXTS, locale, prices)) <= MESSAGE


@pytest.mark.parametrize("locale", LOCALES)
def test_of_very_many_caps_the_first_are_listed_and_the_others_counted(locale: str) -> None:
    caps = {Whose(Scope.ROLE, number): FULL for number in range(1, 61)}
    lines = shown(Policy(caps=caps), locale).splitlines()
    listed = [line for line in lines if line.startswith("- ")]
    assert 10 < len(listed) < 60
    assert listed[0].startswith("- <@&1>")
    assert any(str(60 - len(listed)) in line and "…" in line for line in lines)


@pytest.mark.parametrize("number", [1, 25, 30])
def test_caps_that_fit_are_all_listed(number: int) -> None:
    caps = {Whose(Scope.ROLE, one): Cap(audio=False) for one in range(1, number + 1)}
    said = shown(Policy(caps=caps))
    assert said.count("- <@&") == number
    assert "…" not in said


def test_words_that_fit_are_all_listed() -> None:
    many = tuple(f"{number:02}" for number in range(90))
    said = shown(Policy(blocked_words=many))
    assert "**Blocked words** (90)" in said
    assert all(f"||{word}||" in said for word in many)
    assert "…" not in said


def test_a_changed_cap_names_what_was_before() -> None:
    said = [
        limits.cap_changed(TEXTS, "en-US", whose, CapChanged(before=before, after=after))
        for whose, before, after in (
            (SERVER, Cap(), Cap(duration=4)),
            (ROLE, Cap(duration=4), Cap(duration=4, jobs=2)),
            (CHANNEL, FULL, Cap()),
        )
    ]
    assert said == [
        "✅ everybody: **up to 4 s** (before: no cap).",
        "✅ <@&7>: **up to 4 s, 2 videos at once** (before: up to 4 s).",
        f"✅ in <#9>: **no cap** (before: {limits.cap_words(TEXTS, 'en-US', FULL)}).",
    ]


def test_changed_prices_name_what_was_before_only_if_it_was_different() -> None:
    before, after = Policy(confirm_above=28), Policy(confirm_above=28, approve_above=56, log_channel=ChannelId(3))
    assert limits.prices_changed(TEXTS, "en-US", PolicyChanged(before=before, after=after)).splitlines() == [
        "✅ From now on:",
        "A member confirms what takes more than **28 credits**.",
        "What takes more than **56 credits** waits for a moderator.",
        "-# Before: A member confirms what takes more than **28 credits**. Nothing waits for a moderator.",
    ]
    assert "Before" not in limits.prices_changed(TEXTS, "en-US", PolicyChanged(before=after, after=after))
    assert "之前" in limits.prices_changed(TEXTS, "zh-CN", PolicyChanged(before=before, after=after))


def test_changed_words_name_what_came_and_went() -> None:
    said = [
        words(limits.words_changed(TEXTS, "en-US", WordsChanged(before, after))).splitlines()
        for before, after in ((("a", "b"), ("b", "c")), ((), ("a",)), (("a",), ()), (("a",), ("a",)))
    ]
    assert said == [
        [
            "✅ The blocked words are changed.",
            "Blocked now: ||c||",
            "Allowed again: ||a||",
            "**Blocked words** (2): ||b||, ||c||",
        ],
        ["✅ The blocked words are changed.", "Blocked now: ||a||", "**Blocked words** (1): ||a||"],
        ["✅ The blocked words are changed.", "Allowed again: ||a||", "No words are blocked."],
        ["ℹ️ Nothing had to be changed.", "**Blocked words** (1): ||a||"],  # noqa: RUF001 - the sign of the text
    ]


def who(**changes: Any) -> Requester:
    about = {"guild_id": GuildId(1), "channel_id": ChannelId(9), "member_id": MemberId(4), "locale": "en-US"}
    return Requester(**{**about, "guild_locale": "en-US", "role_ids": (RoleId(7),), **changes})


def test_a_member_is_told_what_concerns_the_member_here() -> None:
    policy = Policy(
        caps={SERVER: Cap(duration=8), ROLE: Cap(audio=False), CHANNEL: Cap(jobs=1), Whose(Scope.ROLE, 8): FULL},
        confirm_above=28,
        approve_above=56,
        channels=frozenset({ChannelId(9), ChannelId(2)}),
        blocked_words=("secret",),
        paused=True,
    )
    said = "\n".join(limits.allowed_lines(TEXTS, "en-US", policy, who()))
    for part in ("paused", "<#2>, <#9>", "up to 8 s", "no sound", "one video at once", "28 credits", "56 credits"):
        assert part in said
    assert "secret" not in said
    assert "480p" not in said
    moderators = "\n".join(limits.allowed_lines(TEXTS, "en-US", policy, who(is_moderator=True)))
    assert "28 credits" in moderators
    assert "56 credits" not in moderators
    elsewhere = "\n".join(limits.allowed_lines(TEXTS, "zh-CN", policy, who(channel_id=ChannelId(3))))
    assert "⚠️" in elsewhere
    assert limits.allowed_lines(TEXTS, "en-US", Policy(), who()) == []
