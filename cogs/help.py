"""/help: one screen for the one who asks."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.cards.door import answer
from bot.cards.private import help_screen
from bot.client import ReelroomClient
from bot.i18n import Texts
from cogs.door import described, let_in


class Help(commands.Cog):
    """The command that explains the others."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    @app_commands.command(name="help", description=described("cmd-help"))
    async def help(self, interaction: discord.Interaction[Any]) -> None:
        """Explain what the asker can do here; moderators see more."""
        requester = await let_in(interaction, self._texts)
        if requester:
            screen = help_screen(self._texts, requester.locale, for_moderator=requester.is_moderator)
            await answer(interaction, screen)


async def setup(bot: ReelroomClient) -> None:
    """Add the command to the client."""
    await bot.add_cog(Help(bot.services.texts))
