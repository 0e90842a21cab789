"""/jobs: what became of the videos that were asked for."""

import re
from typing import Any, Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.cards.door import answer, requester_of
from bot.cards.job_buttons import job_panel, list_panel
from bot.cards.jobs import choice
from bot.cards.words import refusal
from bot.client import ReelroomClient
from bot.domain.ids import JobId, MemberId
from bot.domain.refusals import JobNotFound, Refusal
from bot.domain.requester import Requester
from bot.i18n import Texts
from bot.service.archive import Archive
from cogs.door import described, let_in

_NUMBER: Final = re.compile(r"\s*#?([0-9]{1,18}|[1-8][0-9]{18})\s*")
"""A job's number: Discord's ids have 63 bits. A # before it is from the table of /quota export."""


class Jobs(commands.Cog):
    """The command that looks back."""

    def __init__(self, archive: Archive, texts: Texts) -> None:
        self._archive = archive
        self._texts = texts

    @app_commands.command(name="jobs", description=described("cmd-jobs"))
    @app_commands.rename(number="id")
    @app_commands.describe(
        number=described("cmd-jobs-id"),
        member=described("cmd-jobs-member"),
        everyone=described("cmd-jobs-everyone"),
    )
    async def jobs(
        self,
        interaction: discord.Interaction[Any],
        number: app_commands.Range[str, 1, 100] | None = None,
        member: discord.User | None = None,
        everyone: bool = False,
    ) -> None:
        """Show the asker's jobs, or those that a moderator names; with a number, that one job."""
        requester = await let_in(interaction, self._texts)
        if requester is None:
            return
        if number is not None:
            await answer(interaction, await self._one(requester, number))
            return
        whose = None if everyone else MemberId(member.id if member else requester.member_id)
        await answer(interaction, await self._list(requester, whose))

    @jobs.autocomplete("number")
    async def suggest(self, interaction: discord.Interaction[Any], current: str) -> list[app_commands.Choice[str]]:
        """Offer the asker's own jobs. discord.py only logs what is raised here."""
        requester = requester_of(interaction)
        if isinstance(requester, Refusal):
            return []
        found = await self._archive.suggest(requester, current)
        return [
            app_commands.Choice(name=choice(self._texts, requester.locale, job), value=str(job.id)) for job in found
        ]

    async def _one(self, requester: Requester, number: str) -> str | discord.ui.LayoutView:
        match = _NUMBER.fullmatch(number)
        record = await self._archive.look(requester, JobId(int(match[1]))) if match else JobNotFound()
        if isinstance(record, Refusal):
            return refusal(self._texts, requester.locale, record)
        return job_panel(self._texts, requester, record)

    async def _list(self, requester: Requester, whose: MemberId | None) -> str | discord.ui.LayoutView:
        page = await self._archive.page(requester, whose)
        if isinstance(page, Refusal):
            return refusal(self._texts, requester.locale, page)
        return list_panel(self._texts, requester, whose, page)


async def setup(bot: ReelroomClient) -> None:
    """Add the command to the client."""
    await bot.add_cog(Jobs(bot.services.archive, bot.services.texts))
