"""What is foreseen of jobs that wait or run, from the queue and from what our own jobs took.

Every function runs inside its caller's transaction.
"""

from collections.abc import Collection, Mapping, Sequence
from math import inf, isinf

from sqlalchemy import RowMapping, Select, literal, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import GuildId, Instant, JobId, MemberId
from bot.domain.job import Job, JobState
from bot.domain.queue import Busy, Caps, Waiting, foresee
from bot.domain.video import Resolution
from bot.domain.waiting import NEWEST, RECENT, Kind, Prospect, Usual, Wait, kind_of, usual
from bot.store import gate, leases
from bot.store.jobs import WITH_VENDOR
from bot.store.rows import job_of
from bot.store.tables import guild_turn, job

_WHOSE = (job.c.id, job.c.guild_id, job.c.member_id, job.c.resolution, job.c.duration, job.c.generate_audio)
_SHOWN = (job.c.tell_at, job.c.shown_at, job.c.shown_place, job.c.shown_start, job.c.shown_closed)
Usuals = Mapping[Kind, Usual]


async def read(conn: AsyncConnection, jobs: Sequence[Job], caps: Caps, now: Instant) -> Mapping[JobId, Prospect]:
    """Foresee the jobs among these that wait or run."""
    running = [one for one in jobs if one.state is JobState.RUNNING]
    waiting = [one for one in jobs if one.state is JobState.QUEUED]
    usuals = await _usuals(conn, {kind_of(one.spec) for one in running}, now)
    found = {one.id: Prospect(at=now, usual=usuals.get(kind_of(one.spec))) for one in running}
    if waiting:
        foreseen = await _foresee(conn, await _queue(conn, now), caps, now)
        found |= {one.id: foreseen.get(one.id, Prospect(at=now)) for one in waiting}
    return found


async def claim_misled(
    conn: AsyncConnection, caps: Caps, now: Instant, retry_at: Instant, shown_before: Instant, limit: int
) -> list[tuple[Job, Prospect]]:
    """Take the queued jobs whose message misleads; until `retry_at` they are ours."""
    queue = await _queue(conn, now)
    shown = {
        JobId(row["id"]): Wait(
            at=row["shown_at"], place=row["shown_place"], starts_at=row["shown_start"], closed=row["shown_closed"]
        )
        for row in queue
        if row["shown_at"] is not None and row["shown_at"] <= shown_before and row["tell_at"] <= now
    }
    if not shown:
        return []
    foreseen = await _foresee(conn, queue, caps, now)
    misled = [one for one in foreseen if one in shown and shown[one].misleads(foreseen[one])][:limit]
    if not misled:
        return []
    still = job.c.id.in_(misled), job.c.state == JobState.QUEUED, job.c.tell_at <= now
    standing = select(job).where(*still, job.c.status_message_id.is_not(None))
    rows = (await conn.execute(standing.with_for_update(skip_locked=True))).mappings()
    taken = {JobId(row["id"]): job_of(row) for row in rows}
    await conn.execute(update(job).where(job.c.id.in_(list(taken))).values(tell_at=retry_at))
    return [(taken[one], foreseen[one]) for one in misled if one in taken]


async def _queue(conn: AsyncConnection, now: Instant) -> Sequence[RowMapping]:
    """Read what `jobs.take_turn` chooses from, now or later."""
    times = (job.c.queued_at, job.c.due_at, guild_turn.c.served_at)
    waiting = (
        select(*_WHOSE, *times, *_SHOWN)
        .outerjoin(guild_turn, guild_turn.c.guild_id == job.c.guild_id)
        .where(job.c.state == JobState.QUEUED, job.c.deadline_at > now, leases.is_free(now))
    )
    return (await conn.execute(waiting)).mappings().all()


async def _foresee(
    conn: AsyncConnection, queue: Sequence[RowMapping], caps: Caps, now: Instant
) -> dict[JobId, Prospect]:
    """Foresee a queue, in the order of its turns."""
    taken = select(*_WHOSE, job.c.state_at).where(job.c.state.in_(WITH_VENDOR)).order_by(job.c.state_at)
    busy = (await conn.execute(taken)).mappings().all()
    usuals = await _usuals(conn, {_kind(row) for row in (*queue, *busy)}, now)
    served = {GuildId(row["guild_id"]): row["served_at"] for row in queue if row["served_at"] is not None}
    turns = foresee(_waiting(queue, usuals), _busy(busy, usuals, now), served, caps, now)
    closed = (await gate.read(conn)).closure is not None
    kinds = {JobId(row["id"]): _kind(row) for row in queue}
    return {
        turn.job_id: Prospect(
            at=now,
            place=place,
            starts_at=None if closed or isinf(turn.at) else turn.at,
            closed=closed,
            usual=usuals.get(kinds[turn.job_id]),
        )
        for place, turn in enumerate(turns, 1)
    }


def _waiting(queue: Sequence[RowMapping], usuals: Usuals) -> list[Waiting]:
    return [
        Waiting(
            id=JobId(row["id"]),
            guild_id=GuildId(row["guild_id"]),
            member_id=MemberId(row["member_id"]),
            queued_at=row["queued_at"],
            due_at=row["due_at"],
            takes=_left(usuals, _kind(row), 0.0),
        )
        for row in queue
    ]


def _busy(rows: Sequence[RowMapping], usuals: Usuals, now: Instant) -> list[Busy]:
    return [
        Busy(
            guild_id=GuildId(row["guild_id"]),
            member_id=MemberId(row["member_id"]),
            ends_at=now + _left(usuals, _kind(row), now - row["state_at"]),
        )
        for row in rows
    ]


def _left(usuals: Usuals, kind: Kind, age: float) -> float:
    """Guess how long a job of a kind and an age still takes (seconds); infinite when nobody can tell."""
    return usuals[kind].left(age) if kind in usuals else inf


def _kind(row: RowMapping) -> Kind:
    return Resolution(row["resolution"]), row["duration"], row["generate_audio"]


async def _usuals(conn: AsyncConnection, kinds: Collection[Kind], now: Instant) -> Usuals:
    """Learn how long jobs of some kinds take, as far as there were enough, off the index that holds nothing else."""
    if not kinds:
        return {}
    numbered = dict(enumerate(kinds))
    newest = union_all(*(select(_newest(kind, number, now).subquery()) for number, kind in numbered.items()))
    took: dict[int, list[float]] = {number: [] for number in numbered}
    for number, seconds in await conn.execute(newest):
        took[number].append(seconds)
    learned = {numbered[number]: usual(spans) for number, spans in took.items()}
    return {kind: known for kind, known in learned.items() if known is not None}


def _newest(kind: Kind, number: int, now: Instant) -> Select[int, float]:
    resolution, duration, generate_audio = kind
    alike = (
        job.c.resolution == resolution.value,
        job.c.duration == duration,
        job.c.generate_audio == generate_audio,
        job.c.took.is_not(None),
        job.c.created_at > now - RECENT,
    )
    # the number tells the kinds apart in what all of them give
    newest = select(literal(number).label("number"), job.c.took).where(*alike)
    return newest.order_by(job.c.created_at.desc()).limit(NEWEST)
