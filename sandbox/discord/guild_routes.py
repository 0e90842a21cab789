"""Reading a server and its members by the bot's token (docs: resources/guild)."""

from typing import Any

from sandbox.discord import errors
from sandbox.discord.payloads import guild_json, member_json
from sandbox.discord.rest import Call, Route
from sandbox.discord.state import State
from sandbox.discord.world import Guild

Json = dict[str, Any]

GATEWAY_ONLY = frozenset(
    {
        "channels",
        "guild_scheduled_events",
        "joined_at",
        "large",
        "member_count",
        "members",
        "presences",
        "soundboard_sounds",
        "threads",
        "unavailable",
        "voice_states",
    }
)
"""What a guild has more in GUILD_CREATE (docs: events/gateway-events)."""


class GuildRoutes:
    """Servers that the bot is in, and who is there."""

    def __init__(self, state: State) -> None:
        self._state = state

    def table(self) -> list[Route]:
        one = "/guilds/{guild_id}"
        return [
            Route("GET", one, self._get, major="guild_id"),
            Route("GET", one + "/members/{user_id}", self._member, major="guild_id"),
        ]

    def _guild(self, call: Call) -> Guild:
        guild = self._state.guilds.get(call.id("guild_id"))
        if guild is None:
            raise errors.DiscordError(404, 10004, "Unknown Guild")
        if not guild.bot_inside:
            raise errors.missing_access()
        return guild

    async def _get(self, call: Call) -> Json:
        whole = guild_json(self._guild(call), self._state.bot_member())
        return {name: value for name, value in whole.items() if name not in GATEWAY_ONLY}

    async def _member(self, call: Call) -> Json:
        member = self._guild(call).members.get(call.id("user_id"))
        if member is not None:
            return member_json(member)
        if call.id("user_id") in self._state.people:
            raise errors.DiscordError(404, 10007, "Unknown Member")
        raise errors.DiscordError(404, 10013, "Unknown User")
