"""SQLAlchemy's driver for SQLite, which goes to aiosqlite's thread once for a statement.

As it comes it goes four times: for a cursor, to execute, to fetch and to close. Each way there and back costs more than
the statement itself, and all that the bot does stands in line behind one connection (docs/decisions/0022).
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import aiosqlite
from sqlalchemy.connectors.asyncio import AsyncAdapt_dbapi_connection, AsyncAdapt_dbapi_cursor
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)
from sqlalchemy.util import EMPTY_DICT


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """What a statement gave, read to its end; nothing is open behind it."""

    __slots__ = ("_description", "_lastrowid", "_rowcount")

    def __init__(self, adapt_connection: AsyncAdapt_dbapi_connection) -> None:
        # without the superclass, which would fetch a cursor from the thread here
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection  # noqa: SLF001 - the superclass's own
        self._soft_closed_memoized = EMPTY_DICT
        self._rows = deque()
        self._description: Any = None
        self._rowcount = -1
        self._lastrowid: int | None = None

    @property
    def description(self) -> Any:
        return self._description

    @property
    def rowcount(self) -> int:
        return self._rowcount

    @property
    def lastrowid(self) -> int:
        return self._lastrowid or 0

    async def _execute_async(self, operation: str, parameters: Any) -> None:
        await self._run(lambda cursor: cursor.execute(operation, parameters or ()))

    async def _executemany_async(self, operation: str, seq_of_parameters: Sequence[Any]) -> None:
        await self._run(lambda cursor: cursor.executemany(operation, seq_of_parameters))

    async def _run(self, work: Callable[[sqlite3.Cursor], object]) -> None:
        connection: aiosqlite.Connection = self._connection  # type: ignore[assignment] # one of aiosqlite's
        opened = connection._conn  # noqa: SLF001 - aiosqlite has no public way to run what is more than one call

        def there() -> tuple[Any, int, int | None, list[Any]]:
            cursor = opened.cursor()
            try:
                work(cursor)
                rows = cursor.fetchall() if cursor.description else []
                return cursor.description, cursor.rowcount, cursor.lastrowid, rows
            finally:
                cursor.close()

        async with self._adapt_connection._execute_mutex:  # noqa: SLF001 - the superclass's own
            answer = await connection._execute(there)  # type: ignore[no-untyped-call] # noqa: SLF001 - see above
        self._description, self._rowcount, self._lastrowid, rows = answer
        self._rows = deque(rows)

    async def _async_soft_close(self) -> None:
        """Do nothing: it is closed already."""

    def close(self) -> None:
        self._rows.clear()


class _Connection(AsyncAdapt_aiosqlite_connection):
    """Goes to the thread for no rollback of nothing, which the pool asks for after every commit."""

    __slots__ = ("_is_settled",)

    _cursor_cls = _Cursor

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self._is_settled = False

    def cursor(self, server_side: bool = False) -> AsyncAdapt_dbapi_cursor:
        self._is_settled = False
        return super().cursor(server_side)

    def commit(self) -> None:
        super().commit()
        # only now: a commit that nobody waited for to the end may yet fail in the thread
        self._is_settled = True

    def rollback(self) -> None:
        if not self._is_settled:
            super().rollback()


class OneTrip(AsyncAdapt_aiosqlite_dbapi):
    """The driver, for `create_async_engine(module=…)`."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *words: Any, **options: Any) -> AsyncAdapt_aiosqlite_connection:
        """Connect as the superclass does."""
        connection = super().connect(*words, **options)
        return _Connection(self, connection._connection)  # noqa: SLF001 - the superclass's own
