"""A headless Chromium: Debian's if it is there, else the one that Playwright may have brought.

The one without windows takes half of the processor's time of the whole browser, which can do without them as well.
`python -m tests.browser.chromium` fails when there is neither.
"""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, async_playwright

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def debians() -> str | None:
    """Give the path of an installed Chromium."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


async def missing() -> str | None:
    """Say why there is no browser to be had; None when there is one."""
    if debians():
        return None
    async with async_playwright() as playwright:
        own = playwright.chromium.executable_path
    return (
        None
        if await asyncio.to_thread(Path(own).exists)
        else "no Chromium: apt-get install chromium, or playwright install chromium"
    )


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Start one that may play without being touched, and end it."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=debians(),
            args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required", "--mute-audio"],
        )
        try:
            yield browser
        finally:
            await browser.close()


if __name__ == "__main__":
    sys.exit(asyncio.run(missing()))
