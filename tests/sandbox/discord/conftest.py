"""A local Discord, a server in it, a member, and a small real bot on discord.py."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import discord as discord_py
import pytest

from sandbox.discord import Channel, Guild, LocalDiscord, Person
from sandbox.journal import Journal
from sandbox.launch import point_discord_at
from tests.sandbox.discord.small_bot import SmallBot

StartBot = Callable[[], Awaitable[SmallBot]]


class Api:
    """Calls of the REST API without discord.py; each gives the status and the JSON."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self._session = session
        self._base = base

    async def __call__(self, method: str, path: str, body: Any = None, **files: bytes) -> tuple[int, Any]:
        """Send JSON, or with `files` (their names, dots as two underscores) a multipart body."""
        data: Any = None if body is None else json.dumps(body)
        headers = {"Content-Type": "application/json"}
        if files:
            headers = {}
            data = aiohttp.FormData(quote_fields=False)
            data.add_field("payload_json", json.dumps(body or {}), content_type="application/json")
            for index, (name, content) in enumerate(files.items()):
                data.add_field(f"files[{index}]", content, filename=name.replace("__", "."))
        async with self._session.request(method, self._base + path, data=data, headers=headers) as response:
            return response.status, (await response.json() if response.content_length else None)


class MovableClock:
    """Seconds since 1970 that tests move forward."""

    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def __call__(self) -> float:
        self.now += 0.001
        return self.now


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "discord.jsonl")


@pytest.fixture
async def local(tmp_path: Path, clock: MovableClock, journal: Journal) -> AsyncIterator[LocalDiscord]:
    local = LocalDiscord(work_dir=tmp_path / "discord", clock=clock, journal=journal, message_limit=None)
    await local.start()
    point_discord_at(local.origin)
    yield local
    await local.close()
    journal.close()


@pytest.fixture
def guild(local: LocalDiscord) -> Guild:
    return local.add_guild("Film Club")


@pytest.fixture
def channel(guild: Guild) -> Channel:
    return guild.add_channel("studio")


@pytest.fixture
def mia(local: LocalDiscord, guild: Guild) -> Person:
    mia = local.add_person("Mia")
    guild.join(mia)
    return mia


@pytest.fixture
async def api(local: LocalDiscord) -> AsyncIterator[Api]:
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {local.bot_token}"}) as session:
        yield Api(session, local.api_base)


@pytest.fixture
async def start_bot(local: LocalDiscord) -> AsyncIterator[StartBot]:
    running: list[tuple[SmallBot, asyncio.Task[None]]] = []

    async def start() -> SmallBot:
        bot = SmallBot()
        running.append((bot, asyncio.create_task(bot.start(local.bot_token))))
        await local.until_ready()
        await asyncio.wait_for(bot.wait_until_ready(), 5)
        return bot

    yield start
    for bot, task in running:
        await bot.close()
        with contextlib.suppress(asyncio.CancelledError, discord_py.DiscordException):
            await task


@pytest.fixture
async def bot(start_bot: StartBot) -> SmallBot:
    return await start_bot()
