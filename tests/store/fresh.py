"""Empty databases for tests that need one for each of many examples."""

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.engine import open_sqlite
from bot.store.migrate import migrate
from tests import postgres


@cache
def template() -> Path:
    """Migrate one file for all examples."""
    folder = Path(tempfile.mkdtemp(prefix="ledger-"))
    atexit.register(shutil.rmtree, folder)
    path = folder / "template.db"

    async def make() -> None:
        engine = open_sqlite(path)
        await migrate(engine)
        await engine.dispose()

    asyncio.run(make())
    return path


@asynccontextmanager
async def sqlite_copy(path: Path) -> AsyncIterator[AsyncEngine]:
    """Open an empty SQLite database."""
    folder = Path(tempfile.mkdtemp(prefix="ledger-", dir=path.parent))
    engine = open_sqlite(Path(shutil.copy(path, folder / "reelroom.db")))
    yield engine
    await engine.dispose()
    shutil.rmtree(folder)


@asynccontextmanager
async def postgres_database() -> AsyncIterator[AsyncEngine]:
    """Open an empty PostgreSQL database."""
    async with postgres.database() as url, postgres.opened(url) as engine:
        yield engine
