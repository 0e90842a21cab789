from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from tests import sqlite
from tests.service.house import House, WatchedStore


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """Wire the services on a database of their own; in the end, no invariant may be broken."""
    async with sqlite.database() as engine:
        house = House(WatchedStore(engine))
        try:
            # captured, because tracebacks drawn for a terminal take longer than the tests
            with capture_logs():
                yield house
                await house.close()
        finally:
            await house.stop()
