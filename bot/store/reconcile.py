"""What the operator should look at, and what was found out about it.

Every function runs inside its caller's transaction. What the operator says is kept among the changes that concern no
server: what the operator bears is no business of moderators, and their record shows what became of the video anyway.
"""

from typing import Final

from sqlalchemy import ColumnElement, RowMapping, Text, and_, cast, exists, literal, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.budget import NO_GUILD, Instruction
from bot.domain.delivery import DeliveryState
from bot.domain.ids import Instant, JobId, TaskId
from bot.domain.job import CAPTURED, OPEN, Job, JobState, Move
from bot.domain.ledger import ABSORBED, SERVERS
from bot.domain.pace import STALE
from bot.domain.reconcile import SLACK, TOLD, Matter, MatterKind
from bot.ports import TaskTakenError
from bot.store import audits, holds, jobs
from bot.store.leases import SETTLED
from bot.store.rows import job_of
from bot.store.tables import audit, delivery, job, job_event, transfer

MOST: Final = 50
"""Jobs of a kind that are listed, the oldest."""
SUBJECT: Final = "reconcile:"
_OVERDUE: Final = sorted(OPEN | {JobState.READY} | set(SETTLED))


async def matters(conn: AsyncConnection, now: Instant, kept_since: Instant) -> list[Matter]:
    """List the jobs of every kind, each job by the first kind that it is of."""
    found: dict[JobId, Matter] = {}
    for kind, condition in _kinds(now, kept_since).items():
        query = select(job).where(condition).order_by(job.c.state_at, job.c.id).limit(MOST)
        for row in (await conn.execute(query)).mappings().all():
            if row["id"] not in found:
                found[JobId(row["id"])] = await _matter(conn, row, kind, now)
    return list(found.values())


async def matter(conn: AsyncConnection, job_id: JobId, now: Instant, kept_since: Instant) -> Matter | None:
    """Read one job, of whatever kind it is or of none."""
    row = (await conn.execute(select(job).where(job.c.id == job_id))).mappings().one_or_none()
    if row is None:
        return None
    for kind, condition in _kinds(now, kept_since).items():
        if (await conn.execute(select(job.c.id).where(job.c.id == job_id, condition))).first():
            return await _matter(conn, row, kind, now)
    return await _matter(conn, row, None, now)


def _kinds(now: Instant, kept_since: Instant) -> dict[MatterKind, ColumnElement[bool]]:
    stands = delivery.c.job_id == job.c.id, delivery.c.state == DeliveryState.POSTED
    guessed = or_(job.c.ending.is_(None), job.c.ending.not_in(sorted(TOLD))), job.c.consumed.is_(None)
    answered = exists(
        select(audit.c.id).where(
            audit.c.guild_id == NO_GUILD, audit.c.subject == literal(SUBJECT) + cast(job.c.id, Text)
        )
    )
    borne = exists(select(transfer.c.id).where(transfer.c.job_id == job.c.id, transfer.c.credit == ABSORBED))
    return {
        MatterKind.UNKNOWN: job.c.state == JobState.UNKNOWN,
        MatterKind.OVERDUE: and_(job.c.state.in_(_OVERDUE), job.c.deadline_at < now - SLACK),
        MatterKind.STALE: and_(job.c.state == JobState.RUNNING, job.c.state_at < now - STALE),
        MatterKind.UNDELIVERED: and_(
            job.c.state == JobState.UNDELIVERABLE,
            job.c.state_at >= kept_since,
            ~exists(select(delivery.c.job_id).where(*stands)),
        ),
        MatterKind.EXPIRED: job.c.state == JobState.EXPIRED,
        MatterKind.DRIFT: and_(
            job.c.state.in_(sorted(CAPTURED)),
            job.c.state_at >= kept_since,
            ~job.c.free,
            job.c.consumed > job.c.price,
        ),
        MatterKind.BORNE: and_(job.c.state == JobState.FAILED, *guessed, borne, ~answered),
    }


async def _matter(conn: AsyncConnection, row: RowMapping, kind: MatterKind | None, now: Instant) -> Matter:
    found = job_of(row)
    event = select(job_event.c.target, job_event.c.at, job_event.c.why).where(job_event.c.job_id == found.id)
    events = (await conn.execute(event.order_by(job_event.c.rev))).all()
    submits = [one.at for one in events if one.target == JobState.SUBMITTING]
    lost = [one.why for one in events if one.target == JobState.UNKNOWN]
    held = sum(leg.amount for leg in await holds.open_legs(conn, found.id) if leg.kind in SERVERS)
    leased = row["lease_until"] is not None and row["lease_until"] > now
    return Matter(
        job=found,
        kind=kind,
        submitted_at=submits[-1] if submits else None,
        said=(lost or [one.why for one in events] or [""])[-1],
        held=held,
        borne=sum(await holds.borne(conn, found.id)),
        worker=row["lease_owner"] if leased else None,
        settled=await _word_on(conn, found.id),
    )


async def _word_on(conn: AsyncConnection, job_id: JobId) -> str | None:
    """Read what the operator said about a job last."""
    of = audit.c.guild_id == NO_GUILD, audit.c.subject == f"{SUBJECT}{job_id}"
    query = select(audit.c.after, audit.c.reason).where(*of).order_by(audit.c.id.desc()).limit(1)
    row = (await conn.execute(query)).one_or_none()
    return None if row is None else f"{row.after}: {row.reason}"


async def owner_of(conn: AsyncConnection, task_id: TaskId) -> JobId | None:
    """Find the job that a task belongs to."""
    found = (await conn.execute(select(job.c.id).where(job.c.task_id == task_id))).scalar_one_or_none()
    return None if found is None else JobId(found)


async def settle(conn: AsyncConnection, said: Instruction, move: Move, finding: str) -> Job:
    """Write what was found out: the job, its event, its lines, and the operator's word, or nothing of it."""
    try:
        after = await jobs.apply(conn, move, said=said)
    except IntegrityError as reason:
        if move.after.task_id == move.before.task_id:
            raise
        # unique: of two that bind it at the same instant one gets it
        raise TaskTakenError(move.after.task_id) from reason
    before = move.before.state.value
    await audits.note(conn, said, f"{SUBJECT}{after.id}", before, finding)
    return after
