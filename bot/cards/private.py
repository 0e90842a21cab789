"""Answers that only the asker sees: the receipt, the credits card, the help."""

from collections.abc import Collection, Sequence
from typing import Final

from bot.cards.public import spec_facts
from bot.cards.quota import blocked_lines
from bot.cards.words import amount, exact, limit_source, permissions, quote, relative
from bot.domain.budget import Balance, Share
from bot.domain.drift import Cell
from bot.domain.job import Job, JobState
from bot.domain.video import DURATIONS, Resolution, VideoSpec
from bot.i18n import Texts

NEEDED: Final = ("view_channel", "send_messages", "attach_files", "embed_links", "read_message_history")
"""What the bot must be allowed in a channel, by Discord's names."""
IN_THREADS: Final = "send_messages_in_threads"
"""Takes the place of send_messages in threads and in the posts of forums (Discord: permissions)."""
IN_VOICE: Final = "connect"
"""Without it the text of a voice channel is closed as well."""


def receipt(texts: Texts, locale: str, job: Job, balance: Balance) -> str:
    """Say what an accepted job takes, what is left after it, and what happens next."""
    waits = job.state is JobState.AWAITING_APPROVAL
    return texts.say(
        locale,
        "receipt-awaiting" if waits else "receipt",
        credits=amount(texts, locale, job.price),
        available=balance.left,
        allowance=amount(texts, locale, balance.allowance),
        extra=balance.extra,
        yours=_yours(texts, locale, balance.share),
        resets=relative(balance.resets_at),
    )


def _yours(texts: Texts, locale: str, share: Share) -> str:
    """Say what a limit leaves to the member, a sentence of its own; nothing without one."""
    return "" if share.left is None else texts.say(locale, "receipt-yours", left=amount(texts, locale, share.left))


def picture_receipt(texts: Texts, locale: str, job: Job, balance: Balance, *, own_prompt: bool, own_shape: bool) -> str:
    """Say the same of a video that starts from a picture, and what was chosen for the member."""
    lines = [receipt(texts, locale, job, balance)]
    if not own_shape:
        lines.append(texts.say(locale, "receipt-shape", ratio=job.spec.aspect_ratio.value))
    if not own_prompt:
        lines.append(texts.say(locale, "receipt-prompt", prompt=quote(job.spec.prompt)))
    return "\n".join(lines)


def price_question(texts: Texts, locale: str, spec: VideoSpec, balance: Balance, *, like_picture: bool = False) -> str:
    """Ask whether the price of a video is agreed to, with what is left of which it would be held."""
    ratio = texts.say(locale, "confirm-like-picture") if like_picture else None
    return texts.say(
        locale,
        "confirm",
        prompt=quote(spec.prompt),
        facts=spec_facts(texts, spec, spec.price, locale, ratio),
        price=amount(texts, locale, spec.price),
        available=balance.available,
        yours=_yours(texts, locale, balance.share),
    )


def cancelled(texts: Texts, locale: str, job: Job) -> str:
    """Say that a job was called off and what came back."""
    return texts.say(locale, "cancelled", credits=amount(texts, locale, job.price))


def credits_card(
    texts: Texts,
    locale: str,
    balance: Balance,
    allowed: Sequence[str] = (),
    closed: Collection[Cell] = (),
) -> str:
    """Show what the server has to spend, what of it is the reader's, when it resets, and every price.

    `allowed` are lines about what else holds for the reader, `closed` cells in which no video may be asked for now.
    """
    parts = [
        texts.say(locale, "credits-title"),
        texts.say(
            locale,
            "credits-left",
            available=balance.left,
            allowance=amount(texts, locale, balance.allowance),
        ),
        texts.say(locale, "credits-use", spent=balance.spent, held=balance.held),
        *_extra(texts, locale, balance),
        *share_lines(texts, locale, balance.share),
        *blocked_lines(texts, locale, balance.block),
        texts.say(locale, "credits-reset", at=exact(balance.resets_at), **{"in": relative(balance.resets_at)}),
        *allowed,
        "",
        texts.say(locale, "credits-prices"),
        price_table(closed),
        *([texts.say(locale, "credits-closed")] if closed else []),
    ]
    return "\n".join(parts)


def _extra(texts: Texts, locale: str, balance: Balance) -> list[str]:
    if not (balance.extra or balance.extra_held):
        return []
    return [texts.say(locale, "credits-extra", extra=amount(texts, locale, balance.extra), held=balance.extra_held)]


def share_lines(texts: Texts, locale: str, share: Share) -> list[str]:
    """Say what of the credits the reader used, and what the reader's limit leaves and where it comes from."""
    lines = [texts.say(locale, "credits-yours", spent=share.spent, held=share.held)]
    if share.limit is None or share.left is None:
        return lines
    lines.append(
        texts.say(
            locale,
            "credits-limit",
            left=share.left,
            limit=amount(texts, locale, share.limit.credits),
            source=limit_source(texts, locale, share.limit.source.value, share.limit.role or 0),
        )
    )
    if share.room:
        lines.append(texts.say(locale, "credits-room", room=amount(texts, locale, share.room)))
    return lines


def price_table(closed: Collection[Cell] = ()) -> str:
    """Draw all prices, 24 columns wide so that no phone wraps them; no words, so that every language lines up.

    What is closed has a cross before its price.
    """
    rows = ["        " + "".join(f"{f'{seconds} s':>5}" for seconds in DURATIONS)]
    for resolution in Resolution:
        for with_audio in (False, True):
            label = f"{resolution.value} {'♪' if with_audio else ''}"
            cells = [Cell(resolution=resolution, duration=seconds, sound=with_audio) for seconds in DURATIONS]
            prices = [f"{'×' if cell in closed else ''}{cell.price}" for cell in cells]
            rows.append(f"{label:<8}" + "".join(f"{price:>5}" for price in prices))
    return "```\n" + "\n".join(rows) + "\n```"


def help_screen(texts: Texts, locale: str, *, for_moderator: bool) -> str:
    """Explain on one screen what can be done; a moderator sees what moderators can do besides."""
    parts = [
        texts.say(locale, "help-title"),
        texts.say(locale, "help-generate"),
        texts.say(locale, "help-animate"),
        texts.say(locale, "help-wait"),
        texts.say(locale, "help-pay"),
        texts.say(locale, "help-jobs"),
        texts.say(locale, "help-credits"),
        "",
        texts.say(locale, "help-tip"),
    ]
    if for_moderator:
        needed = permissions(texts, locale, (*NEEDED, IN_THREADS, IN_VOICE))
        parts += ["", texts.say(locale, "help-moderator", permissions=needed)]
    return "\n".join(parts)
