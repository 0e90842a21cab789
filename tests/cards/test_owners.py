from collections import deque
from unittest.mock import create_autospec

import discord
import pytest

from bot.cards.owners import FRESH, Owners
from bot.domain.ids import MemberId

NOW = 1_764_000_000.0
OLGA, OTTO = MemberId(1), MemberId(2)


class Portal:
    """Discord's word on who owns the application: an owner, or an outage, for each time it is asked."""

    def __init__(self, *answers: MemberId | Exception) -> None:
        self._answers = deque(answers)

    async def ask(self) -> discord.AppInfo:
        answer = self._answers.popleft()
        if isinstance(answer, Exception):
            raise answer
        application: discord.AppInfo = create_autospec(discord.AppInfo, instance=True)
        application.team = None
        application.owner = create_autospec(discord.User, instance=True, id=int(answer))
        return application

    @property
    def unused(self) -> int:
        return len(self._answers)


async def test_the_answer_counts_for_a_minute() -> None:
    portal = Portal(OLGA, OTTO)
    owners = Owners(portal.ask)
    assert await owners.include(OLGA, NOW)
    assert await owners.include(OLGA, NOW + FRESH - 1)
    assert not await owners.include(OTTO, NOW + FRESH - 1)
    assert portal.unused == 1
    assert await owners.include(OTTO, NOW + FRESH)
    assert not await owners.include(OLGA, NOW + FRESH)


async def test_a_clock_that_was_set_back_asks_again() -> None:
    owners = Owners(Portal(OLGA, OTTO).ask)
    assert await owners.include(OLGA, NOW)
    assert not await owners.include(OLGA, NOW - 3600)


async def test_through_an_outage_those_count_who_were_owners_before() -> None:
    owners = Owners(Portal(OLGA, TimeoutError(), OTTO).ask)
    assert await owners.include(OLGA, NOW)
    assert await owners.include(OLGA, NOW + FRESH)
    assert not await owners.include(OLGA, NOW + FRESH)


async def test_nobody_is_an_owner_before_discord_has_answered() -> None:
    with pytest.raises(TimeoutError):
        await Owners(Portal(TimeoutError()).ask).include(OLGA, NOW)
