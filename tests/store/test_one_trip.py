"""The driver gives what SQLAlchemy's own gives, and goes to the thread of the database once for a statement."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.store.one_trip import OneTrip

metadata = MetaData()
clip = Table("clip", metadata, Column("id", Integer, primary_key=True), Column("name", String, unique=True))
THREE = [{"name": "a"}, {"name": "b"}, {"name": "c"}]


def _made(path: Path, **how: Any) -> AsyncEngine:
    return create_async_engine(f"sqlite+aiosqlite:///{path}", **how)


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[AsyncConnection]:
    engine = _made(tmp_path / "ours.db", module=OneTrip())
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
        await connection.execute(insert(clip), THREE)
    async with engine.connect() as connection:
        yield connection
    await engine.dispose()


async def _rows(connection: AsyncConnection) -> object:
    found = await connection.execute(select(clip).order_by(clip.c.id))
    return list(found.keys()), [tuple(row) for row in found]


async def _none(connection: AsyncConnection) -> object:
    return (await connection.execute(select(clip).where(clip.c.id == 9))).all()


async def _one_by_one(connection: AsyncConnection) -> object:
    found = await connection.execute(select(clip.c.name).order_by(clip.c.id))
    return found.fetchone(), found.fetchmany(1), found.fetchall(), found.fetchone()


async def _streamed(connection: AsyncConnection) -> object:
    return [tuple(row) async for row in await connection.stream(select(clip).order_by(clip.c.id))]


async def _changed(connection: AsyncConnection) -> object:
    return (await connection.execute(update(clip).where(clip.c.id > 1).values(name=clip.c.name + "!"))).rowcount


async def _changed_and_told(connection: AsyncConnection) -> object:
    changed = update(clip).where(clip.c.id > 1).values(name=clip.c.name + "!").returning(clip.c.name)
    found = await connection.execute(changed)
    return sorted(found.scalars())


async def _taken_away(connection: AsyncConnection) -> object:
    return (await connection.execute(delete(clip))).rowcount


async def _put_in(connection: AsyncConnection) -> object:
    return (await connection.execute(insert(clip).values(name="d"))).inserted_primary_key


async def _many_changed(connection: AsyncConnection) -> object:
    return (await connection.execute(text("UPDATE clip SET name = :to WHERE name = :of"), MANY)).rowcount


async def _many_told(connection: AsyncConnection) -> object:
    found = await connection.execute(insert(clip).returning(clip.c.id), [{"name": "d"}, {"name": "e"}])
    return list(found.scalars())


async def _pragma(connection: AsyncConnection) -> object:
    return (await connection.exec_driver_sql("PRAGMA user_version")).scalar_one()


async def _twice(connection: AsyncConnection) -> object:
    with pytest.raises(IntegrityError) as refused:
        await connection.execute(insert(clip).values(name="a"))
    return str(refused.value), _code(refused.value), (await connection.execute(select(clip))).all()


async def _nonsense(connection: AsyncConnection) -> object:
    with pytest.raises(OperationalError) as refused:
        await connection.execute(text("SELECT * FROM nowhere"))
    return str(refused.value), _code(refused.value)


async def _after_the_end(connection: AsyncConnection) -> object:
    raw = (await connection.get_raw_connection()).driver_connection
    assert isinstance(raw, aiosqlite.Connection)
    await raw.close()
    with pytest.raises(DBAPIError) as refused:
        await connection.execute(select(clip))
    await connection.invalidate()
    return type(refused.value)


async def _given_up(connection: AsyncConnection) -> object:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 200000) SELECT max(i) FROM n"
    asking = asyncio.create_task(connection.execute(text(endless)))
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await connection.rollback()
    return "the rows are there"


def _code(error: DBAPIError) -> int:
    assert isinstance(error.orig, sqlite3.Error)
    return error.orig.sqlite_errorcode


MANY = [{"of": "a", "to": "x"}, {"of": "b", "to": "y"}, {"of": "none", "to": "z"}]
DEEDS = (
    _rows,
    _none,
    _one_by_one,
    _streamed,
    _changed,
    _changed_and_told,
    _taken_away,
    _put_in,
    _many_changed,
    _many_told,
    _pragma,
    _twice,
    _nonsense,
    _after_the_end,
    _given_up,
)


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
async def test_whatever_is_done_comes_out_as_with_the_usual_driver(
    tmp_path: Path, deed: Callable[[AsyncConnection], Awaitable[object]]
) -> None:
    came = []
    for name, how in (("usual", {}), ("ours", {"module": OneTrip()})):
        engine = _made(tmp_path / f"{name}.db", **how)
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
            await connection.execute(insert(clip), THREE)
        async with engine.connect() as connection:
            came.append((await deed(connection), [] if connection.invalidated else await _rows(connection)))
        await engine.dispose()
    assert came[0] == came[1]


@pytest.mark.parametrize(
    "statement",
    [
        select(clip),
        select(clip).where(clip.c.id == 9),
        insert(clip).values(name="d"),
        update(clip).values(name=clip.c.name + "!").returning(clip.c.id),
    ],
    ids=["rows", "no rows", "a change", "a change that tells"],
)
async def test_a_statement_goes_to_the_thread_once(
    connection: AsyncConnection, monkeypatch: pytest.MonkeyPatch, statement: Any
) -> None:
    trips = 0
    go: Callable[..., Awaitable[Any]] = aiosqlite.Connection._execute

    async def counted(*words: Any) -> Any:
        nonlocal trips
        trips += 1
        return await go(*words)

    await connection.execute(select(clip))
    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    await connection.execute(statement)
    assert trips == 1


async def test_what_was_committed_is_rolled_back_without_a_trip_and_what_was_not_is_with_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = _made(tmp_path / "ours.db", module=OneTrip(), pool_size=1, max_overflow=0)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    trips: list[str] = []
    go: Callable[..., Awaitable[Any]] = aiosqlite.Connection._execute

    async def noted(self: aiosqlite.Connection, work: Callable[..., object], *words: Any) -> Any:
        trips.append(work.__name__)
        return await go(self, work, *words)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", noted)
    async with engine.begin() as connection:
        await connection.execute(insert(clip), THREE)
    assert trips == ["there", "commit"]
    async with engine.connect() as connection:
        await connection.execute(insert(clip).values(name="e"))
    assert trips[-1] == "rollback"
    async with engine.begin() as connection:
        assert [row.name for row in await connection.execute(select(clip))] == ["a", "b", "c"]
    await engine.dispose()
