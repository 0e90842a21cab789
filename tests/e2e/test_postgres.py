"""The real bot on PostgreSQL: nothing but DATABASE_URL is different."""

import asyncio
import sys
from pathlib import Path

import pytest

from bot.domain.job import JobState
from sandbox.bot_process import ROOT
from tests import postgres
from tests.e2e.conftest import World


async def test_a_command_goes_in_and_a_clip_comes_out(moved: World) -> None:
    await moved.start()
    await moved.generate()
    await moved.clip()
    await moved.until_job_is(JobState.DELIVERED)
    assert moved.seedance.posts() == 1
    assert await moved.ledger() == (0, 8, [])
    assert not list(moved.folder.rglob("*.db"))
    assert "canary-password" not in moved.log()


async def test_killed_while_running_it_goes_on_with_what_it_had_leased(moved: World) -> None:
    await moved.start()
    moved.seedance.hold_all()
    await moved.generate()
    await moved.until_job_is(JobState.RUNNING)
    await moved.kill()
    moved.seedance.release_all()
    await moved.start()
    await moved.until_job_is(JobState.DELIVERED)
    assert len(moved.clips()) == 1
    assert moved.seedance.posts() == 1
    assert await moved.ledger() == (0, 8, [])


async def _bot(folder: Path, url: str, *words: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", *words),
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "DISCORD_TOKEN": "t", "SEEDANCE_API_KEY": "k", "DATABASE_URL": url},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


async def test_the_operator_migrates_and_checks_with_the_address_alone(address: str, tmp_path: Path) -> None:
    code, said = await _bot(tmp_path, address, "ledger", "check")
    assert (code, "has no tables yet" in said) == (0, True)
    code, said = await _bot(tmp_path, address, "stats")
    assert (code, "has no tables yet" in said) == (1, True)
    code, said = await _bot(tmp_path, address.replace("postgresql:", "postgres:"), "migrate")
    assert (code, "0010" in said) == (0, True)
    code, said = await _bot(tmp_path, address, "ledger", "check")
    assert (code, "The ledger is right" in said) == (0, True)
    code, said = await _bot(tmp_path, address, "stats")
    assert (code, "not tracked" in said) == (0, True)


@pytest.mark.parametrize("words", [("run",), ("migrate",), ("ledger", "check")])
async def test_a_database_that_is_not_there_is_said_in_words(
    address: str, tmp_path: Path, words: tuple[str, ...]
) -> None:
    code, said = await _bot(tmp_path, f"{address}_gone", *words)
    assert code == 1
    assert "PostgreSQL, as named by DATABASE_URL, does not do" in said
    assert "_gone" in said
    assert "canary-password" not in said
    assert "Traceback" not in said


async def test_a_server_that_is_not_there_is_said_in_words(
    postgres_server: postgres.Postgres, tmp_path: Path, unused_tcp_port: int
) -> None:
    assert postgres_server.port != unused_tcp_port
    nowhere = f"postgresql://me:canary-password@127.0.0.1:{unused_tcp_port}/reelroom"
    code, said = await _bot(tmp_path, nowhere, "migrate")
    assert (code, "does not do" in said, "canary-password" in said) == (1, True, False)
