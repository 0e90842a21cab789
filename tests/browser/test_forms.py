"""How people fill in the forms that the bot answers with, in a real browser."""

import pytest
from playwright.async_api import FilePayload, Locator, Route, expect

from sandbox.discord import ChannelKind, Person
from tests.browser.conftest import Window, World
from tests.sandbox.discord.asking_bot import AskingBot

pytestmark = pytest.mark.asyncio(loop_scope="session")

TOO_LATE = 3.5


def file(name: str, content: bytes = b"abc") -> FilePayload:
    return {"name": name, "mimeType": "text/plain", "buffer": content}


async def opened(world: World, window: Window, button: str, who: Person | None = None) -> Locator:
    """Press a button that a form is the answer to, with the keyboard; gives the form."""
    await (await world.mia.use("offer", world.studio)).answered()
    await window.look(who or world.mia, world.studio)
    await window.page.get_by_role("button", name=button).press("Enter")
    form = window.page.get_by_role("dialog")
    await form.wait_for()
    return form


async def test_words_and_people_arrive_as_they_were_given(world: World, window: Window, bot: AskingBot) -> None:
    form = await opened(world, window, "Words")
    await expect(form).to_have_accessible_name("Words and people")
    await expect(form.locator("strong")).to_have_text("everything")
    name, story = form.get_by_role("textbox", name="Name"), form.get_by_role("textbox", name="Story")
    await expect(name).to_be_focused()
    await expect(name).to_have_attribute("placeholder", "A short name")
    await expect(name).to_have_accessible_description("What it is called 0/10")
    await name.fill("Boat 🚣")
    await expect(form.get_by_text("6/10")).to_be_visible()
    await expect(story).to_have_value("Once")
    await story.fill("Once\nupon a time")
    await form.get_by_role("button", name="Colour: Green").click()
    await window.page.get_by_role("option", name="Blue").click()
    await form.get_by_role("button", name="Who: Make a selection").press("Enter")
    for key in ("l", "Enter", "m", " ", "Escape"):
        await window.page.keyboard.press(key)
    await expect(form.get_by_role("button", name="Who: Make a selection")).to_be_focused()
    await window.page.keyboard.press("Enter")
    for who in ("Lin", "Mia"):
        await window.page.get_by_role("option", name=who).click()
    await form.get_by_role("button", name="Done").click()
    await form.get_by_role("button", name="Submit").click()
    await expect(form).to_have_count(0)
    heard = await bot.until_heard(1)
    assert heard | {"who": sorted(heard["who"])} == {
        "name": "Boat 🚣",
        "story": "Once\nupon a time",
        "colour": ["blue"],
        "who": ["lin", "mia"],
    }
    await expect(window.page.get_by_text("thank you")).to_be_visible()
    await expect(window.page.get_by_role("button", name="Words")).to_be_focused()
    assert window.complaints == []


async def test_what_is_ticked_picked_and_sent_along_arrives(world: World, window: Window, bot: AskingBot) -> None:
    world.guild.add_channel("hall", ChannelKind.VOICE)
    form = await opened(world, window, "Whole form")
    radio = form.get_by_role("radiogroup", name="One colour")
    await expect(radio.get_by_role("radio", name="Green")).to_have_accessible_description("A colour")
    await radio.get_by_role("radio", name="Red").focus()
    await window.page.keyboard.press("ArrowDown")
    some = form.get_by_role("group", name="Some colours")
    for name in ("Red", "Blue"):
        await some.get_by_role("checkbox", name=name).press(" ")
    await form.get_by_role("checkbox", name="Agreed").check()
    files = form.get_by_label("Files")
    for name in ("a.txt", "wrong.txt", "b.txt"):
        await files.set_input_files(file(name))
    await form.get_by_role("button", name="Remove wrong.txt").click()
    await form.get_by_role("button", name="Where: Make a selection").click()
    await window.page.get_by_role("option", name="hall").click()
    await form.get_by_role("button", name="Submit").press("Enter")
    await expect(form).to_have_count(0)
    assert await bot.until_heard(1) == {
        "one": "green",
        "some": ["red", "blue"],
        "yes": True,
        "files": [("a.txt", 3), ("b.txt", 3)],
        "where": ["hall"],
    }
    assert window.complaints == []


async def test_a_form_sent_in_the_moment_of_a_choice_has_it(world: World, window: Window, bot: AskingBot) -> None:
    form = await opened(world, window, "Words")
    await form.get_by_role("textbox", name="Name").fill("Boat")
    await form.get_by_role("button", name="Colour: Green").click()
    option = window.page.get_by_role("option", name="Blue")
    submit = await form.get_by_role("button", name="Submit").element_handle()
    at_once = "async (option, submit) => { option.click(); for (let i = 0; i < 9; i++) await null; submit.click(); }"
    await option.evaluate(at_once, submit)
    await expect(form).to_have_count(0)
    assert (await bot.until_heard(1))["colour"] == ["blue"]
    assert window.complaints == []


async def test_what_is_wrong_is_said_at_its_field_before_anything_is_sent(
    world: World, window: Window, bot: AskingBot
) -> None:
    form = await opened(world, window, "Words")
    name, submit = form.get_by_role("textbox", name="Name"), form.get_by_role("button", name="Submit")
    await submit.click()
    await expect(name).to_be_focused()
    await expect(name).to_have_attribute("aria-invalid", "true")
    await expect(name).to_have_accessible_description("What it is called 0/10 This field is required.")
    await name.fill("ab")
    await expect(form.get_by_text("2 characters are too few; write at least 3.")).to_be_visible()
    await name.fill("abcdefghijkl")
    await submit.click()
    await expect(form.get_by_text("12 characters are too many; the limit is 10.")).to_be_visible()
    await name.fill("abc")
    await expect(name).not_to_have_attribute("aria-invalid", "true")
    await submit.click()
    await expect(form).to_have_count(0)
    assert (await bot.until_heard(1))["colour"] == ["green"]
    assert window.complaints == []


async def test_each_kind_of_choice_says_what_it_lacks_or_has_too_much_of(
    world: World, window: Window, bot: AskingBot
) -> None:
    form = await opened(world, window, "Whole form")
    submit = form.get_by_role("button", name="Submit")
    await submit.click()
    await expect(form.get_by_text("This field is required.")).to_have_count(3)
    await expect(form.get_by_role("radio", name="Red")).to_be_focused()
    boxes = form.get_by_role("group", name="Some colours").get_by_role("checkbox")
    for number in range(3):
        await boxes.nth(number).check()
    await expect(form.get_by_text("Choose no more than 2.")).to_be_visible()
    files = form.get_by_label("Files")
    await files.set_input_files(file("large.bin", bytes(10 * 1024 * 1024 + 1)))
    await expect(form.get_by_text("large.bin is too large: the limit here is 10.00 MB.")).to_be_visible()
    for number in range(2):
        await files.set_input_files(file(f"{number}.txt"))
    await form.get_by_role("button", name="Remove large.bin").click()
    await files.set_input_files(file("third.txt"))
    await expect(form.get_by_text("Add no more than 2 files.")).to_be_visible()
    assert bot.heard == []
    assert window.complaints == []


@pytest.mark.filterwarnings("ignore")
async def test_a_form_that_is_not_answered_keeps_what_was_typed_and_can_be_sent_again(
    world: World, window: Window, bot: AskingBot
) -> None:
    form = await opened(world, window, "Old form")
    bot.silent = True
    await form.get_by_role("textbox", name="Line").fill("one line")
    await window.page.keyboard.press("Enter")
    await bot.until_heard(1)
    await expect(form.get_by_role("button", name="Submit")).to_be_disabled()
    world.skip(TOO_LATE)
    await expect(form.get_by_role("alert")).to_contain_text("the bot did not answer")
    await expect(form.get_by_role("textbox", name="Line")).to_have_value("one line")
    bot.silent = False
    await form.get_by_role("button", name="Submit").click()
    await expect(form).to_have_count(0)
    assert await bot.until_heard(2) == {"line": "one line"}
    assert window.complaints == []


@pytest.mark.usefixtures("bot")
async def test_a_form_that_was_closed_is_as_it_was_left(world: World, window: Window) -> None:
    form = await opened(world, window, "Words")
    button = window.page.get_by_role("button", name="Words")
    await form.get_by_role("textbox", name="Name").fill("half a")
    await window.page.keyboard.press("Escape")
    await expect(form).to_have_count(0)
    await expect(button).to_be_focused()
    await button.press("Enter")
    await expect(form.get_by_role("textbox", name="Name")).to_have_value("half a")
    await form.get_by_role("button", name="Cancel").click()
    await expect(form).to_have_count(0)
    await window.page.reload()
    await button.press("Enter")
    await expect(form.get_by_role("textbox", name="Name")).to_have_value("")
    assert window.complaints == []


@pytest.mark.usefixtures("bot")
async def test_what_was_not_touched_is_as_the_bot_says_it_now(world: World, window: Window) -> None:
    form = await opened(world, window, "Words")
    await form.get_by_role("textbox", name="Name").fill("half a")
    await form.get_by_role("button", name="Cancel").click()
    await expect(form).to_have_count(0)

    async def later(route: Route) -> None:
        response = await route.fetch()
        text = (await response.text()).replace("Once", "Twice")
        await route.fulfill(response=response, body=text)

    await window.page.route("**/page/press", later)
    await window.page.get_by_role("button", name="Words").press("Enter")
    await expect(form.get_by_role("textbox", name="Name")).to_have_value("half a")
    await expect(form.get_by_role("textbox", name="Story")).to_have_value("Twice")
    assert window.complaints == []


@pytest.mark.usefixtures("bot")
async def test_on_a_phone_and_in_chinese_a_form_is_whole_and_in_reach(world: World, window: Window) -> None:
    await window.page.set_viewport_size({"width": 390, "height": 600})
    form = await opened(world, window, "Words", who=world.lin)
    await expect(form.get_by_text("此表单将提交给")).to_be_visible()
    await form.get_by_role("button", name="提交").click()
    await expect(form.get_by_text("此项必填。")).to_be_visible()
    box = await form.bounding_box()
    assert box is not None
    assert min(box["x"], box["y"]) >= 0
    assert box["x"] + box["width"] <= 390
    assert box["y"] + box["height"] <= 600
    await form.get_by_role("button", name="Who: 请选择").click()
    panel = await window.page.locator(".panel").bounding_box()
    assert panel is not None
    assert panel["x"] + panel["width"] <= 390
    assert panel["y"] + panel["height"] <= 600
    await window.page.get_by_role("option", name="Mia").click()
    await form.get_by_role("button", name="完成").click()
    await expect(form.get_by_role("button", name="Who: @Mia")).to_be_visible()
    assert await form.locator(".form-body").evaluate("(body) => body.scrollWidth - body.clientWidth") == 0
    assert window.complaints == []


async def test_a_form_is_the_answer_to_a_command_too(world: World, window: Window, bot: AskingBot) -> None:
    await window.look(world.mia, world.studio)
    await window.page.get_by_role("textbox").press_sequentially("/form")
    await window.page.get_by_role("option", name="/form").click()
    await window.page.get_by_role("button", name="Send").click()
    form = window.page.get_by_role("dialog", name="Old form")
    await form.get_by_role("textbox", name="Line").fill("typed")
    await window.page.keyboard.press("Enter")
    await expect(form).to_have_count(0)
    assert await bot.until_heard(1) == {"line": "typed"}
    assert window.complaints == []
