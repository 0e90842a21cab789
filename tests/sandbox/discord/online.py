"""A bot of the tests on the line, in this very process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

from sandbox.discord import LocalDiscord
from sandbox.launch import point_discord_at
from tests.sandbox.discord.small_bot import SmallBot

Bot = TypeVar("Bot", bound=SmallBot)


@asynccontextmanager
async def online(bot: Bot, discord: LocalDiscord) -> AsyncIterator[Bot]:
    """Connect a bot to a local Discord, and close it in the end."""
    point_discord_at(discord.origin)
    running = asyncio.create_task(bot.start(discord.bot_token))
    await discord.until_ready()
    yield bot
    await bot.close()
    await running
