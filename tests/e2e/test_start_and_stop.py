"""How the bot starts, refuses to start, and stops."""

import asyncio
from pathlib import Path

import aiohttp

from bot.domain.job import JobState
from tests.e2e.conftest import World
from tests.e2e.shell import bot_command
from tests.waiting import until


async def test_an_empty_environment_ends_the_start_with_one_message_that_lists_everything(tmp_path: Path) -> None:
    code, said = await bot_command(tmp_path, "run")
    assert code == 2
    assert "DISCORD_TOKEN is missing" in said
    assert "SEEDANCE_API_KEY is missing" in said
    assert "Traceback" not in said


async def test_every_wrong_setting_is_listed_and_none_is_repeated(tmp_path: Path) -> None:
    wrong = {"POLL_FIRST": "soon", "MAX_RUNNING": "0", "SEEDANCE_BASE_URL": "http://example.org/v1?key=sk-1"}
    code, said = await bot_command(tmp_path, "run", LANG="zh_CN.UTF-8", DISCORD_TOKEN="t-secret", **wrong)
    assert code == 2
    for name in (*wrong, "SEEDANCE_API_KEY"):
        assert name in said
    assert "无法启动" in said
    assert "t-secret" not in said
    assert "sk-1" not in said


async def test_a_refused_token_is_said_in_words(world: World) -> None:
    world.settings["DISCORD_TOKEN"] = "not.the.token"
    await world.bot.start()
    assert await asyncio.wait_for(world.bot.ended(), 20) == 1
    assert "not.the.token" not in world.log()


async def test_a_second_bot_on_the_same_data_refuses_to_start(world: World) -> None:
    await world.start()
    code, said = await bot_command(world.folder, "migrate", **world.settings)
    assert code == 1
    assert "Another Reelroom is running" in said


async def test_a_stop_waits_for_the_submit_in_flight(world: World) -> None:
    await world.start()
    world.seedance.faults.arm("late-answer")
    await world.generate()
    await world.until_job_is(JobState.SUBMITTING)
    assert await world.bot.stop(grace=20) == 0
    assert (await world.jobs())[0].state is JobState.RUNNING
    await world.start()
    await world.until_job_is(JobState.DELIVERED)
    assert world.seedance.posts() == 1


async def test_health_is_told_to_whoever_watches(world: World, unused_tcp_port: int) -> None:
    await world.start(HTTP_PORT=str(unused_tcp_port))
    address = f"http://127.0.0.1:{unused_tcp_port}"
    async with aiohttp.ClientSession(address) as session:

        async def well() -> dict[str, bool | str] | None:
            async with session.get("/healthz") as answer:
                body: dict[str, bool | str] = await answer.json()
                return body if answer.status == 200 else None

        parts = await until(well, "the bot to be well")
        assert parts == {"database": True, "gateway": True, "ledger": True, "studio": "open"}
        async with session.get("/readyz") as answer:
            assert (answer.status, (await answer.json())["ready"]) == (200, True)
        async with session.get("/metrics") as answer:
            assert "reelroom_database_up 1.0" in await answer.text()
    code, said = await bot_command(world.folder, "health", **world.settings)
    assert (code, "true" in said) == (0, True)


async def test_the_ledger_can_be_checked_beside_the_running_bot(world: World) -> None:
    await world.start()
    await world.generate()
    await world.until_job_is(JobState.DELIVERED)
    code, said = await bot_command(world.folder, "ledger", "check", **world.settings)
    assert code == 0
    assert "The ledger is right" in said


async def test_without_a_database_there_is_nothing_to_sum_up(tmp_path: Path) -> None:
    known = {"DISCORD_TOKEN": "t", "SEEDANCE_API_KEY": "k"}
    code, said = await bot_command(tmp_path, "stats", **known)
    assert (code, said) == (1, "There is no database in data yet. It appears with the first start.\n")
