"""/quota: what the server, its roles and its members may use, and what they used."""

from dataclasses import replace
from typing import Any, Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.cards import quota
from bot.cards.door import roles_of
from bot.cards.limits import allowed_lines
from bot.cards.words import mention, refusal, role_mention
from bot.client import ReelroomClient
from bot.domain.budget import Budget, Changed, RuleChange
from bot.domain.ids import MemberId, RoleId
from bot.domain.period import PeriodKind, zones
from bot.domain.refusals import NothingAsked, Refusal
from bot.domain.requester import Requester
from bot.i18n import Texts
from bot.service.moderation import Moderation
from bot.service.policies import Policies
from bot.service.reports import Reports
from cogs.door import Answer, Reason, described, let_moderator_in, reply, request_of
from cogs.quota_record import QuotaRecord

CHOICES: Final = 25
"""Choices that Discord takes for an option (Discord: autocomplete)."""
LAST_DAY: Final = 31
PERIODS = [
    app_commands.Choice(name=described(f"cmd-choice-period-{kind.value}"), value=kind.value) for kind in PeriodKind
]


@app_commands.default_permissions(manage_guild=True)
class Quota(QuotaRecord, commands.GroupCog, group_name="quota", group_description=described("cmd-quota")):
    """The commands that show and divide the credits."""

    def __init__(self, moderation: Moderation, policies: Policies, reports: Reports, texts: Texts) -> None:
        super().__init__()
        self._moderation = moderation
        self._policies = policies
        self._reports = reports
        self._texts = texts

    @app_commands.command(name="view", description=described("cmd-quota-view"))
    @app_commands.describe(member=described("cmd-quota-view-member"), role=described("cmd-quota-view-role"))
    async def view(
        self,
        interaction: discord.Interaction[Any],
        member: discord.User | None = None,
        role: discord.Role | None = None,
    ) -> None:
        """Show the server's budget, or what a member or a role may use."""
        requester = await let_moderator_in(interaction, self._texts)
        if requester is None:
            return
        if member is not None:
            await reply(interaction, self._texts, await self._member(requester, member))
            return
        budget = await self._moderation.budget(requester)
        await reply(interaction, self._texts, self._budget(requester, budget, role))

    @app_commands.command(name="server", description=described("cmd-quota-server"))
    @app_commands.choices(period=PERIODS)
    @app_commands.describe(
        allowance=described("cmd-quota-server-allowance"),
        period=described("cmd-quota-server-period"),
        reset_day=described("cmd-quota-server-reset-day"),
        time_zone=described("cmd-quota-server-time-zone"),
        inherit=described("cmd-quota-server-inherit"),
        reason=described("cmd-quota-reason"),
    )
    async def server(
        self,
        interaction: discord.Interaction[Any],
        allowance: app_commands.Range[int, 0] | None = None,
        period: str | None = None,
        reset_day: app_commands.Range[int, 1, LAST_DAY] | None = None,
        time_zone: str | None = None,
        inherit: bool = False,
        reason: Reason | None = None,
    ) -> None:
        """Settle the server's own rule, as far as it is given."""
        requester = await let_moderator_in(interaction, self._texts)
        if requester is None:
            return
        kind = PeriodKind(period) if period else None
        change = RuleChange(credits=allowance, period=kind, zone=time_zone, reset_day=reset_day, inherit=inherit)
        if change == RuleChange():
            await reply(interaction, self._texts, NothingAsked())
            return
        settled = await self._moderation.settle(request_of(interaction, requester, reason), change)
        await reply(interaction, self._texts, self._budget(requester, settled, None))

    @server.autocomplete("time_zone")
    async def zones(self, _interaction: discord.Interaction[Any], current: str) -> list[app_commands.Choice[str]]:
        """Offer the time zones whose name contains what was typed."""
        typed = current.strip().casefold().replace(" ", "_")
        fitting = sorted(name for name in zones() if typed in name.casefold())
        return [app_commands.Choice(name=name, value=name) for name in fitting[:CHOICES]]

    @app_commands.command(name="role", description=described("cmd-quota-role"))
    @app_commands.describe(
        role=described("cmd-quota-role-role"),
        limit=described("cmd-quota-role-limit"),
        reason=described("cmd-quota-reason"),
    )
    async def role(
        self,
        interaction: discord.Interaction[Any],
        role: discord.Role,
        limit: app_commands.Range[int, 0] | None = None,
        reason: Reason | None = None,
    ) -> None:
        """Settle what each member of a role may use; without a number the limit is taken away."""
        requester = await let_moderator_in(interaction, self._texts)
        if requester is None:
            return
        asked = request_of(interaction, requester, reason)
        changed = await self._moderation.limit_role(asked, RoleId(role.id), limit)
        await reply(interaction, self._texts, self._changed(requester, role_mention(role.id), changed))

    @app_commands.command(name="member", description=described("cmd-quota-member"))
    @app_commands.describe(
        member=described("cmd-quota-member-member"),
        limit=described("cmd-quota-member-limit"),
        no_limit=described("cmd-quota-member-no-limit"),
        extra=described("cmd-quota-member-extra"),
        reason=described("cmd-quota-reason"),
    )
    async def member(
        self,
        interaction: discord.Interaction[Any],
        member: discord.User,
        limit: app_commands.Range[int, 0] | None = None,
        no_limit: bool = False,
        extra: app_commands.Range[int, 1] | None = None,
        reason: Reason | None = None,
    ) -> None:
        """Settle what one member may use, or give that member more room this period."""
        requester = await let_moderator_in(interaction, self._texts)
        if requester is None:
            return
        asked, whose = request_of(interaction, requester, reason), MemberId(member.id)
        if limit is None and not no_limit and extra is None:
            await reply(interaction, self._texts, NothingAsked())
            return
        said: list[str] = []
        if limit is not None or no_limit:
            changed = await self._moderation.limit_member(asked, whose, limit)
            if isinstance(changed, Refusal):
                await reply(interaction, self._texts, changed)
                return
            said.append(quota.changed(self._texts, requester.locale, mention(whose), changed))
        if extra is not None:
            given = await self._moderation.give_room(asked, whose, extra)
            if isinstance(given, Refusal):
                said.append(refusal(self._texts, requester.locale, given))
            else:
                said.append(quota.room_given(self._texts, requester.locale, whose, given))
        await reply(interaction, self._texts, "\n".join(said))

    async def _member(self, requester: Requester, member: discord.User | discord.Member) -> Answer:
        whose = MemberId(member.id)
        balance = await self._moderation.balance_of(requester, whose, roles_of(member))
        policy = await self._policies.policy(requester)
        if isinstance(balance, Refusal):
            return balance
        if isinstance(policy, Refusal):
            return policy
        as_they = replace(requester, member_id=whose, role_ids=roles_of(member), is_moderator=False)
        allowed = allowed_lines(self._texts, requester.locale, policy, as_they)
        return quota.member_panel(self._texts, requester.locale, whose, balance, allowed)

    def _budget(self, requester: Requester, budget: Budget | Refusal, role: discord.Role | None) -> Answer:
        if isinstance(budget, Refusal):
            return budget
        # everybody's own role has the server's id, and the server's limit stands in its panel
        if role is not None and role.id != requester.guild_id:
            return quota.role_panel(self._texts, requester.locale, RoleId(role.id), budget)
        return quota.budget_panel(self._texts, requester.locale, budget)

    def _changed(self, requester: Requester, whose: str, changed: Changed | Refusal) -> Answer:
        if isinstance(changed, Refusal):
            return changed
        return quota.changed(self._texts, requester.locale, whose, changed)


async def setup(bot: ReelroomClient) -> None:
    """Add the commands to the client."""
    services = bot.services
    await bot.add_cog(Quota(services.moderation, services.policies, services.reports, services.texts))
