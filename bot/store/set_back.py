"""What a clock that was set back would put off for as long as it was set back. Runs inside its caller's transaction."""

from typing import Final

from sqlalchemy import ColumnElement, Update, and_, case, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import DeliveryState
from bot.domain.ids import Instant
from bot.domain.job import OPEN, JobState
from bot.store.tables import delivery, job, log_card, studio

SLACK: Final = 5.0
"""Seconds by which the clocks of two processes may differ (they are refused from two on), so that neither moves what
the other wrote."""
LONGEST_WAIT: Final = 3600.0
"""Nothing that wants work is put off by more than this (seconds), only what waits for its deadline."""


async def follow_clock(conn: AsyncConnection, now: Instant, lease: float) -> int:
    """Bring everything under way back to a time that is not ahead of the clock; gives the number of jobs moved.

    What entered its state in what is the future now has its waits and deadlines moved with it, so that it has as long
    as was promised from now on. A lease is cut to what a fresh one would have, never taken: its holder may be posting.
    """
    ahead = job.c.state_at - now
    # the second names states as well: the index of what has a deadline is used then, and no job that ended is read
    has_deadline = and_(job.c.state.in_(sorted(JobState)), job.c.deadline_at.is_not(None))
    under_way = or_(job.c.state.in_(sorted(OPEN | {JobState.READY})), has_deadline)
    moved = (
        update(job)
        .where(under_way, job.c.state_at > now + SLACK)
        .values(
            state_at=now,
            queued_at=_not_after(job.c.queued_at, now),
            due_at=job.c.due_at - ahead,
            deadline_at=job.c.deadline_at - ahead,
            tell_at=_not_after(job.c.tell_at, now),
            lease_until=_not_after(job.c.lease_until, now + lease),
        )
    )
    count = (await conn.execute(moved)).rowcount
    count += (await conn.execute(_late(now, now + lease, under_way))).rowcount
    called = job.c.call_at > now + lease + SLACK
    await conn.execute(update(job).where(called).values(call_at=now, heard_at=_not_after(job.c.heard_at, now)))
    theirs = delivery.c.job_id.in_(select(job.c.id).where(under_way))
    sent = and_(theirs, delivery.c.state == DeliveryState.POSTING, delivery.c.sent_at > now + SLACK)
    await conn.execute(update(delivery).where(sent).values(sent_at=now))
    put_off = and_(log_card.c.shown != log_card.c.version, log_card.c.tell_at > now + 2 * LONGEST_WAIT)
    await conn.execute(update(log_card).where(put_off).values(tell_at=now))
    shut = or_(studio.c.since > now + SLACK, studio.c.retry_at > now + LONGEST_WAIT)
    wait = _not_after(studio.c.retry_at - studio.c.since, LONGEST_WAIT)
    await conn.execute(update(studio).where(shut).values(since=_not_after(studio.c.since, now), retry_at=now + wait))
    return count


def _late(now: Instant, lease_until: Instant, under_way: ColumnElement[bool]) -> Update:
    """Bring forward what is in its state for long, and would be looked at after the longest of waits only."""
    waits = and_(job.c.state != JobState.UNKNOWN, job.c.state != JobState.AWAITING_APPROVAL)
    late = or_(and_(waits, job.c.due_at > now + LONGEST_WAIT), job.c.lease_until > now + LONGEST_WAIT)
    values = {
        "due_at": case((waits, _not_after(job.c.due_at, now)), else_=job.c.due_at),
        "lease_until": _not_after(job.c.lease_until, lease_until),
        "tell_at": _not_after(job.c.tell_at, now),
    }
    return update(job).where(under_way, late).values(**values)


def _not_after(what: ColumnElement[float], limit: float) -> ColumnElement[float]:
    return case((what > limit, limit), else_=what)
