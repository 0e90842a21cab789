"""The page's routes: its files, what a person sees, and how a window keeps up."""

import asyncio
import re
from typing import Any

import aiohttp
import pytest

from sandbox.discord import Channel, LocalDiscord, Person
from sandbox.page.site import STATIC
from tests.sandbox.page.voice import Voice

Json = dict[str, Any]

PATIENCE = 15.0
FILES = [path for path in STATIC.rglob("*") if path.is_file()]


async def _state(browser: aiohttp.ClientSession, who: Person) -> Json:
    async with browser.get("/page/state", params={"as": str(who.id)}) as answer:
        assert answer.status == 200
        state: Json = await answer.json()
        return state


async def _next(socket: aiohttp.ClientWebSocketResponse) -> Json:
    event: Json = await socket.receive_json(timeout=PATIENCE)
    return event


def _texts(state: Json, channel: Channel) -> list[str]:
    return [message["content"] for message in state["messages"][str(channel.id)]]


@pytest.mark.usefixtures("mia")
async def test_every_file_comes_with_a_policy_that_lets_nothing_in_from_elsewhere(
    browser: aiohttp.ClientSession,
) -> None:
    for path in ("/", "/page/state", *(f"/page/{file.relative_to(STATIC)}" for file in FILES)):
        async with browser.get(path) as answer:
            assert answer.status == 200
            policy = answer.headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'")
            assert "unsafe" not in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
    async with browser.get("/page/..%2fsite.py") as answer:
        assert answer.status == 404


def test_no_file_names_another_host_or_reads_text_as_markup() -> None:
    for file in FILES:
        text = file.read_text(encoding="utf-8")
        assert re.findall(r"(?:https?|wss?)://(?!www\.w3\.org/2000/svg)[\w.]+", text) == [], file.name
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b", text), file.name


async def test_a_private_answer_is_there_for_its_reader_alone(
    browser: aiohttp.ClientSession, voice: Voice, channel: Channel, mia: Person, lin: Person
) -> None:
    await voice.say(channel, "for all")
    await voice.say(channel, "for Mia", to=mia)
    seen = await _state(browser, mia)
    assert _texts(seen, channel) == ["for all", "for Mia"]
    assert [message["ephemeral"] for message in seen["messages"][str(channel.id)]] == [False, True]
    assert _texts(await _state(browser, lin), channel) == ["for all"]


async def test_a_window_is_told_of_what_is_written_changed_and_deleted(
    browser: aiohttp.ClientSession, voice: Voice, channel: Channel, mia: Person, lin: Person
) -> None:
    async with browser.ws_connect("/page/events", params={"as": str(lin.id)}) as window:
        whole = await _next(window)
        assert (whole["kind"], whole["locale"]) == ("whole", "zh-CN")
        message = await voice.say(channel, "first")
        told = await _next(window)
        assert (told["kind"], told["channel"], told["message"]["content"]) == ("message", str(channel.id), "first")
        await voice.say(channel, "not for Lin", to=mia)
        await voice.correct(message, "second")
        told = await _next(window)
        assert (told["message"]["content"], told["seq"]) == ("second", whole["seq"] + 2)
        assert told["message"]["edited"]
        message.delete()
        told = await _next(window)
        assert (told["kind"], told["id"]) == ("gone", str(message.id))


async def test_a_window_that_was_away_is_told_what_it_missed_and_nothing_twice(
    browser: aiohttp.ClientSession, voice: Voice, channel: Channel, mia: Person
) -> None:
    looking = {"as": str(mia.id)}
    async with browser.ws_connect("/page/events", params=looking) as window:
        whole = await _next(window)
    for text in ("one", "two"):
        await voice.say(channel, text)
    back = {**looking, "run": whole["run"], "after": str(whole["seq"])}
    async with browser.ws_connect("/page/events", params=back) as window:
        assert [(await _next(window))["message"]["content"] for _ in range(2)] == ["one", "two"]
        await voice.say(channel, "three")
        assert (await _next(window))["message"]["content"] == "three"


@pytest.mark.parametrize("back", [{"run": "another", "after": "0"}, {"after": "0"}, {"after": "soon"}])
async def test_a_window_of_another_run_is_shown_everything_anew(
    browser: aiohttp.ClientSession, mia: Person, back: dict[str, str]
) -> None:
    async with browser.ws_connect("/page/events", params={"as": str(mia.id), **back}) as window:
        assert (await _next(window))["kind"] == "whole"


async def test_two_windows_stay_in_step(
    browser: aiohttp.ClientSession, voice: Voice, channel: Channel, mia: Person
) -> None:
    looking = {"as": str(mia.id)}
    async with (
        browser.ws_connect("/page/events", params=looking) as one,
        browser.ws_connect("/page/events", params=looking) as other,
    ):
        assert await _next(one) == await _next(other)
        await voice.say(channel, "for both")
        assert await _next(one) == await _next(other)


@pytest.mark.usefixtures("mia")
async def test_open_windows_do_not_keep_the_sandbox_from_closing(
    browser: aiohttp.ClientSession, local: LocalDiscord
) -> None:
    async with browser.ws_connect("/page/events") as window:
        assert (await _next(window))["kind"] == "whole"
        async with asyncio.timeout(PATIENCE):
            closing = asyncio.create_task(local.close())
            farewell = await window.receive()
            await closing
        assert (farewell.type, farewell.data) == (aiohttp.WSMsgType.CLOSE, aiohttp.WSCloseCode.GOING_AWAY)


async def test_where_nobody_is_there_is_nothing_to_see(browser: aiohttp.ClientSession) -> None:
    async with browser.get("/page/state") as answer:
        assert answer.status == 404


async def test_a_window_may_ask_for_what_stood_before_and_nonsense_is_passed_over(
    browser: aiohttp.ClientSession, voice: Voice, channel: Channel, mia: Person
) -> None:
    await voice.say(channel, "one")
    last = await voice.say(channel, "two")
    async with browser.ws_connect("/page/events", params={"as": str(mia.id)}) as window:
        await _next(window)
        for nonsense in ("", "[]", '{"channel": "7"}', '{"channel": "7", "before": "8"}', "7"):
            await window.send_str(nonsense)
        await window.send_json({"channel": str(channel.id), "before": str(last.id)})
        told = await _next(window)
    assert (told["kind"], [message["content"] for message in told["messages"]]) == ("earlier", ["one"])
