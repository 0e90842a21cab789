"""What every command begins with: the acknowledgement and the requester; and the words of its description."""

from dataclasses import replace
from typing import Any, Final

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.cards.door import admit, answer, defer_privately
from bot.cards.words import refusal
from bot.domain.refusals import Refusal
from bot.domain.requester import Requester
from bot.i18n import Texts
from bot.service.moderation import Request

_TEXTS = Texts()
LONGEST_REASON: Final = 300
Reason = app_commands.Range[str, 1, LONGEST_REASON]
"""The option that asks why."""
Answer = str | discord.ui.LayoutView | Refusal


def described(key: str) -> locale_str:
    """Take a description or a label from the catalogues: in English here, in other languages by the translator."""
    return locale_str(_TEXTS.say("en-US", key), key=key)


async def let_in(interaction: discord.Interaction[Any], texts: Texts) -> Requester | None:
    """Acknowledge, then read who asks; None when the asker was refused and told so."""
    await defer_privately(interaction)
    requester = await admit(interaction)
    if isinstance(requester, Refusal):
        await answer(interaction, refusal(texts, interaction.locale.value, requester))
        return None
    return requester


async def let_moderator_in(interaction: discord.Interaction[Any], texts: Texts) -> Requester | None:
    """Do the same for a command that Discord lets moderators use alone.

    Who those are, the server may settle in its own Integrations settings (Discord: application command permissions), so
    that the one whose command arrives is one.
    """
    requester = await let_in(interaction, texts)
    return None if requester is None else as_moderator(requester)


def as_moderator(requester: Requester) -> Requester:
    """Take the one for a moderator to whom Discord offered a command of moderators."""
    return replace(requester, is_moderator=True)


def request_of(interaction: discord.Interaction[Any], requester: Requester, reason: str | None = None) -> Request:
    """Say who asks a service for a change, by which interaction, and why."""
    return Request(requester=requester, interaction=interaction.id, reason=reason or "")


async def reply(interaction: discord.Interaction[Any], texts: Texts, shown: Answer) -> None:
    """Put the private answer in place of "is thinking…", a refusal in words."""
    await answer(interaction, refusal(texts, interaction.locale.value, shown) if isinstance(shown, Refusal) else shown)
