"""Pieces of text that every card is made of: quoted prompts, credits, times, reasons."""

import re
from dataclasses import asdict
from typing import Final

import discord

from bot.domain.ids import Instant, MemberId
from bot.domain.policy import Scope
from bot.domain.refusals import (
    AllowanceOverCeiling,
    AllowanceUsedUp,
    AudioCapped,
    Blocked,
    ChannelNotAllowed,
    DurationCapped,
    ImagesCapped,
    JobsCapped,
    MemberLimitReached,
    Refusal,
    ResetDayUnknown,
    ResolutionCapped,
)
from bot.i18n import Texts

PROMPT_LIMIT: Final = 300
IN_A_REFUSAL: Final = 60
"""Characters of what somebody typed that a refusal repeats."""
_HOUR: Final = 60
_HIDDEN = re.compile("[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")
# A backslash before any of these takes its meaning away (Discord's Markdown). The slash breaks links and invites.
_MARKUP = re.compile(r"[\\*_~`|\[\]<>/]")


def quote(text: str, limit: int = PROMPT_LIMIT) -> str:
    """Make a text of somebody else harmless inside of a line: one line, no markup, links, mentions or hidden marks.

    At most `limit` characters of it are kept.
    """
    return _MARKUP.sub(r"\\\g<0>", discord.utils.escape_mentions(one_line(text, limit)))


def one_line(text: str, limit: int) -> str:
    """Bring a text of somebody else onto one line without hidden marks, for where Discord reads no markup."""
    text = " ".join(_HIDDEN.sub(" ", text).split())
    return (text if len(text) <= limit else text[: limit - 1].rstrip() + "…") or "…"


def mention(member_id: MemberId) -> str:
    """Name a member; whether that pings is decided by the message's allowed mentions."""
    return f"<@{member_id}>"


def someone(texts: Texts, locale: str, member_id: MemberId | None) -> str:
    """Name a member, or say in words that the one who it was is erased; that is known by no id, and by 0 of a job."""
    return mention(member_id) if member_id else texts.say(locale, "record-erased")


def prompt_words(texts: Texts, locale: str, prompt: str, limit: int = PROMPT_LIMIT) -> str:
    """Quote a prompt, or say in words that it is not kept any more."""
    return quote(prompt, limit) if prompt else texts.say(locale, "prompt-gone")


def role_mention(role_id: int) -> str:
    """Name a role; whether that pings is decided by the message's allowed mentions."""
    return f"<@&{role_id}>"


def channel_mention(channel_id: object) -> str:
    """Name a channel, as a link to it."""
    return f"<#{channel_id}>"


def scope_words(texts: Texts, locale: str, scope: str, subject: int) -> str:
    """Say for whom or for where a cap is."""
    name = channel_mention(subject) if scope == Scope.CHANNEL else role_mention(subject)
    return texts.say(locale, f"scope-{scope}", subject=name)


def limit_source(texts: Texts, locale: str, source: str, role: int) -> str:
    """Say where a member's limit comes from."""
    return texts.say(locale, f"limit-from-{source}", role=role_mention(role))


def block_end(texts: Texts, locale: str, until: Instant | None) -> str:
    """Say until when a block lasts."""
    return texts.say(locale, "block-for-good") if until is None else texts.say(locale, "block-until", at=exact(until))


def blocked_for(texts: Texts, locale: str, reason: str) -> str:
    """Say why somebody is blocked, a sentence of its own; nothing without a reason."""
    return texts.say(locale, "block-reason", reason=quote(reason)) if reason else ""


def relative(instant: Instant) -> str:
    """Let Discord count to or from an instant, in each reader's language."""
    return f"<t:{int(instant)}:R>"


def exact(instant: Instant) -> str:
    """Let Discord write an instant in each reader's language and zone."""
    return f"<t:{int(instant)}:F>"


def amount(texts: Texts, locale: str, count: int) -> str:
    """Say a number of credits."""
    return texts.say(locale, "credits", count=count)


def span(texts: Texts, locale: str, seconds: float) -> str:
    """Say how long something took."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return texts.say(locale, "span-seconds", seconds=max(1, round(seconds)))
    if minutes < _HOUR:
        return texts.say(locale, "span-minutes", minutes=minutes)
    return texts.say(locale, "span-hours", hours=minutes // _HOUR, minutes=minutes % _HOUR)


def permissions(texts: Texts, locale: str, names: tuple[str, ...]) -> str:
    """List permissions by the names that Discord's own settings show in the reader's language."""
    separator = texts.say(locale, "separator")
    return separator.join(texts.say(locale, f"permission-{name.replace('_', '-')}") for name in names)


def refusal(texts: Texts, locale: str, no: Refusal) -> str:
    """Word a refusal for its reader."""
    values = {name: _fact(texts, locale, name, value) for name, value in asdict(no).items()}
    if isinstance(no, AllowanceUsedUp | MemberLimitReached):
        values["price"] = amount(texts, locale, no.price)
    if isinstance(no, MemberLimitReached):
        values["source"] = limit_source(texts, locale, no.source, no.role)
    if isinstance(no, AllowanceOverCeiling | ResetDayUnknown):
        values["period"] = texts.say(locale, f"period-{no.period}")
    if isinstance(no, Blocked):
        values["until_at"] = block_end(texts, locale, no.until_at or None)
        values["why"] = blocked_for(texts, locale, no.why)
    if isinstance(no, ChannelNotAllowed):
        values["channels"] = texts.say(locale, "separator").join(map(channel_mention, no.channels.split()))
    if isinstance(no, ResolutionCapped | DurationCapped | AudioCapped | ImagesCapped | JobsCapped):
        values["scope"] = scope_words(texts, locale, no.scope, no.subject)
    key = "refusal-of-change" if no.of_change else "refusal"
    return texts.say(locale, key, reason=texts.say(locale, no.key(), **values))


def _fact(texts: Texts, locale: str, name: str, value: str | float) -> str | float:
    if name == "missing":
        return permissions(texts, locale, tuple(str(value).split(", ")))
    if name.endswith("_at"):
        return relative(float(value))
    if name == "channel":
        return channel_mention(value)
    if name in {"zone", "word", "server", "typed"}:
        return quote(str(value), IN_A_REFUSAL)
    # Pixels are not grouped in thousands.
    return str(value) if name in {"width", "height", "subject"} else value
