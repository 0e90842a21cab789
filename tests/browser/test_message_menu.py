"""What people do with a message as a whole, in a real browser."""

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import Window, World

pytestmark = pytest.mark.asyncio(loop_scope="session")


def more(window: Window, number: int = 0) -> Locator:
    return window.page.locator("sandbox-message .more").nth(number)


@pytest.mark.usefixtures("bot")
async def test_the_menu_is_walked_with_the_keyboard(world: World, window: Window) -> None:
    await world.voice.say(world.studio, "hello")
    await window.look(world.mia, world.studio)
    await expect(more(window)).to_have_accessible_name("More for the message from Studio")
    await more(window).press("Enter")
    menu = window.page.get_by_role("menu")
    items = menu.get_by_role("menuitem")
    await expect(items.first).to_be_focused()
    names = ["Reply", "Copy text", "Copy link", "Animate this image", "Look at this", "Greet"]
    await expect(items).to_have_text(names)
    for key, name in (("End", "Greet"), ("ArrowDown", "Reply"), ("ArrowUp", "Greet"), ("Home", "Reply"), ("l", "Look")):
        await window.page.keyboard.press(key)
        await expect(menu.locator(":focus")).to_contain_text(name)
    await window.page.keyboard.press("Escape")
    await expect(menu).to_have_count(0)
    await expect(more(window)).to_be_focused()
    await window.page.keyboard.press("Enter")
    await expect(items.first).to_be_focused()
    await window.page.keyboard.press("l")
    await window.page.keyboard.press("Enter")
    await expect(window.page.get_by_text("looked at hello")).to_be_visible()
    await expect(more(window)).to_be_focused()
    assert window.complaints == []


@pytest.mark.usefixtures("bot")
async def test_a_right_click_opens_it_and_a_command_on_a_person_is_used_on_the_author(
    world: World, window: Window
) -> None:
    await world.lin.post(world.studio, "from Lin")
    await window.look(world.mia, world.studio)
    await window.page.get_by_text("from Lin").click(button="right")
    menu = window.page.get_by_role("menu")
    await expect(menu.get_by_role("group", name="Apps for Lin")).to_be_visible()
    await expect(menu.get_by_role("menuitem", name="Delete")).to_have_count(0)
    await menu.get_by_role("menuitem", name="Greet").click()
    await expect(window.page.get_by_text("greetings, lin")).to_be_visible()
    assert window.complaints == []


async def test_a_reply_is_asked_for_and_texts_and_links_are_copied(world: World, window: Window) -> None:
    message = await world.voice.say(world.studio, "hello **you**")
    await window.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await window.look(world.mia, world.studio)
    await window.page.evaluate(
        "document.addEventListener('reply', (event) => { window.asked = event.detail.content; })"
    )
    pasted = "navigator.clipboard.readText()"
    for name in ("Reply", "Copy text"):
        await more(window).click()
        await window.page.get_by_role("menuitem", name=name).click()
        await expect(window.page.get_by_role("menu")).to_have_count(0)
    assert await window.page.evaluate("window.asked") == "hello **you**"
    assert await window.page.evaluate(pasted) == "hello **you**"
    await more(window).click()
    await window.page.get_by_role("menuitem", name="Copy link").click()
    expected = f"{window.origin}/#as={world.mia.id}&channel={world.studio.id}&message={message.id}"
    assert await window.page.evaluate(pasted) == expected
    assert window.complaints == []


async def test_a_moderator_deletes_by_pressing_twice_and_a_member_only_what_is_theirs(
    world: World, window: Window
) -> None:
    sam = world.discord.add_person("Sam")
    world.guild.join(sam, manage_guild=True)
    await world.voice.say(world.studio, "first")
    await world.mia.post(world.studio, "second")
    await window.look(world.mia, world.studio)
    deletion = window.page.get_by_role("menuitem", name="Delete message")
    await more(window).click()
    await expect(window.page.get_by_role("menu")).to_be_visible()
    await expect(deletion).to_have_count(0)
    await window.page.keyboard.press("Escape")
    await more(window, 1).click()
    await expect(deletion).to_be_visible()
    await window.page.keyboard.press("Escape")
    await window.look(sam, world.studio)
    await more(window).press("Enter")
    await expect(deletion).to_be_visible()
    await window.page.keyboard.press("End")
    await window.page.keyboard.press("Enter")
    await expect(window.page.get_by_role("menuitem", name="Press again to delete")).to_be_focused()
    await window.page.keyboard.press("Enter")
    messages = window.page.locator("sandbox-message")
    await expect(messages).to_have_count(1)
    await expect(messages.first).to_contain_text("second")
    await expect(messages.first).to_be_focused()
    assert window.complaints == []


async def test_an_answer_for_one_reader_is_dismissed_in_their_language(world: World, window: Window) -> None:
    await world.voice.say(world.studio, "for Lin", to=world.lin)
    await window.page.set_viewport_size({"width": 390, "height": 600})
    await window.look(world.lin, world.studio)
    await more(window).click()
    menu = window.page.get_by_role("menu")
    await expect(menu.get_by_role("menuitem")).to_have_text(["复制文本", "复制链接", "忽略此消息"])
    box = await menu.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 390
    await window.page.keyboard.press("Escape")
    await window.page.get_by_role("button", name="忽略此消息").click()
    await expect(window.page.get_by_text("for Lin")).to_have_count(0)
    await expect(window.page.locator("#messages")).to_be_focused()
    assert window.complaints == []


async def test_marked_text_links_and_spoilers_are_left_alone(world: World, window: Window) -> None:
    await world.voice.say(world.studio, "read ||the secret|| at https://example.org/x and more")
    await window.look(world.mia, world.studio)
    await window.page.get_by_role("link").click(button="right")
    await expect(window.page.get_by_role("menu")).to_have_count(0)
    await window.page.keyboard.press("Escape")
    await window.page.locator(".spoiler").click()
    await expect(window.page.get_by_text("the secret")).to_be_visible()
    text = window.page.locator("sandbox-message .body p")
    await text.evaluate("(text) => getSelection().selectAllChildren(text)")
    await world.voice.say(world.studio, "another")
    await expect(window.page.locator("sandbox-message")).to_have_count(2)
    assert "the secret" in await window.page.evaluate("String(getSelection())")
    assert window.complaints == []


async def test_a_link_to_a_message_leads_to_it(world: World, window: Window) -> None:
    first = await world.voice.say(world.studio, "the first")
    for number in range(30):
        await world.voice.say(world.studio, f"message {number}\n" * 3)
    await window.page.goto(f"{window.origin}/#as={world.mia.id}&channel={world.studio.id}&message={first.id}")
    message = window.page.locator("sandbox-message").first
    await expect(message).to_be_focused()
    await expect(message).to_be_in_viewport()
    assert window.complaints == []


@pytest.mark.usefixtures("bot")
async def test_a_reply_is_written_after_it_was_chosen(world: World, window: Window) -> None:
    await world.voice.say(world.studio, "a question")
    await window.look(world.mia, world.studio)
    await more(window).press("Enter")
    await expect(window.page.get_by_role("menuitem", name="Reply")).to_be_focused()
    await window.page.keyboard.press("Enter")
    await expect(window.page.get_by_role("textbox")).to_be_focused()
    await window.page.keyboard.type("an answer")
    await window.page.keyboard.press("Enter")
    await expect(window.page.locator("sandbox-message", has_text="an answer").locator(".above")).to_contain_text(
        "Studio"
    )
    assert window.complaints == []
