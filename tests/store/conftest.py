"""A fresh, migrated database for every test, SQLite and PostgreSQL."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store import SqlStore
from tests import postgres, sqlite


@pytest.fixture
async def sqlite_engine() -> AsyncIterator[AsyncEngine]:
    """Open a fresh SQLite database as the bot does."""
    async with sqlite.database() as engine:
        yield engine


@pytest.fixture
def database(sqlite_engine: AsyncEngine) -> Path:
    """Tell where the SQLite database is."""
    return Path(str(sqlite_engine.url.database))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Postgres]:
    """Start PostgreSQL, or skip where there is none."""
    yield postgres.server()
    postgres.stop()


@pytest.fixture
async def postgres_engine(postgres_server: postgres.Postgres) -> AsyncIterator[AsyncEngine]:
    """Open a fresh PostgreSQL database as the bot does."""
    assert postgres_server.process.poll() is None
    async with postgres.database() as engine:
        yield engine


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
