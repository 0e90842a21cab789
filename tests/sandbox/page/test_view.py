"""The world as one person's client knows it."""

import pytest

from sandbox.discord import Channel, Guild, LocalDiscord, Person
from sandbox.discord.world import Message
from sandbox.page.view import channels_of, messages_json, places_json
from tests.sandbox.page.voice import Voice


async def test_nobody_is_told_of_a_server_they_are_not_in(
    local: LocalDiscord, guild: Guild, channel: Channel, mia: Person, voice: Voice
) -> None:
    stranger = local.add_person("Wei", locale="zh-CN")
    await voice.say(channel, "among ourselves")
    places = places_json(stranger, local.state)
    assert (places["servers"], places["private"]) == ([], [])
    assert list(channels_of(stranger, local.state)) == []
    assert messages_json(stranger, channel, local.state) == []
    guild.leave(mia)
    assert places_json(mia, local.state)["servers"] == []


async def test_private_messages_are_shown_to_their_reader_alone(
    local: LocalDiscord, mia: Person, lin: Person, voice: Voice
) -> None:
    assert places_json(mia, local.state)["private"] == []
    await voice.say(mia.private, "psst")
    assert [place["name"] for place in places_json(mia, local.state)["private"]] == [local.state.bot.name]
    assert places_json(lin, local.state)["private"] == []
    assert mia.private not in list(channels_of(lin, local.state))


async def test_who_moderates_is_said(local: LocalDiscord, guild: Guild, mia: Person, lin: Person) -> None:
    guild.join(lin, manage_guild=True)
    assert places_json(lin, local.state)["servers"][0]["moderates"] is True
    places = places_json(mia, local.state)
    assert places["servers"][0]["moderates"] is False
    assert {person["name"]: person["moderates"] for person in places["people"]} == {"Mia": False, "Lin": True}


async def test_a_reply_says_what_it_answers_unless_it_is_gone(
    local: LocalDiscord, channel: Channel, mia: Person, voice: Voice
) -> None:
    asked = await mia.post(channel, "Where is my clip?")
    await voice.answer(asked.message, "On its way")
    reply = messages_json(mia, channel, local.state)[-1]["reply"]
    assert reply == {"id": str(asked.id), "name": "Mia", "text": "Where is my clip?"}
    asked.message.delete()
    assert messages_json(mia, channel, local.state)[-1]["reply"]["text"] is None


@pytest.mark.usefixtures("bot")
async def test_an_answer_says_which_command_it_answers(
    local: LocalDiscord, guild: Guild, channel: Channel, mia: Person
) -> None:
    guild.join(mia, manage_guild=True)
    await (await mia.use("quota view", channel)).answered()
    seen = messages_json(mia, channel, local.state)[-1]
    assert seen["used"] == {"by": str(mia.id), "name": "Mia", "command": "/quota view"}
    assert seen["ephemeral"]


async def test_a_form_that_nobody_answered_is_a_notice_for_one(
    local: LocalDiscord, channel: Channel, mia: Person, lin: Person
) -> None:
    message = Message(local.state.new_id(), channel, local.state.bot, local.state.now(), "did not respond")
    message.visible_to, message.notice = mia, True
    channel.log[message.id] = message
    assert messages_json(mia, channel, local.state)[-1]["notice"] == "no-answer"
    assert messages_json(lin, channel, local.state) == []
