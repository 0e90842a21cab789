"""A local Discord with its page, a server, and people to look over the shoulder."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from sandbox.discord import Channel, Guild, LocalDiscord, Person
from sandbox.page import Page
from tests.sandbox.discord.conftest import MovableClock
from tests.sandbox.discord.online import online
from tests.sandbox.discord.small_bot import SmallBot
from tests.sandbox.page.voice import Voice


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
async def local(tmp_path: Path, clock: MovableClock) -> AsyncIterator[LocalDiscord]:
    local = LocalDiscord(work_dir=tmp_path / "discord", clock=clock, message_limit=None)
    await local.start(also=Page(local).mount)
    yield local
    await local.close()


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
def lin(local: LocalDiscord, guild: Guild) -> Person:
    lin = local.add_person("Lin", locale="zh-CN")
    guild.join(lin)
    return lin


@pytest.fixture
def voice(local: LocalDiscord) -> Voice:
    return Voice(local)


@pytest.fixture
async def browser(local: LocalDiscord) -> AsyncIterator[aiohttp.ClientSession]:
    """What a browser would send, without one."""
    async with aiohttp.ClientSession(base_url=local.origin) as session:
        yield session


@pytest.fixture
async def bot(local: LocalDiscord) -> AsyncIterator[SmallBot]:
    async with online(SmallBot(), local) as bot:
        yield bot
