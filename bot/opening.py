"""Open the database that the settings name: to run on it, beside a running bot, or only to read."""

import errno
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Final

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.clock import SystemClock
from bot.ports import Clock, StoreAwayError
from bot.settings import Settings
from bot.store import SqlStore
from bot.store.away import said_by
from bot.store.engine import (
    AlreadyRunningError,
    DamagedError,
    DriverMissingError,
    PragmaError,
    lock,
    look_through,
    open_postgres,
    open_postgres_to_read,
    open_sqlite,
    open_sqlite_to_read,
    skew,
)
from bot.store.epoch_file import EPOCH_FILE, EpochFile
from bot.store.migrate import NewerSchemaError, OlderSchemaError, migrate

log: Final = structlog.get_logger(__name__)

DATABASE: Final = "reelroom.db"
CLIPS: Final = "videos"
MAX_SKEW: Final = 2.0
"""Seconds by which the machine's clock may differ from PostgreSQL's: leases and due times are compared by both."""


class StartError(Exception):
    """The bot cannot start; `key` names the sentence for the operator in the catalogues, `values` its variables."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


def data_dir_of(settings: Settings) -> Path:
    """Give the data directory, made unless it is there, in which this process can write."""
    try:
        os.umask(0o077)
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        probe = settings.data_dir / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as reason:
        raise StartError("start-data", folder=str(settings.data_dir), detail=reason.strerror or "?") from None
    return settings.data_dir


def database_of(settings: Settings) -> Path | None:
    """Give the file of SQLite; None where there is none. Raises StartError where this user may not read it.

    It is never opened to find out: closing it would let go of every lock that SQLite has on it in this process (POSIX).
    """
    path = settings.data_dir / DATABASE
    try:
        path.stat()
        if os.access(path, os.R_OK):
            return path
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as reason:
        raise StartError("start-unreadable", file=str(path), detail=reason.strerror or "?") from None
    raise StartError("start-unreadable", file=str(path), detail=os.strerror(errno.EACCES))


@asynccontextmanager
async def _opened(engine: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    try:
        yield engine
    finally:
        await engine.dispose()


async def refuse_damaged(settings: Settings) -> None:
    """Refuse to run on a SQLite file that is damaged: what is written to it then may be lost. Never repairs one."""
    path = None if settings.database_url.get_secret_value() else database_of(settings)
    if path is None:
        return
    try:
        with _said_of_file(settings.data_dir):
            async with _opened(open_sqlite_to_read(path)) as engine:
                await look_through(engine)
    except DamagedError as reason:
        raise StartError("start-damaged", file=str(path), detail=str(reason)) from None


async def open_store(settings: Settings, stack: AsyncExitStack) -> tuple[SqlStore, str]:
    """Open the database, at this version's schema."""
    folder = data_dir_of(settings)
    url = settings.database_url.get_secret_value()
    if not url:
        database_of(settings)
    with _said_of_schema():
        return await (_open_postgres(url, stack) if url else _open_sqlite(folder, stack))


@contextmanager
def _said_of_schema() -> Iterator[None]:
    """Turn a schema that is not this version's into a sentence for the operator."""
    try:
        yield
    except NewerSchemaError as reason:
        raise StartError("start-newer", detail=str(reason)) from None
    except OlderSchemaError as reason:
        raise StartError("start-older", revision=str(reason)) from None


async def open_to_run(settings: Settings, stack: AsyncExitStack, clock: Clock) -> SqlStore:
    """Open the database to run on it, and notice whether it is an older copy of what ran here."""
    store, _ = await open_store(settings, stack)
    try:
        older = await store.begin(EpochFile(settings.data_dir / EPOCH_FILE), clock.now())
    except StoreAwayError as reason:
        raise _unusable(settings, reason) from None
    except OSError as reason:
        place = str(reason.filename or settings.data_dir)
        raise StartError("start-data", folder=place, detail=reason.strerror or "?") from None
    if older:
        log.error(
            "the database is an older copy of what ran here, an empty one in its place, or came without its epoch "
            "file: commands are paused until restore --accept"
        )
    return store


def take(folder: Path, stack: ExitStack | AsyncExitStack) -> None:
    """Have a data directory for this process alone."""
    try:
        stack.enter_context(lock(folder))
    except AlreadyRunningError:
        raise StartError("start-running", folder=str(folder)) from None
    except OSError as reason:
        raise StartError("start-data", folder=str(reason.filename), detail=reason.strerror or "?") from None


async def _open_sqlite(folder: Path, stack: AsyncExitStack) -> tuple[SqlStore, str]:
    """Open the file of a data directory that this process alone may write; what it leased before is nobody's."""
    take(folder, stack)
    _close_to_others(folder / DATABASE)
    with _said_of_file(folder):
        engine = await stack.enter_async_context(_opened(open_sqlite(folder / DATABASE)))
        revision = await migrate(engine)
        store = SqlStore(engine)
        await store.clear_leases()
    return store, revision


def _close_to_others(database: Path) -> None:
    """Take from others what a copy that was put in place by hand may have given them: to read it, or to write to it."""
    for path in (database, database.with_name(f"{database.name}-wal"), database.with_name(f"{database.name}-shm")):
        try:
            path.chmod(0o600)
        except FileNotFoundError:
            continue
        except OSError as reason:
            log.warning("others may be able to read the database", file=path.name, detail=reason.strerror)


def _unusable(settings: Settings, reason: StoreAwayError) -> StartError:
    if settings.database_url.get_secret_value():
        return StartError("start-database", detail=str(reason))
    return StartError("start-file", file=str(settings.data_dir / DATABASE), detail=str(reason))


@contextmanager
def _said_of_file(folder: Path) -> Iterator[None]:
    """Turn what goes wrong with SQLite's file into a sentence for the operator."""
    try:
        yield
    except (DBAPIError, PragmaError, StoreAwayError) as reason:
        raise StartError("start-file", file=str(folder / DATABASE), detail=said_by(reason)) from None


async def _open_postgres(url: str, stack: AsyncExitStack) -> tuple[SqlStore, str]:
    """Open a database that other processes may use too: their leases stand, and the clocks must agree."""
    with said_in_words():
        engine = await stack.enter_async_context(_opened(open_postgres(url)))
        apart = await skew(engine, SystemClock().now)
        if apart > MAX_SKEW:
            raise StartError("start-clock", seconds=f"{apart:.1f}")
        revision = await migrate(engine)
    return SqlStore(engine), revision


@contextmanager
def said_in_words() -> Iterator[None]:
    """Turn what goes wrong on the way to PostgreSQL into a sentence for the operator."""
    try:
        yield
    except DriverMissingError:
        raise StartError("start-driver") from None
    except (DBAPIError, OSError, StoreAwayError) as reason:
        raise StartError("start-database", detail=said_by(reason)) from None


async def open_beside(settings: Settings, stack: AsyncExitStack) -> SqlStore:
    """Open the database, whether or not a bot runs on it; that bot may still be the version before this one."""
    try:
        store, _ = await open_store(settings, stack)
    except StartError as no:
        if no.key != "start-running":
            raise
        # every transaction to SQLite is a writer's from its start and waits for the other process (PRAGMA busy_timeout)
        engine = await stack.enter_async_context(_opened(open_sqlite(settings.data_dir / DATABASE)))
        store = SqlStore(engine)
        with _said_of_schema():
            await store.is_ours()
    return store


@asynccontextmanager
async def opened_to_read(settings: Settings) -> AsyncIterator[SqlStore | None]:
    """Open the database for a look that changes nothing, beside a running bot if there is one; None without one.

    Raises StartError when PostgreSQL cannot be reached, or another version wrote the database.
    """
    url = settings.database_url.get_secret_value()
    if url:
        with said_in_words():
            async with _opened(open_postgres_to_read(url)) as engine:
                yield await _to_read(engine)
        return
    path = database_of(settings)
    if path is None:
        yield None
        return
    async with _opened(open_sqlite_to_read(path)) as engine:
        yield await _to_read(engine)


async def _to_read(engine: AsyncEngine) -> SqlStore | None:
    store = SqlStore(engine)
    with _said_of_schema():
        return store if await store.is_ours() else None
