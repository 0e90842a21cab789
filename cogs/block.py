"""/block and /unblock: keep a member from making videos."""

from typing import Any, Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.cards import quota
from bot.cards.door import answer
from bot.cards.words import refusal
from bot.client import ReelroomClient
from bot.domain.ids import MemberId
from bot.domain.refusals import Refusal
from bot.i18n import Texts
from bot.service.moderation import Moderation, Request
from cogs.door import described, let_moderator_in

HOUR: Final = 3600
SPANS: Final = {"hour": HOUR, "day": 24 * HOUR, "week": 7 * 24 * HOUR, "month": 30 * 24 * HOUR}
UNTIL = [app_commands.Choice(name=described(f"cmd-choice-until-{name}"), value=name) for name in SPANS]
LONGEST_REASON: Final = 300


class Block(commands.Cog):
    """The commands against abuse."""

    def __init__(self, moderation: Moderation, texts: Texts) -> None:
        self._moderation = moderation
        self._texts = texts

    @app_commands.command(name="block", description=described("cmd-block"))
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.choices(until=UNTIL)
    @app_commands.describe(
        member=described("cmd-block-member"),
        until=described("cmd-block-until"),
        reason=described("cmd-block-reason"),
    )
    async def block(
        self,
        interaction: discord.Interaction[Any],
        member: discord.User,
        until: str | None = None,
        reason: app_commands.Range[str, 1, LONGEST_REASON] | None = None,
    ) -> None:
        """Block a member and call off what waits."""
        requester = await let_moderator_in(interaction, self._texts)
        if requester is None:
            return
        asked = Request(requester=requester, interaction=interaction.id, reason=reason or "")
        whose = MemberId(member.id)
        done = await self._moderation.block(asked, whose, None if until is None else float(SPANS[until]))
        if isinstance(done, Refusal):
            await answer(interaction, refusal(self._texts, requester.locale, done))
        else:
            await answer(interaction, quota.blocked(self._texts, requester.locale, whose, done))

    @app_commands.command(name="unblock", description=described("cmd-unblock"))
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.describe(member=described("cmd-unblock-member"))
    async def unblock(self, interaction: discord.Interaction[Any], member: discord.User) -> None:
        """Let a member make videos again."""
        requester = await let_moderator_in(interaction, self._texts)
        if requester is None:
            return
        whose = MemberId(member.id)
        done = await self._moderation.unblock(Request(requester=requester, interaction=interaction.id), whose)
        if isinstance(done, Refusal):
            await answer(interaction, refusal(self._texts, requester.locale, done))
        else:
            await answer(interaction, quota.unblocked(self._texts, requester.locale, whose, done))


async def setup(bot: ReelroomClient) -> None:
    """Add the commands to the client."""
    await bot.add_cog(Block(bot.services.moderation, bot.services.texts))
