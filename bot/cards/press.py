"""What every press of a button goes through: acknowledged, its presser read, answered in words whatever happens."""

from collections.abc import Awaitable, Callable
from typing import Any

import discord

from bot.cards.door import Handout, Services, admit, answer, apologise, services_of
from bot.cards.words import refusal
from bot.domain.refusals import Refusal
from bot.domain.requester import Requester

Outcome = str | discord.ui.LayoutView | Refusal
"""What a press leads to: an answer, a panel, or an expected no."""


async def serve_press(
    interaction: discord.Interaction[Any],
    acknowledge: Callable[[discord.Interaction[Any]], Awaitable[None]],
    act: Callable[[Services, Requester], Awaitable[Outcome | Handout]],
) -> None:
    """Acknowledge a press, act for the one who presses, and show the outcome to that one alone.

    Nothing is raised: discord.py would only log it and leave the presser waiting.
    """
    try:
        await acknowledge(interaction)
        services = services_of(interaction)
        requester = await admit(interaction)
        outcome = requester if isinstance(requester, Refusal) else await act(services, requester)
        if isinstance(outcome, Refusal):
            outcome = refusal(services.texts, interaction.locale.value, outcome)
        await answer(interaction, outcome)
    except Exception as error:  # noqa: BLE001 - apologise logs it
        await apologise(interaction, error)
