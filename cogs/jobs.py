"""/jobs: what became of the videos that were asked for."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.cards.door import answer
from bot.cards.job_buttons import list_panel
from bot.cards.words import refusal
from bot.client import ReelroomClient
from bot.domain.ids import MemberId
from bot.domain.refusals import Refusal
from bot.domain.requester import Requester
from bot.i18n import Texts
from bot.service.archive import Archive
from cogs.door import described, let_in

OPTIONS = ("member", "everyone")


class Jobs(commands.Cog):
    """The command that looks back."""

    def __init__(self, archive: Archive, texts: Texts) -> None:
        self._archive = archive
        self._texts = texts

    @app_commands.command(name="jobs", description=described("cmd-jobs"))
    @app_commands.describe(**{option: described(f"cmd-jobs-{option}") for option in OPTIONS})
    async def jobs(
        self,
        interaction: discord.Interaction[Any],
        member: discord.User | None = None,
        everyone: bool = False,
    ) -> None:
        """Show the asker's jobs, or those that a moderator names."""
        requester = await let_in(interaction, self._texts)
        if requester is None:
            return
        whose = None if everyone else MemberId(member.id if member else requester.member_id)
        await answer(interaction, await self._list(requester, whose))

    async def _list(self, requester: Requester, whose: MemberId | None) -> str | discord.ui.LayoutView:
        page = await self._archive.page(requester, whose)
        if isinstance(page, Refusal):
            return refusal(self._texts, requester.locale, page)
        return list_panel(self._texts, requester, whose, page)


async def setup(bot: ReelroomClient) -> None:
    """Add the command to the client."""
    await bot.add_cog(Jobs(bot.services.archive, bot.services.texts))
