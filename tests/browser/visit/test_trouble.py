"""Trouble at the sandbox's page with the unmodified bot: it is killed, two windows look on, the screen is small."""

import pytest
from playwright.async_api import expect

from sandbox.stage import Stage
from tests.browser.visit.conftest import Visit

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

CLIP = 90_000


async def test_a_job_outlives_the_bot_that_is_killed_and_two_windows_stay_in_step(stage: Stage, visit: Visit) -> None:
    stage.seedance.hold_all()
    one, two = await visit(stage.mia), await visit(stage.mia)
    for window in (one, two):
        await window.look(stage.studio)
    prompt = "A ship in a storm"
    await one.use("generate", prompt=prompt, resolution="480p", duration="4")
    for window in (one, two):
        await expect(window.message(prompt)).to_contain_text("Being made")
    posts = stage.seedance.posts()
    await one.page.get_by_role("button", name="Behind the curtain").click()
    await one.page.get_by_role("button", name="Kill (-9)").click()
    for window in (one, two):
        await expect(window.page.locator("#offline")).to_contain_text("The bot is offline")
    stage.seedance.release_all()
    await two.page.get_by_role("button", name="Start the bot").click()
    for window in (one, two):
        await expect(window.page.locator("sandbox-message video")).to_be_visible(timeout=CLIP)
        await expect(window.page.locator("#offline")).to_be_hidden()
    assert stage.seedance.posts() == posts
    shown = [await window.page.locator("#messages").inner_text() for window in (one, two)]
    assert shown[0] == shown[1]


async def test_on_a_phone_the_keyboard_alone_makes_a_video(stage: Stage, visit: Visit) -> None:
    lin = await visit(stage.lin, width=390, height=844)
    await lin.look(stage.cinema)
    keys = lin.page.keyboard
    for _ in range(40):
        await keys.press("Tab")
        if await lin.page.evaluate("document.activeElement.id") == "line":
            break
    await keys.type("/generate")
    await expect(lin.page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
    await keys.press("Enter")
    await expect(lin.page.locator(".filling")).to_be_visible()
    await keys.type("雨后的山谷里升起薄雾")
    await keys.press("Enter")
    await expect(lin.page.locator("sandbox-message video")).to_be_visible(timeout=CLIP)
    assert await lin.page.evaluate("document.documentElement.scrollWidth") == 390
