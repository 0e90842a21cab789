import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.doctor import on_discord
from bot.doctor.finding import Finding, Level
from bot.domain.ids import GuildId
from tests.company import playing
from tests.doctor.found import level_of, settings
from tests.stage import Stage, raised


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with raised(tmp_path) as stage:
        yield stage


async def look(stage: Stage, folder: Path, **others: Any) -> list[Finding]:
    wanted = {"discord_token": stage.discord.bot_token, **others}
    return [finding async for finding in on_discord.look(settings(folder, **wanted))]


async def test_beside_a_running_bot_all_is_well_and_nothing_is_changed(stage: Stage, tmp_path: Path) -> None:
    async with playing(stage, tmp_path, operators=GuildId(stage.guild.id)):
        syncs = stage.discord.book.syncs
        here = {"operator_guild_id": int(stage.guild.id), "alert_channel_id": int(stage.channel.id)}
        findings = await look(stage, tmp_path, **here)
        assert stage.discord.book.syncs == syncs
    checks = ["discord", "clock", "sessions", "commands", "operators", "alerts"]
    assert [one.check for one in findings] == checks
    assert {check: level_of(findings, check) for check in checks} == dict.fromkeys(checks, Level.GOOD)


async def test_it_only_asks(stage: Stage, tmp_path: Path) -> None:
    await look(stage, tmp_path, operator_guild_id=int(stage.guild.id), alert_channel_id=int(stage.channel.id))
    asked = [json.loads(line) for line in stage.journal.read_text(encoding="utf-8").splitlines()]
    assert asked
    assert {one["method"] for one in asked} == {"GET"}
    assert not (tmp_path / "data").exists()


async def test_a_token_that_is_refused_is_said_and_nothing_more_is_asked(stage: Stage, tmp_path: Path) -> None:
    findings = await look(stage, tmp_path, discord_token="not.the.token")
    assert [(one.check, one.level, one.key) for one in findings] == [("discord", Level.BAD, "doctor-token-bad")]


async def test_before_the_first_start_the_commands_are_not_there(stage: Stage, tmp_path: Path) -> None:
    [said] = [one for one in await look(stage, tmp_path) if one.check == "commands"]
    assert (said.level, said.key) == (Level.CARE, "doctor-commands-none")


async def test_commands_of_another_version_are_named(stage: Stage, tmp_path: Path) -> None:
    async with playing(stage, tmp_path):
        stage.discord.book.list(None)[0]["options"][0]["required"] = False
        name = stage.discord.book.list(None)[0]["name"]
        findings = await look(stage, tmp_path)
    assert level_of(findings, "commands") is Level.CARE
    assert [one.values["names"] for one in findings if one.check == "commands"] == [name]


async def test_a_server_that_the_bot_is_not_in_is_said(stage: Stage, tmp_path: Path) -> None:
    assert level_of(await look(stage, tmp_path, operator_guild_id=4), "operators") is Level.BAD


async def test_a_channel_that_the_bot_cannot_see_is_said(stage: Stage, tmp_path: Path) -> None:
    stage.channel.bot_permissions = 0
    findings = await look(stage, tmp_path, alert_channel_id=int(stage.channel.id))
    assert level_of(findings, "alerts") is Level.BAD
    assert level_of(await look(stage, tmp_path, alert_channel_id=4), "alerts") is Level.BAD


async def test_alarms_without_a_channel_are_worth_a_word(stage: Stage, tmp_path: Path) -> None:
    assert level_of(await look(stage, tmp_path, low_budget_alarm=100), "alerts") is Level.CARE


async def test_a_discord_that_does_not_answer_is_said(stage: Stage, tmp_path: Path) -> None:
    stage.discord.faults.arm("reset", times=9)
    assert level_of(await look(stage, tmp_path), "discord") is Level.BAD
    stage.discord.faults.clear()


@pytest.mark.parametrize(("left", "level"), [(1000, Level.GOOD), (49, Level.CARE), (0, Level.BAD)])
def test_logins_that_run_out_are_said(left: int, level: Level) -> None:
    answer = {"session_start_limit": {"remaining": left, "total": 1000, "reset_after": 7_200_000}}
    assert level_of([on_discord._sessions(answer)], "sessions") is level


@pytest.mark.parametrize(
    ("date", "level"), [("Fri, 01 Jan 2021 00:00:00 GMT", Level.BAD), ("", Level.CARE), ("soon", Level.CARE)]
)
def test_a_clock_is_held_against_discords(date: str, level: Level) -> None:
    assert level_of([on_discord._clock(date)], "clock") is level


VIEW, SEND, ADMIN = 1 << 10, 1 << 11, 1 << 3


def _role(number: str, permissions: int) -> dict[str, str]:
    return {"id": number, "permissions": str(permissions)}


def _rule(number: str, allow: int = 0, deny: int = 0) -> dict[str, str]:
    return {"id": number, "allow": str(allow), "deny": str(deny)}


@pytest.mark.parametrize(
    ("roles", "rules", "may"),
    [
        ([_role("1", VIEW | SEND)], [], True),
        ([_role("1", VIEW)], [], False),
        ([_role("1", VIEW), _role("2", SEND)], [], True),
        ([_role("1", VIEW), _role("3", SEND)], [], False),
        ([_role("1", VIEW | SEND)], [_rule("1", deny=SEND)], False),
        ([_role("1", VIEW | SEND)], [_rule("1", deny=SEND), _rule("2", allow=SEND)], True),
        ([_role("1", VIEW | SEND)], [_rule("2", deny=SEND), _rule("9", allow=SEND)], True),
        ([_role("1", VIEW | SEND)], [_rule("9", deny=VIEW)], False),
        ([_role("1", 0), _role("2", ADMIN)], [_rule("9", deny=VIEW)], True),
    ],
)
def test_what_the_bot_may_do_follows_discords_own_order(roles: Any, rules: Any, may: bool) -> None:
    held = on_discord._permissions({"permission_overwrites": rules}, {"id": "1", "roles": roles}, {"2"}, "9")
    assert (held >= on_discord.ALERT_NEEDS) is may
