"""SQLite without the thread of its driver: the same file and the same SQL, asked by whoever awaits the answer.

A month is some millions of statements, and to hand each to a thread and its answer back takes longer than the
statement. Tasks still take turns between two transactions, as one connection has it; within one nobody ran beside.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import aiosqlite

_CONNECT: Final = aiosqlite.connect


class _AtOnce:
    """Stands where the driver queues its work for the thread, and does it at once."""

    def put_nowait(self, asked: tuple[asyncio.Future[Any] | None, Callable[[], Any]]) -> None:
        answer, work = asked
        try:
            result = work()
        except Exception as reason:  # noqa: BLE001 # whoever awaits it gets it, as from the thread
            if answer is not None:
                answer.set_exception(reason)
        else:
            if answer is not None:
                answer.set_result(result)


class _NoThread:
    """Stands where the driver has its thread."""

    daemon = True

    def start(self) -> None:
        """Start nothing."""


def _connect(*where: Any, **how: Any) -> aiosqlite.Connection:
    connection = _CONNECT(*where, **how)
    # the driver has no way to be asked for this
    vars(connection).update(_tx=_AtOnce(), _thread=_NoThread())
    return connection


@contextmanager
def without_thread() -> Iterator[None]:
    """Open databases like this."""
    aiosqlite.connect = _connect
    try:
        yield
    finally:
        aiosqlite.connect = _CONNECT
