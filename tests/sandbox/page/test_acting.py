"""What is done on the page is done as a person, and answered with what came of it."""

import asyncio
import io
import json
from typing import IO, Any

import aiohttp
import pytest

from sandbox.discord import Channel, Guild, LocalDiscord, Person
from tests.media.pictures import make_picture
from tests.sandbox.discord.conftest import MovableClock
from tests.sandbox.discord.small_bot import SmallBot
from tests.sandbox.page.voice import Voice

Json = dict[str, Any]


class Hand:
    """Does what the page's scripts do, as one person in one channel."""

    def __init__(self, browser: aiohttp.ClientSession, local: LocalDiscord, who: Person, where: Channel) -> None:
        self._browser = browser
        self._origin = local.origin
        self.who = who
        self.where = where

    async def do(self, deed: str, *files: tuple[str, bytes | IO[bytes]], **asked: Any) -> tuple[int, Json]:
        """Give the status and the answer of one deed."""
        told = {"as": str(self.who.id), "channel": str(self.where.id), **asked}
        body = aiohttp.FormData(default_to_multipart=True)
        body.add_field("payload_json", json.dumps(told))
        for index, (name, content) in enumerate(files):
            body.add_field(f"files[{index}]", content, filename=name)
        async with self._browser.post(f"/page/{deed}", data=body, headers={"Origin": self._origin}) as answer:
            return answer.status, await answer.json()

    async def done(self, deed: str, *files: tuple[str, bytes | IO[bytes]], **asked: Any) -> Json:
        """Give the answer of a deed that must be possible."""
        status, said = await self.do(deed, *files, **asked)
        assert status == 200, said
        return said


@pytest.fixture
def hand(browser: aiohttp.ClientSession, local: LocalDiscord, mia: Person, channel: Channel) -> Hand:
    return Hand(browser, local, mia, channel)


@pytest.mark.usefixtures("bot")
async def test_a_command_is_used_with_its_options_and_a_file(hand: Hand) -> None:
    options = {"prompt": "a boat", "duration": 4, "image": {"file": 0}}
    outcome = await hand.done("use", ("boat.png", make_picture("PNG", 8, 6)), command="generate", options=options)
    assert (outcome["failed"], outcome["form"]) == (False, None)
    answer = await hand.who.until_sees(hand.where, r"a boat, 4 s, 1:1 of boat\.png 8x6")
    assert answer.ephemeral


@pytest.mark.usefixtures("bot")
async def test_a_button_leads_to_a_form_and_the_form_to_an_answer(hand: Hand) -> None:
    await hand.done("use", command="ask", options={"job": "7"})
    asked = await hand.who.until_sees(hand.where, "asked 7")
    pressed = await hand.done("press", message=str(asked.id), component="press:form:7")
    assert pressed["form"]["title"] == "More room"
    status, said = await hand.do("submit", use=pressed["use"], values={"reason": "x"})
    assert (status, "3 to 4000 characters" in said["problem"]) == (409, True)
    await hand.done("submit", use=pressed["use"], values={"reason": "the contest"})
    await hand.who.until_sees(hand.where, "because the contest")
    status, said = await hand.do("submit", use=pressed["use"], values={"reason": "the contest"})
    assert (status, said["problem"]) == (409, "this form is no longer open")


@pytest.mark.usefixtures("bot")
async def test_a_form_is_sent_by_whom_it_was_opened_for_alone(
    hand: Hand, browser: aiohttp.ClientSession, local: LocalDiscord, lin: Person
) -> None:
    await hand.done("use", command="ask", options={"job": "7"})
    asked = await hand.who.until_sees(hand.where, "asked 7")
    pressed = await hand.done("press", message=str(asked.id), component="press:form:7")
    status, _ = await Hand(browser, local, lin, hand.where).do("submit", use=pressed["use"], values={"reason": "mine"})
    assert status == 409


async def test_a_form_that_was_not_answered_can_be_sent_again(
    hand: Hand, local: LocalDiscord, clock: MovableClock, bot: SmallBot
) -> None:
    await hand.done("use", command="ask", options={"job": "7"})
    asked = await hand.who.until_sees(hand.where, "asked 7")
    pressed = await hand.done("press", message=str(asked.id), component="press:form:7")
    deaf = bot._connection.parsers.pop("INTERACTION_CREATE")
    sending = asyncio.create_task(hand.done("submit", use=pressed["use"], values={"reason": "the contest"}))
    while not sending.done():
        await asyncio.sleep(0.01)
        clock.now += 0.2
        local.time_moved()
    assert (await sending)["failed"]
    bot._connection.parsers["INTERACTION_CREATE"] = deaf
    await hand.done("submit", use=pressed["use"], values={"reason": "the contest"})
    await hand.who.until_sees(hand.where, "because the contest")


@pytest.mark.usefixtures("bot")
async def test_choices_come_while_somebody_types(hand: Hand) -> None:
    said = await hand.done("complete", command="ask", option="job", typed="4", options={})
    assert [choice["value"] for choice in said["choices"]] == ["40", "41", "42"]


async def test_a_bot_that_does_not_answer_is_a_failure_that_is_said(
    hand: Hand, local: LocalDiscord, clock: MovableClock
) -> None:
    local.book.overwrite(None, [{"name": "silent", "description": "Never answer"}])
    using = asyncio.create_task(hand.done("use", command="silent"))
    while not using.done():
        clock.now += 0.5
        local.time_moved()
        await asyncio.sleep(0)
    outcome = await using
    assert outcome["failed"]
    assert hand.who.sees(hand.where)[-1].text == "The application did not respond"


async def test_what_a_client_would_not_let_happen_is_refused_with_a_reason(hand: Hand, guild: Guild) -> None:
    status, said = await hand.do("use", command="generate")
    assert (status, "not offered" in said["problem"]) == (409, True)
    for wrong in ({"message": "1"}, {"message": None}, {"channel": "1"}, {"as": "1"}):
        status, said = await hand.do("press", **{"message": "1", "component": "x", **wrong})
        assert (status, "there is no" in said["problem"]) == (409, True)
    guild.leave(hand.who)
    status, said = await hand.do("write", text="hello")
    assert status == 409


async def test_people_write_reply_and_delete_what_is_theirs(hand: Hand, voice: Voice, lin: Person) -> None:
    first = await voice.say(hand.where, "from the bot")
    said = await hand.done("write", ("note.txt", b"hi"), text="hello", files=[{"file": 0}], message=str(first.id))
    seen = hand.who.sees(hand.where)[-1]
    assert (str(seen.id), seen.content, seen.files[0].name) == (said["message"], "hello", "note.txt")
    assert seen.message.reference is first
    status, _ = await hand.do("delete", message=str(first.id))
    assert status == 409
    await hand.done("delete", message=said["message"])
    assert [message.content for message in lin.sees(hand.where)] == ["from the bot"]


async def test_a_file_over_the_limit_is_refused_and_leaves_nothing_behind(hand: Hand, local: LocalDiscord) -> None:
    large = ("large.bin", io.BytesIO(bytes(10 * 1024 * 1024 + 1)))
    status, said = await hand.do("write", large, text="", files=[{"file": 0}])
    assert (status, "too large" in said["problem"].lower()) == (409, True)
    assert list(local.state.shelf.incoming.iterdir()) == []


async def test_another_page_cannot_act_here(hand: Hand, browser: aiohttp.ClientSession) -> None:
    for headers in ({}, {"Origin": "http://evil.example"}):
        async with browser.post("/page/write", json={"text": "hello"}, headers=headers) as answer:
            assert answer.status == 403
    assert hand.who.sees(hand.where) == []


async def test_a_request_that_is_no_object_is_refused(browser: aiohttp.ClientSession, local: LocalDiscord) -> None:
    async with browser.post("/page/write", json=[1], headers={"Origin": local.origin}) as answer:
        assert answer.status == 409
