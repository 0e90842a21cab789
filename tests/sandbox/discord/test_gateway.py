"""Sessions: identify, break, resume, start afresh."""

import json
from typing import Any

import aiohttp
import discord as discord_py
import pytest

from sandbox.discord import Channel, Guild, LocalDiscord, Person
from tests.sandbox.discord.conftest import MovableClock, StartBot
from tests.sandbox.discord.small_bot import SmallBot


async def identified(socket: aiohttp.ClientWebSocketResponse, token: str, intents: int) -> list[dict[str, Any]]:
    """Identify and give the frames up to the answer of the heartbeat sent after it."""
    await socket.receive_json()
    await socket.send_json({"op": 2, "d": {"token": token, "intents": intents, "shard": [0, 1]}})
    await socket.send_json({"op": 1, "d": None})
    frames = []
    async for message in socket:
        frames.append(json.loads(message.data))
        if frames[-1]["op"] == 11:
            break
    return frames


async def test_a_wrong_token_is_refused_at_login(local: LocalDiscord) -> None:
    bot = SmallBot()
    with pytest.raises(discord_py.LoginFailure):
        await bot.start("not.the.token")
    await bot.close()
    assert not local.gateway.connected()


async def test_a_wrong_token_closes_the_gateway_with_4004(local: LocalDiscord) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(local.gateway_url) as socket:
        await identified(socket, "wrong", 0)
        assert socket.close_code == 4004


async def test_servers_are_described_only_to_a_bot_that_asks(local: LocalDiscord, guild: Guild) -> None:
    for intents, expected in ((0, ["READY", None]), (1, ["READY", "GUILD_CREATE", None])):
        async with aiohttp.ClientSession() as session, session.ws_connect(local.gateway_url) as socket:
            frames = await identified(socket, local.bot_token, intents)
        assert [frame.get("t") for frame in frames] == expected
        assert frames[0]["d"]["guilds"] == [{"id": str(guild.id), "unavailable": True}]


async def test_privileged_intents_are_not_given(local: LocalDiscord) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(local.gateway_url) as socket:
        await identified(socket, local.bot_token, 1 << 15)
        assert socket.close_code == 4014


async def test_a_dropped_connection_is_resumed_and_what_was_missed_is_replayed(
    local: LocalDiscord, bot: SmallBot, mia: Person, channel: Channel
) -> None:
    local.drop_gateway()
    use = await mia.use("generate", channel, prompt="while away")
    answer = await use.answered(5)
    assert answer.text.startswith("while away")
    assert [session.resumes for session in local.gateway.sessions] == [1]
    assert bot.resumed == 1


async def test_a_bot_asked_to_reconnect_resumes(
    local: LocalDiscord, bot: SmallBot, mia: Person, channel: Channel
) -> None:
    session = local.gateway.sessions[-1]
    local.ask_reconnect()
    await local.until(lambda: session.resumes and session.socket, 5, "the resume")
    assert (await (await mia.use("generate", channel, prompt="again")).answered(5)).text.startswith("again")
    assert bot.resumed == 1


async def test_each_shard_gets_the_servers_that_are_its_own(
    local: LocalDiscord, start_bot: StartBot, mia: Person, clock: MovableClock
) -> None:
    local.gateway.recommended_shards = 2
    bot = await start_bot()
    shards: set[int] = set()
    while shards != {0, 1}:
        clock.now += 1.001
        guild = local.add_guild("Another")
        guild.join(mia)
        use = await mia.use("generate", guild.add_channel("studio"), prompt="x")
        assert (await use.answered(5)).text.startswith("x")
        shards.add((guild.id >> 22) % 2)
    assert sorted(bot.shards) == [0, 1]
    await (await bot.create_dm(discord_py.Object(mia.id))).send("hello")
    assert mia.direct_messages()[-1].text == "hello"


async def test_an_unknown_session_is_told_to_identify_again(local: LocalDiscord, bot: SmallBot) -> None:
    former = local.gateway.sessions[-1].id
    local.forget_sessions()
    local.ask_reconnect()
    local.drop_gateway()
    await local.until_ready(10)
    assert local.gateway.sessions[-1].id != former
    assert bot.resumed == 0


async def test_buttons_work_after_the_bot_came_back(
    local: LocalDiscord, start_bot: StartBot, mia: Person, channel: Channel
) -> None:
    first = await start_bot()
    await (await mia.use("ask", channel, job="1")).answered(5)
    await first.close()
    await local.until_away(5)
    await start_bot()
    asked = mia.sees(channel)[-1]
    assert (await (await mia.press(asked, "Say")).answered(5)).text == "pressed 7"


async def test_when_the_newest_of_two_processes_is_killed_the_other_is_given_what_comes(
    local: LocalDiscord, guild: Guild
) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(local.gateway_url) as first:
        await identified(first, local.bot_token, 0)
        newest = await session.ws_connect(local.gateway_url)
        await identified(newest, local.bot_token, 0)
        older, newer = local.gateway.sessions
        assert local.gateway.session_for(guild) is newer
        newest._response.connection.transport.abort()  # type: ignore[union-attr] # as the kernel does for a process that is killed
        await local.until(lambda: newer.socket is None, what="the newest to be gone")
        assert local.gateway.session_for(guild) is older
