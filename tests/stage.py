"""A local Discord with a server, a channel and Mia in it, for tests of what runs on the real discord.py."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox.discord import Channel, Guild, LocalDiscord, Person, SeenMessage
from sandbox.journal import Journal
from sandbox.launch import point_discord_at


@dataclass(frozen=True)
class Stage:
    """Where the play happens; `journal` is the file with every request."""

    discord: LocalDiscord
    guild: Guild
    channel: Channel
    mia: Person
    journal: Path

    def posted(self) -> list[SeenMessage]:
        """Give what the bot has posted in the channel for all to see, oldest first, as Mia sees it."""
        ours = {message.id for message in self.discord.posts(self.channel)}
        return [seen for seen in self.mia.sees(self.channel) if seen.id in ours]


@asynccontextmanager
async def raised(folder: Path) -> AsyncIterator[Stage]:
    """Set the stage and point the discord.py of this process at it; every route used must be one that exists."""
    path = folder / "discord.jsonl"
    journal = Journal(path)
    discord = LocalDiscord(work_dir=folder / "discord", journal=journal, message_limit=None)
    await discord.start()
    point_discord_at(discord.origin)
    guild = discord.add_guild("Film Club")
    mia = discord.add_person("Mia")
    guild.join(mia)
    try:
        yield Stage(discord, guild, guild.add_channel("studio"), mia, path)
    finally:
        await discord.close()
        journal.close()
    assert discord.unknown_routes == []
