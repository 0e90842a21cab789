"""A browser that looks at the page of a local Discord, and everything it complained of."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page, Request, expect

from sandbox.discord import Channel, Guild, LocalDiscord, Person
from sandbox.page import Page as SandboxPage
from tests.browser.chromium import chromium, missing
from tests.sandbox.discord.asking_bot import AskingBot
from tests.sandbox.discord.online import online
from tests.sandbox.discord.small_bot import SmallBot
from tests.sandbox.page.voice import Voice

PATIENCE = 30.0
expect.set_options(timeout=PATIENCE * 1000)


class Clock:
    """The real time, and `ahead` seconds more."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@dataclass
class World:
    """A server with two members, and the bot's voice in it."""

    clock: Clock
    discord: LocalDiscord
    guild: Guild
    studio: Channel
    mia: Person
    lin: Person
    voice: Voice

    def skip(self, seconds: float) -> None:
        """Let time pass without waiting for it."""
        self.clock.ahead += seconds
        self.discord.time_moved()


@dataclass
class Window:
    """A window of the browser; `complaints` are its errors and whatever it asked of another host."""

    page: Page
    origin: str
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Write complaints down from now on, and keep the browser from opening choosers of files of its own.

        It is told so long before one is asked for: told in the moment before, it may still open one that nobody sees.
        """
        self.page.on("filechooser", lambda _: None)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._asked)

    def _said(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.complaints.append(said.text)

    def _asked(self, asked: Request) -> None:
        if not asked.url.startswith(self.origin):
            self.complaints.append(f"asked {asked.url}")

    async def look(self, who: Person, channel: Channel) -> None:
        """Open the page as somebody in a channel."""
        await self.page.goto(f"{self.origin}/#as={who.id}&channel={channel.id}")
        await self.page.locator("h1", has_text=channel.name).wait_for()


@pytest_asyncio.fixture(loop_scope="session")
async def world(tmp_path: Path) -> AsyncIterator[World]:
    clock = Clock()
    discord = LocalDiscord(work_dir=tmp_path / "discord", clock=clock, message_limit=None)
    await discord.start(also=SandboxPage(discord).mount)
    guild = discord.add_guild("Film Club")
    mia, lin = discord.add_person("Mia"), discord.add_person("Lin", locale="zh-CN")
    for person in (mia, lin):
        guild.join(person)
    yield World(clock, discord, guild, guild.add_channel("studio"), mia, lin, Voice(discord))
    await discord.close()


@pytest_asyncio.fixture(loop_scope="session")
async def bot(world: World) -> AsyncIterator[AskingBot]:
    """A bot that asks people for everything there is to answer."""
    async with online(AskingBot(), world.discord) as bot:
        yield bot


@pytest_asyncio.fixture(loop_scope="session")
async def small_bot(world: World) -> AsyncIterator[SmallBot]:
    """A bot whose commands take every kind of option."""
    async with online(SmallBot(), world.discord) as bot:
        yield bot


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Start one for all tests of this process, each of which has a context of its own in it."""
    if reason := await missing():
        pytest.skip(reason)
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def window(browser: Browser, world: World) -> AsyncIterator[Window]:
    page = await browser.new_page(viewport={"width": 1200, "height": 800})
    window = Window(page, world.discord.origin)
    window.watch()
    yield window
    await page.close()
