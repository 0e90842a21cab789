"""A fresh, migrated database for every test, SQLite and PostgreSQL: migrated once in a run, copied for each."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store import SqlStore
from bot.store.engine import open_sqlite
from bot.store.migrate import migrate
from tests import postgres


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


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Postgres]:
    """Start PostgreSQL, or skip where there is none."""
    yield postgres.server()
    postgres.stop()


@pytest.fixture
async def postgres_engine(postgres_server: postgres.Postgres) -> AsyncIterator[AsyncEngine]:
    """Open a fresh PostgreSQL database as the bot does."""
    assert postgres_server.process.poll() is None
    async with postgres.database() as url, postgres.opened(url) as engine:
        yield engine


@pytest.fixture
async def sqlite_engine(database: Path) -> AsyncIterator[AsyncEngine]:
    """Open a fresh SQLite database as the bot does."""
    engine = open_sqlite(database)
    yield engine
    await engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> AsyncEngine:
    """Give each database in turn: whoever uses this states what must hold on both."""
    found: AsyncEngine = request.getfixturevalue(f"{request.param}_engine")
    return found


@pytest.fixture
async def store(engine: AsyncEngine) -> AsyncIterator[SqlStore]:
    """Give a store, and verify its invariants when the test is over."""
    store = SqlStore(engine)
    yield store
    assert await store.check() == []
