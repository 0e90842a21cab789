"""The door of the REST API."""

import asyncio

import aiohttp

from sandbox.discord import Channel, LocalDiscord
from sandbox.journal import Journal
from tests.sandbox.discord.conftest import Api


async def test_an_unknown_route_is_remembered(local: LocalDiscord, api: Api, journal: Journal) -> None:
    status, body = await api("GET", "/guilds/1/audit-logs")
    assert (status, body["code"]) == (501, 0)
    assert local.unknown_routes == ["GET /api/v10/guilds/1/audit-logs"]
    assert journal.entries[-1]["status"] == 501


async def test_a_wrong_bot_token_opens_nothing(local: LocalDiscord) -> None:
    async with aiohttp.ClientSession() as session, session.get(local.api_base + "/users/@me") as response:
        assert response.status == 401
        assert await response.json() == {"message": "401: Unauthorized", "code": 0}


async def test_the_journal_has_each_call_with_its_body(channel: Channel, api: Api, journal: Journal) -> None:
    path = f"/channels/{channel.id}/messages"
    await api("POST", path, {"content": "x"}, a__txt=b"x")
    await api("GET", path + "?limit=3")
    assert journal.entries == [
        {
            "method": "POST",
            "path": f"/api/v10{path}",
            "content_type": "multipart/form-data",
            "body": {"content": "x"},
            "status": 200,
        },
        {"method": "GET", "path": f"/api/v10{path}", "content_type": None, "body": None, "status": 200},
    ]


async def test_what_was_received_is_finished_when_the_client_is_gone(
    local: LocalDiscord, channel: Channel, api: Api
) -> None:
    local.faults.arm("slow", seconds=0.1)
    call = asyncio.create_task(api("POST", f"/channels/{channel.id}/messages", {"content": "x"}, a__txt=b"x"))
    await asyncio.wait({call}, timeout=0.05)
    call.cancel()
    await local.until(lambda: channel.messages, 5, "the message")
    assert channel.messages[0].files[0].path.read_bytes() == b"x"


async def test_what_is_not_json_is_refused(local: LocalDiscord, channel: Channel) -> None:
    headers = {"Authorization": f"Bot {local.bot_token}"}
    url = f"{local.api_base}/channels/{channel.id}/messages"
    async with aiohttp.ClientSession(headers=headers) as session, session.post(url, data=b"{") as response:
        assert (response.status, (await response.json())["code"]) == (400, 50109)
