"""Open the database as it must be opened: durable before the answer, and on SQLite with one writer."""

import fcntl
import os
import sqlite3
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, Final
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, event, inspect, make_url, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.domain.ids import Instant
from bot.store.away import is_damaged
from bot.store.one_trip import OneTrip

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "2",  # FULL: the write-ahead of a submit must survive a power cut
    "foreign_keys": "1",
    "busy_timeout": "5000",
    "wal_autocheckpoint": "1000",
    "journal_size_limit": "67108864",
    "trusted_schema": "0",
    "secure_delete": "1",  # what is erased leaves no copy in the file
}
PRIMARY: Final = 0xFF
"""Of SQLite's codes, the part that names the error; the rest is a finer distinction."""
IMPATIENCE: Final = 200
"""Milliseconds that a transaction waits for another program after one before it waited in vain."""


POSTGRES: Final = {
    "application_name": "reelroom",
    "synchronous_commit": "on",  # the write-ahead of a submit must survive a power cut
    "idle_in_transaction_session_timeout": "60000",  # a machine that vanished gives its locks back
    "lock_timeout": "45000",  # less, or what it waited for becomes its own when the first of them is given back
}
POSTGRES_TIMEOUT: Final = 60.0
STATEMENTS: Final = 500
"""Statements that a connection to PostgreSQL keeps prepared: more than there are, with lists of different lengths."""
TURN: Final = 600.0
"""Seconds that a transaction waits for its turn: when hundreds ask at once on a slow machine, each is answered yet.

A third less than the fifteen minutes in which Discord takes an answer (Discord: interaction tokens).
"""


class PragmaError(Exception):
    """SQLite did not take a setting that the ledger relies on."""


def open_sqlite(path: Path) -> AsyncEngine:
    """Make the engine of a SQLite file: one connection, every transaction BEGIN IMMEDIATE."""
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(path)),
        module=OneTrip(),
        pool_size=1,
        max_overflow=0,
        pool_timeout=TURN,
        hide_parameters=True,
    )
    set_up(engine.sync_engine)
    return engine


def set_up(engine: Engine) -> None:
    """Have an engine of a SQLite file open and begin as the ledger needs it."""
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _Begin())


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for name, wanted in PRAGMAS.items():
        cursor.execute(f"PRAGMA {name} = {wanted}")
        cursor.execute(f"PRAGMA {name}")
        found = cursor.fetchone()[0]
        if str(found) != wanted:
            connection.close()
            raise PragmaError(f"PRAGMA {name} is {found}, not {wanted}")
    cursor.close()


class _Begin:
    """Begins transactions. One that waited in vain for another program has waited for those behind it as well.

    Everybody waits for the one connection: were each patient in turn, the last would learn after minutes what the
    first learnt after seconds, and a person is among them.
    """

    def __init__(self) -> None:
        self._in_vain = False

    def __call__(self, connection: Connection) -> None:
        if self._in_vain:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {IMPATIENCE}")
        try:
            # a deferred transaction that turns into a writer fails at once when another wrote meanwhile (SQLite: WAL)
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except OperationalError as reason:
            code = getattr(reason.orig, "sqlite_errorcode", 0)
            self._in_vain = self._in_vain or code & PRIMARY == sqlite3.SQLITE_BUSY
            raise
        if self._in_vain:
            self._in_vain = False
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {PRAGMAS['busy_timeout']}")


def open_sqlite_to_read(path: Path) -> AsyncEngine:
    """Make an engine that cannot write, for a look beside a running bot."""
    url = URL.create("sqlite+aiosqlite", database=f"file:{quote(str(path))}", query={"mode": "ro", "uri": "true"})
    # more than one: the daily look at the ledger takes seconds, and whoever asks for health must not wait for it
    engine = create_async_engine(url, module=OneTrip(), pool_size=3, max_overflow=0, hide_parameters=True)
    event.listen(engine.sync_engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


class DriverMissingError(Exception):
    """PostgreSQL is asked for, and its driver was not installed."""


def _postgres(url: str, **settings: str) -> AsyncEngine:
    if find_spec("asyncpg") is None:
        raise DriverMissingError
    address = make_url(url).set(drivername="postgresql+asyncpg")
    query = dict(address.query)
    if "sslmode" in query:
        # libpq's word, which providers print into their addresses; asyncpg takes the same values as `ssl`
        query["ssl"] = query.pop("sslmode")
    return create_async_engine(
        address.set(query=query),
        # without a ping before each use, which is three trips: what meets an ended connection is run again (Running);
        # as many as there may be are kept: one beyond them would be opened and closed for every burst
        pool_size=10,
        max_overflow=0,
        pool_timeout=TURN,
        # each connection prepares its statements for itself: few are kept busy, and not all in turn
        pool_use_lifo=True,
        hide_parameters=True,
        connect_args={
            "prepared_statement_cache_size": STATEMENTS,
            "timeout": 10,
            "command_timeout": POSTGRES_TIMEOUT,
            "server_settings": {**POSTGRES, **settings},
        },
    )


def open_postgres(url: str) -> AsyncEngine:
    """Make the engine of a PostgreSQL database, at its usual READ COMMITTED. Raises DriverMissingError."""
    return _postgres(url)


def open_postgres_to_read(url: str) -> AsyncEngine:
    """Make an engine that cannot write and sees one moment, for a look beside a running bot."""
    return _postgres(url, default_transaction_read_only="on", default_transaction_isolation="repeatable read")


async def has_tables(engine: AsyncEngine) -> bool:
    """Tell whether a bot ever used the database."""
    async with engine.connect() as connection:
        return await connection.run_sync(lambda sync: inspect(sync).has_table("alembic_version"))


async def skew(engine: AsyncEngine, now: Callable[[], Instant]) -> float:
    """Measure by how many seconds, at least, a clock differs from that of a PostgreSQL server."""
    async with engine.connect() as connection:
        query = text("SELECT CAST(extract(epoch FROM clock_timestamp()) AS double precision)")
        before = now()
        there = float((await connection.execute(query)).scalar_one())
        after = now()
    return max(before - there, there - after, 0.0)


async def tidy(engine: AsyncEngine, *, alone: bool) -> None:
    """Leave nothing of what was erased in SQLite's log, and `alone` on the file not in its unused places either.

    PostgreSQL does so by itself (VACUUM).
    """
    if engine.dialect.name != "sqlite":
        return
    # without patience: with a reader at work it is for the next time, and nobody waits for it
    patience = f"PRAGMA busy_timeout = {PRAGMAS['busy_timeout']}"
    cut = ["PRAGMA busy_timeout = 0", "PRAGMA wal_checkpoint(TRUNCATE)", patience]
    statements = ["VACUUM", *cut] if alone else cut
    async with engine.connect() as connection:
        # past SQLAlchemy, which would begin a transaction: neither is possible within one
        driver = (await connection.get_raw_connection()).driver_connection
        for statement in statements:
            await driver.execute(statement)  # type: ignore[union-attr] # aiosqlite's connection, which is open


class DamagedError(Exception):
    """The file of the database is damaged, or none."""


async def look_through(engine: AsyncEngine) -> None:
    """Have SQLite look through its file for what could not be read later.

    Raises DamagedError, and DatabaseError of a file that cannot be used: that is no damage.
    """
    try:
        async with engine.connect() as connection:
            said = str((await connection.exec_driver_sql("PRAGMA quick_check(1)")).scalars().first())
    except DatabaseError as reason:
        if not is_damaged(reason):
            raise
        raise DamagedError(str(reason.orig)) from None
    if said != "ok":
        # the first of several lines names the database alone
        raise DamagedError(said.splitlines()[-1])


class AlreadyRunningError(Exception):
    """Another process has the data directory."""


def lock(data_dir: Path) -> IO[bytes]:
    """Keep a second process out of a data directory until the file returned is closed, or the process dies."""
    file = os.fdopen(os.open(data_dir / "bot.lock", os.O_RDWR | os.O_CREAT, 0o600), "rb")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise AlreadyRunningError(f"another bot is running in {data_dir}") from None
    return file
