"""Empty SQLite databases for the tests: migrated once in a process, and copied for each that asks."""

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Final

from alembic import command
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.engine import open_sqlite
from bot.store.migrate import _config, migrate

_NUMBERS: Final = count(1)
_FREE: Final[list[tuple[Path, AsyncEngine]]] = []
"""Databases that nobody uses. An engine knows the SQL that it compiled, which takes longer than most tests."""


@cache
def _template() -> Path:
    """Give the file that the others are copies of."""
    folder = Path(tempfile.mkdtemp(prefix="sqlite-"))
    atexit.register(shutil.rmtree, folder)
    path = folder / "template.db"

    async def make() -> None:
        engine = open_sqlite(path)
        await migrate(engine)
        await engine.dispose()

    # in a thread, because whoever asks may be in a loop of events already
    with ThreadPoolExecutor(1) as beside:
        beside.submit(asyncio.run, make()).result()
    return path


def copied(path: Path) -> Path:
    """Make an empty database of this version, unless there is one; gives its path."""
    if not path.exists():
        shutil.copy(_template(), path)
    return path


async def of_revision(path: Path, revision: str) -> Path:
    """Make an empty database of a version before this one; gives its path."""
    engine = open_sqlite(path)
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: command.upgrade(_config(sync), revision))
    await engine.dispose()
    return path


@asynccontextmanager
async def database() -> AsyncIterator[AsyncEngine]:
    """Open an empty database as the bot does; whoever uses it leaves no listener on the engine."""
    if _FREE:
        path, engine = _FREE.pop()
        copied(path)
    else:
        path = copied(_template().with_name(f"reelroom-{next(_NUMBERS)}.db"))
        engine = open_sqlite(path)
    try:
        yield engine
    finally:
        await engine.dispose()
        for end in ("", "-wal", "-shm"):
            path.with_name(f"{path.name}{end}").unlink(missing_ok=True)
    _FREE.append((path, engine))
