"""A channel with thousands of messages is as quick to read as one with few."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import Window, World
from tests.browser.crowd import Crowd
from tests.media.videos import make_video

pytestmark = pytest.mark.asyncio(loop_scope="session")

MANY = 2000
SLOW = 200.0
"""Milliseconds of its processor that no task of the page may take; on a busy machine it waits longer for that."""
AT_FIRST = 2000.0
"""Milliseconds of its processor in which the page draws the first message, from the navigation on."""

FIRST_DRAWN = """() => {
    const look = () => {
        if (document.querySelector("sandbox-message")) performance.mark("first drawn");
        else requestAnimationFrame(look);
    };
    look();
}"""
TO_THE_TOP = """(list, count) => new Promise((done) => {
    const climb = () => {
        if (list.scrollTop === 0 && list.querySelectorAll("sandbox-message").length >= count) return done();
        list.scrollTop -= 6000;
        requestAnimationFrame(climb);
    };
    climb();
})"""
TO_THE_END = """(list) => new Promise((done) => {
    const fall = () => {
        list.scrollTop += 6000;
        if (list.scrollHeight - list.scrollTop - list.clientHeight < 2) return done();
        requestAnimationFrame(fall);
    };
    fall();
})"""
PLACE = """(list) => {
    const top = list.getBoundingClientRect().top;
    const first = [...list.querySelectorAll("sandbox-message")].find((one) => one.getBoundingClientRect().bottom > top);
    return [first.dataset.message, Math.round(first.getBoundingClientRect().top)];
}"""


@asynccontextmanager
async def _traced(browser: Browser, page: Page) -> AsyncIterator[list[tuple[bool, float]]]:
    """Give, once it is over, of each task of the page whether a message was drawn before it, and how long it took."""
    took: list[tuple[bool, float]] = []
    await browser.start_tracing(page=page, categories=["disabled-by-default-devtools.timeline", "blink.user_timing"])
    yield took
    events = json.loads(await browser.stop_tracing())["traceEvents"]
    threads = {(e["pid"], e["tid"]): e["args"]["name"] for e in events if e["name"] == "thread_name"}
    tasks = [event for event in events if (event["name"], event["ph"]) == ("RunTask", "X")]
    own = [event for event in tasks if threads.get((event["pid"], event["tid"])) == "CrRendererMain"]
    drawn = next(event["ts"] for event in events if event["name"] == "first drawn")
    took += [(event["ts"] >= drawn, event.get("tdur", event["dur"]) / 1000) for event in own]


async def test_two_thousand_messages_are_there_at_once_and_read_from_end_to_end(
    world: World, window: Window, browser: Browser
) -> None:
    messages = await Crowd(world.discord, [world.mia, world.lin]).fill(world.studio, MANY)
    await window.page.add_init_script(f"({FIRST_DRAWN})()")
    async with _traced(browser, window.page) as tasks:
        await window.look(world.mia, world.studio)
        listed = window.page.locator("#messages")
        await expect(window.page.get_by_text("message 0 of many")).to_be_in_viewport()
        climbing = listed.evaluate(TO_THE_TOP, MANY)
        await world.voice.say(world.studio, "in the meantime")
        await climbing
        await expect(window.page.locator(f'[data-message="{messages[0].id}"]')).to_be_in_viewport()
        await expect(window.page.locator("sandbox-message")).to_have_count(MANY + 1)
        await listed.evaluate(TO_THE_END)
    await expect(window.page.get_by_text("in the meantime", exact=True)).to_be_in_viewport()
    shown = await window.page.evaluate("[...document.querySelectorAll('[data-message]')].map((n) => n.dataset.message)")
    assert shown[:MANY] == [str(message.id) for message in messages]
    assert sum(took for drawn, took in tasks if not drawn) < AT_FIRST
    assert max(took for _, took in tasks) < SLOW
    assert window.complaints == []


async def test_a_reader_among_many_stays_where_they_are_when_things_change(world: World, window: Window) -> None:
    messages = await Crowd(world.discord, [world.mia]).fill(world.studio, 300)
    await window.look(world.mia, world.studio)
    listed = window.page.locator("#messages")
    await listed.evaluate(TO_THE_TOP, 300)
    await listed.evaluate("(list) => { list.scrollTop += 2000; }")
    await expect(window.page.locator("#newest")).to_be_visible()
    await expect(listed).not_to_have_attribute("data-drawing", "")
    before = await listed.evaluate(PLACE)
    await world.voice.say(world.studio, "below")
    await world.voice.correct(messages[1], "shorter now")
    messages[5].delete()
    await expect(window.page.get_by_text("shorter now")).to_be_attached()
    await expect(window.page.locator("sandbox-message")).to_have_count(300)
    message, top = await listed.evaluate(PLACE)
    assert (message, top) == (before[0], pytest.approx(before[1], abs=2))
    assert window.complaints == []


async def test_only_what_comes_near_is_loaded(world: World, window: Window) -> None:
    for _ in range(2):
        await world.voice.say(world.studio, "a clip", file=("clip.mp4", make_video(frames=12)))
        for number in range(20):
            await world.voice.say(world.studio, f"{number}\n" * 6)
    await world.voice.say(world.studio, "a clip", file=("clip.mp4", make_video(frames=12)))
    await window.look(world.mia, world.studio)
    videos = window.page.locator("video")
    await expect(videos).to_have_count(3)
    await expect(videos.last).to_have_attribute("preload", "metadata")
    await expect(videos.first).to_have_attribute("preload", "none")
    await videos.first.scroll_into_view_if_needed()
    await expect(videos.first).to_have_attribute("preload", "metadata")
    assert window.complaints == []
