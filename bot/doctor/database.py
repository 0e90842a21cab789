"""The database: reachable, of this version, whole, and its ledger right."""

import sqlite3
from collections.abc import AsyncIterator
from typing import Final

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.clock import SystemClock
from bot.doctor.finding import Finding, bad, care, good
from bot.opening import MAX_SKEW, StartError, database_of, said_in_words
from bot.ports import StoreAwayError
from bot.settings import Settings
from bot.store import SqlStore, epochs
from bot.store.away import said_by
from bot.store.engine import has_tables, open_postgres_to_read, open_sqlite_to_read, skew
from bot.store.epoch_file import EPOCH_FILE, EpochFile
from bot.store.migrate import head, revision_of

FIXED: Final = ((3, 51, 3),)
BACKPORTED: Final = ((3, 44, 6), (3, 50, 7))
"""Versions of SQLite in which the WAL-reset bug is mended, besides all from 3.51.3 on."""


async def look(settings: Settings) -> AsyncIterator[Finding]:
    """Look at the database; one that is not there yet is no fault."""
    url = settings.database_url.get_secret_value()
    if not url:
        yield _sqlite_version(sqlite3.sqlite_version_info)
    try:
        path = database_of(settings)
        if not url and path is None:
            yield await _none_yet(settings)
            return
        with said_in_words():
            engine = open_sqlite_to_read(path) if path and not url else open_postgres_to_read(url)
            try:
                async for finding in _found(engine, settings):
                    yield finding
            finally:
                await engine.dispose()
    except StartError as no:
        key = "database-closed" if no.key == "start-unreadable" else "database-bad"
        yield bad("database", key, detail=no.values.get("detail", no.key))


def _sqlite_version(version: tuple[int, ...]) -> Finding:
    said = ".".join(map(str, version))
    mended = version >= FIXED[0] or any(version[:2] == fix[:2] and version >= fix for fix in BACKPORTED)
    return good("sqlite", "sqlite-good", version=said) if mended else care("sqlite", "sqlite-old", version=said)


async def _none_yet(settings: Settings) -> Finding:
    """Tell a first start from a database that is lost: the count beside it outlives it."""
    seen = await EpochFile(settings.data_dir / EPOCH_FILE).read()
    return care("database", "database-lost") if seen else good("database", "database-none")


async def _found(engine: AsyncEngine, settings: Settings) -> AsyncIterator[Finding]:
    if not await has_tables(engine):
        seen = await EpochFile(settings.data_dir / EPOCH_FILE).read()
        yield care("database", "database-emptied") if seen else good("database", "database-empty")
        return
    async with engine.connect() as conn:
        revision, is_known = await conn.run_sync(revision_of)
    if not is_known:
        yield bad("database", "database-newer", revision=revision)
        return
    if revision != head():
        yield care("database", "database-older", revision=revision, head=head())
    else:
        yield good("database", "database-good", revision=revision)
    async with engine.connect() as conn:
        if engine.dialect.name == "postgresql":
            yield await _postgres_settings(conn)
        else:
            yield await _whole(conn)
    if engine.dialect.name == "postgresql":
        yield _clocks(await skew(engine, SystemClock().now))
    if revision == head():
        yield await _epoch(engine, settings)
        yield await _ledger(SqlStore(engine))


async def _whole(conn: AsyncConnection) -> Finding:
    said = str((await conn.exec_driver_sql("PRAGMA quick_check")).scalars().first())
    return good("whole", "whole-good") if said == "ok" else bad("whole", "whole-bad", detail=said.splitlines()[-1])


async def _postgres_settings(conn: AsyncConnection) -> Finding:
    """Look at what a server or a pooler would set in place of what we ask for."""
    said = str((await conn.execute(text("SHOW synchronous_commit"))).scalar_one())
    if said in {"off", "local"}:
        return bad("durable", "durable-bad", value=said)
    return good("durable", "durable-good", value=said)


def _clocks(apart: float) -> Finding:
    said = f"{apart:.1f}"
    return bad("clocks", "clocks-bad", seconds=said) if apart > MAX_SKEW else good("clocks", "clocks-good")


async def _epoch(engine: AsyncEngine, settings: Settings) -> Finding:
    """Foretell whether the next start takes the database for an older copy."""
    seen = await EpochFile(settings.data_dir / EPOCH_FILE).read()
    async with engine.connect() as conn:
        older = await epochs.is_older(conn, seen)
    return care("epoch", "epoch-older") if older else good("epoch", "epoch-good")


async def _ledger(store: SqlStore) -> Finding:
    try:
        findings = await store.check()
        studio = await store.studio()
    except (DBAPIError, StoreAwayError) as reason:
        return bad("ledger", "ledger-unread", detail=said_by(reason))
    if findings:
        return bad("ledger", "ledger-bad", count=str(len(findings)))
    if studio.closure is not None:
        return care("ledger", "ledger-closed", closure=studio.closure.value)
    return good("ledger", "ledger-good")
