"""/operator: the owner's commands, in one server alone."""

from typing import Any, Final

import discord
import structlog
from discord import app_commands
from discord.ext import commands

from bot.cards import owner
from bot.cards.stats import stats_panel
from bot.client import ReelroomClient
from bot.domain.budget import MOST
from bot.domain.ids import GuildId, MemberId
from bot.domain.refusals import OwnerOnly, Refusal, ServerUnfit
from bot.i18n import Texts
from bot.service.operation import Operation, Order
from cogs.door import Reason, described, let_in, reply

log: Final = structlog.get_logger(__name__)

CHOICES: Final = 25
"""Choices that Discord takes for an option (Discord: autocomplete)."""
LARGEST_ID: Final = 2**63 - 1
Amount = app_commands.Range[int, -MOST, MOST]


@app_commands.default_permissions(administrator=True)
class Operator(commands.GroupCog, group_name="operator", group_description=described("cmd-operator")):
    """The commands that grant what moderators then divide. Each asks first whether it is an owner who calls."""

    def __init__(self, client: ReelroomClient) -> None:
        super().__init__()
        self._client = client
        self._operation: Operation = client.services.operation
        self._texts: Texts = client.services.texts

    @app_commands.command(name="key", description=described("cmd-operator-key"))
    @app_commands.describe(amount=described("cmd-operator-key-amount"), reason=described("cmd-operator-reason"))
    async def key(self, interaction: discord.Interaction[Any], amount: Amount, reason: Reason) -> None:
        """Add to the budget of the key, or take from it."""
        if not await self._let_owner_in(interaction):
            return
        done = await self._operation.grant_key(_order(interaction, reason), amount)
        said = done if isinstance(done, Refusal) else owner.key_changed(self._texts, interaction.locale.value, done)
        await reply(interaction, self._texts, said)

    @app_commands.command(name="ceiling", description=described("cmd-operator-ceiling"))
    @app_commands.describe(
        server=described("cmd-operator-server"),
        reason=described("cmd-operator-reason"),
        credits_=described("cmd-operator-ceiling-credits"),
    )
    @app_commands.rename(credits_="credits")
    async def ceiling(
        self,
        interaction: discord.Interaction[Any],
        server: str,
        reason: Reason,
        credits_: app_commands.Range[int, 0, MOST] | None = None,
    ) -> None:
        """Settle the most that a server's moderators may settle; without a number what the settings say."""
        guild_id = await self._server_of(interaction, server)
        if guild_id is None:
            return
        known = await self._is_known(guild_id)
        done = await self._operation.set_ceiling(_order(interaction, reason), guild_id, credits_)
        if isinstance(done, Refusal):
            await reply(interaction, self._texts, done)
            return
        said = owner.ceiling_changed(self._texts, interaction.locale.value, guild_id, done, known=known)
        await reply(interaction, self._texts, said)

    @app_commands.command(name="extra", description=described("cmd-operator-extra"))
    @app_commands.describe(
        server=described("cmd-operator-server"),
        amount=described("cmd-operator-extra-amount"),
        reason=described("cmd-operator-reason"),
    )
    async def extra(self, interaction: discord.Interaction[Any], server: str, amount: Amount, reason: Reason) -> None:
        """Give a server credits that do not expire, or take some back."""
        guild_id = await self._server_of(interaction, server)
        if guild_id is None:
            return
        known = await self._is_known(guild_id)
        done = await self._operation.grant_extra(_order(interaction, reason), guild_id, amount)
        if isinstance(done, Refusal):
            await reply(interaction, self._texts, done)
            return
        said = owner.extra_changed(self._texts, interaction.locale.value, guild_id, done, known=known)
        await reply(interaction, self._texts, said)

    @app_commands.command(name="stats", description=described("cmd-operator-stats"))
    async def stats(self, interaction: discord.Interaction[Any]) -> None:
        """Show the whole in short."""
        if await self._let_owner_in(interaction):
            panel = stats_panel(self._texts, interaction.locale.value, await self._operation.stats())
            await reply(interaction, self._texts, panel)

    @ceiling.autocomplete("server")
    @extra.autocomplete("server")
    async def servers(self, interaction: discord.Interaction[Any], current: str) -> list[app_commands.Choice[str]]:
        """Offer an owner the servers whose id contains what was typed, those first that used most."""
        if not await self._is_owner(interaction):
            return []
        fitting = [use for use in await self._operation.servers() if current.strip() in str(use.guild_id)]
        locale = interaction.locale.value
        return [
            app_commands.Choice(name=owner.server_choice(self._texts, locale, use), value=str(use.guild_id))
            for use in fitting[:CHOICES]
        ]

    async def _is_owner(self, interaction: discord.Interaction[Any]) -> bool:
        asked_at = interaction.created_at.timestamp()
        return await self._client.owners.include(MemberId(interaction.user.id), asked_at)

    async def _let_owner_in(self, interaction: discord.Interaction[Any]) -> bool:
        """Acknowledge, then see whether it is an owner; anybody else is told so, and it is written down who tried."""
        if await let_in(interaction, self._texts) is None:
            return False
        if await self._is_owner(interaction):
            name = interaction.command.qualified_name if interaction.command else ""
            log.info("an owner's command", command=name, by=interaction.user.id, interaction=interaction.id)
            return True
        log.warning("an owner's command by somebody else", by=interaction.user.id, interaction=interaction.id)
        await reply(interaction, self._texts, OwnerOnly())
        return False

    async def _server_of(self, interaction: discord.Interaction[Any], given: str) -> GuildId | None:
        """Let an owner in and read which server is meant; None when that was answered already."""
        if not await self._let_owner_in(interaction):
            return None
        typed = given.strip()
        if typed.isascii() and typed.isdecimal() and 0 < int(typed) <= LARGEST_ID:
            return GuildId(int(typed))
        await reply(interaction, self._texts, ServerUnfit(typed))
        return None

    async def _is_known(self, guild_id: GuildId) -> bool:
        return any(use.guild_id == guild_id for use in await self._operation.servers())


def _order(interaction: discord.Interaction[Any], reason: str) -> Order:
    return Order(reason=reason, request=str(interaction.id))


async def setup(bot: ReelroomClient) -> None:
    """Add the commands to the operator's own server, if one was named."""
    if bot.operators is not None:
        await bot.add_cog(Operator(bot), guild=discord.Object(bot.operators))
