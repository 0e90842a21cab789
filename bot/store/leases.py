"""Leases: who works on which job, and until when. Every function runs inside its caller's transaction."""

from collections.abc import Collection
from functools import cache
from typing import Final

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import redelivery
from bot.domain.ids import Instant, JobId
from bot.domain.job import Job, JobState
from bot.store import calls
from bot.store.rows import job_of
from bot.store.tables import job

WORKED = (JobState.SUBMITTING, JobState.RUNNING, JobState.FETCHING, JobState.READY)
"""States that want work when due; the others wait for a turn or for their deadline."""
SETTLED = sorted(redelivery.SETTLED)
"""Final states in which only a job with an open delivery, and so with a deadline, wants work."""
WAITING = (JobState.AWAITING_APPROVAL, JobState.QUEUED, JobState.UNKNOWN)


def is_free(now: Instant | ColumnElement[Instant]) -> ColumnElement[bool]:
    """Select the jobs that nobody works on; a lease that ran out is none."""
    return or_(job.c.lease_until.is_(None), job.c.lease_until <= now)


# The loops ask these many times a second: a statement that is made once costs a third of one that is made each time.


@cache
def _wanted(states: frozenset[JobState]) -> list[Select[int]]:
    """Make the queries for the jobs in some states that are due, to be asked one after the other."""
    now = bindparam("now", type_=job.c.due_at.type)
    # each state is named once, with what is asked of it: otherwise SQLite goes through every job that ended
    works, waits = ([state for state in kind if state in states] for kind in (WORKED, WAITING))
    due = or_(
        and_(job.c.state.in_(works), job.c.due_at <= now),
        and_(job.c.state.in_(waits), job.c.deadline_at <= now),
    )
    wanted: list[tuple[ColumnElement[bool], ...]] = [(due,)]
    if settled := [state for state in SETTLED if state in states]:
        # asked by itself, so that the index of the few that have a deadline is used
        wanted.append((job.c.state.in_(settled), job.c.deadline_at.is_not(None) & (job.c.due_at <= now)))
    if heard := [state for state in calls.CALLED if state in states]:
        wanted.append((job.c.state.in_(heard), job.c.call_at <= now))
    others = job.c.id.not_in(bindparam("but", expanding=True)), is_free(now)
    return [
        select(job.c.id)
        .where(*which, *others)
        .order_by(job.c.due_at)
        .limit(bindparam("room", type_=Integer))
        .with_for_update(skip_locked=True)
        for which in wanted
    ]


def _next_due() -> Select[tuple[Instant | None, ...]]:
    free = job.c.lease_owner.is_(None)
    works = select(func.min(job.c.due_at)).where(job.c.state.in_(WORKED), free)
    waits = select(func.min(job.c.deadline_at)).where(job.c.state.in_(WAITING), free)
    again = select(func.min(job.c.due_at)).where(job.c.state.in_(SETTLED), job.c.deadline_at.is_not(None), free)
    called = select(func.min(job.c.call_at)).where(job.c.state.in_(calls.CALLED), job.c.call_at.is_not(None), free)
    return select(*(query.scalar_subquery() for query in (works, waits, again, called)))


_NOW: Final = bindparam("now", type_=job.c.due_at.type)
_UNTIL: Final = bindparam("until", type_=job.c.lease_until.type)
_NEXT_DUE: Final = _next_due()
_TAKE: Final = (
    update(job)
    .where(job.c.id.in_(bindparam("ids", expanding=True)))
    .values(lease_owner=bindparam("owner"), lease_until=_UNTIL, rev=job.c.rev + 1, **calls.taken(_NOW, _UNTIL))
)
_RENEW: Final = (
    update(job)
    .where(job.c.id.in_(bindparam("ids", expanding=True)))
    .where(job.c.lease_owner == bindparam("owner"), job.c.lease_until > _NOW)
    .values(lease_until=_UNTIL)
)
_LET_GO: Final = (
    update(job)
    .where(job.c.id == bindparam("named"), job.c.rev == bindparam("read"))
    .values(lease_owner=None, lease_until=None, due_at=bindparam("again_at"))
)
_BY_ID: Final = select(job).where(job.c.id.in_(bindparam("ids", expanding=True))).order_by(job.c.due_at)


async def claim(
    conn: AsyncConnection,
    owner: str,
    now: Instant,
    lease: float,
    limit: int,
    states: Collection[JobState],
    but: Collection[JobId] = (),
) -> list[Job]:
    """Lease what is due in some states; its `rev` is raised, so that whoever held it before is fenced off.

    `but` is what the owner works on yet, whose leases may have run out with a clock that was set forward.
    """
    ids: list[int] = []
    for query in _wanted(frozenset(states)):
        if len(ids) < limit:
            asked = {"now": now, "but": [*but, *ids], "room": limit - len(ids)}
            ids += (await conn.execute(query, asked)).scalars()
    if not ids:
        return []
    await conn.execute(_TAKE, {"ids": ids, "owner": owner, "now": now, "until": now + lease})
    rows = await conn.execute(_BY_ID, {"ids": ids})
    return [job_of(row) for row in rows.mappings()]


async def stand(conn: AsyncConnection, claimed: list[Job]) -> bool:
    """Tell whether leases stand whose commit nobody acknowledged: nobody else gives a job the same `rev`."""
    ids = [one.id for one in claimed]
    query = select(job.c.id, job.c.rev).where(job.c.id.in_(ids)).order_by(job.c.id).with_for_update()
    found = {row.id: row.rev for row in await conn.execute(query)}
    return bool(ids) and found == {one.id: one.rev for one in claimed}


async def renew(conn: AsyncConnection, owner: str, job_ids: Collection[JobId], now: Instant, lease: float) -> None:
    """Prolong an owner's leases on some jobs, as far as they have not run out."""
    await conn.execute(_RENEW, {"ids": list(job_ids), "owner": owner, "now": now, "until": now + lease})


async def let_go(conn: AsyncConnection, held: Job, due_at: Instant) -> None:
    """Give a lease back; the job is due again at an instant."""
    await conn.execute(_LET_GO, {"named": held.id, "read": held.rev, "again_at": due_at})


async def clear(conn: AsyncConnection) -> None:
    """Forget every lease; the fence moves on, in case a holder still lives."""
    held = job.c.lease_owner.is_not(None)
    await conn.execute(update(job).where(held).values(lease_owner=None, lease_until=None, rev=job.c.rev + 1))


async def next_due(conn: AsyncConnection) -> Instant | None:
    """Tell when the next unleased job wants work; of a queued job only its deadline is known, not its turn."""
    instants = (await conn.execute(_NEXT_DUE)).one()
    return min((instant for instant in instants if instant is not None), default=None)
