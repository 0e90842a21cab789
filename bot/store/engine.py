"""Open the database as it must be opened: durable before the answer, one writer."""

import fcntl
import os
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "2",  # FULL: the write-ahead of a submit must survive a power cut
    "foreign_keys": "1",
    "busy_timeout": "5000",
    "wal_autocheckpoint": "1000",
    "journal_size_limit": "67108864",
    "trusted_schema": "0",
}


class PragmaError(Exception):
    """SQLite did not take a setting that the ledger relies on."""


def open_sqlite(path: Path) -> AsyncEngine:
    """Make the engine of a SQLite file: one connection, every transaction BEGIN IMMEDIATE."""
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(path)), pool_size=1, max_overflow=0, hide_parameters=True
    )
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin_immediate)
    return engine


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


def _begin_immediate(connection: Connection) -> None:
    # a deferred transaction that turns into a writer fails at once when another wrote meanwhile (SQLite: WAL)
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def open_sqlite_to_read(path: Path) -> AsyncEngine:
    """Make an engine that cannot write, for a look beside a running bot."""
    url = URL.create("sqlite+aiosqlite", database=f"file:{quote(str(path))}", query={"mode": "ro", "uri": "true"})
    engine = create_async_engine(url, pool_size=1, max_overflow=0, hide_parameters=True)
    event.listen(engine.sync_engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


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
