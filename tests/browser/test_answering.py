"""How people press buttons and choose in menus, in a real browser."""

import pytest
from playwright.async_api import Locator, expect

from sandbox.discord import ChannelKind
from tests.browser.conftest import Window, World
from tests.sandbox.discord.asking_bot import AskingBot

pytestmark = pytest.mark.asyncio(loop_scope="session")

TOO_LATE = 3.5


async def offered(world: World, window: Window, command: str = "offer") -> Locator:
    """Let Mia use a command and look at its answer."""
    await (await world.mia.use(command, world.studio)).answered()
    await window.look(world.mia, world.studio)
    message = window.page.locator("sandbox-message").first
    await message.wait_for()
    return message


async def test_a_button_waits_with_its_message_until_the_bot_answers(
    world: World, window: Window, bot: AskingBot
) -> None:
    message = await offered(world, window)
    slow, other = (message.get_by_role("button", name=name) for name in ("Slow", "Vanish"))
    await slow.click()
    await expect(slow).to_have_attribute("aria-busy", "true")
    await expect(other).to_be_disabled()
    await slow.press("Enter")
    await bot.until_heard(1)
    bot.go.set()
    await expect(window.page.get_by_text("slowly")).to_be_visible()
    await expect(slow).not_to_have_attribute("aria-busy", "true")
    await expect(other).to_be_enabled()
    await expect(slow).to_be_focused()
    assert bot.heard == ["slow"]
    assert window.complaints == []


async def test_a_button_that_is_not_answered_says_so_and_can_be_pressed_again(
    world: World, window: Window, bot: AskingBot
) -> None:
    message = await offered(world, window)
    silent = message.get_by_role("button", name="Silent")
    for times in (1, 2):
        await silent.click()
        await bot.until_heard(times)
        world.skip(TOO_LATE)
        await expect(window.page.get_by_text("This interaction failed")).to_have_count(times)
        await expect(silent).to_be_enabled()
    await window.page.get_by_role("button", name="Dismiss message").first.click()
    await expect(window.page.get_by_text("This interaction failed")).to_have_count(1)
    assert window.complaints == []


async def test_a_dead_button_says_why_and_a_link_stays_a_link(world: World, window: Window, bot: AskingBot) -> None:
    message = await offered(world, window)
    dead = message.get_by_role("button", name="Dead")
    await expect(dead).to_be_disabled()
    await expect(dead).to_have_attribute("title", "Switched off by the bot")
    await dead.click(force=True)
    await expect(message.get_by_role("link", name="Page")).to_have_attribute("href", "https://example.org/page")
    assert bot.heard == []
    assert window.complaints == []


@pytest.mark.usefixtures("bot")
async def test_the_focus_stays_at_a_button_that_stays_and_goes_to_the_message_of_one_that_goes(
    world: World, window: Window
) -> None:
    message = await offered(world, window)
    paint = message.get_by_role("button", name="Paint")
    await paint.evaluate("(button) => { button.mark = 'the same'; }")
    await paint.press("Enter")
    painted = message.get_by_role("button", name="Painted")
    await expect(painted).to_be_focused()
    assert await painted.evaluate("(button) => button.mark") == "the same"
    await message.get_by_role("button", name="Vanish").press(" ")
    await expect(message.get_by_text("gone")).to_be_visible()
    await expect(message).to_be_focused()
    assert window.complaints == []


async def test_what_is_no_longer_possible_is_said_at_the_message(world: World, window: Window, bot: AskingBot) -> None:
    message = await offered(world, window)
    await window.page.route("**/page/press", lambda route: route.fulfill(status=409, json={"problem": "not so"}))
    await message.get_by_role("button", name="Slow").click()
    said = message.get_by_role("alert")
    await expect(said).to_contain_text("This was not possible.not so")
    await said.get_by_role("button", name="Close").click()
    await expect(said).to_have_count(0)
    await window.page.unroute("**/page/press")
    await window.page.route("**/page/press", lambda route: route.abort())
    await message.get_by_role("button", name="Slow").click()
    await expect(said).to_contain_text("The sandbox does not answer")
    assert bot.heard == []
    assert all("Failed to load resource" in complaint for complaint in window.complaints)


async def test_one_choice_is_made_with_the_mouse_and_stays_shown(world: World, window: Window, bot: AskingBot) -> None:
    message = await offered(world, window, "menus")
    menu = message.get_by_role("button", name="A colour")
    await expect(menu).to_have_attribute("aria-haspopup", "listbox")
    await menu.click()
    listbox = window.page.get_by_role("listbox", name="A colour")
    await expect(listbox.get_by_role("option", name="Blue")).to_contain_text("As Blue as can be")
    await listbox.get_by_role("option", name="Blue").click()
    await expect(listbox).to_have_count(0)
    assert await bot.until_heard(1) == ("colour", ["blue"])
    await expect(menu).to_contain_text("🎨 Blue")
    await expect(menu).to_be_focused()
    await menu.click()
    await expect(listbox).to_be_visible()
    await menu.click()
    await expect(listbox).to_have_count(0)
    assert len(bot.heard) == 1
    assert window.complaints == []


async def test_a_choice_is_made_with_the_keyboard_alone(world: World, window: Window, bot: AskingBot) -> None:
    message = await offered(world, window, "menus")
    menu = message.get_by_role("button", name="A colour")
    await menu.press("Enter")
    listbox = window.page.get_by_role("listbox")
    active = window.page.locator(".offer.active")
    await expect(listbox).to_be_focused()
    for key, name in (("ArrowDown", "Green"), ("End", "Blue"), ("Home", "Red"), ("b", "Blue"), ("ArrowUp", "Green")):
        await window.page.keyboard.press(key)
        await expect(active).to_contain_text(name)
    identity = await active.get_attribute("id")
    await expect(listbox).to_have_attribute("aria-activedescendant", str(identity))
    await window.page.keyboard.press("Escape")
    await expect(listbox).to_have_count(0)
    await expect(menu).to_be_focused()
    assert bot.heard == []
    await menu.press("ArrowDown")
    await menu.press(" ")
    await expect(listbox).to_be_focused()
    await window.page.keyboard.press("g")
    await window.page.keyboard.press("Enter")
    assert await bot.until_heard(1) == ("colour", ["green"])
    await expect(menu).to_be_focused()
    assert window.complaints == []


async def test_several_choices_are_sent_when_the_list_closes_and_only_if_they_are_enough(
    world: World, window: Window, bot: AskingBot
) -> None:
    message = await offered(world, window, "menus")
    menu = message.get_by_role("button", name="Scenes")
    await expect(menu).to_contain_text("Scene 2")
    await menu.click()
    listbox = window.page.get_by_role("listbox", name="Scenes")
    await expect(listbox).to_have_attribute("aria-multiselectable", "true")
    search = window.page.get_by_role("combobox", name="Scenes: Search")
    await expect(search).to_be_focused()
    await listbox.get_by_role("option", name="Scene 3").click()
    await window.page.get_by_role("button", name="Done").click()
    await expect(window.page.locator(".picker").get_by_role("alert")).to_have_text("Choose at least 2.")
    await window.page.locator("h1").click()
    await expect(message.get_by_role("alert")).to_contain_text("Nothing was sent: choose at least 2.")
    assert bot.heard == []
    await menu.click()
    await search.fill("nothing like it")
    await expect(window.page.get_by_text("Nothing found")).to_be_visible()
    await search.fill("scene 1")
    await window.page.keyboard.press("Enter")
    await expect(window.page.get_by_text("3 chosen, at least 2, at most 3")).to_be_visible()
    await search.fill("")
    await expect(listbox.get_by_role("option", name="Scene 9")).to_be_disabled()
    await listbox.get_by_role("option", name="Scene 9").click(force=True)
    await window.page.locator("h1").click()
    assert await bot.until_heard(1) == ("scenes", ["1", "2", "3"])
    await expect(message.get_by_role("alert")).to_have_count(0)
    assert window.complaints == []


async def test_roles_people_and_channels_are_chosen_and_cleared(world: World, window: Window, bot: AskingBot) -> None:
    role = world.guild.add_role("Editors")
    hall = world.guild.add_channel("hall", ChannelKind.VOICE)
    message = await offered(world, window, "menus")
    page = window.page

    async def pick(menu: str, *names: str) -> None:
        await message.get_by_role("button", name=menu).click()
        for name in names:
            await page.get_by_role("option", name=name).click()

    await pick("A role", "Editors")
    assert await bot.until_heard(1) == ("role", ["Editors"])
    await message.get_by_role("button", name="A role: @Editors").click()
    await page.get_by_role("button", name="Clear").click()
    assert await bot.until_heard(2) == ("role", [])
    await pick("Anybody", "Lin", "Editors")
    await page.get_by_role("button", name="Done").click()
    assert await bot.until_heard(3) == ("anybody", ["lin", "Editors"])
    await message.get_by_role("button", name="A voice channel").click()
    await expect(page.get_by_role("option")).to_have_count(1)
    await page.get_by_role("option", name="hall").click()
    assert await bot.until_heard(4) == ("voice", ["hall"])
    assert (role.name, hall.name) == ("Editors", "hall")
    assert window.complaints == []


async def test_on_a_phone_a_list_stays_within_the_screen_and_is_used_by_touch(
    world: World, window: Window, bot: AskingBot
) -> None:
    await window.page.set_viewport_size({"width": 390, "height": 500})
    message = await offered(world, window, "menus")
    for name in ("A colour", "Scenes", "A voice channel"):
        await message.get_by_role("button", name=name).click()
        box = await window.page.locator(".panel").bounding_box()
        assert box is not None
        assert min(box["x"], box["y"]) >= 0
        assert box["x"] + box["width"] <= 390
        assert box["y"] + box["height"] <= 500
        await window.page.keyboard.press("Escape")
        await expect(window.page.locator(".panel")).to_have_count(0)
    await message.get_by_role("button", name="A colour").click()
    await window.page.get_by_role("option", name="Red").click()
    assert await bot.until_heard(1) == ("colour", ["red"])
    assert window.complaints == []


async def test_an_open_list_stays_open_while_its_message_is_edited_and_others_come(
    world: World, window: Window, bot: AskingBot
) -> None:
    message = await offered(world, window, "menus")
    await message.get_by_role("button", name="Anybody").click()
    options = window.page.get_by_role("option")
    await options.filter(has_text="Lin").click()
    edited = next(seen for seen in world.mia.sees(world.studio) if seen.selects)
    await world.voice.correct(edited.message, "edited")
    await world.voice.say(world.studio, "another message")
    await expect(message.get_by_text("(edited)")).to_be_visible()
    await expect(window.page.get_by_text("another message")).to_be_visible()
    await options.filter(has_text="Mia").click()
    await window.page.get_by_role("button", name="Done").click()
    name, chosen = await bot.until_heard(1)
    assert (name, sorted(chosen)) == ("anybody", ["lin", "mia"])
    await expect(message.get_by_role("button", name="Anybody")).to_be_focused()
    assert window.complaints == []


async def test_what_was_chosen_is_shown_until_the_bot_edits_the_message(
    world: World, window: Window, bot: AskingBot
) -> None:
    message = await offered(world, window, "menus")
    menu = message.get_by_role("button", name="A colour")
    await menu.click()
    await window.page.get_by_role("option", name="Red").click()
    await bot.until_heard(1)
    await world.voice.say(world.studio, "another message")
    await expect(window.page.get_by_text("another message")).to_be_visible()
    await expect(menu).to_contain_text("Red")
    edited = next(seen for seen in world.mia.sees(world.studio) if seen.selects)
    await world.voice.correct(edited.message, "edited")
    await expect(menu).to_have_text("A colour▾")
    assert window.complaints == []
