"""Limits as Discord tells them, and a bot that keeps to them."""

import aiohttp

from sandbox.discord import Channel, LocalDiscord
from sandbox.journal import Journal
from tests.sandbox.discord.conftest import Api
from tests.sandbox.discord.small_bot import SmallBot


async def test_the_sixth_message_in_five_seconds_is_refused(local: LocalDiscord, channel: Channel, api: Api) -> None:
    local.limits.message_limit = (5, 5.0)
    path = f"/channels/{channel.id}/messages"
    found = [(await api("POST", path, {"content": "x"}))[0] for _ in range(6)]
    assert found == [200] * 5 + [429]
    headers = {"Authorization": f"Bot {local.bot_token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(local.api_base + path, json={"content": "x"}) as response,
    ):
        body = await response.json()
        assert response.headers["Content-Type"] == "application/json"
        assert response.headers["Via"]
        assert response.headers["X-RateLimit-Remaining"] == "0"
        assert response.headers["X-RateLimit-Scope"] == "user"
        assert 0 < body["retry_after"] <= 5
        assert body["global"] is False
    assert len(channel.messages) == 5


async def test_discord_py_reads_the_headers_and_is_never_refused(
    local: LocalDiscord, bot: SmallBot, channel: Channel, journal: Journal
) -> None:
    local.limits.message_limit = (2, 0.2)
    target = bot.get_partial_messageable(channel.id)
    for number in range(5):
        await target.send(str(number))
    assert [message.content for message in channel.messages] == list("01234")
    assert {entry["status"] for entry in journal.entries} == {200}


async def test_each_channel_has_a_bucket_of_its_own(local: LocalDiscord, channel: Channel, api: Api) -> None:
    local.limits.message_limit = (1, 5.0)
    assert channel.guild is not None
    for place in (channel, channel.guild.add_channel("other")):
        assert (await api("POST", f"/channels/{place.id}/messages", {"content": "x"}))[0] == 200
