"""Which roles and channels were deleted: without a cache, that is asked for when somebody wants to know."""

from collections.abc import Collection
from typing import Final

import discord

from bot.domain.ids import GuildId
from bot.domain.policy import Scope, Whose

UNKNOWN_CHANNEL: Final = 10003
AT_ONCE: Final = 25
"""Channels that are asked about, one request each."""


async def deleted(client: discord.Client, guild_id: GuildId, named: Collection[Whose]) -> frozenset[Whose]:
    """Ask Discord which of some roles and channels there are no more. Raises what discord.py raises.

    A channel that the bot does not see is there.
    """
    in_order = sorted(named, key=lambda one: (one.scope, one.subject))
    channels = [one for one in in_order if one.scope is Scope.CHANNEL][:AT_ONCE]
    gone = {one for one in channels if await _is_deleted(client, one.subject)}
    roles = {one for one in in_order if one.scope is Scope.ROLE}
    if roles:
        guild = await client.fetch_guild(guild_id, with_counts=False)
        there = {role.id for role in guild.roles}
        gone |= {one for one in roles if one.subject not in there}
    return frozenset(gone)


async def _is_deleted(client: discord.Client, channel_id: int) -> bool:
    try:
        await client.fetch_channel(channel_id)
    except discord.HTTPException as error:
        if error.code == UNKNOWN_CHANNEL:
            return True
        if not isinstance(error, discord.Forbidden):
            raise
    return False
