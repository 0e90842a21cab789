"""/setup: one panel from which a moderator settles everything that a server needs."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.cards.door import Services, answer, requester_of
from bot.cards.setup_items import show
from bot.cards.setup_submits import take_form
from bot.cards.words import refusal
from bot.client import ReelroomClient
from bot.domain.refusals import Refusal
from cogs.door import described, let_moderator_in


class Setup(commands.Cog):
    """The command that opens the panel."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @app_commands.command(name="setup", description=described("cmd-setup"))
    @app_commands.default_permissions(manage_guild=True)
    async def setup(self, interaction: discord.Interaction[Any]) -> None:
        """Show the panel."""
        requester = await let_moderator_in(interaction, self._services.texts)
        if requester is None:
            return
        who = requester_of(interaction)
        may_press = not isinstance(who, Refusal) and who.is_moderator
        panel = await show(self._services, requester, may_press=may_press)
        if isinstance(panel, Refusal):
            panel = refusal(self._services.texts, requester.locale, panel)
        await answer(interaction, panel)

    @commands.Cog.listener("on_interaction")
    async def form_came(self, interaction: discord.Interaction[Any]) -> None:
        """Take a form of the panel. Heard here, because discord.py itself forgets its forms with its process."""
        if interaction.type is discord.InteractionType.modal_submit:
            await take_form(interaction)


async def setup(bot: ReelroomClient) -> None:
    """Add the command to the client."""
    await bot.add_cog(Setup(bot.services))
