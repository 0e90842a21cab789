from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from sandbox.seedance import LocalSeedance
from tests.sandbox.seedance.calling import KEY, Caller, HandClock, standing_still


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def seedance(clips: Path, clock: HandClock) -> AsyncIterator[LocalSeedance]:
    """Start a server on a clock that stands still, with one key of 1000 credits."""
    async with standing_still(clips, clock, KEY) as server:
        yield server


@pytest.fixture
async def caller(seedance: LocalSeedance) -> AsyncIterator[Caller]:
    # A fresh connection per request: aiohttp repeats a GET by itself on a kept one that was dropped.
    connector = aiohttp.TCPConnector(force_close=True)
    async with aiohttp.ClientSession(connector=connector) as session:
        yield Caller(session, seedance)
