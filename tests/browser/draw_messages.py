"""`python -m tests.browser.draw_messages FOLDER`: take the documentation's pictures of messages from a real run."""

import asyncio
import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, ViewportSize

from sandbox.discord import Channel, Person, SeenMessage
from sandbox.scenes.acting import clip
from sandbox.stage import Scenery, Stage, set_stage
from tests.browser.chromium import chromium

ANSWER = 20.0
SPEED = 40.0
WIDTH, HEIGHT = 660, 1800
WINDOW: ViewportSize = {"width": 1280, "height": 800}
COLOURS = 256
PROMPT = "A paper boat sails down a rainy street, warm evening light, slow tracking shot"
PLAYED = 1.5
"""Seconds into the clip at which its picture is taken."""


class Camera:
    """Takes single messages as one person sees them, at twice the size."""

    def __init__(self, browser: Browser, origin: str, folder: Path) -> None:
        self._browser = browser
        self._origin = origin
        self._folder = folder

    async def take(self, name: str, who: Person, seen: SeenMessage) -> None:
        """Write `name`.png."""
        page = await self._browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=2, locale=who.locale
        )
        await page.goto(f"{self._origin}/#as={who.id}&channel={seen.channel.id}")
        message = page.locator(f'sandbox-message[data-message="{seen.id}"]')
        await message.wait_for()
        if await message.locator("video").count():
            await message.locator("video").evaluate(
                "(video, at) => new Promise((done) => {"
                " video.controls = false; video.onseeked = done; video.currentTime = at; })",
                PLAYED,
            )
        data = await message.screenshot()
        await page.close()
        await asyncio.to_thread(_keep, data, self._folder / f"{name}.png")

    async def take_page(self, name: str, who: Person, channel: Channel, typed: str) -> None:
        """Write `name`.png: the whole page while `who` types a command, with the tasks behind the curtain."""
        page = await self._browser.new_page(viewport=WINDOW, locale=who.locale)
        await page.goto(f"{self._origin}/#as={who.id}&channel={channel.id}")
        await page.locator("#curtain-opener").click()
        await page.locator("sandbox-curtain [data-section=tasks]").click()
        await page.locator("sandbox-curtain").get_by_text("SUCCESS").first.wait_for()
        await page.locator("#line").click()
        await page.keyboard.type("/generate")
        await page.get_by_role("option", name="/generate").wait_for()
        await page.keyboard.press("Enter")
        await page.keyboard.type(typed)
        data = await page.screenshot()
        await page.close()
        await asyncio.to_thread(_keep, data, self._folder / f"{name}.png")


def _keep(data: bytes, path: Path) -> None:
    """Write a picture with few colours: half as large, and nobody sees it."""
    with Image.open(io.BytesIO(data)) as image:
        image.convert("RGB").quantize(COLOURS).save(path, optimize=True)


async def _ask(who: Person, command: str, where: Channel, **options: object) -> SeenMessage:
    return await (await who.use(command, where, **options)).answered(ANSWER)


async def play(stage: Stage, camera: Camera) -> None:
    """Play what the pictures show, and take each when it stands."""
    mia, sam, studio = stage.mia, stage.sam, stage.studio
    await _ask(mia, "generate", studio, prompt=PROMPT, aspect_ratio="16:9", resolution="480p", duration=4)
    await camera.take("video", mia, await clip(mia, studio, PROMPT))
    await camera.take_page("sandbox", mia, studio, "And back up the street again, in the morning")
    await camera.take("setup", sam, await _set_up(stage))
    await camera.take("setup-zh", stage.wei, await _ask(stage.wei, "setup", stage.cinema))
    await _ask(sam, "quota member", studio, member=mia, limit=20, reason="one video a month")
    await camera.take("refusal", mia, await _ask(mia, "generate", studio, prompt="And back up the street again"))
    await _ask(sam, "quota member", studio, member=mia, limit=60, reason="the contest")
    await camera.take("quota-view", sam, await _ask(sam, "quota view", studio, member=mia))
    await _ask(sam, "limits cap", studio, resolution="480p", duration=8, reason="the pool is small")
    await _ask(sam, "limits price", studio, approve_above=10, confirm_above=8)
    await camera.take("limits-view", sam, await _ask(sam, "limits view", studio))
    prompt = "A lone trumpet at sunrise, hills behind"
    asked = await _ask(mia, "generate", studio, prompt=prompt, resolution="480p", duration=8)
    await mia.press(asked, asked.buttons[0].label)
    card = await sam.until_sees(stage.mod_log, lambda seen: prompt in seen.text, ANSWER)
    await camera.take("approval", sam, card)


async def _set_up(stage: Stage) -> SeenMessage:
    """Set a server up as its moderators would; gives the panel afterwards."""
    stage.film_club.add_role("Guests")
    panel = await _ask(stage.sam, "setup", stage.studio)
    for menu, choice in (("setup:channels", stage.studio), ("setup:log-channel", stage.mod_log)):
        panel = await (await stage.sam.select(panel, menu, choice)).answered(ANSWER)
    return panel


async def draw(folder: Path) -> None:
    """Play on a stage of its own and leave the pictures in `folder`."""
    with tempfile.TemporaryDirectory(prefix="reelroom-pictures-") as run:
        stage = await set_stage(Scenery(folder=Path(run), speed=SPEED))
        try:
            await stage.bot.start()
            await stage.discord.until_ready(ANSWER)
            async with chromium() as browser:
                await play(stage, Camera(browser, stage.discord.origin, folder))
        finally:
            await stage.close()


if __name__ == "__main__":
    asyncio.run(draw(Path(sys.argv[1])))
