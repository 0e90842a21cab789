"""A busy evening with everything going wrong at once: members on many servers, faults at random, and kills (-9)."""

import asyncio
import collections

import pytest

from bot.domain.job import FINAL, Job, JobState
from sandbox.discord import Channel, Person
from tests.e2e.conftest import World
from tests.waiting import until

SERVERS = 6
MEMBERS = 8
PRICE = 8
KILL_AFTER = (8, 20, 32)
"""The bot is killed when this many jobs are final."""
VENDOR_FAULTS = {
    "process-charge-drop": 0.03,
    "truncated-json": 0.02,
    "too-many": 0.05,
    "failed": 0.04,
    "media-404": 0.05,
    "media-truncated": 0.05,
}
POLL_FAULTS = ("error-500", "error-502", "truncated-json", "not-found", "refuse-before-processing")
DISCORD_FAULTS = ("lost-answer", "reset", "error-500", "error-502", "error-503")
BUSY = {
    "CLOCK_FACTOR": "40",
    "MAX_RUNNING": "12",
    "MAX_RUNNING_PER_SERVER": "4",
    "MAX_RUNNING_PER_MEMBER": "1",
}
DONE = FINAL | {JobState.UNKNOWN}


def _crowd(world: World) -> list[tuple[Person, Channel]]:
    """Members in their channels, server by server."""
    crowd = []
    for number in range(SERVERS):
        guild = world.discord.add_guild(f"Server {number}")
        channel = guild.add_channel("studio")
        for place in range(MEMBERS):
            person = world.discord.add_person(f"M{number}{place}")
            guild.join(person)
            crowd.append((person, channel))
    return crowd


def _let_things_go_wrong(world: World) -> None:
    for name, rate in VENDOR_FAULTS.items():
        world.seedance.faults.rate(name, rate)
    for name in POLL_FAULTS:
        world.seedance.faults.rate(name, 0.02, endpoint="status")
    for name in DISCORD_FAULTS:
        world.discord.faults.rate(name, 0.02, path=r"/channels/")


async def _until_done(world: World, count: int) -> list[Job]:
    async def enough() -> list[Job] | None:
        jobs = await world.jobs()
        return jobs if sum(job.state in DONE for job in jobs) >= count else None

    return await until(enough, f"{count} jobs to be done", 90)


@pytest.mark.timeout(240)
async def test_a_busy_evening_loses_nothing_and_buys_and_posts_nothing_twice(world: World) -> None:
    await world.start(**BUSY)
    crowd = _crowd(world)
    await asyncio.gather(*(world.generate(person, channel) for person, channel in crowd))

    async def all_taken() -> bool | None:
        return True if len(await world.jobs()) == len(crowd) else None

    await until(all_taken, "every job to be queued")
    _let_things_go_wrong(world)
    for done in KILL_AFTER:
        await _until_done(world, done)
        await world.kill()
        await world.start()
    jobs = await _until_done(world, len(crowd))
    await _all_is_right(world, jobs, {channel for _, channel in crowd})


async def _all_is_right(world: World, jobs: list[Job], channels: set[Channel]) -> None:
    states = collections.Counter(job.state for job in jobs)
    assert states[JobState.DELIVERED] > len(jobs) / 2, states
    files = [file for channel in channels for message in world.discord.posts(channel) for file in message.files]
    posted = collections.Counter(file.filename for file in files)
    assert all(count == 1 for count in posted.values()), posted
    held, spent, findings = await world.ledger()
    assert findings == []
    assert held == PRICE * states[JobState.UNKNOWN]
    assert spent == PRICE * (states[JobState.DELIVERED] + states[JobState.UNDELIVERABLE])
    assert world.seedance.posts() <= sum(job.submits for job in jobs)
    may_owe = world.charged() - spent - await world.absorbed()
    assert 0 <= may_owe <= PRICE * states[JobState.UNKNOWN]
