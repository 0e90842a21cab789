"""The card of a job in the log channel: who asked for what, what became of it and of its credits, who did what."""

from typing import Final

import discord

from bot.cards.jobs import jump_link, line_words
from bot.cards.log_buttons import card_row
from bot.cards.public import reason, request_facts
from bot.cards.quota import GREEN, RED, YELLOW
from bot.cards.words import channel_mention, mention, prompt_words, relative, someone
from bot.domain.delivery import DeliveryState
from bot.domain.history import LineKind, Record
from bot.domain.job import JobState
from bot.domain.log_card import CardNote, LogCard
from bot.i18n import Texts

Panel = discord.ui.LayoutView
PROMPT: Final = 200
"""Characters of a prompt on a card."""
NOTES: Final = 6
"""Notes on a card, the newest; it says how many there are besides."""
_COLOURS: Final = {
    JobState.AWAITING_APPROVAL: YELLOW,
    JobState.DELIVERED: GREEN,
    JobState.UNDELIVERABLE: YELLOW,
    JobState.FAILED: RED,
    JobState.EXPIRED: RED,
}


def panel(texts: Texts, card: LogCard) -> Panel:
    """Draw a card with the buttons that its job allows."""
    job = card.record.job
    text = discord.ui.TextDisplay[Panel](_text(texts, card))
    box = discord.ui.Container[Panel](text, accent_colour=_COLOURS.get(job.state))
    row = card_row(texts, job.guild_locale, card.record)
    if row.children:
        box.add_item(row)
    return Panel(timeout=None).add_item(box)


def said(view: Panel) -> list[str]:
    """Give the texts of a card, to compare one that stands with one that should."""
    return [item.content for item in view.walk_children() if isinstance(item, discord.ui.TextDisplay)]


def _text(texts: Texts, card: LogCard) -> str:
    record, job, locale = card.record, card.record.job, card.record.job.guild_locale
    heading = texts.say(
        locale,
        "log-card",
        member=someone(texts, locale, job.member_id),
        channel=channel_mention(job.channel_id),
        prompt=prompt_words(texts, locale, job.spec.prompt, PROMPT),
        line=_result(texts, locale, record),
        price=_price(texts, locale, record),
        facts=request_facts(texts, job, locale, numbered=True),
    )
    return "\n".join([heading, *_notes(texts, locale, card)])


def _result(texts: Texts, locale: str, record: Record) -> str:
    """Say how a job ended. What is under way changes without its card, so that this says nothing that may pass."""
    job = record.job
    match job.state:
        case JobState.AWAITING_APPROVAL:
            until = relative(job.state_at if job.deadline_at is None else job.deadline_at)
            return texts.say(locale, "log-awaiting", until=until)
        case JobState.CANCELLED | JobState.FAILED | JobState.EXPIRED:
            key = "log-cancelled" if job.state is JobState.CANCELLED else "log-failed"
            return texts.say(locale, key, reason=reason(texts, job, locale))
        case JobState.DELIVERED | JobState.UNDELIVERABLE:
            return _clip(texts, locale, record)
        case _:
            return texts.say(locale, "log-under-way")


def _clip(texts: Texts, locale: str, record: Record) -> str:
    job, standing = record.job, record.standing
    last = record.deliveries[-1].state if record.deliveries else None
    if last is DeliveryState.DELETING:
        return texts.say(locale, "job-deletion-under-way")
    if standing is not None:
        return texts.say(locale, "log-posted", link=jump_link(job.guild_id, standing))
    if last is DeliveryState.DELETED:
        return texts.say(locale, "job-clip-deleted")
    return texts.say(locale, "job-clip-gone" if job.state is JobState.DELIVERED else "log-not-posted")


def _price(texts: Texts, locale: str, record: Record) -> str:
    """Say what became of a job's credits; that they were set aside only as long as it is all."""
    told = [line for line in record.lines if line.kind is not LineKind.HELD] or record.lines
    return " · ".join(line_words(texts, locale, line) for line in told) or texts.say(locale, "log-no-credits")


def _notes(texts: Texts, locale: str, card: LogCard) -> list[str]:
    lines = [_note(texts, locale, note) for note in card.notes[-NOTES:]]
    more = len(card.notes) - NOTES
    return [texts.say(locale, "log-notes-more", count=more), *lines] if more > 0 else lines


def _note(texts: Texts, locale: str, note: CardNote) -> str:
    who = texts.say(locale, "log-erased") if note.by is None else mention(note.by)
    return texts.say(locale, f"log-note-{note.deed.value}", who=who, at=relative(note.at))
