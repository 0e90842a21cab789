"""The drawer behind the curtain, and the banner while the bot is away."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from sandbox.discord import Channel, LocalDiscord, Person
from sandbox.stage import Scenery, set_stage
from tests.browser.conftest import Window
from tests.sandbox.page.theatre import Theatre, theatre

pytestmark = pytest.mark.asyncio(loop_scope="session")

READY = 60.0


@dataclass
class House:
    """A stage with people in front of it, and a window on it."""

    stage: Theatre
    window: Window
    studio: Channel
    mia: Person
    lin: Person

    @property
    def drawer(self) -> Locator:
        return self.window.page.locator("sandbox-curtain")

    async def open(self, section: str, who: Person | None = None) -> None:
        """Look behind the curtain, at one section."""
        await self.window.look(who or self.mia, self.studio)
        await self.window.page.locator("#curtain-opener").click()
        await self.turn(section)

    async def turn(self, section: str) -> None:
        await self.drawer.locator(f"[data-section={section}]").click()

    def lever(self, name: str) -> Locator:
        return self.drawer.get_by_role("button", name=name, exact=True)


async def _window(browser: Browser, discord: LocalDiscord) -> Window:
    window = Window(await browser.new_page(viewport={"width": 1200, "height": 800}), discord.origin)
    window.watch()
    return window


@pytest_asyncio.fixture(loop_scope="session")
async def house(tmp_path: Path, clips: Path, browser: Browser) -> AsyncIterator[House]:
    async with theatre(tmp_path, clips) as stage:
        guild = stage.discord.add_guild("Film Club")
        mia, lin = stage.discord.add_person("Mia"), stage.discord.add_person("Lin", locale="zh-CN")
        for person in (mia, lin):
            guild.join(person)
        window = await _window(browser, stage.discord)
        yield House(stage, window, guild.add_channel("studio"), mia, lin)
        await window.page.close()


async def test_the_drawer_opens_shows_tasks_as_they_come_and_is_remembered(house: House) -> None:
    page = house.window.page
    house.stage.seedance.hold_all()
    await house.window.look(house.mia, house.studio)
    await expect(house.drawer).to_be_hidden()
    opener = page.get_by_role("button", name="Behind the curtain")
    await opener.press("Enter")
    await expect(opener).to_have_attribute("aria-expanded", "true")
    await expect(house.drawer.get_by_role("tab", name="Bot")).to_be_focused()
    await page.keyboard.press("ArrowRight")
    await expect(house.drawer.get_by_role("tab", name="Tasks")).to_be_focused()
    await expect(house.drawer).to_contain_text("The key has 500 credits left")
    assert await house.stage.ask_for_video("A red kite") == 200
    task = house.drawer.locator(".tasks li")
    await expect(task).to_contain_text("IN_PROGRESS")
    await expect(task).to_contain_text("480p · 1:1 · 4 s · 8 credits")
    await house.lever("Finish now").click()
    await expect(task).to_contain_text("SUCCESS")
    [made] = house.stage.seedance.tasks()
    link = f"{house.stage.seedance.origin}/media/{made.task_id}.mp4"
    await expect(task.get_by_role("link", name="Clip")).to_have_attribute("href", link)
    await page.reload()
    await expect(task).to_contain_text("A red kite")
    await house.drawer.get_by_role("tab", name="Tasks").press("Escape")
    await expect(house.drawer).to_be_hidden()
    await expect(opener).to_be_focused()
    assert house.window.complaints == []


async def test_a_fault_armed_at_the_page_strikes_the_next_request(house: House) -> None:
    await house.open("faults")
    await house.drawer.get_by_role("combobox", name="Fault", exact=True).select_option("error-503")
    await expect(house.drawer.locator(".meaning")).to_contain_text("answers 503")
    await house.lever("Arm").click()
    await expect(house.drawer.locator(".rules li")).to_contain_text("at generate: request no. 1")
    assert await house.stage.ask_for_video() == 503
    await expect(house.drawer.locator(".rules li")).to_have_count(0)
    await expect(house.drawer.get_by_role("combobox", name="Fault", exact=True)).to_have_value("error-503")
    await house.drawer.get_by_label("Percent of requests").fill("100")
    await house.lever("Set rate").click()
    await expect(house.drawer.locator(".rules li")).to_contain_text("100 % of requests")
    assert await house.stage.ask_for_video() == 503
    await house.lever("Clear all").click()
    await expect(house.drawer).to_contain_text("Nothing goes wrong on purpose.")
    assert await house.stage.ask_for_video() == 200
    await house.turn("requests")
    struck = house.drawer.locator("tbody tr")
    await expect(struck).to_have_count(3)
    await expect(struck.nth(0)).to_contain_text("200")
    await expect(struck.nth(1)).to_contain_text("error-503")
    assert house.window.complaints == []


async def test_what_a_person_types_or_selects_outlives_the_updates(house: House) -> None:
    await house.open("faults")
    field = house.drawer.get_by_label("Times as fast")
    await field.fill("33")
    house.stage.seedance.speed = 7.0
    async with house.window.page.expect_response("**/page/backstage"):
        pass
    await expect(field).to_have_value("33")
    await house.lever("Set speed").click()
    await expect(house.drawer.locator(".said")).to_contain_text("33 times as fast")
    assert house.stage.seedance.speed == 33.0
    house.stage.seedance.speed = 7.0
    await expect(field).to_have_value("7")
    log = house.stage.bot.log_path
    await asyncio.to_thread(log.write_text, "first line\nsecond line\n")
    await house.turn("bot")
    line = house.drawer.locator(".log .line")
    await expect(line).to_have_count(2)
    await line.first.evaluate("(line) => getSelection().selectAllChildren(line)")
    await asyncio.to_thread(log.write_text, "first line\nsecond line\nthird line\n")
    await expect(line).to_have_count(3)
    assert await house.window.page.evaluate("String(getSelection())") == "first line"
    assert house.window.complaints == []


async def test_nobody_asks_while_the_drawer_is_closed(house: House) -> None:
    page = house.window.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/backstage") else None)
    await page.clock.install()
    await house.window.look(house.mia, house.studio)
    await page.clock.run_for(10_000)
    assert asked == []
    await house.open("bot")
    await expect(house.drawer).to_contain_text("it was not started here")
    async with page.expect_response("**/page/backstage"):
        await page.clock.run_for(1_000)
    await house.drawer.get_by_role("button", name="Close").click()
    before = len(asked)
    await page.clock.run_for(10_000)
    assert len(asked) == before
    assert house.window.complaints == []


async def test_the_shell_is_asked_and_its_answer_shown(house: House) -> None:
    await house.open("questions", house.lin)
    await expect(house.drawer).to_contain_text("汇总密钥预算")
    await house.lever("stats").click()
    answer = house.drawer.get_by_role("region", name="python -m bot stats").locator("pre")
    await expect(answer).to_have_text("$ python -m bot stats\n3 videos zh_CN.UTF-8 set\ncareful")
    await house.lever("ledger check").click()
    await expect(house.drawer).to_contain_text("退出码 1。")
    assert house.window.complaints == []


async def test_on_a_phone_it_lies_over_everything_and_nothing_below_is_in_reach(house: House) -> None:
    page = house.window.page
    await page.set_viewport_size({"width": 390, "height": 844})
    await house.open("bot", house.lin)
    box = await house.drawer.bounding_box()
    assert box
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 844)
    assert await page.locator("main").evaluate("(main) => main.inert")
    for section in ("tasks", "requests", "faults", "questions", "bot"):
        await house.turn(section)
        assert await house.drawer.locator("#curtain-panel").evaluate("(one) => one.scrollWidth - one.clientWidth") == 0
    await page.keyboard.press("Escape")
    await expect(page.locator("#curtain-opener")).to_be_focused()
    assert not await page.locator("main").evaluate("(main) => main.inert")
    assert house.window.complaints == []


async def test_a_killed_bot_is_announced_started_again_and_its_job_goes_on(tmp_path: Path, browser: Browser) -> None:
    stage = await set_stage(Scenery(folder=tmp_path, speed=50, pictures=1))
    window = await _window(browser, stage.discord)
    page = window.page
    try:
        await window.look(stage.mia, stage.studio)
        banner = page.locator("#offline")
        await expect(banner).to_contain_text("The bot is offline")
        await banner.get_by_role("button", name="Start the bot").click()
        await expect(banner).to_contain_text("is starting")
        await stage.discord.until_ready(READY)
        await expect(banner).to_be_hidden()
        stage.seedance.hold_all()
        options = {"resolution": "480p", "duration": 4}
        await stage.mia.use("generate", stage.studio, prompt="A red kite", **options)
        await expect(page.get_by_role("log")).to_contain_text("Being made")
        await page.locator("#curtain-opener").click()
        drawer = page.locator("sandbox-curtain")
        await drawer.get_by_role("button", name="Kill (-9)").click()
        await expect(banner).to_contain_text("The bot is offline")
        await expect(drawer).to_contain_text("ended by signal 9")
        await drawer.get_by_role("button", name="Start", exact=True).click()
        await expect(drawer).to_contain_text("Online: process")
        await expect(banner).to_be_hidden()
        await drawer.locator("[data-section=tasks]").click()
        await drawer.get_by_role("button", name="Let tasks end").click()
        await expect(page.get_by_role("log").locator("video")).to_be_visible()
        assert stage.seedance.posts() == 1
        assert window.complaints == []
    finally:
        await page.close()
        await stage.close()
