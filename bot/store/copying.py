"""Copies of a SQLite database: made beside a running bot, and verified before anybody relies on them."""

import asyncio
import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from urllib.parse import quote

from sqlalchemy import func, inspect, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.redelivery import SETTLED
from bot.store.check import check
from bot.store.engine import open_sqlite_to_read
from bot.store.leases import WAITING, WORKED
from bot.store.migrate import OlderSchemaError, head, revision_of
from bot.store.tables import job

BUSY: Final = 30.0
"""Seconds to wait for whoever writes."""


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What a copy holds that is whole and right."""

    size: int
    """Bytes."""
    jobs: int
    open_jobs: int
    """Jobs that a bot would go on with."""
    revision: str


class UnfitCopyError(Exception):
    """A file is no copy that one could go on with: `why` names the sentence, `detail` what was found."""

    def __init__(self, why: Literal["unreadable", "damaged", "foreign", "ledger"], detail: str) -> None:
        super().__init__(f"{why}: {detail}")
        self.why = why
        self.detail = detail


def copy(source: Path, target: Path) -> None:
    """Copy one moment of a database, whoever writes to it meanwhile, into a new file that only its owner may read.

    The copy is one file, without a write-ahead log beside it, and is on the disk when this returns. Raises OSError,
    also for a target that is there, and sqlite3.Error. SQLite's backup reads in a transaction of its own and never
    checkpoints, so that it takes no part in the WAL-reset bug of SQLite before 3.51.3.
    """
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    address = f"file:{quote(str(source))}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=BUSY)) as live, closing(sqlite3.connect(target)) as new:
        live.backup(new)
        new.execute("PRAGMA journal_mode = DELETE")
    sync(target)


def sync(path: Path) -> None:
    """Have a file or a folder on the disk before anything that relies on it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


async def verify(path: Path) -> Verified:
    """Read a copy as a whole: SQLite's own checks, its schema, and the invariants of the ledger.

    Raises UnfitCopyError, and OlderSchemaError of one that is sound and of an older schema.
    """
    engine = open_sqlite_to_read(path)
    try:
        async with engine.connect() as conn:
            revision = await _sound(conn)
            if revision != head():
                raise OlderSchemaError(revision)
            findings = await check(conn)
            if findings:
                first = findings[0]
                raise UnfitCopyError("ledger", f"{first.invariant}: {first.subject}: {first.detail}")
            jobs = (await conn.execute(select(func.count()).select_from(job))).scalar_one()
            waits = job.c.state.in_((*WORKED, *WAITING)) | (job.c.state.in_(SETTLED) & job.c.deadline_at.is_not(None))
            open_jobs = (await conn.execute(select(func.count()).where(waits))).scalar_one()
    except DBAPIError as reason:
        raise UnfitCopyError("unreadable", str(reason.orig)) from None
    finally:
        await engine.dispose()
    size = (await asyncio.to_thread(path.stat)).st_size
    return Verified(size=size, jobs=jobs, open_jobs=open_jobs, revision=revision)


async def read_through(path: Path) -> None:
    """Read a copy as SQLite sees it; its schema may be older than this version's. Raises UnfitCopyError."""
    engine = open_sqlite_to_read(path)
    try:
        async with engine.connect() as conn:
            await _sound(conn)
    except DBAPIError as reason:
        raise UnfitCopyError("unreadable", str(reason.orig)) from None
    finally:
        await engine.dispose()


async def _sound(conn: AsyncConnection) -> str:
    said = (await conn.exec_driver_sql("PRAGMA integrity_check")).scalars().first()
    if said != "ok":
        raise UnfitCopyError("damaged", str(said))
    orphan = (await conn.exec_driver_sql("PRAGMA foreign_key_check")).first()
    if orphan is not None:
        raise UnfitCopyError("damaged", f"a row of {orphan[0]} refers to nothing")
    if not await conn.run_sync(lambda sync_: inspect(sync_).has_table("alembic_version")):
        raise UnfitCopyError("foreign", "-")
    revision, is_known = await conn.run_sync(revision_of)
    if not is_known:
        raise UnfitCopyError("foreign", revision)
    return revision
