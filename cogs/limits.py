"""/limits: what a video may be at most, what is asked about first, and which words no prompt may have."""

from typing import Any, Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.cards import limits
from bot.cards.deleted import deleted
from bot.cards.door import requester_of
from bot.client import ReelroomClient
from bot.domain.ids import ChannelId
from bot.domain.policy import MOST_JOBS, CapChange, PolicyChange, Setting, plain, whose_cap
from bot.domain.refusals import NothingAsked, Refusal, RoleOrChannel
from bot.domain.video import Resolution
from bot.i18n import Texts
from bot.service.policies import Policies
from cogs.door import Reason, as_moderator, described, let_moderator_in, reply, request_of
from cogs.video_options import RESOLUTIONS, SECONDS, offered

LONGEST_LIST: Final = 2000
CHOICES: Final = 25
"""Choices that Discord takes for an option (Discord: autocomplete)."""


class PlaceTransformer(app_commands.Transformer):
    """Takes every kind of channel that a video may be asked for in, threads and posts of forums too."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """Tell Discord that a channel is wanted."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """Tell Discord which."""
        kinds = discord.ChannelType
        threads = [kinds.public_thread, kinds.private_thread, kinds.news_thread]
        return [kinds.text, kinds.news, kinds.voice, kinds.stage_voice, kinds.forum, *threads]

    async def transform(self, _interaction: discord.Interaction[Any], value: Any, /) -> ChannelId:
        """Read the id of what was chosen, which is all that is needed of it."""
        return ChannelId(value.id)


Place = app_commands.Transform[ChannelId, PlaceTransformer]


@app_commands.default_permissions(manage_guild=True)
class Limits(commands.GroupCog, group_name="limits", group_description=described("cmd-limits")):
    """The commands that say what may be asked for."""

    def __init__(self, policies: Policies, texts: Texts) -> None:
        super().__init__()
        self._policies = policies
        self._texts = texts

    @app_commands.command(name="view", description=described("cmd-limits-view"))
    async def view(self, interaction: discord.Interaction[Any]) -> None:
        """Show everything that was settled."""
        requester = await let_moderator_in(interaction, self._texts)
        if requester is not None:
            policy = await self._policies.policy(requester)
            shown = policy if isinstance(policy, Refusal) else limits.panel(self._texts, requester.locale, policy)
            await reply(interaction, self._texts, shown)

    @app_commands.command(name="cap", description=described("cmd-limits-cap"))
    @app_commands.choices(resolution=RESOLUTIONS)
    @app_commands.choices(duration=SECONDS)
    @app_commands.describe(
        role=described("cmd-limits-cap-role"),
        channel=described("cmd-limits-cap-channel"),
        resolution=described("cmd-limits-cap-resolution"),
        duration=described("cmd-limits-cap-duration"),
        audio=described("cmd-limits-cap-audio"),
        images=described("cmd-limits-cap-images"),
        jobs=described("cmd-limits-cap-jobs"),
        remove=described("cmd-limits-cap-remove"),
        reason=described("cmd-quota-reason"),
    )
    async def cap(
        self,
        interaction: discord.Interaction[Any],
        role: discord.Role | None = None,
        channel: Place | None = None,
        resolution: str | None = None,
        duration: int | None = None,
        audio: bool | None = None,
        images: bool | None = None,
        jobs: app_commands.Range[int, 0, MOST_JOBS] | None = None,
        remove: bool = False,
        reason: Reason | None = None,
    ) -> None:
        """Settle what a video may be at most for everybody, for a role, or in a channel."""
        requester = await let_moderator_in(interaction, self._texts)
        if requester is None:
            return
        if role is not None and channel is not None:
            await reply(interaction, self._texts, RoleOrChannel())
            return
        whose = whose_cap(requester.guild_id, None if role is None else role.id, channel)
        change = CapChange(
            resolution=Resolution(resolution) if resolution else None,
            duration=offered(duration) if duration else None,
            audio=audio,
            images=images,
            jobs=jobs,
            remove=remove,
        )
        changed = await self._policies.cap(request_of(interaction, requester, reason), whose, change)
        said = (
            changed
            if isinstance(changed, Refusal)
            else limits.cap_changed(self._texts, requester.locale, whose, changed)
        )
        await reply(interaction, self._texts, said)

    @app_commands.command(name="price", description=described("cmd-limits-price"))
    @app_commands.describe(
        confirm_above=described("cmd-limits-price-confirm-above"),
        no_confirm=described("cmd-limits-price-no-confirm"),
        approve_above=described("cmd-limits-price-approve-above"),
        no_approve=described("cmd-limits-price-no-approve"),
        reason=described("cmd-quota-reason"),
    )
    async def price(
        self,
        interaction: discord.Interaction[Any],
        confirm_above: app_commands.Range[int, 0] | None = None,
        no_confirm: bool = False,
        approve_above: app_commands.Range[int, 0] | None = None,
        no_approve: bool = False,
        reason: Reason | None = None,
    ) -> None:
        """Settle from which price on members are asked first, and from which on a moderator is."""
        requester = await let_moderator_in(interaction, self._texts)
        if requester is None:
            return
        off = ((no_confirm, Setting.CONFIRM_ABOVE), (no_approve, Setting.APPROVE_ABOVE))
        reset = frozenset(setting for wanted, setting in off if wanted)
        change = PolicyChange(confirm_above=confirm_above, approve_above=approve_above, reset=reset)
        if change == PolicyChange():
            await reply(interaction, self._texts, NothingAsked())
            return
        changed = await self._policies.settle(request_of(interaction, requester, reason), change)
        said = (
            changed if isinstance(changed, Refusal) else limits.prices_changed(self._texts, requester.locale, changed)
        )
        await reply(interaction, self._texts, said)

    @app_commands.command(name="words", description=described("cmd-limits-words"))
    @app_commands.describe(
        add=described("cmd-limits-words-add"),
        remove=described("cmd-limits-words-remove"),
        reason=described("cmd-quota-reason"),
    )
    async def words(
        self,
        interaction: discord.Interaction[Any],
        add: app_commands.Range[str, 1, LONGEST_LIST] | None = None,
        remove: app_commands.Range[str, 1, LONGEST_LIST] | None = None,
        reason: Reason | None = None,
    ) -> None:
        """Block words and phrases, or let them again."""
        requester = await let_moderator_in(interaction, self._texts)
        if requester is None:
            return
        asked = request_of(interaction, requester, reason)
        changed = await self._policies.block_words(asked, add or "", remove or "")
        if isinstance(changed, Refusal):
            await reply(interaction, self._texts, changed)
        else:
            await reply(interaction, self._texts, limits.words_changed(self._texts, requester.locale, changed))

    @words.autocomplete("remove")
    async def blocked(self, interaction: discord.Interaction[Any], current: str) -> list[app_commands.Choice[str]]:
        """Offer the words that are blocked. discord.py only logs what is raised here."""
        requester = requester_of(interaction)
        policy = requester if isinstance(requester, Refusal) else await self._policies.policy(as_moderator(requester))
        if isinstance(policy, Refusal):
            return []
        fitting = [word for word in policy.blocked_words if plain(current) in plain(word)]
        return [app_commands.Choice(name=word, value=word) for word in fitting[:CHOICES]]

    @app_commands.command(name="tidy", description=described("cmd-limits-tidy"))
    async def tidy(self, interaction: discord.Interaction[Any]) -> None:
        """Take away what is settled for roles and channels that were deleted."""
        requester = await let_moderator_in(interaction, self._texts)
        if requester is None:
            return
        named = await self._policies.named(requester)
        if isinstance(named, Refusal):
            await reply(interaction, self._texts, named)
            return
        gone = await deleted(interaction.client, requester.guild_id, named)
        no = await self._policies.forget(request_of(interaction, requester), gone)
        await reply(interaction, self._texts, no or limits.tidied(self._texts, requester.locale, gone))


async def setup(bot: ReelroomClient) -> None:
    """Add the commands to the client."""
    await bot.add_cog(Limits(bot.services.policies, bot.services.texts))
