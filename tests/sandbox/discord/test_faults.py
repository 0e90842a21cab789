"""Each fault does what its name says, when it is due."""

import asyncio
from pathlib import Path

import aiohttp
import discord as discord_py
import pytest

from sandbox.discord import Channel, LocalDiscord
from sandbox.journal import Journal
from tests.sandbox.discord.conftest import Api
from tests.sandbox.discord.small_bot import SmallBot

POSTS = r"/channels/\d+/messages$"


async def test_a_lost_answer_is_one_message_when_resent_with_its_nonce(
    local: LocalDiscord, bot: SmallBot, channel: Channel, tmp_path: Path, journal: Journal
) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"\0" * 300_000)
    fault = local.faults.arm("lost-answer", method="POST", path=POSTS)
    target = bot.get_partial_messageable(channel.id)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await target.send("clip", file=discord_py.File(clip), nonce="j1")
    assert len(local.posts(channel)) == 1
    sent = await target.send("clip", file=discord_py.File(clip), nonce="j1")
    assert [message.id for message in local.posts(channel)] == [sent.id]
    assert fault.hits == 1
    assert [entry["status"] for entry in journal.entries[-2:]] == [None, 200]
    assert journal.entries[-2]["body"]["nonce"] == "j1"


async def test_a_reset_comes_before_anything_is_done(local: LocalDiscord, bot: SmallBot, channel: Channel) -> None:
    local.faults.arm("reset", path=POSTS)
    target = bot.get_partial_messageable(channel.id)
    with pytest.raises(OSError, match=r"(?i)reset"):
        await target.send("one")
    assert channel.messages == []


@pytest.mark.parametrize(
    ("name", "status"),
    [("error-500", 500), ("error-502", 502), ("error-503", 503), ("too-large", 413), ("blocked", 403)],
)
async def test_errors_answer_before_anything_is_done(
    local: LocalDiscord, channel: Channel, api: Api, name: str, status: int
) -> None:
    local.faults.arm(name, nth=2)
    path = f"/channels/{channel.id}/messages"
    found = [(await api("POST", path, {"content": "x"}))[0] for _ in range(3)]
    assert found == [200, status, 200]
    assert len(channel.messages) == 2


async def test_discord_py_waits_out_a_rate_limit(local: LocalDiscord, bot: SmallBot, channel: Channel) -> None:
    fault = local.faults.arm("rate-limited", path=POSTS, seconds=0.05)
    await bot.get_partial_messageable(channel.id).send("one")
    assert fault.hits == 1
    assert fault.seen == 2
    assert len(channel.messages) == 1


@pytest.mark.parametrize(("scope", "is_global"), [("user", False), ("shared", False), ("global", True)])
async def test_a_rate_limit_names_its_scope(local: LocalDiscord, channel: Channel, scope: str, is_global: bool) -> None:
    local.faults.arm("rate-limited", path=POSTS, seconds=2.5, scope=scope)
    url = f"{local.api_base}/channels/{channel.id}/messages"
    headers = {"Authorization": f"Bot {local.bot_token}"}
    async with aiohttp.ClientSession() as session, session.post(url, json={"content": "x"}, headers=headers) as answer:
        assert answer.status == 429
        assert (await answer.json())["global"] is is_global
        assert answer.headers["X-RateLimit-Scope"] == scope
        assert ("X-RateLimit-Global" in answer.headers) is is_global
        assert (answer.headers["Retry-After"], "Via" in answer.headers) == ("2.5", True)
    assert channel.messages == []


async def test_a_ban_is_plain_text_from_before_discord(local: LocalDiscord, bot: SmallBot, channel: Channel) -> None:
    local.faults.arm("banned", path=POSTS)
    with pytest.raises(discord_py.HTTPException) as caught:
        await bot.get_partial_messageable(channel.id).send("one")
    assert (caught.value.status, caught.value.text) == (429, "error code: 1015")
    assert "Via" not in caught.value.response.headers
    assert channel.messages == []


async def test_a_request_hangs_until_the_faults_are_cleared(local: LocalDiscord, channel: Channel, api: Api) -> None:
    fault = local.faults.arm("hang", method="POST")
    # Not a GET: aiohttp repeats those by itself when the connection was in use before.
    call = asyncio.create_task(api("POST", f"/channels/{channel.id}/messages", {"content": "x"}))
    done, _ = await asyncio.wait({call}, timeout=0.1)
    assert (done, fault.hits) == (set(), 1)
    local.faults.clear()
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await call
    assert channel.messages == []


async def test_a_slow_answer_is_an_answer(local: LocalDiscord, channel: Channel, api: Api) -> None:
    local.faults.arm("slow", seconds=0.05)
    started = asyncio.get_running_loop().time()
    assert (await api("GET", f"/channels/{channel.id}"))[0] == 200
    assert asyncio.get_running_loop().time() - started >= 0.05


async def test_a_rate_of_faults_repeats_with_its_seed(channel: Channel, api: Api, local: LocalDiscord) -> None:
    fault = local.faults.rate("error-503", 0.5, path=POSTS)
    path = f"/channels/{channel.id}/messages"
    found = [(await api("POST", path, {"content": "x"}))[0] for _ in range(20)]
    assert fault.hits == found.count(503)
    assert 4 <= fault.hits <= 16
    with pytest.raises(ValueError, match="no fault named"):
        local.faults.arm("flood")
