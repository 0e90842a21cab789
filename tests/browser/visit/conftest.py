"""The stage that `make demo` sets, with the unmodified bot in a process of its own, and visitors at its page."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from sandbox.discord import Person
from sandbox.stage import Scenery, Stage, set_stage
from tests.browser.conftest import Window
from tests.browser.visit.visitor import Visitor

START = 60.0
SPEED = 40.0

Visit = Callable[..., Awaitable[Visitor]]


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    stage = await set_stage(Scenery(folder=tmp_path_factory.mktemp("stage"), speed=SPEED, pictures=1))
    await stage.bot.start()
    await stage.discord.until_ready(START)
    yield stage
    await stage.close()


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, stage: Stage) -> AsyncIterator[Visit]:
    """Sit somebody before a window of their own; no window may have complained in the end."""
    windows: list[Window] = []
    async with AsyncExitStack() as stack:

        async def sit(who: Person, width: int = 1200, height: int = 800) -> Visitor:
            page = await browser.new_page(viewport={"width": width, "height": height})
            stack.push_async_callback(page.close)
            window = Window(page, stage.discord.origin)
            window.watch()
            windows.append(window)
            return Visitor(window, who)

        yield sit
    assert [complaint for window in windows for complaint in window.complaints] == []
