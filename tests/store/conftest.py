"""A fresh, migrated SQLite file for every test: migrated once in a run, copied for each."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store import SqlStore
from bot.store.engine import open_sqlite
from bot.store.migrate import migrate


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the file that the others are copies of."""
    path = tmp_path_factory.mktemp("store") / "migrated.db"

    async def make() -> None:
        engine = open_sqlite(path)
        await migrate(engine)
        await engine.dispose()

    asyncio.run(make())
    return path


@pytest.fixture
def database(migrated: Path, tmp_path: Path) -> Path:
    """Copy it: an empty database of this version."""
    return Path(shutil.copy(migrated, tmp_path / "reelroom.db"))


@pytest.fixture
async def engine(database: Path) -> AsyncIterator[AsyncEngine]:
    """Open the database as the bot does."""
    engine = open_sqlite(database)
    yield engine
    await engine.dispose()


@pytest.fixture
async def store(engine: AsyncEngine) -> AsyncIterator[SqlStore]:
    """Give a store, and verify its invariants when the test is over."""
    store = SqlStore(engine)
    yield store
    assert await store.check() == []
