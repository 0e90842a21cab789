"""The bot is killed at what only other lives of a job have: called off, approved, removed, with a picture."""

import asyncio

import pytest

from bot.domain.job import JobState as S
from tests.e2e.conftest import World
from tests.e2e.crash.effects import Point
from tests.e2e.crash.lives import LIVES
from tests.e2e.crash.victim import again, ended, judge, start_to_die

BOTH = ("before", "after")
CANCELLED = [S.DELIVERED, S.CANCELLED]
NOT_CANCELLED = [S.DELIVERED, S.DELIVERED]
WAITS = [S.AWAITING_APPROVAL]
MADE = [S.DELIVERED]

EFFECTS: tuple[tuple[str, str, int, list[S], list[S]], ...] = (
    ("cancels", "send POST acknowledgement", 3, NOT_CANCELLED, NOT_CANCELLED),
    ("cancels", "commit apply: queued → cancelled", 1, NOT_CANCELLED, CANCELLED),
    ("is approved", "commit accept: new, awaiting-approval", 1, [], WAITS),
    ("is approved", "send show_card POST messages", 1, WAITS, WAITS),
    ("is approved", "commit card_told", 1, WAITS, WAITS),
    ("is approved", "commit decide: awaiting-approval → queued", 1, WAITS, MADE),
    ("is approved", "send show_card PATCH messages", 1, MADE, MADE),
    ("is removed", "commit decide: delivered → delivered, delivery deleting", 1, MADE, MADE),
    ("is removed", "send remove_clip DELETE messages", 1, MADE, MADE),
    ("is removed", "commit apply: delivered → delivered, delivery deleted", 1, MADE, MADE),
    ("has a picture", "send GET photo.png", 1, [], []),
    ("has a picture", "rename N.png", 1, [], []),
)
"""Whose life, which effect, and how its jobs end when the bot is killed before it and after it."""
MOMENTS = [
    pytest.param(life, Point(when, name, nth), ends[when == "after"], id=f"{life}, {when} {name}")
    for life, name, nth, *ends in EFFECTS
    for when in BOTH
]


@pytest.mark.soak
@pytest.mark.parametrize(("life", "point", "ends"), MOMENTS)
async def test_killed_in_another_life(world: World, life: str, point: Point, ends: list[S]) -> None:
    await start_to_die(world, point)
    played = asyncio.create_task(LIVES[life](world))
    # else her first job may end, and her second take its turn, before she presses
    await ended(world, held=life == "cancels")
    played.cancel()
    await asyncio.gather(played, return_exceptions=True)
    await again(world)
    assert [job.state for job in await judge(world)] == ends
    deleted = life == "is removed" and point != Point("before", EFFECTS[7][1])
    assert len(world.clips()) == ends.count(S.DELIVERED) - deleted
