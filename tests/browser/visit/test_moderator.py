"""What moderators do at the page with the unmodified bot: set a server up, agree to a price, fill in a form."""

import pytest
from playwright.async_api import expect

from sandbox.stage import Stage
from tests.browser.visit.conftest import Visit

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

CLIP = 90_000


async def test_a_server_is_set_up_with_its_panel_and_a_price_is_agreed_to(stage: Stage, visit: Visit) -> None:
    sam, mia = await visit(stage.sam), await visit(stage.mia)
    await sam.look(stage.studio)
    await sam.use("setup")
    panel = sam.page.locator("sandbox-message.ephemeral").last
    await expect(panel).to_contain_text("Log channel")
    await sam.choose(panel, "Choose a channel for the log", "mod-log")
    await expect(panel).to_contain_text("mod-log")
    await sam.use("limits price", approve_above="10", reason="films are dear")
    await expect(sam.message("more than 10 credits waits for a moderator")).to_be_visible()
    await mia.look(stage.studio)
    prompt = "A lone trumpet at sunrise"
    await mia.use("generate", prompt=prompt, resolution="480p", duration="8")
    await expect(mia.message("Waiting for a moderator")).to_be_visible()
    await sam.look(stage.mod_log)
    card = sam.message(prompt)
    await sam.press(card, "Approve")
    await expect(card).to_contain_text("Approved by @Sam")
    await expect(mia.page.locator("sandbox-message video")).to_be_visible(timeout=CLIP)
    await expect(card).to_contain_text("Posted")
    await sam.press(card, "Block")
    form = sam.page.get_by_role("dialog")
    await form.get_by_role("button", name="How long?").click()
    await sam.page.get_by_role("listbox").get_by_role("option", name="For an hour").click()
    await form.get_by_role("textbox", name="Why?").fill("trumpets at night")
    await sam.page.keyboard.press("Enter")
    await expect(sam.message("can make no videos here until")).to_be_visible()
    await mia.use("generate", prompt="Another one", resolution="480p")
    await expect(mia.page.locator("sandbox-message.ephemeral").last).to_contain_text("trumpets at night")
