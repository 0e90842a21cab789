"""The bot is killed twice and three times: somewhere in a job's life, and then somewhere in what makes up for it.

Where the first kill strikes is drawn by a seed, and so is after how many of its effects each later bot is killed. The
nonces of Discord are worth nothing here once the member was told of the job: then the look into the channel alone keeps
a clip from being posted twice.
"""

import asyncio
import random

import pytest

from bot.domain.job import JobState
from sandbox.discord import Use
from tests.e2e.conftest import READY, World
from tests.e2e.crash.effects import PLAN, Point
from tests.e2e.crash.points import EFFECTS
from tests.e2e.crash.victim import (
    EVERY,
    PATIENCE,
    again,
    ended,
    is_at_rest,
    judge,
    later,
    launch,
    plan_of,
    start_to_die,
)
from tests.waiting import until

PAIRS = range(24)
TRIPLES = range(100, 116)
MOMENTS = 60
"""So many moments, about, a bot needs from its start to the clip of a job that it found."""


async def killed_in_recovery(world: World, chance: random.Random) -> bool:
    """Start a bot that is killed after so many of its effects; False when it was done before that."""
    point = Point("", "", chance.randrange(1, MOMENTS))
    await launch(world, **later(world), **{PLAN: plan_of(point)})
    end = asyncio.create_task(world.bot.ended())

    async def over() -> bool | None:
        world.seedance.release_all()
        # a bot that was not on the line yet has not told anybody anything
        online = any(session.socket for session in world.discord.gateway.sessions)
        return True if end.done() or (online and await is_at_rest(world)) else None

    await until(over, "the bot to be killed or done", PATIENCE, EVERY)
    struck = end.done()
    end.cancel()
    await world.bot.kill()
    await world.discord.until_away(READY)
    return struck


async def killed_again(world: World, seed: int, times: int) -> Use:
    chance = random.Random(seed)
    moments = [point for effect in EFFECTS for point, _ in effect.moments]
    await start_to_die(world, chance.choice(moments))
    world.seedance.hold_all()
    use = await world.generate()
    await ended(world)
    jobs = await world.jobs()
    if jobs and jobs[0].status_message_id is not None:
        world.discord.state.nonce_window = 0.0
    for _ in range(times - 1):
        if not await killed_in_recovery(world, chance):
            break
    await again(world)
    return use


@pytest.mark.parametrize("seed", [1, 4])
async def test_killed_twice(world: World, seed: int) -> None:
    await judge(world, await killed_again(world, seed, 2))


@pytest.mark.soak
@pytest.mark.parametrize("seed", PAIRS)
async def test_killed_twice_wherever(world: World, seed: int) -> None:
    await judge(world, await killed_again(world, seed, 2))


@pytest.mark.soak
@pytest.mark.parametrize("seed", TRIPLES)
async def test_killed_three_times(world: World, seed: int) -> None:
    jobs = await judge(world, await killed_again(world, seed, 3))
    assert all(job.state in {JobState.DELIVERED, JobState.UNKNOWN} for job in jobs)
