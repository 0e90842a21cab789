"""`python -m tests.browser.measure_memory [SECONDS]`: what ten minutes of live edits leave behind.

A card with a countdown and a clip beside it is changed five times a second, other messages come and go; printed are,
each minute, what JavaScript holds once its garbage is gone, elements, listeners, and the memory of the sandbox.
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from playwright.async_api import Browser, CDPSession

from sandbox.discord import Channel, LocalDiscord
from sandbox.discord.drafts import Body
from sandbox.discord.posts import Posts
from sandbox.discord.world import TEN_MIB, Flag, Message
from sandbox.page import Page
from tests.browser.chromium import chromium
from tests.browser.crowd import Crowd, card

SECONDS = 600.0
EVERY = 60.0
PAUSE = 0.2
KEPT = 20
"""Messages that stand before the oldest is deleted."""
MIB = 1024 * 1024


def resident() -> float:
    """Give the MiB of memory of this process, which is the sandbox."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


async def report(cdp: CDPSession, since: float) -> None:
    """Print one line of figures."""
    await cdp.send("HeapProfiler.collectGarbage")
    metrics = {one["name"]: one["value"] for one in (await cdp.send("Performance.getMetrics"))["metrics"]}
    heap, nodes, listeners = metrics["JSHeapUsedSize"] / MIB, metrics["Nodes"], metrics["JSEventListeners"]
    sys.stdout.write(
        f"{time.monotonic() - since:6.0f} s   heap {heap:6.2f} MiB   nodes {nodes:6.0f}   listeners {listeners:4.0f}"
        f"   sandbox {resident():6.1f} MiB\n"
    )
    sys.stdout.flush()


async def live(discord: LocalDiscord, channel: Channel, edited: Message, seconds: float, cdp: CDPSession) -> None:
    """Change, post and delete for that long."""
    posts, others = Posts(discord.state), list[Message]()
    started = reported = time.monotonic()
    await report(cdp, started)
    number = 0
    while time.monotonic() - started < seconds:
        number += 1
        moment = int(discord.state.now()) + 60
        await posts.change(edited, Body({"components": [card(number, moment, "a.mp4")]}, {}), TEN_MIB)
        if number % 5 == 0:
            others.append(await posts.post(channel, discord.state.bot, Body({"content": f"number **{number}**"}, {})))
        if len(others) > KEPT:
            others.pop(0).delete()
        if time.monotonic() - reported >= EVERY:
            reported = time.monotonic()
            await report(cdp, started)
        await asyncio.sleep(PAUSE)
    await report(cdp, started)


async def measure(browser: Browser, folder: Path, seconds: float) -> None:
    """Open the page on a channel and let it live."""
    discord = LocalDiscord(work_dir=folder, message_limit=None)
    await discord.start(also=Page(discord).mount)
    guild, mia = discord.add_guild("Film Club"), discord.add_person("Mia")
    guild.join(mia)
    channel = guild.add_channel("studio")
    crowd = Crowd(discord, [mia])
    await crowd.fill(channel, 100)
    data = {"components": [card(0, int(discord.state.now()), "a.mp4")], "flags": int(Flag.COMPONENTS_V2)}
    edited = await crowd.post(channel, data, a_mp4=crowd.clip)
    page = await browser.new_page(viewport={"width": 1200, "height": 800})
    await page.goto(f"{discord.origin}/#as={mia.id}&channel={channel.id}")
    await page.locator(f'[data-message="{edited.id}"] video').wait_for()
    cdp = await page.context.new_cdp_session(page)
    await cdp.send("Performance.enable")
    await live(discord, channel, edited, seconds, cdp)
    await discord.close()


async def main(seconds: float) -> None:
    """Measure in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="sandbox-memory-") as folder:
        async with chromium() as browser:
            await measure(browser, Path(folder), seconds)


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS))
