"""The bot's voice without a bot: what it posts and changes, by Discord's rules."""

from typing import Any

from sandbox.discord import Channel, LocalDiscord, Message, Person
from sandbox.discord.drafts import Body
from sandbox.discord.incoming import Given, take
from sandbox.discord.posts import Origin, Posts
from sandbox.discord.world import TEN_MIB, Flag

Json = dict[str, Any]


class Voice:
    """Says something as the bot of a local Discord."""

    def __init__(self, discord: LocalDiscord) -> None:
        self._state = discord.state
        self._posts = Posts(discord.state)

    async def say(
        self, channel: Channel, text: str = "", *, to: Person | None = None, file: Given | None = None
    ) -> Message:
        """Post for everybody, or for one reader alone."""
        files = {} if file is None else {0: take(file, self._state.shelf.incoming)}
        origin = Origin(kind=0, visible_to=to, interaction={}, upload_limit=TEN_MIB) if to else None
        return await self._posts.post(channel, self._state.bot, Body({"content": text}, files), origin)

    async def lay_out(self, channel: Channel, *components: Json) -> Message:
        """Post a message of the new kind."""
        data = {"components": list(components), "flags": int(Flag.COMPONENTS_V2)}
        return await self._posts.post(channel, self._state.bot, Body(data, {}))

    async def answer(self, message: Message, text: str) -> Message:
        """Reply to a message."""
        data = {"content": text, "message_reference": {"message_id": str(message.id)}}
        return await self._posts.post(message.channel, self._state.bot, Body(data, {}))

    async def correct(self, message: Message, text: str) -> None:
        """Change what a message says."""
        await self._posts.change(message, Body({"content": text}, {}), TEN_MIB)
