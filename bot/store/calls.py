"""What callbacks say, kept with the jobs until somebody has asked the vendor.

Every function runs inside its caller's transaction. Nothing here is fenced by a job's `rev`, and no move writes these
columns but to take away what was looked at: a call may come while somebody works on the job, who must neither be
disturbed nor forget it.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, func, null, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.callback import HEARD, POLLED, RESCUED, Call, counts_at
from bot.domain.ids import Instant, JobId
from bot.domain.job import Job, JobState
from bot.store.tables import job, job_event

CALLED: Final = sorted(POLLED | RESCUED)
"""States in which a job wants work because of a call."""


async def hear(conn: AsyncConnection, calls: Sequence[Call], now: Instant) -> int:
    """Keep what calls say to the jobs that they are about; gives how many those are."""
    named = {call.digest: call.task_id for call in calls if call.task_id}
    digests = {call.digest for call in calls}
    query = select(job.c.id, job.c.state, job.c.callback, job.c.call_at, job.c.heard_at)
    of = job.c.callback.in_(digests), job.c.state.in_(sorted(HEARD))
    found = (await conn.execute(query.where(*of).order_by(job.c.id).with_for_update())).all()
    for row in found:
        changes: dict[str, Any] = {}
        task_id = named.get(row.callback)
        if row.state not in POLLED and task_id is not None:
            changes["hint"] = task_id
        if (row.state not in RESCUED or changes) and row.call_at is None:
            changes["call_at"] = changes["heard_at"] = counts_at(now, row.heard_at)
        if changes:
            await conn.execute(update(job).where(job.c.id == row.id).values(**changes))
    return len(found)


def changes(before: Job, after: Job) -> dict[str, Any]:
    """Give the columns of a call that a move writes: what is over, or was looked at, is forgotten."""
    if after.state is JobState.SUBMITTING:
        return {"hint": None, "heard_at": None, "call_at": None}
    if before.hint is not None and after.hint is None:
        return _unless_newer(before)
    if after.state is JobState.UNKNOWN:
        # a call that named no task tells nothing about this one
        return {"call_at": case((job.c.hint.is_(None), null()), else_=job.c.call_at)}
    if after.state not in CALLED and before.state is not after.state:
        return {"call_at": None}
    return {}


def _unless_newer(looked_at: Job) -> dict[str, Any]:
    same = job.c.hint == looked_at.hint
    return {name: case((same, null()), else_=job.c[name]) for name in ("hint", "call_at")}


def taken(now: ColumnElement[Instant], until: ColumnElement[Instant]) -> dict[str, Any]:
    """Give the columns by which it is noted that a call is looked at, so that it is not lost if nobody finishes."""
    called = job.c.call_at <= now
    polled, rescued = (and_(called, job.c.state.in_(sorted(states))) for states in (POLLED, RESCUED))
    return {
        "call_at": case((polled, null()), (rescued, until), else_=job.c.call_at),
        "due_at": case((and_(polled, job.c.due_at > now), now), else_=job.c.due_at),
    }


async def put_off(conn: AsyncConnection, held: Job, again_at: Instant | None) -> None:
    """Give a lease back; the hint is looked at again at an instant, or forgotten."""
    fence = and_(job.c.id == held.id, job.c.rev == held.rev)
    changes = _unless_newer(held) if again_at is None else {"call_at": again_at}
    await conn.execute(update(job).where(fence).values(lease_owner=None, lease_until=None, **changes))


async def submitted_at(conn: AsyncConnection, job_id: JobId) -> Instant | None:
    """Read when a job's last POST was about to happen."""
    turn = job_event.c.job_id == job_id, job_event.c.target == JobState.SUBMITTING
    found = (await conn.execute(select(func.max(job_event.c.at)).where(*turn))).scalar_one()
    return None if found is None else float(found)
