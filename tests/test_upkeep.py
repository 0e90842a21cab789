"""The commands as an operator runs them, each in a process of its own."""

from pathlib import Path

from bot.domain.drift import CLOSING
from bot.domain.job import JobState
from bot.opening import DATABASE
from bot.store import SqlStore
from bot.store.engine import open_sqlite
from tests import sqlite
from tests.e2e.shell import bot_command
from tests.store.walking import brought_to, fetch, finish, nth

KNOWN = {"DISCORD_TOKEN": "t-canary", "SEEDANCE_API_KEY": "k-canary"}


async def test_a_copy_is_made_and_said_to_be_whole(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    engine = open_sqlite(sqlite.copied(tmp_path / "data" / DATABASE))
    await brought_to(SqlStore(engine), JobState.RUNNING)
    code, said = await bot_command(tmp_path, "backup", "copy.db", **KNOWN)
    assert code == 0
    assert "copy.db holds the database as of 20" in said
    assert "one job, 1 of them under way" in said
    code, said = await bot_command(tmp_path, "backup", "copy.db", LANG="zh_CN.UTF-8", **KNOWN)
    assert (code, "已经存在" in said) == (1, True)
    await engine.dispose()


async def test_of_postgresql_the_command_to_run_is_said(tmp_path: Path) -> None:
    code, said = await bot_command(tmp_path, "backup", "a b", DATABASE_URL="postgresql://me:canary@db/x", **KNOWN)
    assert code == 1
    assert """pg_dump --format=custom --file='a b' "$DATABASE_URL\"""" in said
    assert "canary" not in said


async def test_a_price_that_closed_is_listed_and_opened_by_a_word_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    engine = open_sqlite(sqlite.copied(tmp_path / "data" / DATABASE))
    store = SqlStore(engine)
    for number in range(CLOSING):
        job = await brought_to(store, JobState.RUNNING, nth(number))
        for step in (lambda job: finish(job, consumed=30), fetch):
            job = await store.apply(step(job))
    code, said = await bot_command(tmp_path, "prices", **KNOWN)
    assert (code, "720p-8s-silent: 28 credits, CLOSED: the vendor took more 3 times, last 30" in said) == (0, True)
    code, said = await bot_command(tmp_path, "prices", "--confirm", "720p-8s-silent", **KNOWN)
    assert (code, "Nothing was changed" in said) == (2, True)
    code, said = await bot_command(tmp_path, "prices", "--confirm", "720p-8s-silent", "--reason", "seen", **KNOWN)
    assert (code, "mismatches before: 3" in said) == (0, True)
    assert [drift.times for drift in await store.drifts()] == [0]
    await engine.dispose()
