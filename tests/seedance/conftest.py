from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.seedance.client import SeedanceClient
from sandbox.seedance import LocalSeedance
from tests.sandbox.seedance.calling import HandClock
from tests.seedance.connected import CREDITS, KEY, client


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder of clips for all tests, so that the one video they ask for is encoded once."""
    return tmp_path_factory.mktemp("clips")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def vendor(clips: Path, clock: HandClock) -> AsyncIterator[LocalSeedance]:
    """A vendor on a clock that stands still, with one key of 1000 credits."""
    server = LocalSeedance(work_dir=clips, clock=clock)
    await server.start()
    server.add_key(KEY, CREDITS)
    yield server
    await server.close()


@pytest.fixture
async def api(vendor: LocalSeedance) -> AsyncIterator[SeedanceClient]:
    async with client(vendor.base_url) as connected:
        yield connected
