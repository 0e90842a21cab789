"""/credits: what may still be spent here, and what a video takes."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.cards.door import answer
from bot.cards.limits import allowed_lines
from bot.cards.private import credits_card
from bot.client import ReelroomClient
from bot.i18n import Texts
from bot.service.requests import Requests
from cogs.door import described, let_in


class Credits(commands.Cog):
    """The command that shows the credits."""

    def __init__(self, requests: Requests, texts: Texts) -> None:
        self._requests = requests
        self._texts = texts

    @app_commands.command(name="credits", description=described("cmd-credits"))
    async def credits(self, interaction: discord.Interaction[Any]) -> None:
        """Show the server's pool, the asker's part in it and the price table."""
        requester = await let_in(interaction, self._texts)
        if requester:
            balance, policy = await self._requests.credits(requester), await self._requests.policy(requester)
            allowed = allowed_lines(self._texts, requester.locale, policy, requester)
            closed = await self._requests.closed_prices()
            await answer(interaction, credits_card(self._texts, requester.locale, balance, allowed, closed))


async def setup(bot: ReelroomClient) -> None:
    """Add the command to the client."""
    await bot.add_cog(Credits(bot.services.requests, bot.services.texts))
