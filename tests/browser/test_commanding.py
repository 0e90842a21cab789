"""Commands on the line one types in: found, filled in and sent, with the keyboard alone. In a real browser."""

import asyncio

import pytest
from playwright.async_api import FileChooser, Locator, expect

from sandbox.discord.world import ChannelKind
from tests.browser.conftest import PATIENCE, Window, World
from tests.browser.test_composing import PICTURE, alert, copy_picture, drop, file, line

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("small_bot")]

CHINESE = {
    "name": "generate",
    "name_localizations": {"zh-CN": "生成"},
    "description": "Make a video",
    "description_localizations": {"zh-CN": "制作视频"},
    "options": [
        {
            "type": 3,
            "name": "prompt",
            "name_localizations": {"zh-CN": "描述"},
            "description": "What it shows",
            "description_localizations": {"zh-CN": "画面内容"},
            "required": True,
            "min_length": 2,
            "max_length": 20,
        },
        {"type": 5, "name": "sound", "description": "With sound"},
    ],
}


def picks(window: Window) -> Locator:
    return window.page.get_by_role("listbox").get_by_role("option")


def faults(window: Window) -> Locator:
    return window.page.locator(".fault:not(:empty)")


def option(window: Window, name: str) -> Locator:
    return window.page.locator(f'[data-option="{name}"]').locator("textarea, input[type=text], .pick-file")


async def begin(window: Window, command: str) -> None:
    """Type a command into the line, and go on to its options."""
    await line(window).click()
    await window.page.keyboard.type(f"/{command}")
    await window.page.keyboard.press("Enter")
    await expect(window.page.get_by_role("group", name=f"/{command}")).to_be_visible()


async def add(window: Window, name: str) -> None:
    """Add an option, from wherever the focus is."""
    await window.page.get_by_role("combobox", name="Add an option").focus()
    await window.page.keyboard.type(name)
    await expect(picks(window).first).to_contain_text(name)
    await window.page.keyboard.press("Enter")
    await expect(option(window, name)).to_be_focused()


async def test_a_command_enter_a_prompt_enter_is_enough(world: World, window: Window) -> None:
    await window.look(world.mia, world.studio)
    keys = window.page.keyboard
    await keys.type("/generate")
    await keys.press("Enter")
    await keys.type("a boat")
    await keys.press("Enter")
    await expect(window.page.locator("sandbox-message .body")).to_have_text("a boat, 8 s, 1:1")
    await expect(line(window)).to_be_focused()
    await expect(line(window)).to_have_value("")
    assert window.complaints == []


async def test_commands_are_found_by_what_is_typed_and_chosen_by_keys(world: World, window: Window) -> None:
    await window.look(world.mia, world.studio)
    await line(window).click()
    keys = window.page.keyboard
    await keys.type("/")
    await expect(picks(window)).to_contain_text(
        ["/ask Ask", "/every", "/generate Make a video", "/quota view", "/silent"]
    )
    await keys.press("ArrowDown")
    await keys.press("ArrowDown")
    await expect(picks(window).nth(2)).to_have_attribute("aria-selected", "true")
    marked = await picks(window).nth(2).get_attribute("id")
    await expect(line(window)).to_have_attribute("aria-activedescendant", str(marked))
    await keys.type("view")
    await expect(picks(window)).to_have_text(["/quota view Look"])
    await keys.press("Escape")
    await expect(picks(window)).to_have_count(0)
    await line(window).fill("/ge")
    await keys.press("Tab")
    await expect(option(window, "prompt")).to_be_focused()
    await keys.press("Backspace")
    await expect(line(window)).to_have_value("/generate")
    await expect(picks(window)).to_have_text(["/generate Make a video"])
    await keys.press("Space")
    await expect(option(window, "prompt")).to_be_focused()
    await keys.type("half a thought")
    await keys.press("Escape")
    await expect(line(window)).to_have_value("")
    await begin(window, "generate")
    await expect(option(window, "prompt")).to_have_value("half a thought")
    assert world.mia.sees(world.studio) == []
    assert window.complaints == []


async def test_every_type_of_option_is_filled_in_by_keyboard(world: World, window: Window) -> None:
    world.guild.add_role("Guests")
    world.guild.add_channel("Voices", ChannelKind.VOICE)
    choosing: asyncio.Future[FileChooser] = asyncio.get_running_loop().create_future()

    def chosen(chooser: FileChooser) -> None:
        choosing.set_result(chooser)

    window.page.once("filechooser", chosen)
    await window.look(world.mia, world.studio)
    await begin(window, "every")
    keys = window.page.keyboard
    await keys.type("words")
    for name, typed in {"count": "7", "step": "0.5"}.items():
        await add(window, name)
        await keys.type(typed)
    for name, typed, picked in (
        ("still", "", "True"),
        ("shape", "t", "tall"),
        ("member", "li", "@Lin"),
        ("role", "gu", "@Guests"),
        ("place", "", "#Voices"),
        ("anybody", "gues", "@Guests"),
        ("job", "4", "words: 41"),
    ):
        await add(window, name)
        await keys.type(typed)
        if name == "job":
            await expect(picks(window)).to_have_text(["words: 40", "words: 41"])
            await keys.press("ArrowDown")
        else:
            await expect(picks(window).first).to_contain_text(picked)
        await keys.press("Enter")
        await expect(option(window, name)).to_have_value(picked)
    await add(window, "file")
    await keys.press("Enter")
    async with asyncio.timeout(PATIENCE):
        await (await choosing).set_files(file("boat.png", PICTURE, "image/png"))
    await expect(window.page.get_by_role("button", name="file: boat.png")).to_be_focused()
    await expect(window.page.get_by_role("combobox", name="Add an option")).to_have_count(0)
    await keys.press("Enter")
    said = "words | 7 | 0.5 | True | tall | lin | Guests | Voices | Guests | boat.png | 1"
    await expect(window.page.locator("sandbox-message .body")).to_have_text(said)
    assert window.complaints == []


async def test_a_command_that_needs_nothing_is_sent_by_another_enter(world: World, window: Window) -> None:
    await window.look(world.mia, world.studio)
    await begin(window, "quota view")
    await expect(window.page.get_by_role("combobox", name="Add an option")).to_be_focused()
    await expect(picks(window)).to_contain_text(["member", "role"])
    await window.page.keyboard.press("Enter")
    await expect(window.page.locator("sandbox-message .body")).to_have_text("server")
    await expect(line(window)).to_be_focused()
    assert window.complaints == []


async def test_what_is_missing_or_wrong_is_said_beneath_it_and_nothing_is_sent(world: World, window: Window) -> None:
    await window.look(world.mia, world.studio)
    await begin(window, "every")
    keys = window.page.keyboard
    await expect(option(window, "text")).to_have_accessible_description("Some words · 3 to 40 characters")
    await expect(window.page.locator(".about")).to_have_text("text: Some words · 3 to 40 characters")
    await keys.press("Enter")
    await expect(faults(window)).to_have_text(["This is needed."])
    await expect(option(window, "text")).to_have_attribute("aria-invalid", "true")
    await keys.type("hi")
    await expect(faults(window)).to_have_count(0)
    await keys.press("Enter")
    await expect(faults(window)).to_have_text(["At least 3 characters are needed."])
    await keys.insert_text("🎬" * 39)
    await expect(window.page.locator(".entry .count")).to_have_text("-1")
    await keys.press("Enter")
    await expect(faults(window)).to_have_text(["This is 1 characters too long; 40 fit."])
    await option(window, "text").fill("fine")
    await add(window, "count")
    for typed, why in {"10": "from 1 to 9", "2.5": "A whole number is needed here.", "ten": "A whole number"}.items():
        await option(window, "count").fill(typed)
        await keys.press("Enter")
        await expect(faults(window)).to_contain_text([why])
        await expect(option(window, "count")).to_be_focused()
    await option(window, "count").fill("9")
    await add(window, "member")
    await keys.type("nobody")
    await expect(window.page.locator(".pick")).to_contain_text("Nothing fits.")
    await keys.press("Enter")
    await expect(faults(window)).to_have_text(["Choose one from the list."])
    for _ in "nobody ":
        await keys.press("Backspace")
    await expect(option(window, "member")).to_have_count(0)
    await expect(option(window, "count")).to_be_focused()
    assert world.mia.sees(world.studio) == []
    await keys.press("Enter")
    await expect(window.page.locator("sandbox-message .body")).to_have_text("fine | 9")
    assert window.complaints == []


async def test_choices_that_cannot_be_loaded_say_so_and_what_was_typed_counts(world: World, window: Window) -> None:
    await window.look(world.mia, world.studio)
    await begin(window, "every")
    await window.page.keyboard.type("words")
    await add(window, "job")
    await expect(picks(window)).to_have_text(["words: 0", "words: 1"])
    await window.page.keyboard.type("fail")
    await expect(window.page.locator(".pick")).to_contain_text("Loading options failed")
    await window.page.keyboard.press("Enter")
    await expect(window.page.locator("sandbox-message .body")).to_have_text("words | fail")
    assert window.complaints == []


async def test_a_picture_finds_its_way_into_the_option_for_it(world: World, window: Window) -> None:
    await window.look(world.mia, world.studio)
    await copy_picture(window)
    keys = window.page.keyboard
    await line(window).press("Control+v")
    await begin(window, "generate")
    shown = option(window, "image")
    await expect(shown).to_have_accessible_name("image: image.png")
    await drop(window, window.page.locator('[data-option="image"]'), "boat.png", "image/png", PICTURE)
    await expect(shown).to_have_accessible_name("image: boat.png")
    await keys.press("Backspace")
    await expect(shown).to_have_count(0)
    await option(window, "prompt").focus()
    await keys.type("from a picture")
    await keys.press("Control+v")
    await expect(shown).to_have_accessible_name("image: image.png")
    await drop(window, window.page.locator("#messages"), "more.txt", "text/plain", b"x")
    await expect(alert(window)).to_have_text("/generate has no place for this file.")
    await option(window, "prompt").press("Enter")
    await expect(window.page.locator("sandbox-message .body")).to_contain_text("of image.png 80x60")
    assert window.complaints == []


async def test_commands_and_their_options_are_in_the_language_of_who_acts(world: World, window: Window) -> None:
    world.discord.book.overwrite(None, [CHINESE])
    world.discord.state.changed()
    await window.look(world.lin, world.studio)
    keys = window.page.keyboard
    box = window.page.get_by_role("textbox", name="发消息到 #studio")
    await box.click()
    for typed in ("/生", "/gen"):
        await box.fill(typed)
        await expect(picks(window)).to_have_text(["/生成 制作视频 · /generate"])
    await keys.press("Enter")
    prompt = window.page.get_by_role("textbox", name="描述")
    await expect(prompt).to_be_focused()
    await expect(prompt).to_have_accessible_description("画面内容 · 2 到 20 个字符")
    await keys.press("Enter")
    await expect(faults(window)).to_have_text(["此项必填。"])
    await keys.press("Tab")
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await expect(picks(window)).to_have_text(["是", "否"])
    assert window.complaints == []


async def test_a_command_that_is_taken_away_meanwhile_is_not_sent_and_keeps_its_text(
    world: World, window: Window
) -> None:
    lounge = world.guild.add_channel("lounge")
    await window.look(world.mia, world.studio)
    await begin(window, "generate")
    await window.page.keyboard.type("a boat")
    await window.page.get_by_role("button", name="lounge").click()
    await expect(line(window)).to_have_value("")
    await window.page.get_by_role("button", name="studio").click()
    await expect(option(window, "prompt")).to_have_value("a boat")
    world.discord.book.overwrite(None, [CHINESE | {"name": "other"}])
    world.discord.state.changed()
    await line_of_others(window)
    await option(window, "prompt").press("Enter")
    await expect(alert(window)).to_have_text("/generate is not offered here any more.")
    await expect(option(window, "prompt")).to_have_value("a boat")
    assert (world.mia.sees(world.studio), world.mia.sees(lounge)) == ([], [])
    assert window.complaints == []


async def line_of_others(window: Window) -> None:
    """Wait until the page knows the commands that are offered now."""
    await window.page.wait_for_function(
        "() => document.querySelector('sandbox-composer').offered.commands.some(({ command }) => command === 'other')"
    )


async def test_on_a_phone_the_list_is_no_wider_than_the_screen_and_in_sight(world: World, window: Window) -> None:
    await window.page.set_viewport_size({"width": 390, "height": 480})
    await window.look(world.mia, world.studio)
    await line(window).click()
    await window.page.keyboard.type("/")
    await expect(picks(window)).to_have_count(5)
    box = await window.page.locator(".pick").bounding_box()
    assert box
    assert (box["x"] >= 0, box["y"] >= 0, box["x"] + box["width"] <= 390) == (True, True, True)
    await window.page.get_by_role("option", name="/every").click()
    await window.page.keyboard.type("words")
    for name in ("count", "member", "file"):
        await add(window, name)
    assert await window.page.evaluate("document.documentElement.scrollWidth") == 390
    await expect(option(window, "text")).to_be_in_viewport()
    await window.page.get_by_role("button", name="Send", exact=True).click()
    await expect(window.page.locator("sandbox-message .body")).to_have_text("words")
    assert window.complaints == []
