"""The operator's commands in one server; those of every server are in tests/test_client.py."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.domain.ids import GuildId
from sandbox.discord import Guild
from tests.company import hired
from tests.stage import Stage, raised

NOT_IN = "OPERATOR_GUILD_ID names a server that the bot is not in: no owner's commands"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with raised(tmp_path) as stage:
        yield stage


@pytest.fixture
def office(stage: Stage) -> Guild:
    return stage.discord.add_guild("Office")


async def start(stage: Stage, folder: Path, operators: int | None) -> list[str]:
    """Start the client as a fresh process does; gives the warnings that it logs."""
    with capture_logs() as logs:
        async with hired(stage, folder, operators=None if operators is None else GuildId(operators)) as company:
            await company.client.login(stage.discord.bot_token)
    return [line["event"] for line in logs if line["log_level"] == "warning"]


def commands(stage: Stage, guild: Guild | None) -> list[str]:
    return [command["name"] for command in stage.discord.book.list(guild.id if guild else None)]


async def test_without_a_server_of_the_operators_the_command_is_nowhere(stage: Stage, tmp_path: Path) -> None:
    assert await start(stage, tmp_path, None) == []
    assert "operator" not in commands(stage, None) + commands(stage, stage.guild)


async def test_the_command_is_in_that_server_alone_and_synced_once(stage: Stage, office: Guild, tmp_path: Path) -> None:
    for _ in range(2):
        assert await start(stage, tmp_path, office.id) == []
        assert stage.discord.book.syncs == 2
    assert commands(stage, office) == ["operator"]
    assert "operator" not in commands(stage, None) + commands(stage, stage.guild)


async def test_it_moves_with_the_setting_and_goes_with_it(stage: Stage, office: Guild, tmp_path: Path) -> None:
    await start(stage, tmp_path, office.id)
    await start(stage, tmp_path, stage.guild.id)
    assert (commands(stage, office), commands(stage, stage.guild)) == ([], ["operator"])
    await start(stage, tmp_path, None)
    assert commands(stage, stage.guild) == []
    syncs = stage.discord.book.syncs
    await start(stage, tmp_path, None)
    assert stage.discord.book.syncs == syncs
    await start(stage, tmp_path, office.id)
    assert commands(stage, office) == ["operator"]


async def test_a_server_that_the_bot_is_not_in_keeps_nothing_from_starting(
    stage: Stage, office: Guild, tmp_path: Path
) -> None:
    stage.discord.kick_bot(office)
    assert await start(stage, tmp_path, office.id) == [NOT_IN]
    assert "help" in commands(stage, None)
    office.bot_inside = True
    assert await start(stage, tmp_path, office.id) == []
    assert commands(stage, office) == ["operator"]


async def test_a_server_that_removed_the_bot_meanwhile_is_left_behind(
    stage: Stage, office: Guild, tmp_path: Path
) -> None:
    await start(stage, tmp_path, office.id)
    stage.discord.kick_bot(office)
    assert await start(stage, tmp_path, office.id) == [NOT_IN]
    assert await start(stage, tmp_path, stage.guild.id) == ["the operator's commands of before could not be removed"]
    assert await start(stage, tmp_path, stage.guild.id) == []
    assert commands(stage, stage.guild) == ["operator"]


async def test_commands_that_somebody_removed_come_back(stage: Stage, office: Guild, tmp_path: Path) -> None:
    await start(stage, tmp_path, office.id)
    (command,) = stage.discord.book.list(office.id)
    stage.discord.book.delete(office.id, int(command["id"]))
    await start(stage, tmp_path, office.id)
    assert commands(stage, office) == ["operator"]


async def test_a_sync_that_broke_off_is_taken_up_again(stage: Stage, office: Guild, tmp_path: Path) -> None:
    stage.discord.faults.arm("error-503", method="PUT", path=f"/guilds/{office.id}/commands")
    with pytest.raises(Exception, match="503"):
        await start(stage, tmp_path, office.id)
    assert await start(stage, tmp_path, office.id) == []
    assert commands(stage, office) == ["operator"]
