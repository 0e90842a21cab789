"""The bot is killed (-9) before and after every effect of a job's life, and started again.

What the vendor charged, what stands in the channel and what the ledger says must agree, and the member be told so.
"""

from collections import Counter

import pytest

from bot.domain.job import JobState
from tests.e2e.conftest import World
from tests.e2e.crash.effects import Point
from tests.e2e.crash.points import EFFECTS, OFTEN, Left
from tests.e2e.crash.victim import again, effects, ended, judge, launch, release_in_time, start_to_die
from tests.waiting import until


async def a_job_is_made(world: World) -> None:
    """Have a video made by a bot that is only counted."""
    world.seedance.hold_all()
    await world.generate()

    async def made() -> bool | None:
        release_in_time(world)
        return True if world.clips() else None

    await until(made, "the clip")


async def killed(world: World, point: Point, left: tuple[Left, ...]) -> None:
    await start_to_die(world, point)
    world.seedance.hold_all()
    use = await world.generate()
    remains = await ended(world)
    assert (remains.states or (None,))[0] in left
    await again(world)
    jobs = await judge(world, use)
    # only what was written down as about to be bought, and not what came of it, is ever unknown
    ends = {None: [], JobState.SUBMITTING: [JobState.UNKNOWN]}
    found = remains.states[0] if remains.states else None
    assert [job.state for job in jobs] == ends.get(found, [JobState.DELIVERED])


def moments(quick: bool) -> list[object]:
    """Give the moments that `make test` looks at, or all others."""
    return [
        pytest.param(point, left, id=str(point))
        for effect in EFFECTS
        for point, left in effect.moments
        if (point.when in effect.quick) is quick
    ]


@pytest.mark.parametrize(("point", "left"), moments(quick=True))
async def test_killed_at_a_turning_point(world: World, point: Point, left: tuple[Left, ...]) -> None:
    await killed(world, point, left)


@pytest.mark.soak
@pytest.mark.parametrize(("point", "left"), moments(quick=False))
async def test_killed_at_any_other_effect(world: World, point: Point, left: tuple[Left, ...]) -> None:
    await killed(world, point, left)


@pytest.mark.soak
@pytest.mark.timeout(300)
@pytest.mark.parametrize(("point", "left"), moments(quick=True))
async def test_killed_at_a_turning_point_on_postgres(moved: World, point: Point, left: tuple[Left, ...]) -> None:
    await killed(moved, point, left)


async def test_no_effect_is_missing_from_the_list(world: World) -> None:
    await launch(world)
    await world.discord.until_ready(60)
    before = len(effects(world))
    await a_job_is_made(world)
    await judge(world)
    seen = Counter(point.name for point in effects(world)[before:] if point.when == "after")
    listed = {effect.name for effect in EFFECTS}
    assert set(seen) - OFTEN == listed, seen
