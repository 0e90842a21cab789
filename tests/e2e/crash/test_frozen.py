"""The bot is frozen (SIGSTOP) at an effect until its lease ran out, and wakes up again.

On PostgreSQL another process takes its work over meanwhile and brings it to its end. Discord's nonces are worth nothing
here: what keeps the woken one from doing everything a second time is that it looks at the clock and at its lease. Only
between that look and the first byte of a clip nothing but the nonce is left, so there it is left to the test too.
"""

import os
import signal
import time
from collections.abc import AsyncIterator

import pytest

from bot.domain.job import JobState
from tests.e2e.conftest import World
from tests.e2e.crash.effects import Point
from tests.e2e.crash.victim import EVERY, at_rest, judge, remains, settled, start_to_die, struck
from tests.e2e.forked_bot import ForkedBot
from tests.waiting import until

FAST = "30"
"""Times that the clock of these bots is faster: a lease of a minute is over in two seconds."""
LEASE = 60.0
LOCKED = 120.0
"""Seconds to wait for the other process: PostgreSQL ends a transaction in which the frozen one was after sixty."""

POINTS = (
    Point("after", "commit take_turn: queued → submitting"),
    Point("before", "send POST generate"),
    Point("after", "send POST generate"),
    Point("after", "receive POST generate"),
    Point("before", "send GET video"),
    Point("before", "rename N.mp4"),
    Point("after", "commit apply: fetching → ready, delivery waiting"),
    Point("after", "commit apply: delivery posting"),
    Point("before", "send post_clip POST messages"),
    Point("after", "send post_clip POST messages"),
    Point("after", "receive post_clip POST messages"),
)
LOOKED = Point("before", "send post_clip POST messages")


async def frozen(world: World, point: Point) -> None:
    """Have a bot freeze over a job."""
    await start_to_die(world, point, "SIGSTOP", CLOCK_FACTOR=FAST)
    world.seedance.hold_all()
    await world.generate()
    await until(lambda: struck(world), "the bot to freeze", every=EVERY)
    world.seedance.release_all()
    jobs = await world.jobs()
    if jobs[0].status_message_id is not None and point != LOOKED:
        world.discord.state.nonce_window = 0.0


async def woken(world: World) -> None:
    """Wake it up, and wait until it does nothing more."""
    pid = world.bot.pid
    assert pid is not None
    os.kill(pid, signal.SIGCONT)
    await until(lambda: settled(world), "the woken bot to be done")
    await at_rest(world)


async def bought_and_posted_once(world: World) -> None:
    jobs = await judge(world)
    assert world.seedance.posts() <= 1
    if jobs[0].state is JobState.DELIVERED:
        assert len(world.clips()) == 1


async def _is_past(instant: float) -> bool | None:
    return True if time.time() > instant else None


@pytest.fixture
async def other(moved: World) -> AsyncIterator[ForkedBot]:
    """Another process on the same database, not started yet, with a folder of its own."""
    folder = moved.folder / "other"
    folder.mkdir()
    settings = {**moved.settings, "DATA_DIR": str(folder / "bot"), "CLOCK_FACTOR": FAST}
    bot = ForkedBot(settings, folder, moved.bot.nursery)
    yield bot
    await bot.stop()


async def taken_over(moved: World, other: ForkedBot, point: Point) -> None:
    await frozen(moved, point)
    before = await remains(moved)
    await other.start()
    await at_rest(moved, LOCKED)
    assert await remains(moved) != before
    await woken(moved)
    await other.stop()
    await bought_and_posted_once(moved)


@pytest.mark.soak
@pytest.mark.timeout(300)
@pytest.mark.parametrize("point", POINTS, ids=str)
async def test_frozen_while_another_process_goes_on(moved: World, other: ForkedBot, point: Point) -> None:
    await taken_over(moved, other, point)


@pytest.mark.soak
@pytest.mark.parametrize("point", POINTS, ids=str)
async def test_frozen_alone_past_its_lease(world: World, point: Point) -> None:
    await frozen(world, point)
    until_over = time.time() + LEASE / float(FAST)
    await until(lambda: _is_past(until_over), "the lease to run out", every=EVERY)
    await woken(world)
    await bought_and_posted_once(world)
