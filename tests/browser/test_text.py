"""Text that makes trouble is shown as text, and soon."""

import pytest
from playwright.async_api import CDPSession, expect

from tests.browser.conftest import Window, World

pytestmark = pytest.mark.asyncio(loop_scope="session")

SLOW = 200.0
"""Milliseconds of its processor in which the page reads a text of full length as Markdown, on a machine that is busy.

The slowest takes 35 to 50 where nothing else runs, and a person does not notice the rest.
"""
READ = """async (text) => {
    const { markdown } = await import("/page/reading/markdown.js");
    const name = () => "x";
    markdown(text, { person: name, role: name, channel: name, say: name, locale: "en", viewer: "1" });
}"""
SOUPS = {
    "stars": "*" * 4000,
    "bold that never ends": "**a " * 1000,
    "thin that never ends": "*a" * 2000,
    "spoilers": "||a" * 1333,
    "one in the other": "".join("*_~|"[number % 4] * 2 + "a" for number in range(1300)),
    "of everything": "".join("*_~|`a> \\n-[]()<@:"[(number * number + 7 * number) % 18] for number in range(4000)),
    "brackets": "[\\[" * 1333,
    "commands": "</a" * 1333,
    "quotes": "> " * 2000,
    "lists": "\n".join(" " * number + "- x" for number in range(88)),
    "code": "```\n" * 1000,
    "addresses": "http://" * 570,
    "empty lines": "\n" * 4000,
}


async def _took(cdp: CDPSession) -> float:
    """Give the milliseconds that the page's thread has worked."""
    metrics = (await cdp.send("Performance.getMetrics"))["metrics"]
    return next(float(one["value"]) for one in metrics if one["name"] == "TaskDuration") * 1000


async def test_no_text_takes_long(world: World, window: Window) -> None:
    await window.look(world.mia, world.studio)
    cdp = await window.page.context.new_cdp_session(window.page)
    await cdp.send("Performance.enable", {"timeDomain": "threadTicks"})
    slow = {}
    for name, soup in SOUPS.items():
        took = []
        for _ in range(4):  # at first the browser also learns how
            before = await _took(cdp)
            await window.page.evaluate(READ, soup)
            took.append(await _took(cdp) - before)
        if min(took) > SLOW:
            slow[name] = min(took)
    assert slow == {}
    assert window.complaints == []


async def test_long_lines_and_many_emoji_stay_within_the_window(world: World, window: Window) -> None:
    await world.mia.post(world.studio, "\N{CLAPPER BOARD}" * 2000)
    await world.voice.lay_out(world.studio, {"type": 10, "content": "x" * 4000})
    await window.look(world.mia, world.studio)
    messages = window.page.locator("sandbox-message .body")
    assert await messages.nth(0).inner_text() == "\N{CLAPPER BOARD}" * 2000
    assert await messages.nth(1).inner_text() == "x" * 4000
    assert await window.page.locator("#messages").evaluate("(list) => list.scrollWidth - list.clientWidth") == 0
    assert window.complaints == []


async def test_each_block_runs_in_its_own_direction_and_names_turn_nothing_round(world: World, window: Window) -> None:
    omar = world.discord.add_person("\u05e2\u05d5\u05de\u05e8 (1)")
    world.guild.join(omar)
    await omar.post(world.studio, "\u05e9\u05dc\u05d5\u05dd 1, 2\n# left\n- \u05d0\u05d7\u05ea")
    await world.voice.say(world.studio, f"<@{omar.id}> 3 done")
    await window.look(world.mia, world.studio)
    body = window.page.locator("sandbox-message").first.locator(".body")
    for selector, direction in (("p:not(.heading)", "rtl"), (".heading", "ltr"), ("li", "rtl")):
        await expect(body.locator(selector)).to_have_css("direction", direction)
    await expect(window.page.locator("bdi.mention")).to_have_text(f"@{omar.name}")
    await expect(window.page.locator("bdi.author").first).to_have_text(omar.name)
    assert window.complaints == []


async def test_an_emoji_of_a_server_is_shown_by_its_name(world: World, window: Window) -> None:
    await world.voice.say(world.studio, "<:reel:123456789012345678> and <a:spin:123456789012345678>")
    await window.look(world.mia, world.studio)
    await expect(window.page.locator(".custom-emoji")).to_have_text([":reel:", ":spin:"])
    await expect(window.page.locator(".custom-emoji").first).to_have_attribute("title", ":reel:")
    assert window.complaints == []
