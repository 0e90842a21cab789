"""The panels of /quota: what a server, a role or a member may use, what was used of it, and what was settled."""

from collections.abc import Sequence
from typing import Final

import discord

from bot.cards.words import amount, block_end, blocked_for, exact, mention, relative, role_mention
from bot.domain.budget import Balance, Block, Budget, Changed, Returned, Share
from bot.domain.ids import MemberId, RoleId
from bot.i18n import Texts
from bot.service.moderation import Blocking

Panel = discord.ui.LayoutView
GREEN: Final = discord.Colour(0x3BA55D)
YELLOW: Final = discord.Colour(0xE0A100)
ORANGE: Final = discord.Colour(0xE06C00)
RED: Final = discord.Colour(0xD83C3E)
HALF: Final = 50
MOST: Final = 80
ALL: Final = 100
BAR: Final = 20
"""Marks of a bar."""
LISTED: Final = 20
"""Roles that one panel lists; with more it says how many there are."""


def budget_panel(texts: Texts, locale: str, budget: Budget) -> Panel:
    """Show what the server has, used and settled."""
    balance = budget.balance
    used = balance.held + balance.spent
    parts = [
        texts.say(locale, "quota-title"),
        _pool(texts, locale, balance),
        texts.say(
            locale,
            "quota-resets",
            period=texts.say(locale, f"period-{budget.kind.value}"),
            at=exact(balance.resets_at),
            **{"in": relative(balance.resets_at)},
        ),
        _settled(texts, locale, budget),
    ]
    if budget.role_limits:
        parts.append(roles_by_limit(texts, locale, budget))
    return _panel(parts, used, balance.allowance)


def _pool(texts: Texts, locale: str, balance: Balance) -> str:
    lines = [
        f"`{bar(balance.held + balance.spent, balance.allowance)}`",
        texts.say(
            locale,
            "quota-pool",
            left=balance.left,
            allowance=amount(texts, locale, balance.allowance),
            spent=balance.spent,
            held=balance.held,
        ),
    ]
    if balance.extra or balance.extra_held:
        extra = amount(texts, locale, balance.extra)
        lines.append(texts.say(locale, "credits-extra", extra=extra, held=balance.extra_held))
    return "\n".join(lines)


def _settled(texts: Texts, locale: str, budget: Budget) -> str:
    period = texts.say(locale, f"period-{budget.rule.period.value}")
    lines = [texts.say(locale, "quota-next"), *rule_rows(texts, locale, budget)]
    if budget.shorter_next:
        first = amount(texts, locale, budget.shorter_next.credits)
        lines.append(texts.say(locale, "quota-shorter", credits=first, at=exact(budget.shorter_next.ends_at)))
    lines.append(texts.say(locale, "quota-ceiling", ceiling=amount(texts, locale, budget.ceiling), period=period))
    lines.append(_for_all(texts, locale, budget.own.member_limit))
    return "\n".join(lines)


def rule_rows(texts: Texts, locale: str, budget: Budget) -> list[str]:
    """List each part of the rule with whether it was settled here or is the operator's."""
    own, rule = budget.own, budget.rule
    period = texts.say(locale, f"period-{rule.period.value}")
    rows: list[tuple[object, str, dict[str, str | float]]] = [
        (own.credits, "quota-rule-credits", {"credits": amount(texts, locale, rule.credits), "period": period}),
        (own.period, "quota-rule-period", {"period": period}),
        (own.reset_day, f"quota-rule-day-{rule.period.value}", {"day": rule.reset_day}),
        (own.zone, "quota-rule-zone", {"zone": rule.zone}),
    ]
    lines = []
    for settled, key, values in rows:
        by = texts.say(locale, "quota-inherited" if settled is None else "quota-set")
        lines.append(texts.say(locale, "quota-row", what=texts.say(locale, key, **values), by=by))
    return lines


def _for_all(texts: Texts, locale: str, limit: int | None) -> str:
    if limit is None:
        return texts.say(locale, "quota-no-member-limit")
    return texts.say(locale, "quota-member-limit", credits=amount(texts, locale, limit))


def roles_by_limit(texts: Texts, locale: str, budget: Budget, most: int = LISTED) -> str:
    """List at most so many roles with their limits, the best first."""
    best_first = sorted(budget.role_limits.items(), key=lambda one: (-one[1], one[0]))
    lines = [texts.say(locale, "quota-roles")]
    lines += [
        texts.say(locale, "quota-role-line", role=role_mention(role), credits=amount(texts, locale, credits_))
        for role, credits_ in best_first[:most]
    ]
    if len(best_first) > most:
        lines.append(texts.say(locale, "quota-roles-more", count=len(best_first) - most))
    return "\n".join(lines)


def member_panel(texts: Texts, locale: str, whose: MemberId, balance: Balance, allowed: Sequence[str] = ()) -> Panel:
    """Show what one member may still use here and why: the answer to "why could I not make a video?".

    `allowed` are lines about what else holds for the member.
    """
    share = balance.share
    limit = None if share.limit is None else share.limit.credits + share.room
    parts = [
        texts.say(locale, "quota-member-title", member=mention(whose)),
        texts.say(locale, "quota-member-now", credits=amount(texts, locale, balance.available_to_member)),
        *blocked_lines(texts, locale, balance.block),
        _share(texts, locale, share),
        texts.say(locale, "quota-member-pool", left=amount(texts, locale, balance.available)),
        texts.say(locale, "credits-reset", at=exact(balance.resets_at), **{"in": relative(balance.resets_at)}),
        *(["\n".join(allowed)] if allowed else []),
    ]
    return _panel(parts, share.held + share.spent, limit)


def blocked_lines(texts: Texts, locale: str, block: Block | None) -> list[str]:
    """Say that a member is blocked, if that is so."""
    if block is None:
        return []
    until, reason = block_end(texts, locale, block.until), blocked_for(texts, locale, block.reason)
    return [texts.say(locale, "quota-member-blocked", until=until, reason=reason)]


def blocked(texts: Texts, locale: str, whose: MemberId, blocking: Blocking) -> str:
    """Say that a member was blocked, until when, what was called off, and what another moderator set before."""
    said = texts.say(
        locale,
        "blocked",
        member=mention(whose),
        until=block_end(texts, locale, blocking.block.until),
        reason=blocked_for(texts, locale, blocking.block.reason),
        cancelled=blocking.cancelled,
    )
    if blocking.before is None:
        return said
    until = block_end(texts, locale, blocking.before.until)
    return "\n".join([said, texts.say(locale, "blocked-before", until=until)])


def unblocked(texts: Texts, locale: str, whose: MemberId, before: Block) -> str:
    """Say that a member is blocked no more, and what the block was."""
    return texts.say(locale, "unblocked", member=mention(whose), until=block_end(texts, locale, before.until))


def _share(texts: Texts, locale: str, share: Share) -> str:
    used = texts.say(locale, "quota-member-used", spent=share.spent, held=share.held)
    if share.limit is None:
        return f"{used}\n{texts.say(locale, 'quota-member-unlimited')}"
    limit = share.limit.credits + share.room
    words = texts.say(
        locale,
        "quota-member-limited",
        left=share.left or 0,
        limit=amount(texts, locale, share.limit.credits),
        source=texts.say(locale, f"limit-of-{share.limit.source.value}", role=role_mention(share.limit.role or 0)),
    )
    room = [texts.say(locale, "quota-member-room", room=amount(texts, locale, share.room))] if share.room else []
    return "\n".join([f"`{bar(share.held + share.spent, limit)}`", words, used, *room])


def role_panel(texts: Texts, locale: str, role: RoleId, budget: Budget) -> Panel:
    """Show what the members of one role may use."""
    limit = budget.role_limits.get(role)
    name = role_mention(role)
    parts = [texts.say(locale, "quota-role-title", role=name)]
    if limit is None:
        parts += [texts.say(locale, "quota-role-none"), _for_all(texts, locale, budget.own.member_limit)]
    else:
        parts.append(texts.say(locale, "quota-role-limit", credits=amount(texts, locale, limit)))
    return _panel(parts, 0, None)


def changed(texts: Texts, locale: str, whose: str, change: Changed) -> str:
    """Say what a limit is now and what it was before, which may be what another moderator has just set."""
    key = "quota-limit-removed" if change.after is None else "quota-limit-set"
    before = texts.say(locale, "quota-was-none") if change.before is None else amount(texts, locale, change.before)
    after = "" if change.after is None else amount(texts, locale, change.after)
    return texts.say(locale, key, whose=whose, before=before, after=after)


def room_given(texts: Texts, locale: str, whose: MemberId, change: Changed) -> str:
    """Say how much more a member may use this period."""
    added = (change.after or 0) - (change.before or 0)
    total = amount(texts, locale, change.after or 0)
    return texts.say(locale, "quota-room-given", member=mention(whose), added=amount(texts, locale, added), total=total)


def given_back(texts: Texts, locale: str, returned: Returned) -> str:
    """Say what was returned of a video, to its member and to the pool."""
    what = {"credits": amount(texts, locale, returned.credits), "pool": amount(texts, locale, returned.to_pool)}
    return texts.say(locale, "returned" if returned.to_pool == returned.credits else "returned-in-part", **what)


def bar(used: int, of: int) -> str:
    """Draw how much of something is used; what is used at all shows, and only what is used up is full."""
    if of <= 0:
        return "█" * BAR
    marks = min(BAR, used * BAR // of)
    return "█" * (max(marks, 1) if used > 0 else 0) + "░" * (BAR - (max(marks, 1) if used > 0 else 0))


def _panel(parts: list[str], used: int, of: int | None) -> Panel:
    box = discord.ui.Container[Panel](accent_colour=_colour(used, of))
    for part in parts:
        box.add_item(discord.ui.TextDisplay(part))
    panel = Panel(timeout=None)
    panel.add_item(box)
    return panel


def _colour(used: int, of: int | None) -> discord.Colour | None:
    """Choose green, from 50 % on yellow, from 80 % on orange, red when all is used; none where nothing is limited."""
    if of is None:
        return None
    share = ALL if of <= 0 else used * ALL // of
    return next(colour for least, colour in ((ALL, RED), (MOST, ORANGE), (HALF, YELLOW), (0, GREEN)) if share >= least)
