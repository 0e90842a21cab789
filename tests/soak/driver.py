"""SQLite without the thread and the coroutines of its driver: the same file, the same SQL and the same settings.

A month is some millions of statements, and to hand each to a thread and its answer back takes longer than the
statement. Tasks still take turns between two transactions, as one connection has it; within one nobody ran beside.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from typing import Any, cast

from sqlalchemy import URL, Connection, CursorResult, Dialect, Engine, create_engine
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.store import SqlStore
from bot.store.engine import set_up
from tests import sqlite


class _AtOnce:
    """Stands where the store has its connection, and answers at once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def dialect(self) -> Dialect:
        return self._connection.dialect

    async def execute(self, statement: Any, parameters: Any = None) -> CursorResult[Any]:
        return self._connection.execute(statement, parameters)


class AtOnce:
    """One connection to a file, as the bot opens it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def transaction(self) -> Iterator[AsyncConnection]:
        """Begin a transaction; nothing that is done in it waits for anything."""
        with self._connection.begin():
            yield cast(AsyncConnection, _AtOnce(self._connection))


@cache
def _engine(path: str) -> Engine:
    """Give the same for the same file, because it knows the SQL that it compiled."""
    engine = create_engine(URL.create("sqlite", database=path))
    set_up(engine)
    return engine


@contextmanager
def at_once(path: str) -> Iterator[AtOnce]:
    """Open a file."""
    engine = _engine(path)
    try:
        with engine.connect() as connection:
            yield AtOnce(connection)
    finally:
        engine.dispose()


class StoreAtOnce(SqlStore):
    """The real store, for whoever does one thing after the other."""

    def __init__(self, engine: AsyncEngine, connection: AtOnce) -> None:
        super().__init__(engine)
        self._at_once = connection

    @asynccontextmanager
    async def _transaction(self, **_asks: bool) -> AsyncIterator[AsyncConnection]:
        with self._at_once.transaction() as conn:
            yield conn


@asynccontextmanager
async def sqlite_at_once() -> AsyncIterator[SqlStore]:
    """Open an empty database for whoever does one thing after the other."""
    async with sqlite.database() as engine:
        with at_once(str(engine.url.database)) as connection:
            yield StoreAtOnce(engine, connection)
