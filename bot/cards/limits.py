"""What /limits shows and says: caps, the prices that are asked about, blocked words."""

from collections.abc import Collection, Iterator
from typing import Final

import discord

from bot.cards.words import amount, channel_mention, quote, role_mention
from bot.domain.policy import Cap, CapChanged, Policy, PolicyChanged, Scope, Whose, WordsChanged
from bot.domain.requester import Requester
from bot.i18n import Texts

Panel = discord.ui.LayoutView
CAPS: Final = 1900
"""Characters of caps that one panel lists; of what is left out it says how many there are."""
WORDS: Final = 1100
"""Characters of one list of blocked words; three of them are within the 4000 of a panel (Discord: Components V2)."""
SHORT: Final = 60


def panel(texts: Texts, locale: str, policy: Policy) -> Panel:
    """Show everything that was settled, and how what was not is."""
    parts = [
        texts.say(locale, "limits-title"),
        _caps(texts, locale, policy),
        "\n".join(_prices(texts, locale, policy)),
        _words(texts, locale, policy.blocked_words),
        texts.say(locale, "limits-hint"),
    ]
    box = discord.ui.Container[Panel](*(discord.ui.TextDisplay[Panel](part) for part in parts))
    return Panel(timeout=None).add_item(box)


def _caps(texts: Texts, locale: str, policy: Policy) -> str:
    if not policy.caps:
        return texts.say(locale, "limits-no-caps")
    places = list(Scope)
    in_order = sorted(policy.caps.items(), key=lambda one: (places.index(one[0].scope), one[0].subject))
    lines = [texts.say(locale, "limits-caps")]
    for number, (whose, cap) in enumerate(in_order):
        values = {"whose": whose_words(texts, locale, whose), "cap": cap_words(texts, locale, cap)}
        line = texts.say(locale, "limits-cap-line", **values)
        if len("\n".join([*lines, line])) > CAPS:
            lines.append(texts.say(locale, "quota-roles-more", count=len(in_order) - number))
            break
        lines.append(line)
    return "\n".join(lines)


def whose_words(texts: Texts, locale: str, whose: Whose) -> str:
    """Name for whom or where a cap is."""
    name = channel_mention(whose.subject) if whose.scope is Scope.CHANNEL else role_mention(whose.subject)
    return texts.say(locale, f"limits-whose-{whose.scope.value}", subject=name)


def cap_words(texts: Texts, locale: str, cap: Cap) -> str:
    """List what a cap lets, or say that there is none."""
    parts = list(_cap_parts(texts, locale, cap))
    return texts.say(locale, "separator").join(parts) if parts else texts.say(locale, "limits-cap-none")


def _cap_parts(texts: Texts, locale: str, cap: Cap) -> Iterator[str]:
    if cap.resolution is not None:
        yield texts.say(locale, "limits-cap-resolution", resolution=cap.resolution.value)
    if cap.duration is not None:
        yield texts.say(locale, "limits-cap-duration", seconds=cap.duration)
    if not cap.audio:
        yield texts.say(locale, "limits-cap-audio")
    if not cap.images:
        yield texts.say(locale, "limits-cap-images")
    if cap.jobs is not None:
        yield texts.say(locale, "limits-cap-jobs", jobs=cap.jobs)


def _prices(texts: Texts, locale: str, policy: Policy) -> Iterator[str]:
    for name, above in (("confirm", policy.confirm_above), ("approve", policy.approve_above)):
        if above is None:
            yield texts.say(locale, f"limits-no-{name}")
        else:
            yield texts.say(locale, f"limits-{name}", credits=amount(texts, locale, above))
    if policy.approve_above is not None and (policy.log_channel is None or policy.log_lost):
        yield texts.say(locale, "limits-no-log-channel")


def allowed_lines(texts: Texts, locale: str, policy: Policy, requester: Requester) -> list[str]:
    """Say what of a policy concerns a member in a channel; nothing where nothing was settled."""
    lines = []
    if policy.paused:
        lines.append(texts.say(locale, "limits-paused"))
    if policy.channels:
        channels = texts.say(locale, "separator").join(map(channel_mention, sorted(policy.channels)))
        here = bool(policy.channels & requester.channels)
        lines.append(texts.say(locale, "limits-channels-here" if here else "limits-channels", channels=channels))
    for whose, cap in policy.applying(requester):
        values = {"whose": whose_words(texts, locale, whose), "cap": cap_words(texts, locale, cap)}
        lines.append(texts.say(locale, "limits-applies", **values))
    if policy.confirm_above is not None:
        lines.append(texts.say(locale, "limits-confirm", credits=amount(texts, locale, policy.confirm_above)))
    if policy.approve_above is not None and not requester.is_moderator:
        lines.append(texts.say(locale, "limits-approve", credits=amount(texts, locale, policy.approve_above)))
    return lines


def _words(texts: Texts, locale: str, words: tuple[str, ...]) -> str:
    if not words:
        return texts.say(locale, "limits-no-words")
    return texts.say(locale, "limits-words", count=len(words), words=_listed(texts, locale, words))


def _listed(texts: Texts, locale: str, words: tuple[str, ...]) -> str:
    """List as many words as there is room for."""
    separator = texts.say(locale, "separator")
    listed = ""
    for word in words:
        longer = listed + (separator if listed else "") + f"||{quote(word, SHORT)}||"
        if len(longer) > WORDS:
            return f"{listed}{separator}…"
        listed = longer
    return listed


def cap_changed(texts: Texts, locale: str, whose: Whose, changed: CapChanged) -> str:
    """Say what a cap lets now, and what it let before, which may be what another moderator has just settled."""
    values = {
        "whose": whose_words(texts, locale, whose),
        "after": cap_words(texts, locale, changed.after),
        "before": cap_words(texts, locale, changed.before),
    }
    return texts.say(locale, "limits-cap-changed", **values)


def prices_changed(texts: Texts, locale: str, changed: PolicyChanged) -> str:
    """Say from which prices on somebody is asked now, and from which before."""
    lines = [texts.say(locale, "limits-prices-changed"), *_prices(texts, locale, changed.after)]
    before = list(_prices(texts, locale, changed.before))
    if before != lines[1:]:
        lines.append(texts.say(locale, "limits-before", before=" ".join(before)))
    return "\n".join(lines)


def words_changed(texts: Texts, locale: str, changed: WordsChanged) -> Panel:
    """Say which words are blocked now, and what came and went; a panel, because that may be much."""
    added = tuple(word for word in changed.after if word not in changed.before)
    removed = tuple(word for word in changed.before if word not in changed.after)
    lines = [texts.say(locale, "limits-words-changed" if added or removed else "limits-words-unchanged")]
    if added:
        lines.append(texts.say(locale, "limits-words-added", words=_listed(texts, locale, added)))
    if removed:
        lines.append(texts.say(locale, "limits-words-removed", words=_listed(texts, locale, removed)))
    lines.append(_words(texts, locale, changed.after))
    return Panel(timeout=None).add_item(discord.ui.TextDisplay("\n".join(lines)))


def tidied(texts: Texts, locale: str, gone: Collection[Whose]) -> str:
    """Say how many roles and channels that were deleted have no limits and caps any more."""
    roles = sum(whose.scope is Scope.ROLE for whose in gone)
    return texts.say(locale, "limits-tidied", roles=roles, channels=len(gone) - roles, count=len(gone))
