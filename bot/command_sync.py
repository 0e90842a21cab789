"""Tell Discord about commands that changed: those of every server, and those of the operator's own server."""

import hashlib
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

import discord
import structlog
from discord import app_commands

from bot.domain.ids import GuildId

log: Final = structlog.get_logger(__name__)

Recall = Callable[[str], Awaitable[str | None]]
Remember = Callable[[str, str], Awaitable[None]]
Json = dict[str, Any]


class CommandSync:
    """Syncs only what changed: Discord allows 200 creations a day, and every sync clears what people see.

    `recall` and `remember` keep a note between starts: what commands Discord knows.
    """

    def __init__(
        self, tree: app_commands.CommandTree[Any], recall: Recall, remember: Remember, operators: GuildId | None
    ) -> None:
        self._tree = tree
        self._recall = recall
        self._remember = remember
        self._operators = operators

    async def sync(self) -> None:
        """Bring Discord's list up to date. Raises what discord.py raises, but for a server that the bot is not in."""
        application = self._tree.client.application_id
        await self._sync_everywhere(f"commands:{application}")
        await self._sync_operators(f"operator-commands:{application}")

    async def _sync_everywhere(self, note: str) -> None:
        payload = await self._payload(None)
        digest = _digest(payload)
        if await self._recall(note) == digest:
            return
        await self._tree.sync()
        await self._remember(note, digest)
        log.info("commands synced", count=len(payload))

    async def _sync_operators(self, note: str) -> None:
        """Sync the operator's commands to the one server, and remove them from the one they were in before.

        The note says which server has them, then what they were; without the second word a sync was begun and not seen
        to end.
        """
        known = await self._recall(note) or ""
        former = known.partition(" ")[0]
        if former and former != str(self._operators):
            await self._put(discord.Object(int(former)), "the operator's commands of before could not be removed")
            await self._remember(note, "")
        if self._operators is None:
            return
        place = discord.Object(self._operators)
        wanted = f"{self._operators} {_digest(await self._payload(place))}"
        # who removes the bot from a server removes its commands there as well, so that one looks
        if known == wanted and await self._are_there(place):
            return
        await self._remember(note, str(self._operators))
        if await self._put(place, "OPERATOR_GUILD_ID names a server that the bot is not in: no owner's commands"):
            await self._remember(note, wanted)
            log.info("operator's commands synced", guild=self._operators)

    async def _are_there(self, place: discord.Object) -> bool:
        try:
            return bool(await self._tree.fetch_commands(guild=place))
        except discord.Forbidden:
            return False

    async def _put(self, place: discord.Object, if_not: str) -> bool:
        """Give a server the commands that the tree has for it, perhaps none; says why and goes on where it may not."""
        try:
            await self._tree.sync(guild=place)
        except (discord.Forbidden, discord.NotFound) as no:
            log.warning(if_not, guild=place.id, why=f"{no.status} {no.code}")
            return False
        return True

    async def _payload(self, place: discord.Object | None) -> list[Json]:
        return await payload_of(self._tree, place)


async def payload_of(tree: app_commands.CommandTree[Any], place: discord.Object | None) -> list[Json]:
    """Word the commands of a tree as Discord is told them: those of a server, or of all."""
    translator = tree.translator
    found: Sequence[Any] = tree.get_commands(guild=place)
    if translator is None:
        return [command.to_dict(tree) for command in found]
    return [await command.get_translated_payload(tree, translator) for command in found]


def _digest(payload: list[Json]) -> str:
    text = json.dumps(sorted(payload, key=lambda command: str(command["name"])), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
