"""The subcommands of /quota that look back: the record, a table of videos, a picture of a period."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.cards.chart import picture
from bot.cards.chronicle_buttons import record_panel, rest_view
from bot.cards.door import Handout, answer
from bot.cards.export import table
from bot.cards.words import refusal
from bot.domain.chronicle import Lookup, RecordKind
from bot.domain.ids import MemberId
from bot.domain.refusals import Refusal
from bot.domain.report import Span
from bot.domain.requester import Requester
from bot.i18n import Texts
from bot.service.reports import Reports
from cogs.door import described, let_moderator_in

KINDS = [
    app_commands.Choice(name=described(f"cmd-choice-record-{kind.value}"), value=kind.value) for kind in RecordKind
]
SPANS = [app_commands.Choice(name=described(f"cmd-choice-span-{span.value}"), value=span.value) for span in Span]
DRAWN = [choice for choice in SPANS if choice.value != Span.ALL]


class QuotaRecord(commands.Cog):
    """What /quota takes over from here; it is no cog by itself."""

    _reports: Reports
    _texts: Texts

    @app_commands.command(name="history", description=described("cmd-quota-history"))
    @app_commands.choices(kind=KINDS)
    @app_commands.describe(
        member=described("cmd-quota-history-member"),
        kind=described("cmd-quota-history-kind"),
    )
    async def history(
        self,
        interaction: discord.Interaction[Any],
        member: discord.User | None = None,
        kind: str = RecordKind.ALL.value,
    ) -> None:
        """Show the server's record, or the part of it that is asked for."""
        requester = await let_moderator_in(interaction, self._texts)
        if requester is None:
            return
        lookup = Lookup(RecordKind(kind), None if member is None else MemberId(member.id))
        page = await self._reports.chronicle(requester, lookup)
        if isinstance(page, Refusal):
            await answer(interaction, refusal(self._texts, requester.locale, page))
            return
        await answer(interaction, record_panel(self._texts, requester.locale, lookup, page))

    @app_commands.command(name="export", description=described("cmd-quota-export"))
    @app_commands.choices(period=SPANS)
    @app_commands.describe(period=described("cmd-quota-export-period"))
    async def export(self, interaction: discord.Interaction[Any], period: str = Span.THIS.value) -> None:
        """Give a table of the videos of a period."""
        requester = await let_moderator_in(interaction, self._texts)
        if requester is not None:
            await self._hand_out(interaction, requester, await self._table(requester, Span(period)))

    @app_commands.command(name="chart", description=described("cmd-quota-chart"))
    @app_commands.choices(period=DRAWN)
    @app_commands.describe(period=described("cmd-quota-chart-period"))
    async def chart(self, interaction: discord.Interaction[Any], period: str = Span.THIS.value) -> None:
        """Give a picture of a period."""
        requester = await let_moderator_in(interaction, self._texts)
        if requester is not None:
            drawn = await self._picture(interaction.client, requester, Span(period))
            await self._hand_out(interaction, requester, drawn)

    async def _table(self, requester: Requester, span: Span) -> Handout | Refusal:
        stretch = await self._reports.stretch(requester, span)
        if isinstance(stretch, Refusal):
            return stretch
        return await table(self._texts, self._reports, requester, stretch, rest_view)

    async def _picture(self, client: discord.Client, requester: Requester, span: Span) -> Handout | Refusal:
        stretch = await self._reports.stretch(requester, span)
        if isinstance(stretch, Refusal):
            return stretch
        return await picture(self._texts, self._reports, client, requester, stretch)

    async def _hand_out(
        self, interaction: discord.Interaction[Any], requester: Requester, made: Handout | Refusal
    ) -> None:
        if isinstance(made, Refusal):
            await answer(interaction, refusal(self._texts, requester.locale, made))
            return
        await answer(interaction, made)
