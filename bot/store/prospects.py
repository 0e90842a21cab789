"""What is foreseen of jobs that wait or run, from the queue and from what our own jobs took.

Every function runs inside its caller's transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf, isinf

from sqlalchemy import RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import GuildId, Instant, JobId, MemberId
from bot.domain.job import Job, JobState
from bot.domain.queue import Busy, Caps, Waiting, foresee
from bot.domain.video import Resolution
from bot.domain.waiting import NEWEST, RECENT, Kind, Prospect, Shown, Usual, kind_of, usual
from bot.store import gate, leases
from bot.store.jobs import WITH_VENDOR
from bot.store.rows import job_of
from bot.store.tables import guild_turn, job, job_event

_KIND = (job.c.resolution, job.c.duration, job.c.generate_audio)
_WHOSE = (job.c.id, job.c.guild_id, job.c.member_id, *_KIND)
_SHOWN = (job.c.tell_at, job.c.shown_at, job.c.shown_place, job.c.shown_start, job.c.shown_closed)


@dataclass
class _History:
    """What jobs of each kind took, read once in a transaction."""

    conn: AsyncConnection
    now: Instant
    known: dict[Kind, Usual | None] = field(default_factory=dict)

    async def of(self, kind: Kind) -> Usual | None:
        if kind not in self.known:
            self.known[kind] = usual(await _took(self.conn, kind, self.now - RECENT))
        return self.known[kind]

    async def left(self, kind: Kind, age: float) -> float:
        """Guess how long a job of a kind and an age still takes (seconds); infinite when nobody can tell."""
        known = await self.of(kind)
        return known.left(age) if known else inf


async def _took(conn: AsyncConnection, kind: Kind, since: Instant) -> Sequence[float]:
    """Read how long the newest jobs of a kind took (seconds), by the index that holds nothing but clips."""
    resolution, duration, generate_audio = kind
    alike = (
        job.c.resolution == resolution.value,
        job.c.duration == duration,
        job.c.generate_audio == generate_audio,
        job.c.clip.is_not(None),
        job.c.created_at > since,
    )
    newest = select(job.c.id).where(*alike).order_by(job.c.created_at.desc()).limit(NEWEST).subquery()
    began, ended = job_event.alias("began"), job_event.alias("ended")
    took = (
        select(ended.c.at - began.c.at)
        .select_from(newest)
        .join(began, (began.c.job_id == newest.c.id) & (began.c.target == JobState.RUNNING))
        .join(ended, (ended.c.job_id == newest.c.id) & (ended.c.target == JobState.READY))
    )
    return list((await conn.execute(took)).scalars())


async def read(conn: AsyncConnection, jobs: Sequence[Job], caps: Caps, now: Instant) -> Mapping[JobId, Prospect]:
    """Foresee the jobs among these that wait or run."""
    history = _History(conn, now)
    found: dict[JobId, Prospect] = {}
    for one in jobs:
        if one.state is JobState.RUNNING:
            found[one.id] = Prospect(at=now, usual=await history.of(kind_of(one.spec)))
    if any(one.state is JobState.QUEUED for one in jobs):
        foreseen = await _foresee(history, await _queue(conn, now), caps)
        none = Prospect(at=now)
        found |= {one.id: foreseen.get(one.id, none) for one in jobs if one.state is JobState.QUEUED}
    return found


async def claim_misled(
    conn: AsyncConnection, caps: Caps, now: Instant, retry_at: Instant, shown_before: Instant, limit: int
) -> list[tuple[Job, Prospect]]:
    """Take the queued jobs whose message misleads; until `retry_at` they are ours."""
    queue = await _queue(conn, now)
    shown = {
        JobId(row["id"]): Shown(
            at=row["shown_at"], place=row["shown_place"], starts_at=row["shown_start"], closed=row["shown_closed"]
        )
        for row in queue
        if row["shown_at"] is not None and row["shown_at"] <= shown_before and row["tell_at"] <= now
    }
    if not shown:
        return []
    foreseen = await _foresee(_History(conn, now), queue, caps)
    misled = [one for one in foreseen if one in shown and shown[one].misleads(foreseen[one])][:limit]
    still = job.c.id.in_(misled), job.c.state == JobState.QUEUED, job.c.tell_at <= now
    standing = select(job).where(*still, job.c.status_message_id.is_not(None))
    rows = (await conn.execute(standing.with_for_update(skip_locked=True))).mappings()
    taken = {JobId(row["id"]): job_of(row) for row in rows}
    await conn.execute(update(job).where(job.c.id.in_(taken)).values(tell_at=retry_at))
    return [(taken[one], foreseen[one]) for one in misled if one in taken]


async def _queue(conn: AsyncConnection, now: Instant) -> Sequence[RowMapping]:
    """Read what `jobs.take_turn` chooses from, now or later."""
    times = (job.c.created_at, job.c.due_at, guild_turn.c.served_at)
    waiting = (
        select(*_WHOSE, *times, *_SHOWN)
        .outerjoin(guild_turn, guild_turn.c.guild_id == job.c.guild_id)
        .where(job.c.state == JobState.QUEUED, job.c.deadline_at > now, leases.is_free(now))
    )
    return (await conn.execute(waiting)).mappings().all()


async def _foresee(history: _History, queue: Sequence[RowMapping], caps: Caps) -> dict[JobId, Prospect]:
    """Foresee a queue, in the order of its turns."""
    now, conn = history.now, history.conn
    waiting = [
        Waiting(
            id=JobId(row["id"]),
            guild_id=GuildId(row["guild_id"]),
            member_id=MemberId(row["member_id"]),
            created_at=row["created_at"],
            due_at=row["due_at"],
            takes=await history.left(_kind(row), 0.0),
        )
        for row in queue
    ]
    served = {GuildId(row["guild_id"]): row["served_at"] for row in queue if row["served_at"] is not None}
    turns = foresee(waiting, await _busy(history), served, caps, now)
    closed = (await gate.read(conn)).closure is not None
    kinds = {JobId(row["id"]): _kind(row) for row in queue}
    return {
        turn.job_id: Prospect(
            at=now,
            place=place,
            starts_at=None if closed or isinf(turn.at) else turn.at,
            closed=closed,
            usual=await history.of(kinds[turn.job_id]),
        )
        for place, turn in enumerate(turns, 1)
    }


async def _busy(history: _History) -> list[Busy]:
    """Read who is with the vendor, and guess until when."""
    taken = select(*_WHOSE, job.c.state_at).where(job.c.state.in_(WITH_VENDOR))
    return [
        Busy(
            guild_id=GuildId(row["guild_id"]),
            member_id=MemberId(row["member_id"]),
            ends_at=history.now + await history.left(_kind(row), history.now - row["state_at"]),
        )
        for row in (await history.conn.execute(taken)).mappings().all()
    ]


def _kind(row: RowMapping) -> Kind:
    return Resolution(row["resolution"]), row["duration"], row["generate_audio"]
