"""A poster on the stage, with jobs of Mia's to post."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import discord

from bot.clock import SystemClock
from bot.domain.delivery import Delivery
from bot.domain.ids import ChannelId, GuildId, MemberId
from bot.domain.job import Job
from bot.i18n import Texts
from bot.posting import DiscordPoster
from tests.cards.samples import delivery, job, ready
from tests.stage import Stage, raised


@dataclass(frozen=True)
class Desk:
    """A poster on a stage, and jobs of Mia's to post."""

    stage: Stage
    poster: DiscordPoster
    client: discord.Client
    path: Path

    def job(self, **changes: Any) -> Job:
        return self._here(job(**changes))

    def ready(self, **changes: Any) -> Job:
        return self._here(ready(**changes))

    def _here(self, of: Job) -> Job:
        guild, channel, mia = self.stage.guild.id, self.stage.channel.id, self.stage.mia.id
        return replace(of, guild_id=GuildId(guild), channel_id=ChannelId(channel), member_id=MemberId(mia))

    def delivery(self, **changes: Any) -> Delivery:
        return delivery(channel_id=ChannelId(self.stage.channel.id), **changes)

    def sent(self, method: str = "POST") -> list[dict[str, Any]]:
        """Give the bodies that were sent to the channel."""
        lines = [json.loads(line) for line in self.stage.journal.read_text(encoding="utf-8").splitlines()]
        wanted = f"/channels/{self.stage.channel.id}/messages"
        return [line["body"] for line in lines if line["method"] == method and wanted in line["path"]]


@asynccontextmanager
async def seated(folder: Path) -> AsyncIterator[Desk]:
    """Set the stage and log a client in; the stage's channel is also the one for alarms."""
    path = folder / "clip.mp4"
    path.write_bytes(bytes(range(256)) * 40)
    async with raised(folder) as stage:
        client = discord.Client(intents=discord.Intents.none(), max_ratelimit_timeout=30.0)
        async with client:
            await client.login(stage.discord.bot_token)
            poster = DiscordPoster(client, Texts(), SystemClock(), ChannelId(stage.channel.id))
            yield Desk(stage, poster, client, path)
