"""SQLite without the thread and the coroutines of its driver: the same file, the same SQL and the same settings.

A month is some millions of statements, and to hand each to a thread and its answer back takes longer than the
statement. Tasks still take turns between two transactions, as one connection has it; within one nobody ran beside.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from sqlalchemy import URL, Connection, CursorResult, Dialect, create_engine
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.engine import set_up


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


@contextmanager
def at_once(path: str) -> Iterator[AtOnce]:
    """Open a file."""
    engine = create_engine(URL.create("sqlite", database=path))
    set_up(engine)
    try:
        with engine.connect() as connection:
            yield AtOnce(connection)
    finally:
        engine.dispose()
