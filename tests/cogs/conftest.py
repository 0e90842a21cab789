"""The bot on the line, with its commands in Mia's channel."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.discord import Person
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


@pytest.fixture
def sam(stage: Stage) -> Person:
    """Let a moderator join the server."""
    sam = stage.discord.add_person("Sam")
    stage.guild.join(sam, manage_guild=True)
    return sam


@pytest.fixture
def wei(stage: Stage) -> Person:
    """Let a moderator who reads Chinese join the server."""
    wei = stage.discord.add_person("Wei", locale="zh-CN")
    stage.guild.join(wei, manage_guild=True)
    return wei
