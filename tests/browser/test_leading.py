"""From one message to another, into threads and to what is new."""

import pytest
from playwright.async_api import CDPSession, expect

from sandbox.discord import ChannelKind
from tests.browser.conftest import Window, World

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _said(cdp: CDPSession) -> str:
    """Give what a screen reader is told to say: it stands where no selector reaches."""
    nodes = (await cdp.send("Accessibility.getFullAXTree"))["nodes"]
    live = [
        node
        for node in nodes
        if any(p["name"] == "live" and p["value"]["value"] == "polite" for p in node.get("properties", []))
    ]
    named = {node["nodeId"]: node for node in nodes}
    texts = [
        named[child]["name"]["value"]
        for node in live
        for child in node["childIds"]
        if node["role"]["value"] == "paragraph"
    ]
    return " ".join(texts)


async def test_a_reply_leads_to_what_it_answers_however_far_up(world: World, window: Window) -> None:
    asked = await world.mia.post(world.studio, "Where is ||my|| **clip**?")
    for number in range(120):
        await world.voice.say(world.studio, f"message {number}")
    await world.voice.answer(asked.message, "On its way")
    await window.look(world.mia, world.studio)
    quoted = window.page.locator(".quoted")
    await expect(quoted).to_have_text("↳ Mia Where is ▒▒▒ clip?")
    await quoted.click()
    answered = window.page.locator(f'sandbox-message[data-message="{asked.id}"]')
    await expect(answered).to_be_in_viewport()
    await expect(answered).to_be_focused()
    await expect(answered).not_to_have_class("marked", timeout=10_000)
    assert window.complaints == []


async def test_a_thread_is_entered_where_it_began_and_says_how_it_stands(world: World, window: Window) -> None:
    message = await world.voice.say(world.studio, "a kite over the sea")
    thread = world.studio.add_thread("about the kite", start=message)
    await world.voice.say(thread, "higher, please")
    thread.archived = thread.locked = True
    world.discord.state.changed()
    await window.look(world.mia, world.studio)
    listed = window.page.locator(f'nav [data-channel="{thread.id}"]')
    for way in (listed, window.page.locator("#messages .into-thread")):
        await expect(way.get_by_role("img", name="Archived")).to_be_visible()
        await expect(way.get_by_role("img", name="Locked")).to_be_visible()
    await window.page.locator("#messages .into-thread").click()
    await expect(window.page.locator("h1")).to_contain_text("about the kite")
    await expect(window.page.locator("sandbox-message .body")).to_have_text("higher, please")
    assert window.complaints == []


async def test_a_forum_lists_its_posts_those_with_news_first(world: World, window: Window) -> None:
    forum = world.guild.add_channel("ideas", ChannelKind.FORUM)
    await window.look(world.mia, forum)
    await expect(window.page.locator("#messages")).to_contain_text("Nobody has posted")
    posts = [forum.add_thread(name) for name in ("a kite", "a boat")]
    for post in posts:
        await world.voice.say(post, "an idea")
    names = window.page.locator("#messages .thread-name")
    await expect(names).to_have_text(["a boat", "a kite"])
    await world.voice.say(posts[0], "another idea")
    await expect(names).to_have_text(["a kite", "a boat"])
    await names.first.click()
    await expect(window.page.locator("sandbox-message")).to_have_count(2)
    assert window.complaints == []


async def test_what_comes_elsewhere_is_marked_until_it_is_looked_at(world: World, window: Window) -> None:
    lounge = world.guild.add_channel("lounge")
    await window.look(world.mia, world.studio)
    entry = window.page.locator(f'nav [data-channel="{lounge.id}"]')
    await world.mia.post(lounge, "her own")
    await world.voice.say(world.studio, "where she looks")
    await expect(window.page.locator("sandbox-message")).to_have_count(1)
    await expect(entry).to_have_accessible_name("lounge")
    await world.voice.say(lounge, "news")
    await expect(entry).to_have_accessible_name("lounge unread")
    await expect(window.page).to_have_title("• studio · Sandbox")
    await world.voice.say(lounge, f"<@{world.mia.id}> look")
    await expect(entry).to_have_accessible_name("lounge mentions: 1")
    await expect(window.page).to_have_title("(1) studio · Sandbox")
    await entry.click()
    await expect(window.page).to_have_title("lounge · Sandbox")
    await expect(entry).to_have_accessible_name("lounge")
    await expect(window.page.locator("sandbox-message.pinged")).to_have_count(1)
    assert window.complaints == []


async def test_what_is_new_is_said_aloud_and_what_was_there_is_not(world: World, window: Window) -> None:
    message = await world.voice.say(world.studio, "old")
    await window.look(world.mia, world.studio)
    await expect(window.page.locator("sandbox-message")).to_have_count(1)
    await world.voice.correct(message, "changed")
    await expect(window.page.get_by_text("changed")).to_be_visible()
    cdp = await window.page.context.new_cdp_session(window.page)
    assert "old" not in await _said(cdp)
    assert "changed" not in await _said(cdp)
    await world.voice.say(world.studio, "**new**")
    await expect(window.page.locator("sandbox-message")).to_have_count(2)
    assert await _said(cdp) == f"{world.discord.state.bot.name}: new"
    await expect(window.page.get_by_role("log")).to_have_attribute("aria-live", "off")
    assert window.complaints == []
