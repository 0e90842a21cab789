"""How transactions are run, for every part of the store."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final, TypeVar

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.epoch import Epoch
from bot.domain.ids import Instant
from bot.ports import StoreAwayError, StoreDamagedError
from bot.store import epochs
from bot.store.away import is_away, is_damaged, said_by
from bot.store.epoch_file import EpochFile
from bot.store.epochs import RewoundError
from bot.store.migrate import is_ours
from bot.store.retrying import WAITS, may_run_again

T = TypeVar("T")
log: Final = structlog.get_logger(__name__)


class Running:
    """Runs transactions on an engine, and counts those that are about to have an effect; its maker disposes of it."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        is_postgres = engine.dialect.name == "postgresql"
        self._asking = engine.execution_options(isolation_level="AUTOCOMMIT") if is_postgres else engine
        self._file: EpochFile | None = None
        self._effects = asyncio.Lock()
        self._damage: str | None = None
        """What the database said when it turned out to be damaged; nothing is written to it after that."""

    async def is_ours(self) -> bool:
        """Whether a bot ever used the database. Raises OlderSchemaError and NewerSchemaError of another version's."""
        return await self._run(lambda conn: conn.run_sync(is_ours))

    async def begin(self, file: EpochFile, now: Instant) -> bool:
        """Begin to run on the database; True when it is an older copy of what ran here, which then was acted on.

        From here on the file counts along, before each effect that must not happen twice. A crash between the database
        and the file leaves the file behind, which says nothing: the effect has not happened.
        """
        seen = await file.read()
        older, epoch = await self._run(lambda conn: epochs.begin(conn, seen, now))
        await file.keep(epoch)
        self._file = file
        return older

    async def _counted(
        self,
        work: Callable[[AsyncConnection], Awaitable[T]],
        landed: Callable[[AsyncConnection, T], Awaitable[bool]],
        has_effect: Callable[[T], bool],
        now: Instant,
    ) -> T:
        """Write down what is about to have an effect that must not happen twice, and keep that this was counted.

        Raises RewoundError, before the effect, when the database went back meanwhile, as after a failover to a copy.
        """

        async def counting(conn: AsyncConnection) -> tuple[T, Epoch | None]:
            result = await work(conn)
            return result, await epochs.advance(conn) if has_effect(result) else None

        async with self._effects:
            result, epoch = await self._run(counting, lambda conn, both: landed(conn, both[0]))
            if epoch is None or self._file is None or await self._file.keep(epoch):
                return result
            kept = {epoch.database: self._file.kept}
            await self._run(lambda conn: epochs.rewind(conn, now, kept))
        raise RewoundError

    @asynccontextmanager
    async def _transaction(self, *, asks: bool = False) -> AsyncIterator[AsyncConnection]:
        async with (self._asking if asks else self._engine).begin() as conn:
            yield conn

    async def _ask(self, question: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """Run one statement that changes nothing, and again as `_run` does.

        For PostgreSQL it needs no BEGIN and no COMMIT around it: one trip instead of three.
        """
        return await self._run(question, asks=True)

    async def _run(
        self,
        work: Callable[[AsyncConnection], Awaitable[T]],
        landed: Callable[[AsyncConnection, T], Awaitable[bool]] | None = None,
        *,
        asks: bool = False,
    ) -> T:
        """Run one transaction, and again when PostgreSQL broke it off or its connection was lost.

        A commit whose acknowledgement was lost may stand: then `landed` finds its result, or running again, with the
        same ids, changes nothing. Raises StoreAwayError for what is not about what was to be written.
        """
        results: list[T] = []
        for wait in (*WAITS, None):
            if self._damage is not None:
                raise StoreDamagedError(self._damage)
            try:
                async with self._transaction(asks=asks) as conn:
                    if results and landed and await landed(conn, results[-1]):
                        return results[-1]
                    results[:] = []
                    results.append(await work(conn))
                return results[-1]
            except Exception as reason:
                if wait is None or not may_run_again(reason):
                    self._refuse(reason)
                    raise
                await asyncio.sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    def _refuse(self, reason: Exception) -> None:
        """Raise StoreAwayError for what passes by itself or is mended by the operator; what is damaged stays shut."""
        if is_damaged(reason) and self._damage is None:
            self._damage = said_by(reason)
            log.critical(
                "the database is damaged: nothing is written to it any more; stop, keep the file, put back a backup",
                said=self._damage,
            )
        if is_damaged(reason):
            raise StoreDamagedError(said_by(reason)) from reason
        if is_away(reason):
            raise StoreAwayError(said_by(reason)) from reason
