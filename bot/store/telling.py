"""What members were told. Every function runs inside its caller's transaction."""

from typing import Final

from sqlalchemy import Integer, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import Instant, MessageId
from bot.domain.job import FINAL, Job, JobState
from bot.domain.waiting import Prospect
from bot.store.rows import job_of
from bot.store.tables import job

TOLD = (JobState.AWAITING_APPROVAL, JobState.QUEUED, JobState.RUNNING, JobState.UNKNOWN, *sorted(FINAL))
"""States worth telling; the others pass in seconds."""
_PASSING = sorted(set(JobState) - set(TOLD))
_UNTOLD = or_(job.c.shown.is_(None), job.c.shown != job.c.state, job.c.late != job.c.shown_late)
_DUE: Final = (
    select(job)
    # not "is one of those told": SQLite would go through all jobs that ended, instead of the index of what is untold
    .where(job.c.state.not_in(_PASSING), _UNTOLD, job.c.tell_at <= bindparam("now"))
    .order_by(job.c.tell_at)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
)
"""Made once, because it is asked at least every second."""
_TRY: Final = (
    update(job)
    .where(job.c.id.in_(bindparam("ids", expanding=True)))
    .values(tell_at=bindparam("retry_at"), status_tried=True)
)
_TELL: Final = update(job).where(job.c.id == bindparam("named")).values(tell_at=job.c.state_at)


async def claim(conn: AsyncConnection, now: Instant, retry_at: Instant, limit: int) -> list[Job]:
    """Take jobs whose state was not told; until `retry_at` they are ours.

    That telling them was tried is durable before it is; what is returned says whether it was tried before.
    """
    jobs = [job_of(row) for row in (await conn.execute(_DUE, {"now": now, "most": limit})).mappings()]
    if jobs:
        await conn.execute(_TRY, {"ids": [one.id for one in jobs], "retry_at": retry_at})
    return jobs


async def told(conn: AsyncConnection, as_shown: Job, message_id: MessageId | None, prospect: Prospect | None) -> None:
    """Remember what was shown; a state that came meanwhile is due at once."""
    shown = {"shown": as_shown.state, "shown_late": as_shown.late}
    wait = {
        "shown_at": prospect and prospect.at,
        "shown_place": prospect and prospect.place,
        "shown_start": prospect and prospect.starts_at,
        "shown_closed": prospect and prospect.closed,
    }
    await conn.execute(_TELL, {"named": as_shown.id, **shown, **wait, "status_message_id": message_id})
