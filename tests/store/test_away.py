"""A database that cannot be used: said by its own error, nothing half done, and as before once it can."""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.ports import StoreAwayError
from bot.store import SqlStore
from bot.store import engine as subject
from bot.store.engine import open_sqlite
from tests import sqlite
from tests.store.walking import accepted, everything, nth


@contextmanager
def written_by_another(database: Path) -> Iterator[None]:
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


async def test_who_waits_behind_one_that_waited_in_vain_learns_it_soon(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(subject.PRAGMAS, "busy_timeout", "1000")
    engine = open_sqlite(database)
    store = SqlStore(engine)
    with written_by_another(database):
        began = time.monotonic()
        asked = [accepted(store, nth(number)) for number in range(8)]
        answers = await asyncio.gather(*asked, return_exceptions=True)
    assert {(type(answer), str(answer)) for answer in answers} == {(StoreAwayError, "database is locked")}
    assert time.monotonic() - began < 5
    await accepted(store)
    async with engine.connect() as conn:
        assert (await conn.execute(text("PRAGMA busy_timeout"))).scalar_one() == 1000
    await engine.dispose()


async def test_a_full_disk_leaves_what_was_there_and_takes_more_once_there_is_room(sqlite_engine: AsyncEngine) -> None:
    store = SqlStore(sqlite_engine)
    job = await accepted(store)
    await _allow(sqlite_engine, "page_count")
    with pytest.raises(StoreAwayError, match="full"):
        await store.remember("long", "x" * 100_000)
    assert await store.job(job.id) == job
    assert await store.recall("long") is None
    assert await store.check() == []
    await _allow(sqlite_engine, "100000")
    await store.remember("long", "x" * 100_000)


async def _allow(engine: AsyncEngine, pages: str) -> None:
    async with engine.connect() as conn:
        if pages == "page_count":
            pages = str((await conn.execute(text("PRAGMA page_count"))).scalar_one())
        await conn.execute(text(f"PRAGMA max_page_count = {pages}"))


async def test_a_page_that_turns_out_to_be_damaged_shuts_the_database_for_good(tmp_path: Path) -> None:
    path = sqlite.copied(tmp_path / "reelroom.db")
    engine = open_sqlite(path)
    job = await accepted(SqlStore(engine))
    async with engine.connect() as conn:
        root = (await conn.execute(text("SELECT rootpage FROM sqlite_master WHERE name = 'job'"))).scalar_one()
        size = (await conn.execute(text("PRAGMA page_size"))).scalar_one()
    await engine.dispose()
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\x55" * size)
    left = path.read_bytes()
    engine = open_sqlite(path)
    store = SqlStore(engine)
    await store.recall("sound")
    with pytest.raises(StoreAwayError, match="malformed"):
        await store.job(job.id)
    with pytest.raises(StoreAwayError, match="malformed"):
        await store.remember("sound", "never")
    await engine.dispose()
    assert path.read_bytes() == left


async def test_what_the_database_refuses_for_itself_is_no_absence(store: SqlStore, engine: AsyncEngine) -> None:
    await accepted(store)
    before = await everything(engine)
    with pytest.raises(Exception, match=r"(?i)unique|duplicate"):
        await store._run(lambda conn: conn.execute(text("INSERT INTO studio VALUES (1, NULL, 0, 0), (1, NULL, 0, 0)")))
    assert await everything(engine) == before
