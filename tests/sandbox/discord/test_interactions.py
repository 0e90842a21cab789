"""Three seconds for the first answer, fifteen minutes for the rest."""

from pathlib import Path
from typing import Any

import discord as discord_py
import pytest

from sandbox.discord import Channel, LocalDiscord, Person
from tests.sandbox.discord.conftest import Api, MovableClock
from tests.sandbox.discord.small_bot import SmallBot


def callback(use: Any) -> str:
    return f"/interactions/{use.interaction.id}/{use.interaction.token}/callback"


def hook(use: Any, local: LocalDiscord) -> str:
    return f"/webhooks/{local.state.application_id}/{use.interaction.token}"


async def test_without_an_answer_in_three_seconds_the_person_sees_so(
    local: LocalDiscord, bot: SmallBot, mia: Person, channel: Channel, clock: MovableClock, api: Api
) -> None:
    use = await mia.use("silent", channel)
    assert bot.user is not None
    assert mia.sees(channel) == []
    clock.now += 3.5
    local.time_moved()
    seen = await use.answered(1)
    assert seen.failed
    assert seen.text == "The application did not respond"
    assert mia.sees(channel)[-1].text == seen.text
    assert channel.messages == []
    status, body = await api("POST", callback(use), {"type": 5})
    assert (status, body["code"]) == (404, 10062)
    assert (await api("POST", hook(use, local), {"content": "late"}))[1]["code"] == 10015


async def test_the_failure_shows_without_anybody_looking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.discord.interactions.FIRST_ANSWER", 0.05)
    local = LocalDiscord(work_dir=tmp_path / "other")
    await local.start()
    channel = local.add_guild("Film Club").add_channel("studio")
    tom = local.add_person("Tom")
    assert channel.guild is not None
    channel.guild.join(tom)
    local.book.overwrite(None, [{"name": "hello", "description": "Say hello"}])
    await tom.use("hello", channel)
    await local.until(lambda: channel.log, 2, "the notice")
    assert tom.sees(channel)[-1].failed
    await local.close()


async def test_nobody_answers_while_no_bot_is_connected(
    local: LocalDiscord, mia: Person, channel: Channel, api: Api, clock: MovableClock
) -> None:
    command = {"name": "hello", "description": "Say hello"}
    path = f"/applications/{local.state.application_id}/commands"
    assert (await api("PUT", path, [command]))[0] == 200
    use = await mia.use("hello", channel)
    clock.now += 4
    assert use.failed
    assert (await use.answered(1)).failed


async def test_a_second_first_answer_is_refused(bot: SmallBot, mia: Person, channel: Channel, api: Api) -> None:
    use = await mia.use("generate", channel, prompt="one")
    await use.answered(5)
    assert bot.last is not None
    assert bot.last.response.is_done()
    status, body = await api("POST", callback(use), {"type": 4, "data": {"content": "two"}})
    assert (status, body["code"]) == (400, 40060)


async def test_after_fifteen_minutes_the_token_is_dead(
    local: LocalDiscord, bot: SmallBot, mia: Person, channel: Channel, clock: MovableClock
) -> None:
    await (await mia.use("generate", channel, prompt="slow")).answered(5)
    assert bot.last is not None
    clock.now += 14 * 60
    await bot.last.edit_original_response(content="still")
    assert mia.sees(channel)[-1].text == "still"
    clock.now += 61
    with pytest.raises(discord_py.HTTPException) as caught:
        await bot.last.edit_original_response(content="never")
    assert (caught.value.status, caught.value.code) == (401, 50027)
    assert mia.sees(channel)[-1].text == "still"
    assert local.unknown_routes == []


async def test_a_deferral_never_filled_turns_into_a_failure_after_fifteen_minutes(
    local: LocalDiscord, bot: SmallBot, mia: Person, channel: Channel, clock: MovableClock, api: Api
) -> None:
    use = await mia.use("silent", channel)
    status, body = await api("POST", callback(use) + "?with_response=1", {"type": 5, "data": {"flags": 64}})
    assert status == 200
    assert body["interaction"]["response_message_loading"]
    assert body["interaction"]["response_message_ephemeral"]
    assert mia.sees(channel)[-1].text == f"{local.state.bot.name} is thinking…"
    clock.now += 901
    assert mia.sees(channel)[-1].failed
    assert bot.user is not None


async def test_the_payload_says_who_asked_and_what_the_bot_may_do(
    local: LocalDiscord, bot: SmallBot, channel: Channel
) -> None:
    guild = channel.guild
    assert guild is not None
    guild.locale = "zh-CN"
    editors = guild.add_role("Editors")
    li = local.add_person("Li", locale="zh-CN")
    guild.join(li, [editors], manage_guild=True)
    channel.bot_permissions = {"VIEW_CHANNEL", "SEND_MESSAGES"}
    guild.upload_limit = 50 * 1024 * 1024
    await (await li.use("generate", channel, prompt="x")).answered(5)
    seen = bot.last
    assert seen is not None
    assert isinstance(seen.user, discord_py.Member)
    assert list(seen.user._roles) == [editors.id]
    assert (str(seen.locale), str(seen.guild_locale)) == ("zh-CN", "zh-CN")
    assert seen.permissions.manage_guild
    assert (seen.app_permissions.send_messages, seen.app_permissions.attach_files) == (True, False)
    assert seen.filesize_limit == 50 * 1024 * 1024
    assert (seen.guild_id, seen.channel_id, seen.context.guild) == (guild.id, channel.id, True)


async def test_an_ephemeral_answer_is_seen_by_the_asker_alone(
    local: LocalDiscord, bot: SmallBot, mia: Person, channel: Channel, api: Api
) -> None:
    use = await mia.use("generate", channel, prompt="private")
    answer = await use.answered(5)
    tom = local.add_person("Tom")
    assert channel.guild is not None
    channel.guild.join(tom)
    assert tom.sees(channel) == []
    assert (await api("GET", f"/channels/{channel.id}/messages/{answer.id}"))[1]["code"] == 10008
    assert (await api("PATCH", f"/channels/{channel.id}/messages/{answer.id}", {"content": "x"}))[0] == 404
    assert (await api("GET", f"/channels/{channel.id}/messages"))[1] == []
    assert bot.user is not None
