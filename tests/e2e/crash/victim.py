"""A bot that meets its end at an effect, is started again until the world is at rest, and is judged by what is left."""

import asyncio
import json
import re
from collections import Counter
from dataclasses import dataclass

from bot.domain.job import CAPTURED, FINAL, OPEN, Job, JobState
from sandbox.discord import SeenMessage, Use
from tests.e2e.conftest import KEY, READY, World
from tests.e2e.crash.effects import COPIES, LOG, PLAN, Point
from tests.waiting import until

PRICE = 8
LATER = 40.0
"""Seconds that each new start is later than the end before: what waits for its next try has waited long enough."""
REST = frozenset({*FINAL, JobState.UNKNOWN, JobState.AWAITING_APPROVAL})
"""States in which nothing goes on by itself."""
EVERY = 0.15
PATIENCE = 60.0
DELIVERY = re.compile(r"took .* · job ([0-9-]+)$")
"""What the message of a delivery ends with, whether it carries the clip or a link to it."""
QUIET = 0.5
"""Seconds without an effect after which a bot is done, whose loops look at least every fifth of a second."""


@dataclass(frozen=True)
class Remains:
    """What a process left behind that was killed: the state of each job, and what the vendor and the channel had."""

    states: tuple[JobState, ...]
    posts: int
    clips: int


async def start_to_die(world: World, point: Point, signal: str = "SIGKILL", **settings: str) -> None:
    """Start a bot that is struck at a point."""
    await launch(world, **{PLAN: plan_of(point, signal)}, **settings)
    await world.discord.until_ready(READY)


def plan_of(point: Point, signal: str = "SIGKILL") -> str:
    """Write down for a bot where it is struck, and by what."""
    return json.dumps({"when": point.when, "name": point.name, "nth": point.nth, "signal": signal})


async def struck(world: World) -> bool | None:
    """Tell whether the bot has come to its point."""
    release_in_time(world)
    # not the last line always: another thread of it may have run on for a moment
    return True if "struck\t\t0\n" in (world.folder / "effects").read_text(encoding="utf-8") else None


async def settled(world: World) -> bool | None:
    """Tell whether the bot has had no effect for a while."""
    log = world.folder / "effects"
    before = log.stat().st_size
    await asyncio.sleep(QUIET)
    return True if log.stat().st_size == before else None


async def launch(world: World, **settings: str) -> None:
    """Start a bot whose effects are counted, from nothing."""
    log = world.folder / "effects"
    log.unlink(missing_ok=True)
    world.settings.update({LOG: str(log), **settings})
    await world.bot.start()


def effects(world: World) -> list[Point]:
    """Give every moment that the last bot came to, in order."""
    lines = (world.folder / "effects").read_text(encoding="utf-8").splitlines()
    parts = [line.split("\t") for line in lines]
    return [Point(when, name, int(nth)) for when, name, nth in parts if name]


async def ended(world: World, *, held: bool = False) -> Remains:
    """Wait until the bot met its end; with `held` no task of the vendor's ends before."""
    end = asyncio.create_task(world.bot.ended())
    try:
        await until(lambda: _over(world, end, held=held), "the bot to meet its end", PATIENCE, EVERY)
    finally:
        end.cancel()
    await world.bot.stop()
    await world.discord.until_away(READY)
    return await remains(world)


async def _over(world: World, end: "asyncio.Task[int]", *, held: bool) -> bool | None:
    if not held:
        release_in_time(world)
    return True if end.done() else None


def release_in_time(world: World) -> None:
    """Let the vendor's tasks end as soon as somebody was told of them and they were asked for in vain."""
    asked = Point("after", "commit apply") in effects(world)
    if asked and any("Being made" in seen.text for seen in said(world)):
        world.seedance.release_all()


async def remains(world: World) -> Remains:
    """Look at what is there now."""
    states = tuple(job.state for job in await world.jobs())
    return Remains(states, world.seedance.posts(), len(world.clips()))


async def again(world: World) -> None:
    """Start the bot anew, without a plan and on a clock that went on."""
    for name in (PLAN, COPIES):
        world.settings.pop(name, None)
    world.seedance.release_all()
    await world.start(**later(world))


def later(world: World) -> dict[str, str]:
    """Give the setting by which the next bot is so much later."""
    ahead = LATER / (float(world.settings["CLOCK_FACTOR"]) - 1)
    return {"CLOCK_ORIGIN": str(float(world.settings["CLOCK_ORIGIN"]) - ahead)}


def said(world: World) -> list[SeenMessage]:
    """Give what the bot said in the channel for all to see, but for the clips and the links to them."""
    ours = {message.id for message in world.discord.posts(world.studio) if not DELIVERY.search(message.content)}
    return [seen for seen in world.sam.sees(world.studio) if seen.id in ours]


async def at_rest(world: World, patience: float = PATIENCE) -> list[Job]:
    """Wait until nothing goes on any more, and everybody was told how it stands."""

    async def resting() -> list[Job] | None:
        return await world.jobs() if await is_at_rest(world) else None

    return await until(resting, "the world to come to rest", patience, EVERY)


async def is_at_rest(world: World) -> bool:
    """Tell whether it is so."""
    jobs = await world.jobs()
    return all(job.state in REST and job.shown is job.state and not _under_way(job) for job in jobs)


def _under_way(job: Job) -> bool:
    return job.state in FINAL and job.deadline_at is not None


async def judge(world: World, use: Use | None = None) -> list[Job]:
    """See that nothing was lost, bought twice, posted twice or left held, and that the people know how it stands."""
    jobs = await at_rest(world)
    states = Counter(job.state for job in jobs)
    held, spent, findings = await world.ledger()
    assert findings == []
    assert held == sum(job.price for job in jobs if job.state in OPEN)
    assert spent == sum(job.price for job in jobs if job.state in CAPTURED)
    assert world.seedance.posts() <= sum(min(job.submits, 1) for job in jobs)
    known = {job.task_id for job in jobs}
    unheard = [task for task in world.seedance.tasks(KEY) if task.task_id not in known]
    assert len(unheard) <= states[JobState.UNKNOWN]
    assert world.charged() == spent + await world.absorbed() + sum(task.charged for task in unheard)
    posted = posted_clips(world)
    assert all(count == 1 for count in posted.values()), posted
    assert {str(job.id) for job in jobs if job.state is JobState.DELIVERED} <= posted.keys()
    _told_the_truth(world, jobs)
    if not jobs and use is not None:
        assert use.failed or not use.answers or use.answers[0].thinking
    return jobs


def posted_clips(world: World) -> Counter[str]:
    """Count the messages of each delivery that were ever posted, deleted ones too."""
    found = (DELIVERY.search(message.content) for message in world.studio.log.values())
    return Counter(match[1] for match in found if match)


def _told_the_truth(world: World, jobs: list[Job]) -> None:
    """Of an unknown job its message says what is set aside; of a delivered one only the clip stands."""
    texts = [seen.text for seen in said(world)]
    unknown = [job for job in jobs if job.state is JobState.UNKNOWN]
    assert len([text for text in texts if f"{PRICE} credits stay set aside" in text]) == len(unknown), texts
    ended_otherwise = [job for job in jobs if job.state not in {JobState.UNKNOWN, JobState.DELIVERED}]
    assert len(texts) <= len(unknown) + len(ended_otherwise), texts
