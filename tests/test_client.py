import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from unittest.mock import create_autospec

import aiohttp
import discord
import pytest

from bot.client import COGS, CatalogueTranslator, ReelroomClient, run_client
from bot.clock import SystemClock
from bot.i18n import Texts
from sandbox.discord import NotPossibleError
from tests.company import Company, hired, playing
from tests.stage import Stage, raised

OPTIONS = ["prompt", "aspect_ratio", "resolution", "duration", "generate_audio", "fixed_lens", "image", "image_url"]


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with raised(tmp_path) as stage:
        yield stage


@pytest.fixture
async def company(stage: Stage, tmp_path: Path) -> AsyncIterator[Company]:
    async with hired(stage, tmp_path) as company:
        yield company


async def payload_of(client: ReelroomClient) -> dict[str, dict[str, Any]]:
    translator = CatalogueTranslator(Texts())
    for name in COGS:
        await client.load_extension(name)
    commands = client.tree.get_commands()
    return {command.name: await command.get_translated_payload(client.tree, translator) for command in commands}


def texts_in(payload: Any) -> list[str]:
    """Give the name, the description or the value of everything in a command, and each of their translations."""
    if isinstance(payload, list):
        return [text for part in payload for text in texts_in(part)]
    own = [payload[key] for key in ("name", "description") if key in payload]
    for key in ("name_localizations", "description_localizations"):
        own += (payload.get(key) or {}).values()
    return own + texts_in(payload.get("options", [])) + texts_in(payload.get("choices", []))


async def test_the_commands_keep_discords_limits(company: Company) -> None:
    for payload in (await payload_of(company.client)).values():
        texts = texts_in(payload)
        assert all(1 <= len(text) <= 100 for text in texts)
        assert sum(len(text) for text in texts) <= 8000
        options = payload.get("options", [])
        assert len(options) <= 25
        assert all(len(option.get("choices", [])) <= 25 for option in options)


async def test_generate_has_the_options_of_the_api_in_their_order(company: Company) -> None:
    generate = (await payload_of(company.client))["generate"]
    options = {option["name"]: option for option in generate["options"]}
    assert list(options) == OPTIONS
    assert [name for name, option in options.items() if option["required"]] == ["prompt"]
    assert (options["prompt"]["min_length"], options["prompt"]["max_length"]) == (1, 2000)
    assert {name: option["type"] for name, option in options.items()} == {
        "prompt": 3,
        "aspect_ratio": 3,
        "resolution": 3,
        "duration": 4,
        "generate_audio": 5,
        "fixed_lens": 5,
        "image": 11,
        "image_url": 3,
    }
    values = {name: [choice["value"] for choice in option.get("choices", [])] for name, option in options.items()}
    assert values["aspect_ratio"] == ["1:1", "16:9", "9:16", "4:3", "3:4", "21:9", "9:21"]
    assert values["resolution"] == ["480p", "720p"]
    assert values["duration"] == [4, 8, 12]


async def test_every_command_is_for_servers_only_and_described_in_chinese(company: Company) -> None:
    for name, payload in (await payload_of(company.client)).items():
        assert (payload["contexts"], payload["integration_types"]) == ([0], [0])
        if payload["type"] == discord.AppCommandType.message.value:
            assert list(payload["name_localizations"]) == ["zh-CN"]
            continue
        assert list(payload["description_localizations"]) == ["zh-CN"]
        assert payload["name_localizations"] == {}
        for option in payload["options"]:
            assert list(option["description_localizations"]) == ["zh-CN"], f"{name} {option['name']}"
            assert option.get("name_localizations", {}) == {}
            for choice in option.get("choices", []):
                assert list(choice["name_localizations"]) == ["zh-CN"]


async def test_the_client_keeps_nothing_and_wants_no_events(company: Company, caplog: pytest.LogCaptureFixture) -> None:
    client = company.client
    assert client.intents == discord.Intents.none()
    mentions = client.allowed_mentions
    assert mentions
    assert (mentions.everyone, mentions.users, mentions.roles) == (False, False, False)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_commands_are_synced_once_and_again_only_when_they_changed(stage: Stage, tmp_path: Path) -> None:
    for _ in range(2):
        async with hired(stage, tmp_path) as company:
            await company.client.login(stage.discord.bot_token)
        assert stage.discord.book.syncs == 1
    async with hired(stage, tmp_path) as company:
        await company.store.remember(f"commands:{stage.discord.state.application_id}", "of another version")
        await company.client.login(stage.discord.bot_token)
    assert stage.discord.book.syncs == 2


async def test_connections_to_discord_outlive_a_quiet_minute(stage: Stage, company: Company) -> None:
    await company.client.login(stage.discord.bot_token)
    connector = company.client.http.connector
    assert isinstance(connector, aiohttp.TCPConnector)
    assert (connector._keepalive_timeout or 0) >= 75


async def test_a_wrong_token_is_the_callers_business(company: Company) -> None:
    with pytest.raises(discord.LoginFailure):
        await run_client(company.client, "wrong", SystemClock())


async def test_a_token_that_was_reset_meanwhile_is_the_callers_business_too(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused(_client: ReelroomClient) -> None:
        raise discord.ConnectionClosed(create_autospec(aiohttp.ClientWebSocketResponse), shard_id=0, code=4004)

    monkeypatch.setattr(ReelroomClient, "serve", refused)
    monkeypatch.setattr(company.client, "is_logged_in", True)
    with pytest.raises(discord.LoginFailure):
        await run_client(company.client, "token", SystemClock())


async def test_a_login_is_repeated_through_an_outage(stage: Stage, tmp_path: Path) -> None:
    stage.discord.faults.arm("error-503", method="PUT", path="/commands")
    async with playing(stage, tmp_path) as company:
        assert company.client.is_logged_in
        await (await stage.mia.use("help", stage.channel)).answered(5)


async def test_a_broken_gateway_is_rebuilt_while_posting_goes_on(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with playing(stage, tmp_path) as company:
        client = company.client
        broken = asyncio.Event()

        def parser(_data: Any) -> None:
            broken.set()
            raise KeyError("attachment_size_limit")

        with monkeypatch.context() as patch:
            patch.setitem(client._connection.parsers, "INTERACTION_CREATE", parser)
            lost = await stage.mia.use("help", stage.channel)
            await asyncio.wait_for(broken.wait(), 5)
        await stage.discord.until_away(5)
        assert not client.is_closed()
        await client.get_partial_messageable(stage.channel.id).send("still here")
        await stage.discord.until_ready(10)
        assert "Make a video" in (await (await stage.mia.use("help", stage.channel)).answered(5)).text
        assert lost.answers == []


async def test_a_dropped_gateway_is_taken_up_again(stage: Stage, tmp_path: Path) -> None:
    async with playing(stage, tmp_path) as company:
        assert company.client.is_logged_in
        stage.discord.ask_reconnect()
        await stage.discord.until(stage.discord.gateway.connected, 10)
        await (await stage.mia.use("help", stage.channel)).answered_matching("Make a video", 5)


async def test_closing_ends_a_client_that_waits_for_discord(stage: Stage, tmp_path: Path) -> None:
    async with hired(stage, tmp_path) as company:
        stage.discord.faults.rate("error-503", 1.0)
        running = asyncio.create_task(run_client(company.client, stage.discord.bot_token, SystemClock()))
        await asyncio.sleep(0)
        await company.client.close()
        await asyncio.wait_for(running, 5)


async def test_a_command_of_an_older_version_is_answered(stage: Stage, tmp_path: Path) -> None:
    async with playing(stage, tmp_path) as company:
        company.client.tree.remove_command("help")
        answer = await (await stage.mia.use("help", stage.channel)).answered(5)
        assert answer.ephemeral
        assert answer.text.startswith("🔄 This command has just changed.")


async def test_cancel_works_after_a_restart(stage: Stage, tmp_path: Path) -> None:
    async with playing(stage, tmp_path) as company:
        await (await stage.mia.use("generate", stage.channel, prompt="x")).answered(5)
        await company.tell()
    async with playing(stage, tmp_path) as company:
        pressed = await stage.mia.press(stage.posted()[0], "Cancel")
        assert "Cancelled" in (await pressed.answered(5)).text


async def test_commands_are_not_offered_in_direct_messages(stage: Stage, tmp_path: Path) -> None:
    async with playing(stage, tmp_path) as company:
        assert company.client.is_logged_in
        with pytest.raises(NotPossibleError):
            await stage.mia.use("generate", stage.mia.private, prompt="x")
