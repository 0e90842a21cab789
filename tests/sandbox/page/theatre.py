"""A stage for tests: both local servers, a bot of a few lines, and the page that looks behind the curtain."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from sandbox.bot_process import BotProcess
from sandbox.discord import LocalDiscord
from sandbox.page import Backstage, Page
from sandbox.seedance import LocalSeedance
from tests.sandbox.little_bot import LAUNCHER, SETTINGS, write_little_bot

KEY = "sk-theatre"
CREDITS = 500
SPEED = 10.0


@dataclass
class Theatre:
    """What stands on it."""

    discord: LocalDiscord
    seedance: LocalSeedance
    bot: BotProcess

    async def ask_for_video(self, prompt: str = "A red kite", **fields: object) -> int:
        """Ask the local Seedance for one, as the bot does; gives the answer's status, 0 when there was none."""
        headers = {"Authorization": f"Bearer {KEY}"}
        body = {"prompt": prompt, "resolution": "480p", "duration": "4", **fields}
        try:
            async with (
                aiohttp.ClientSession(headers=headers) as session,
                session.post(f"{self.seedance.base_url}/generate", json=body) as answer,
            ):
                return answer.status
        except aiohttp.ServerDisconnectedError:
            return 0


@asynccontextmanager
async def theatre(folder: Path, clips: Path) -> AsyncIterator[Theatre]:
    """Set it up; nobody started the bot yet."""
    write_little_bot(folder)
    seedance = LocalSeedance(work_dir=clips, speed=SPEED, pictures=1)
    seedance.add_key(KEY, CREDITS)
    discord = LocalDiscord(work_dir=folder / "discord", message_limit=None)
    bot = BotProcess(SETTINGS, folder, LAUNCHER)
    await seedance.start()
    await discord.start(also=Page(discord, Backstage(discord, seedance, KEY, bot)).mount)
    yield Theatre(discord, seedance, bot)
    await bot.close()
    await discord.close()
    await seedance.close()
