"""/block and /unblock: keep a member from making videos."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.cards import quota
from bot.cards.block_form import FORM, LONGEST_REASON, SPANS, read_block
from bot.cards.door import Services, answer, defer_privately
from bot.cards.press import Outcome, serve_press
from bot.cards.words import refusal
from bot.client import ReelroomClient
from bot.domain.ids import JobId, MemberId
from bot.domain.refusals import Refusal
from bot.domain.requester import Requester
from bot.i18n import Texts
from bot.service.moderation import Moderation, Request
from cogs.door import described, let_moderator_in

UNTIL = [app_commands.Choice(name=described(f"cmd-choice-until-{name}"), value=name) for name in SPANS]


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

    @commands.Cog.listener("on_interaction")
    async def form_came(self, interaction: discord.Interaction[Any]) -> None:
        """Block whom a form is about. Heard here, because discord.py itself forgets its forms with its process."""
        data: Any = interaction.data or {}
        match = FORM.fullmatch(str(data.get("custom_id", "")))
        if interaction.type is not discord.InteractionType.modal_submit or match is None:
            return
        job_id = JobId(int(match["job"]))

        async def act(services: Services, requester: Requester) -> Outcome:
            seconds, reason = read_block(interaction)
            asked = Request(requester=requester, interaction=interaction.id, reason=reason)
            done = await services.moderation.block_requester(asked, job_id, seconds)
            return done if isinstance(done, Refusal) else quota.blocked(services.texts, requester.locale, *done)

        await serve_press(interaction, defer_privately, act)


async def setup(bot: ReelroomClient) -> None:
    """Add the commands to the client."""
    await bot.add_cog(Block(bot.services.moderation, bot.services.texts))
