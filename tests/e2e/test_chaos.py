"""A busy evening with everything going wrong at once: members on many servers, faults at random, and kills (-9)."""

import asyncio
import collections
import re

import pytest

from bot.domain.job import FINAL, Ending, Job, JobState
from sandbox.discord import Channel
from sandbox.discord.world import Message
from tests.e2e.closures import Closures
from tests.e2e.conftest import World
from tests.e2e.crowd import gather
from tests.e2e.trouble import change_habits, let_things_go_wrong
from tests.waiting import until

SERVERS = 30
MEMBERS = 10
PRICE = 8
RATE = 0.01
"""How often each fault strikes, of all requests that it can strike."""
KILL_AFTER = (60, 140, 220)
"""The bot is killed when this many jobs are final or unknown."""
BUSY = {
    "CLOCK_FACTOR": "15",
    "POLL_FIRST": "10",
    "POLL_MAX": "15",
    "MAX_RUNNING": "24",
    "MAX_RUNNING_PER_SERVER": "3",
    "MAX_RUNNING_PER_MEMBER": "1",
}
DONE = FINAL | {JobState.UNKNOWN}
EVENING = 400.0


async def _until_done(world: World, count: int) -> list[Job]:
    async def enough() -> list[Job] | None:
        jobs = await world.jobs()
        return jobs if sum(job.state in DONE for job in jobs) >= count else None

    return await until(enough, f"{count} jobs to be done", EVENING, every=1.0)


@pytest.mark.timeout(2 * EVENING)
async def test_a_busy_evening_loses_nothing_and_buys_and_posts_nothing_twice(world: World) -> None:
    await _evening(world)


@pytest.mark.evening
@pytest.mark.timeout(2 * EVENING)
async def test_a_busy_evening_on_postgres_is_no_other(moved: World) -> None:
    await _evening(moved)


async def _evening(world: World) -> None:
    await world.start(**BUSY)
    crowd = gather(world.discord, SERVERS, MEMBERS)
    await asyncio.gather(*(world.insist(person, channel) for person, channel in crowd))

    async def all_taken() -> bool | None:
        return True if len(await world.jobs()) == len(crowd) else None

    await until(all_taken, "every job to be queued", EVENING, every=1.0)
    let_things_go_wrong(world.seedance, world.discord, RATE)
    habits = asyncio.create_task(change_habits(world.seedance))
    async with Closures(world.open_database(), world.clock().now, world.skip).skipped():
        for done in KILL_AFTER:
            await _until_done(world, done)
            await world.kill()
            await world.start()
        jobs = await _until_done(world, len(crowd))
    habits.cancel()
    await _all_is_right(world, jobs, {channel for _, channel in crowd})


async def _all_is_right(world: World, jobs: list[Job], channels: set[Channel]) -> None:
    states = collections.Counter(job.state for job in jobs)
    in_turn = sum(job.ending is not Ending.NO_TURN for job in jobs)
    # a studio that is closed again and again, or a slow machine, lets the hour of the evening's clock end for some
    assert in_turn > len(jobs) / 4, states
    # the others met a fault that ends a job
    assert states[JobState.DELIVERED] > in_turn / 2, (in_turn, states)
    posts = [message for channel in channels for message in channel.log.values()]
    posted = collections.Counter(marker for message in posts if (marker := _marker(world, message)))
    assert all(count == 1 for count in posted.values()), posted
    assert {str(job.id) for job in jobs if job.state is JobState.DELIVERED} <= posted.keys()
    held, spent, findings = await world.ledger()
    assert findings == []
    assert held == PRICE * states[JobState.UNKNOWN]
    assert spent == PRICE * (states[JobState.DELIVERED] + states[JobState.UNDELIVERABLE])
    assert world.seedance.posts() <= sum(job.submits for job in jobs)
    known = {job.task_id for job in jobs}
    unheard = [task for task in world.seedance.tasks() if task.task_id not in known]
    assert len(unheard) <= states[JobState.UNKNOWN]
    assert world.charged() == spent + await world.absorbed() + sum(task.charged for task in unheard)


def _marker(world: World, message: Message) -> str | None:
    """Name the delivery whose message this is, whether it carries the clip or a link to it; deleted ones count too."""
    if message.author is not world.discord.state.bot or message.visible_to is not None:
        return None
    found = re.search(r"took .* · job ([0-9-]+)$", message.content)
    return found[1] if found else None
