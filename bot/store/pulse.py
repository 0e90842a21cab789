"""What whoever watches over the bot measures, read inside its caller's transaction."""

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import Instant
from bot.domain.job import FINAL, OPEN, JobState
from bot.domain.pulse import Pulse, Standing
from bot.store import gate, prices, stats
from bot.store.tables import job

STATES = sorted(set(JobState) - FINAL)


async def read(conn: AsyncConnection, fingerprint: str, now: Instant) -> Pulse:
    """Read everything; jobs are found by the index of their states, so that those that ended cost nothing."""
    counts_as_held = job.c.state.in_(sorted(OPEN)) & ~job.c.free
    held = func.coalesce(func.sum(case((counts_as_held, job.c.price), else_=0)), 0).label("held")
    query = select(job.c.state, func.count().label("jobs"), func.min(job.c.state_at).label("since"), held)
    rows = (await conn.execute(query.where(job.c.state.in_(STATES)).group_by(job.c.state))).all()
    return Pulse(
        at=now,
        standing={JobState(row.state): Standing(jobs=row.jobs, since=row.since) for row in rows},
        held=sum(int(row.held) for row in rows),
        key=await stats.key_budget(conn, fingerprint),
        studio=await gate.read(conn),
        drifts=tuple(await prices.read(conn)),
    )
