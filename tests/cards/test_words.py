import re
from dataclasses import fields
from typing import Any

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards import words
from bot.cards.private import NEEDED
from bot.domain.ids import MemberId
from bot.domain.refusals import (
    AllowanceUsedUp,
    AudioCapped,
    ChannelForbidden,
    ChannelNotAllowed,
    DurationCapped,
    ImagesCapped,
    ImageWrongShape,
    JobsCapped,
    PromptTooLong,
    Refusal,
    ResolutionCapped,
    ServerOnly,
    WordBlocked,
    WordsUnfit,
)
from bot.i18n import Texts
from tests.cards.samples import HOSTILE, NOW

TEXTS = Texts()


def test_an_ordinary_prompt_is_quoted_as_it_is() -> None:
    assert words.quote("A slow-motion shot (close-up): 3 cats, it's 50% off!") == (
        "A slow-motion shot (close-up): 3 cats, it's 50% off!"
    )


def test_a_hostile_prompt_becomes_plain_text() -> None:
    assert words.quote(HOSTILE) == (
        "@\u200beveryone @\u200bhere \\<@&1\\> \\<@\u200b123456789012345678\\> # head \\*\\*bold\\*\\* "
        "\\_\\_u\\_\\_ \\~\\~s\\~\\~ \\|\\|spoiler\\|\\| \\`code\\` \\> quote \\[free\\](https:\\/\\/evil.example\\/x) "
        "https:\\/\\/discord.gg\\/abc \\<https:\\/\\/a.example\\> \\<t:0:R\\> gnp.exe -# small"
    )


def test_a_long_prompt_is_cut() -> None:
    quoted = words.quote("word " * 400)
    assert len(quoted) <= words.PROMPT_LIMIT
    assert quoted.endswith("word…")


@pytest.mark.parametrize("nothing", ["", "  \n ", "\u200b\u202e\ufeff"])
def test_what_shows_nothing_is_quoted_as_an_ellipsis(nothing: str) -> None:
    assert words.quote(nothing) == "…"


def test_joined_emoji_stay_joined() -> None:
    assert words.quote("👨\u200d👩\u200d👧 walk") == "👨\u200d👩\u200d👧 walk"


@given(st.text(max_size=2000))
def test_no_prompt_breaks_out_of_its_line(text: str) -> None:
    quoted = words.quote(text)
    bare = quoted.replace("\\\\", "")
    assert 1 <= len(quoted) <= words.PROMPT_LIMIT * 3
    assert len(quoted.splitlines()) == 1
    assert "://" not in quoted
    for mark in "*_~`|[]<>":
        assert bare.count(mark) == bare.count(f"\\{mark}")


def test_times_are_left_to_discord() -> None:
    assert words.relative(NOW + 0.9) == "<t:1764000000:R>"
    assert words.exact(NOW) == "<t:1764000000:F>"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-3, "1 s"), (0, "1 s"), (29, "29 s"), (31, "1 min"), (62, "1 min"), (3540, "59 min"), (3900, "1 h 5 min")],
)
def test_spans_are_said_roughly(seconds: float, said: str) -> None:
    assert words.span(TEXTS, "en-US", seconds) == said


def test_a_used_up_allowance_names_the_limit_the_rest_and_the_reset() -> None:
    no = AllowanceUsedUp(price=28, available=20, held=56, allowance=500, resets_at=NOW)
    assert words.refusal(TEXTS, "en-US", no) == (
        "⚠️ This video takes 28 credits, but the server has 20 of 500 left. 56 are set aside for videos under way and "
        "come back if those fail. Fresh credits come <t:1764000000:R>. A shorter clip, 480p or no sound takes fewer "
        "(see `/credits`). The operator of this bot can raise the allowance.\n-# Nothing was spent."
    )


def test_nothing_set_aside_is_not_mentioned() -> None:
    no = AllowanceUsedUp(price=28, available=20, held=0, allowance=500, resets_at=NOW)
    assert "left. Fresh credits" in words.refusal(TEXTS, "en-US", no)
    assert "左" not in words.refusal(TEXTS, "zh-CN", no)
    assert "预留" not in words.refusal(TEXTS, "zh-CN", no)


def test_missing_permissions_are_named_as_in_the_readers_settings() -> None:
    no = ChannelForbidden("send_messages_in_threads, attach_files")
    assert "Send Messages in Threads, Attach Files" in words.refusal(TEXTS, "en-US", no)
    assert "在子区内发送消息、附加文件" in words.refusal(TEXTS, "zh-TW", no)


def test_pixels_are_not_grouped_and_characters_are() -> None:
    assert "12000\u00d710 pixels" in words.refusal(TEXTS, "en-US", ImageWrongShape(12000, 10))
    assert "2,001 characters" in words.refusal(TEXTS, "en-US", PromptTooLong(2001, 2000))


@pytest.mark.parametrize(
    ("no", "english", "chinese"),
    [
        (
            ResolutionCapped("720p", "480p", "server", 1),
            "720p is sharper than 480p, which is the most for everybody here.",
            "对本服务器所有人最高只能用 480p",
        ),
        (
            DurationCapped(12, 8, "role", 7),
            "12 seconds are longer than 8 seconds, which is the most for the role <@&7>.",
            "对身份组 <@&7>最长只能用 8 秒",
        ),
        (AudioCapped("channel", 9), "Sound is switched off in <#9>.", "在 <#9>不能使用声音"),
        (ImagesCapped("channel", 9), "Videos do not start from pictures in <#9>.", "在 <#9>不能由图片开始视频"),
        (JobsCapped(2, "role", 7), "as one member may have for the role <@&7>: 2.", "对身份组 <@&7>每个成员"),
        (ChannelNotAllowed("5 9"), "Use <#5>, <#9>.", "请使用 <#5>、<#9>。"),
        (WordBlocked("||*x*||"), "“\\|\\|\\*x\\*\\|\\|”", "“\\|\\|\\*x\\*\\|\\|”"),
        (WordsUnfit(200, 60), "Up to 200 words or phrases can be blocked, each of 60 characters", "最多可屏蔽 200 个"),
    ],
)
def test_what_a_policy_refuses_names_the_limit_and_for_whom_it_is(no: Refusal, english: str, chinese: str) -> None:
    assert english in words.refusal(TEXTS, "en-US", no)
    assert chinese in words.refusal(TEXTS, "zh-CN", no)


def test_a_long_blocked_word_is_cut_in_a_refusal() -> None:
    assert "x" * 59 + "…" in words.refusal(TEXTS, "en-US", WordBlocked("x" * 61))


SAMPLE: dict[str, Any] = {
    "missing": "attach_files",
    "channels": "1 2",
    "scope": "role",
    "size_mb": 12.5,
    "source": "role",
    "why": "spam",
    "outcome": "approved",
    "period": "week",
    "zone": "Mars/Olympus",
    "server": "the film club",
}


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
@pytest.mark.parametrize("kind", Refusal.__subclasses__())
def test_every_refusal_says_that_nothing_was_spent_or_changed(kind: type[Refusal], locale: str) -> None:
    no = kind(**{field.name: SAMPLE.get(field.name, 3) for field in fields(kind)})
    said = words.refusal(TEXTS, locale, no)
    nothing = ("Nothing was changed.", "没有任何更改。") if kind.of_change else ("Nothing was spent.", "没有花费积分。")
    assert said.endswith(nothing)
    assert "{" not in said


def test_a_refusal_in_another_language_is_english() -> None:
    assert words.refusal(TEXTS, "fr", ServerOnly()) == words.refusal(TEXTS, "en-US", ServerOnly())


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_every_permission_we_need_has_a_name(locale: str) -> None:
    names = (*NEEDED, "send_messages_in_threads")
    assert set(names) <= set(discord.Permissions.VALID_FLAGS)
    assert len(re.split(", |、", words.permissions(TEXTS, locale, names))) == len(names)


@pytest.mark.parametrize(
    ("locale", "nobody", "gone"),
    [
        ("en", "a member who was erased", "description not kept any more"),
        ("zh-CN", "一位已被清除的成员", "描述已不再保留"),
    ],
)
def test_what_is_not_kept_any_more_is_said_in_words(locale: str, nobody: str, gone: str) -> None:
    assert words.someone(TEXTS, locale, MemberId(7)) == "<@7>"
    assert words.someone(TEXTS, locale, MemberId(0)) == words.someone(TEXTS, locale, None) == nobody
    assert words.prompt_words(TEXTS, locale, "a *boat*") == "a \\*boat\\*"
    assert words.prompt_words(TEXTS, locale, "") == gone
