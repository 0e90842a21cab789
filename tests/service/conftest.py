import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.store.engine import open_sqlite
from bot.store.migrate import migrate
from tests.service.house import House, WatchedStore


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate one database, for every test to start from a copy of it."""
    path = tmp_path_factory.mktemp("empty") / "reelroom.db"
    asyncio.run(_migrate(path))
    return path


async def _migrate(path: Path) -> None:
    engine = open_sqlite(path)
    await migrate(engine)
    await engine.dispose()


@pytest.fixture
async def house(empty_database: Path, tmp_path: Path) -> AsyncIterator[House]:
    """Wire the services on a database of their own; in the end, no invariant may be broken."""
    path = tmp_path / "reelroom.db"
    shutil.copy(empty_database, path)
    engine = open_sqlite(path)
    house = House(WatchedStore(engine))
    try:
        # captured, because tracebacks drawn for a terminal take longer than the tests
        with capture_logs():
            yield house
            await house.close()
    finally:
        await house.stop()
        await engine.dispose()
