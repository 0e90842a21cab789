import os
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.doctor import database
from bot.doctor.finding import Finding, Level
from bot.domain.job import JobState
from bot.domain.studio import OPEN, Closure
from bot.opening import DATABASE
from bot.store import SqlStore
from bot.store.engine import open_sqlite
from bot.store.epoch_file import EPOCH_FILE, EpochFile
from bot.store.migrate import migrate
from tests import postgres, sqlite
from tests.builders import NOW
from tests.doctor.found import level_of, settings
from tests.store.walking import brought_to


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    """Give the store of a bot that runs."""
    (tmp_path / "data").mkdir()
    engine = open_sqlite(sqlite.copied(tmp_path / "data" / DATABASE))
    store = SqlStore(engine)
    await store.begin(EpochFile(tmp_path / "data" / EPOCH_FILE), NOW)
    await brought_to(store, JobState.DELIVERED)
    yield store
    await engine.dispose()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Postgres]:
    """Start PostgreSQL, or skip where there is none."""
    yield postgres.server()
    postgres.stop()


async def look(folder: Path, url: str = "") -> list[Finding]:
    return [finding async for finding in database.look(settings(folder, database_url=url))]


def change(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / "data" / DATABASE)) as other:
        other.execute(statement)
        other.commit()


async def test_beside_a_running_bot_all_is_well(store: SqlStore, tmp_path: Path) -> None:
    findings = await look(tmp_path)
    assert [one.check for one in findings] == ["sqlite", "database", "whole", "epoch", "ledger"]
    assert {level_of(findings, one.check) for one in findings[1:]} == {Level.GOOD}
    assert await store.check() == []


async def test_a_database_that_is_not_there_yet_is_no_fault_and_is_not_made(tmp_path: Path) -> None:
    assert level_of(await look(tmp_path), "database") is Level.GOOD
    assert not (tmp_path / "data").exists()


async def test_a_database_that_may_not_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    sqlite.copied(tmp_path / "data" / DATABASE)
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    last = (await look(tmp_path))[-1]
    assert (last.level, last.key, last.values) == (Level.BAD, "doctor-database-closed", {"detail": "Permission denied"})


@pytest.mark.parametrize(
    ("statement", "check", "level"),
    [
        ("UPDATE account SET credits = credits + 1 WHERE kind = 'allowance'", "ledger", Level.BAD),
        ("UPDATE alembic_version SET version_num = '0005'", "database", Level.CARE),
        ("UPDATE alembic_version SET version_num = '9999'", "database", Level.BAD),
        ("DROP TABLE alembic_version", "database", Level.CARE),
        ("DROP TABLE delivery", "ledger", Level.BAD),
    ],
)
async def test_what_is_wrong_with_it_is_told(
    store: SqlStore, tmp_path: Path, statement: str, check: str, level: Level
) -> None:
    assert await store.check() == []
    change(tmp_path, statement)
    assert level_of(await look(tmp_path), check) is level


async def test_an_older_copy_is_foretold(store: SqlStore, tmp_path: Path) -> None:
    (tmp_path / "data" / EPOCH_FILE).unlink()
    assert level_of(await look(tmp_path), "epoch") is Level.CARE
    assert await store.rewound_at() is None


async def test_a_closed_studio_is_worth_a_word(store: SqlStore, tmp_path: Path) -> None:
    await store.change_studio(OPEN, OPEN.closed(Closure.KEY, NOW))
    assert level_of(await look(tmp_path), "ledger") is Level.CARE


async def test_what_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / DATABASE).write_bytes(b"no database at all, but long enough to be looked at" * 100)
    assert level_of(await look(tmp_path), "database") is Level.BAD


@pytest.mark.parametrize(
    ("version", "level"),
    [
        ((3, 40, 1), Level.CARE),
        ((3, 44, 5), Level.CARE),
        ((3, 44, 6), Level.GOOD),
        ((3, 50, 7), Level.GOOD),
        ((3, 51, 2), Level.CARE),
        ((3, 51, 3), Level.GOOD),
        ((3, 53, 0), Level.GOOD),
    ],
)
def test_a_sqlite_with_the_wal_reset_bug_is_named(version: tuple[int, ...], level: Level) -> None:
    assert level_of([database._sqlite_version(version)], "sqlite") is level


@pytest.mark.parametrize(("seconds", "level"), [(0.4, Level.GOOD), (3.0, Level.BAD)])
def test_clocks_that_differ_are_said(seconds: float, level: Level) -> None:
    assert level_of([database._clocks(seconds)], "clocks") is level


async def test_postgresql_is_looked_at_as_well(postgres_server: postgres.Postgres, tmp_path: Path) -> None:
    assert postgres_server.process.poll() is None
    async with postgres.empty_database() as url:
        assert level_of(await look(tmp_path, url), "database") is Level.GOOD
        gone = await look(tmp_path, f"{url}_gone")
        assert level_of(gone, "database") is Level.BAD
        assert "canary-password" not in str(gone)
        async with postgres.opened(url) as engine:
            await migrate(engine)
        findings = await look(tmp_path, url)
        assert [one.check for one in findings] == ["database", "durable", "clocks", "epoch", "ledger"]
        assert {level_of(findings, one.check) for one in findings} == {Level.GOOD}


async def test_a_database_that_is_gone_where_one_ran_is_no_first_start(store: SqlStore, tmp_path: Path) -> None:
    assert await store.check() == []
    for path in (tmp_path / "data").glob(f"{DATABASE}*"):
        path.unlink()
    assert level_of(await look(tmp_path), "database") is Level.CARE
    (tmp_path / "data" / DATABASE).touch()
    assert level_of(await look(tmp_path), "database") is Level.CARE
    (tmp_path / "data" / DATABASE).unlink()
    engine = open_sqlite(sqlite.copied(tmp_path / "data" / DATABASE))
    assert level_of(await look(tmp_path), "epoch") is Level.CARE
    await engine.dispose()
