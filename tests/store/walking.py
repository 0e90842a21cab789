"""Bring jobs along their way in a real store, by the rules of the domain alone."""

from dataclasses import replace
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain import life
from bot.domain.budget import Instruction
from bot.domain.ids import GuildId, Instant, JobId, MemberId, TaskId
from bot.domain.job import Ending, Job, JobState, Move
from bot.domain.log_card import Deed
from bot.domain.period import Allowance
from bot.domain.policy import PolicyChange, Setting
from bot.domain.queue import Caps
from bot.domain.refusals import Refusal
from bot.domain.task import Accepted, Ambiguous, Failed, Succeeded
from bot.domain.video import VideoSpec
from bot.store import SqlStore
from bot.store.tables import metadata
from tests.builders import (
    GUILD,
    JOB,
    KEY,
    NO_CAPS,
    NOW,
    PACE,
    RULE,
    a_clip,
    a_posted_delivery,
    a_requester,
    a_spec,
    terms,
)

LINK = "https://media.example/clip.mp4"
CHANCE = 0.5


def nth(number: int) -> JobId:
    """Name the nth job of a test."""
    return JobId(int(JOB) + number)


def guild(number: int) -> GuildId:
    """Name the nth server of a test."""
    return GuildId(900_000_000_000_000_000 + number)


def member(number: int) -> MemberId:
    """Name the nth member of a test."""
    return MemberId(700_000_000_000_000_000 + number)


async def ask(
    store: SqlStore,
    job_id: JobId = JOB,
    *,
    spec: VideoSpec | None = None,
    rule: Allowance = RULE,
    caps: Caps = NO_CAPS,
    now: Instant = NOW,
    **asks: Any,
) -> Job | Refusal:
    """Ask for a video; further arguments are those of `a_requester`."""
    return await store.accept(job_id, a_requester(**asks), spec or a_spec(), terms(rule), caps, now)


async def accepted(store: SqlStore, job_id: JobId = JOB, **how: Any) -> Job:
    """Ask for a video that is not refused."""
    answer = await ask(store, job_id, **how)
    assert isinstance(answer, Job), answer
    return answer


def turn(job: Job, now: Instant = NOW) -> Move:
    """Take the job's turn."""
    return life.take_turn(job, now)


def run(job: Job, now: Instant = NOW) -> Move:
    """Let the vendor accept the job."""
    answer = Accepted(TaskId(f"task-{job.id}"))
    return life.submitted(job, answer, now, key=KEY, pace=PACE, chance=CHANCE)


def lose(job: Job, now: Instant = NOW) -> Move:
    """Leave the outcome of the submit unknown."""
    return life.submitted(job, Ambiguous("reset"), now, key=KEY, pace=PACE, chance=CHANCE)


def finish(job: Job, now: Instant = NOW, consumed: int | None = 28) -> Move:
    """Let the vendor be done."""
    return life.polled(job, Succeeded(LINK, consumed), now, pace=PACE, chance=CHANCE)


def give_up(job: Job, now: Instant = NOW, consumed: int | None = None) -> Move:
    """Let the vendor fail."""
    return life.polled(job, Failed("no", consumed), now, pace=PACE, chance=CHANCE)


def fetch(job: Job, now: Instant = NOW) -> Move:
    """Get the file."""
    return life.fetched(job, a_clip(name=f"{job.id}.mp4"), now, chance=CHANCE)


def post(job: Job, now: Instant = NOW) -> Move:
    """Post the clip."""
    return life.delivered(job, a_posted_delivery(job.id), now)


def strand(job: Job, now: Instant = NOW) -> Move:
    """Find nowhere to post the clip."""
    return life.undeliverable(job, a_posted_delivery(job.id), now, Ending.NO_CHANNEL)


def cancel(job: Job, now: Instant = NOW) -> Move:
    """Call the job off."""
    return life.cancel(job, now, Ending.BY_REQUESTER)


def expire(job: Job, now: Instant = NOW) -> Move:
    """Let the deadline of an unknown job pass."""
    move = life.overdue(job, max(now, job.deadline_at or now))
    assert move is not None
    return move


async def asks_moderators(store: SqlStore, guild_id: GuildId = GUILD, above: int | None = 0) -> None:
    """Have every video of a server that takes more wait for a moderator; None has no more of them wait."""
    change = PolicyChange(approve_above=above, reset=frozenset({Setting.APPROVE_ABOVE}))
    await store.change_policy(said(guild_id), change)


def said(guild_id: GuildId = GUILD, **changes: Any) -> Instruction:
    """Say something as a moderator of a server."""
    word = Instruction(guild_id=guild_id, by=member(99), reason="because", request="said", at=NOW)
    return replace(word, **changes)


async def decided(store: SqlStore, move: Move, **by: Any) -> Job:
    """Decide as a moderator about a job that waits for one."""
    deed = Deed.APPROVED if move.after.state is JobState.QUEUED else Deed.REFUSED
    return await store.decide(said(**by), move, deed)


WAYS = {
    JobState.AWAITING_APPROVAL: [],
    JobState.QUEUED: [],
    JobState.SUBMITTING: [turn],
    JobState.UNKNOWN: [turn, lose],
    JobState.RUNNING: [turn, run],
    JobState.FETCHING: [turn, run, finish],
    JobState.READY: [turn, run, finish, fetch],
    JobState.DELIVERED: [turn, run, finish, fetch, post],
    JobState.UNDELIVERABLE: [turn, run, finish, fetch, strand],
    JobState.FAILED: [turn, run, give_up],
    JobState.EXPIRED: [turn, lose, expire],
    JobState.CANCELLED: [cancel],
}


async def brought_to(store: SqlStore, state: JobState, job_id: JobId = JOB, *, now: Instant = NOW, **how: Any) -> Job:
    """Accept a job and bring it into a state, all at one instant (an expired one at its deadline)."""
    if state is JobState.AWAITING_APPROVAL:
        await asks_moderators(store, how.get("guild_id", GUILD))
    job = await accepted(store, job_id, now=now, **how)
    if state is JobState.AWAITING_APPROVAL:
        await asks_moderators(store, how.get("guild_id", GUILD), None)
    for step in WAYS[state]:
        job = await store.apply(step(job, now))
    assert job.state is state
    return job


async def rows(engine: AsyncEngine, query: str, **values: Any) -> list[tuple[Any, ...]]:
    """Read rows past the store."""
    async with engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(text(query), values)]


async def everything(engine: AsyncEngine) -> dict[str, list[tuple[Any, ...]]]:
    """Read the whole database, to see that nothing changed."""
    found = {}
    async with engine.connect() as connection:
        for table in metadata.sorted_tables:
            every = await connection.execute(select(table).order_by(*table.primary_key))
            found[table.name] = [tuple(row) for row in every]
    return found
