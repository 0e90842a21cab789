"""Names that a picture needs: mentions become names only inside of messages, so they are asked for, a few at a time."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import discord
import structlog

from bot.cards.door import TRANSPORT
from bot.domain.ids import GuildId, MemberId

log: Final = structlog.get_logger(__name__)
PATIENCE: Final = 8.0
"""Seconds after which a picture does without names."""


@dataclass(frozen=True)
class Names:
    """What Discord told of a server's name and of its members'."""

    server: str | None = None
    members: Mapping[MemberId, str] = field(default_factory=dict)


async def names_of(client: discord.Client, guild_id: GuildId, members: Sequence[MemberId]) -> Names:
    """Ask Discord for the names of a server and of a few of its members, one request each; who left has none."""
    try:
        async with asyncio.timeout(PATIENCE):
            guild = await client.fetch_guild(guild_id, with_counts=False)
            found = await asyncio.gather(*(_name(guild, member) for member in members))
    except TRANSPORT as error:
        log.warning("names were not told", why=type(error).__name__)
        return Names()
    return Names(guild.name, {member: name for member, name in zip(members, found, strict=True) if name})


async def _name(guild: discord.Guild, member: MemberId) -> str | None:
    try:
        return (await guild.fetch_member(member)).display_name
    except TRANSPORT as error:
        log.debug("a name was not told", why=type(error).__name__)
        return None
