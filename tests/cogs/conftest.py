"""The bot on the line, with its commands in Mia's channel."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.company import Company, playing
from tests.stage import Stage, raised


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with raised(tmp_path) as stage:
        yield stage


@pytest.fixture
async def company(stage: Stage, tmp_path: Path) -> AsyncIterator[Company]:
    async with playing(stage, tmp_path) as company:
        yield company
