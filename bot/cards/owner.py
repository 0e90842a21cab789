"""The answers of /operator, and what it offers while a server's id is typed."""

from bot.cards.words import amount
from bot.domain.budget import Changed
from bot.domain.ids import GuildId
from bot.domain.stats import ServerUse
from bot.i18n import Texts


def key_changed(texts: Texts, locale: str, change: Changed) -> str:
    """Say what of the key's budget is free now."""
    return texts.say(locale, "owner-key", **_change(texts, locale, change))


def extra_changed(texts: Texts, locale: str, server: GuildId, change: Changed, *, known: bool) -> str:
    """Say what a server's extra credits are now."""
    said = texts.say(locale, "owner-extra", server=str(server), **_change(texts, locale, change))
    return said if known else f"{said}\n{texts.say(locale, 'owner-stranger')}"


def ceiling_changed(texts: Texts, locale: str, server: GuildId, change: Changed, *, known: bool) -> str:
    """Say what a server's moderators may settle now."""
    said = texts.say(locale, "owner-ceiling", server=str(server), **_change(texts, locale, change))
    return said if known else f"{said}\n{texts.say(locale, 'owner-stranger')}"


def _change(texts: Texts, locale: str, change: Changed) -> dict[str, str]:
    return {name: _amount(texts, locale, getattr(change, name)) for name in ("before", "after")}


def _amount(texts: Texts, locale: str, credits_: int | None) -> str:
    return texts.say(locale, "owner-default") if credits_ is None else amount(texts, locale, credits_)


def server_choice(texts: Texts, locale: str, use: ServerUse) -> str:
    """Offer a server by its id, which is all that is known of it, and by what tells it from others."""
    if use.allowance is None:
        return texts.say(locale, "owner-server-idle", server=str(use.guild_id))
    used = amount(texts, locale, use.allowance)
    return texts.say(locale, "owner-server-choice", server=str(use.guild_id), used=use.used, allowance=used)
