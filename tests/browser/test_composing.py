"""The line one types in: text, files, answers, and places where nobody writes. In a real browser."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, Route, expect

from sandbox.discord import Channel, Person
from sandbox.discord.world import TEN_MIB, ChannelKind
from tests.browser.conftest import Window, World
from tests.media.pictures import make_picture

pytestmark = pytest.mark.asyncio(loop_scope="session")

PICTURE = make_picture("PNG", 80, 60)
CONFLICT = "Failed to load resource: the server responded with a status of 409 (Conflict)"

DROP = """([name, type, bytes]) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], name, { type }));
    return data;
}"""
COPY = """(bytes) => {
    const picture = new Blob([new Uint8Array(bytes)], { type: "image/png" });
    return navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
}"""


def file(name: str, content: bytes = b"x", kind: str = "text/plain") -> Any:
    """Give a file as a browser's file picker takes it."""
    return {"name": name, "mimeType": kind, "buffer": content}


def line(window: Window) -> Locator:
    return window.page.get_by_role("textbox", name="Message #")


def chips(window: Window) -> Locator:
    return window.page.get_by_role("list", name="Files to send").get_by_role("listitem")


def alert(window: Window) -> Locator:
    return window.page.locator("sandbox-composer").get_by_role("alert")


def texts(who: Person, where: Channel) -> list[str]:
    return [seen.content for seen in who.sees(where)]


async def drop(window: Window, target: Locator, name: str, kind: str, content: bytes) -> None:
    """Drop a file onto something."""
    data = await window.page.evaluate_handle(DROP, [name, kind, list(content)])
    for event in ("dragover", "drop"):
        await target.dispatch_event(event, {"dataTransfer": data})


async def copy_picture(window: Window) -> None:
    """Put a picture on the clipboard, as whoever copies one elsewhere."""
    await window.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=window.origin)
    await window.page.evaluate(COPY, list(PICTURE))


async def test_enter_sends_what_was_typed_and_shift_enter_begins_a_line(world: World, window: Window) -> None:
    await window.look(world.mia, world.studio)
    await line(window).click()
    keys = window.page.keyboard
    low = await line(window).evaluate("(line) => line.clientHeight")
    await keys.type("first")
    await keys.press("Shift+Enter")
    await keys.type("second <b>")
    assert await line(window).evaluate("(line) => line.clientHeight") > low
    await keys.press("Enter")
    await expect(window.page.locator("sandbox-message .body")).to_have_text("first\nsecond <b>", use_inner_text=True)
    await expect(line(window)).to_have_value("")
    await expect(line(window)).to_be_focused()
    await keys.press("Enter")
    await keys.type("   ")
    await keys.press("Enter")
    await keys.insert_text("x" * 2001)
    await keys.press("Enter")
    await expect(alert(window)).to_contain_text("1 characters too long")
    assert texts(world.mia, world.studio) == ["first\nsecond <b>"]
    assert window.complaints == []


async def test_files_are_picked_pasted_and_dropped_and_taken_back(world: World, window: Window) -> None:
    await window.look(world.mia, world.studio)
    async with window.page.expect_file_chooser() as choosing:
        await window.page.get_by_role("button", name="Attach files").click()
    await (await choosing.value).set_files([file("note.txt"), file("other.txt")])
    await copy_picture(window)
    await line(window).press("Control+v")
    await drop(window, window.page.locator("#messages"), "boat.png", "image/png", PICTURE)
    await expect(chips(window)).to_contain_text(["note.txt", "other.txt", "image.png", "boat.png"])
    await expect(chips(window).last.locator("canvas")).to_have_attribute("width", "96")
    await window.page.get_by_role("button", name="Remove other.txt").click()
    await expect(line(window)).to_be_focused()
    await window.page.keyboard.type("three files")
    await window.page.keyboard.press("Enter")
    await expect(chips(window)).to_have_count(0)
    (seen,) = world.mia.sees(world.studio)
    assert (seen.content, [one.name for one in seen.files]) == ("three files", ["note.txt", "image.png", "boat.png"])
    assert window.complaints == []


async def test_a_file_above_the_limit_and_an_eleventh_are_refused_before_anything_is_sent(
    world: World, window: Window, tmp_path: Path
) -> None:
    large, small = tmp_path / "large.bin", tmp_path / "small.txt"
    large.write_bytes(bytes(TEN_MIB + 1))
    small.write_text("x")
    await window.look(world.mia, world.studio)
    await line(window).fill("some words")
    chooser = window.page.locator("sandbox-composer > input[type=file]")
    await chooser.set_input_files([large, small])
    await expect(alert(window)).to_have_text("Too big to carry: “large.bin”. A file may have 10 MB here at most.")
    await expect(chips(window)).to_contain_text(["small.txt"])
    await chooser.set_input_files([file(f"{number}.txt") for number in range(10)])
    await expect(alert(window)).to_have_text("A message carries 10 files at most.")
    await expect(chips(window)).to_have_count(10)
    await expect(line(window)).to_have_value("some words")
    assert texts(world.mia, world.studio) == []
    assert window.complaints == []


async def test_what_was_not_taken_stays_with_the_reason(world: World, window: Window) -> None:
    answered = await world.voice.say(world.studio, "answer me")
    await window.look(world.mia, world.studio)
    await reply_to(window, "answer me")
    await window.page.keyboard.type("an answer")
    answered.delete()
    await expect(window.page.locator("sandbox-message")).to_have_count(0)
    await window.page.keyboard.press("Enter")
    await expect(alert(window)).to_contain_text("Not sent: ")
    await expect(line(window)).to_have_value("an answer")
    await window.page.get_by_role("button", name="Do not reply").click()
    await window.page.route("**/page/write", lambda route: route.abort())
    await window.page.keyboard.press("Enter")
    await expect(alert(window)).to_contain_text("the sandbox does not answer")
    await expect(line(window)).to_have_value("an answer")
    await window.page.unroute("**/page/write")
    await window.page.keyboard.press("Enter")
    await expect(alert(window)).to_be_empty()
    await expect(window.page.locator("sandbox-message .body")).to_have_text("an answer")
    assert window.complaints == [CONFLICT, "Failed to load resource: net::ERR_FAILED"]


async def reply_to(window: Window, text: str) -> None:
    """Ask for an answer to the message with this text, as the menu of messages does."""
    await window.page.locator("sandbox-message", has_text=text).click(button="right")
    await window.page.get_by_role("menuitem", name="Reply").click()
    await expect(line(window)).to_be_focused()


async def test_an_answer_names_whom_it_answers_and_can_be_taken_back(world: World, window: Window) -> None:
    answered = await world.voice.say(world.studio, "answer me")
    await window.look(world.mia, world.studio)
    replying = window.page.locator(".replying")
    await reply_to(window, "answer me")
    await expect(replying).to_contain_text("Replying to Studio")
    await window.page.keyboard.press("Escape")
    await expect(replying).to_be_hidden()
    await reply_to(window, "answer me")
    await window.page.keyboard.type("gladly")
    await window.page.keyboard.press("Enter")
    await expect(window.page.locator("sandbox-message").last.locator(".above")).to_contain_text("Studio answer me")
    await expect(replying).to_be_hidden()
    assert world.mia.sees(world.studio)[-1].message.reference is answered
    assert window.complaints == []


async def test_each_person_has_a_draft_in_each_channel_and_nothing_goes_astray(world: World, window: Window) -> None:
    lounge = world.guild.add_channel("lounge")
    await window.look(world.mia, world.studio)
    await line(window).fill("Mia in the studio")
    await window.page.locator("sandbox-composer > input[type=file]").set_input_files(file("mia.txt"))
    await window.page.get_by_role("button", name="lounge").click()
    await expect(line(window)).to_have_value("")
    await expect(chips(window)).to_have_count(0)
    await line(window).fill("Mia in the lounge")
    people = window.page.get_by_role("complementary")
    await people.get_by_role("button", name="Lin").click()
    box = window.page.get_by_role("textbox", name="发消息到 #lounge")
    await expect(box).to_have_value("")
    await box.fill("Lin")
    await box.press("Enter")
    await expect(box).to_have_value("")
    await people.get_by_role("button", name="Mia").click()
    await expect(line(window)).to_have_value("Mia in the lounge")
    await window.page.get_by_role("button", name="studio").click()
    await expect(line(window)).to_have_value("Mia in the studio")
    await line(window).press("Enter")
    await expect(line(window)).to_have_value("")
    (lin,), (mia,) = world.mia.sees(lounge), world.mia.sees(world.studio)
    assert (lin.author, lin.content) == ("Lin", "Lin")
    assert (mia.author, mia.content, [one.name for one in mia.files]) == ("Mia", "Mia in the studio", ["mia.txt"])
    assert window.complaints == []


async def test_what_is_under_way_is_neither_sent_twice_nor_to_another_place(world: World, window: Window) -> None:
    lounge = world.guild.add_channel("lounge")
    held = asyncio.Event()

    async def hold(route: Route) -> None:
        await held.wait()
        await route.continue_()

    await window.look(world.mia, world.studio)
    await window.page.route("**/page/write", hold)
    await line(window).fill("once")
    for _ in range(3):
        await line(window).press("Enter")
    await window.page.keyboard.type("lost?")
    await expect(line(window)).to_have_value("once")
    await expect(window.page.locator("sandbox-composer .sending")).to_have_text("Sending…")
    await window.page.get_by_role("button", name="lounge").click()
    await line(window).fill("here")
    held.set()
    await window.page.get_by_role("button", name="studio").click()
    await expect(line(window)).to_have_value("")
    assert (texts(world.mia, world.studio), texts(world.mia, lounge)) == (["once"], [])
    assert window.complaints == []


async def test_where_nobody_can_write_it_says_why(world: World, window: Window) -> None:
    forum = world.guild.add_channel("ideas", ChannelKind.FORUM)
    thread = world.studio.add_thread("the boat")
    await window.look(world.mia, forum)
    closed = window.page.locator("sandbox-composer .closed")
    await expect(closed).to_contain_text("Nobody writes in a forum itself")
    await expect(line(window)).to_be_hidden()
    await window.look(world.mia, thread)
    await expect(line(window)).to_be_visible()
    thread.locked = True
    world.discord.state.changed()
    await expect(closed).to_have_text("This thread is locked: only moderators write here.")
    await expect(line(window)).to_be_hidden()
    thread.locked, thread.archived = False, True
    world.discord.state.changed()
    await expect(closed).to_contain_text("a message wakes it")
    await line(window).fill("/")
    await expect(window.page.locator(".pick")).to_contain_text("Commands cannot be used while this thread sleeps")
    await line(window).fill("good morning")
    await line(window).press("Enter")
    await expect(closed).to_be_hidden()
    await expect(line(window)).to_be_focused()
    assert texts(world.mia, thread) == ["good morning"]
    assert window.complaints == []


async def test_a_command_is_sent_while_the_bot_is_away_and_its_failure_comes_as_a_notice(
    world: World, window: Window
) -> None:
    world.discord.book.overwrite(None, [{"name": "help", "description": "How to"}])
    await window.look(world.mia, world.studio)
    await window.page.keyboard.type("/help")
    await window.page.keyboard.press("Enter")
    await expect(window.page.get_by_role("group", name="/help")).to_be_focused()
    await window.page.keyboard.press("Enter")
    await expect(window.page.locator("sandbox-composer .sending")).to_have_text("Sending…")
    while not world.mia.sees(world.studio):
        world.skip(0.5)
        await asyncio.sleep(0)
    await expect(window.page.locator("sandbox-message .notice")).to_have_text("The application did not respond")
    await expect(line(window)).to_be_focused()
    assert window.complaints == []
