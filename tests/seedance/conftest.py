from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.seedance.client import SeedanceClient
from sandbox.seedance import LocalSeedance
from tests.sandbox.seedance.calling import HandClock, standing_still
from tests.seedance.connected import KEY, client


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def vendor(clips: Path, clock: HandClock) -> AsyncIterator[LocalSeedance]:
    """A vendor on a clock that stands still, with one key of 1000 credits."""
    async with standing_still(clips, clock, KEY) as server:
        yield server


@pytest.fixture
async def api(vendor: LocalSeedance) -> AsyncIterator[SeedanceClient]:
    async with client(vendor.base_url) as connected:
        yield connected
