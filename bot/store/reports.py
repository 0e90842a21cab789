"""What reports are made of, read from the database. Every function runs inside its caller's transaction."""

from collections import defaultdict
from typing import Any, Final

from sqlalchemy import Select, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.budget import Terms, rule_of
from bot.domain.delivery import Delivery
from bot.domain.history import newest_standing
from bot.domain.ids import GuildId, Instant, JobId, MemberId
from bot.domain.job import JobState
from bot.domain.ledger import METER, SPENT, TransferKind, allowance_account
from bot.domain.period import Period
from bot.domain.report import LONG, Fact, PoolUse, Row, Span, Stretch, last_days
from bot.store import accounts, limits, locks, periods
from bot.store.history import deliveries_of
from bot.store.rows import job_of
from bot.store.tables import job, period, transfer

CAPTURED: Final = func.coalesce(
    func.sum(case(((transfer.c.kind == TransferKind.POST) & (transfer.c.credit == SPENT), transfer.c.amount))), 0
)
"""What the pools paid for a job; the key and the meter say it once more."""
RETURNED: Final = func.coalesce(
    func.sum(case(((transfer.c.kind == TransferKind.DIRECT) & (transfer.c.debit == METER), transfer.c.amount))), 0
)
"""What a moderator gave back of it, as the meter tells it."""


async def stretch(conn: AsyncConnection, guild_id: GuildId, span: Span, terms: Terms, now: Instant) -> Stretch | None:
    """Tell when a stretch began and ends, in the server's zone; None when there was no period before this one."""
    await locks.pools_of(conn, guild_id)
    own = await limits.own_rule(conn, guild_id)
    current = await periods.current(conn, guild_id, terms, own, now)
    zone = rule_of(terms, own).zone
    if span is Span.DAYS:
        return last_days(now, zone, LONG)
    if span is Span.ALL:
        return Stretch(starts_at=0.0, ends_at=now + 1, zone=zone)
    of = period.c.guild_id == guild_id
    begun = current.span.starts_at
    which = period.c.starts_at == begun if span is Span.THIS else period.c.starts_at < begun
    query = select(period).where(of, which).order_by(period.c.starts_at.desc()).limit(1)
    row = (await conn.execute(query)).mappings().one_or_none()
    if row is None:
        return None
    found = Period(starts_at=row["starts_at"], ends_at=row["ends_at"])
    pool = await _use(conn, allowance_account(guild_id, found.key))
    return Stretch(starts_at=found.starts_at, ends_at=found.ends_at, zone=row["zone"], pool=pool)


async def _use(conn: AsyncConnection, account_id: str) -> PoolUse:
    pool = await accounts.read(conn, account_id)
    query = select(transfer.c.amount).where(transfer.c.id == f"expire:{account_id}")
    expired = (await conn.execute(query)).scalar_one_or_none() or 0
    return PoolUse(granted=pool.credits, spent=pool.posted - expired, held=pool.pending)


async def facts(conn: AsyncConnection, guild_id: GuildId, before: JobId | None, size: int) -> list[Fact]:
    """Read the next older jobs of a server as far as sums go, the newest first."""
    jobs = _next(guild_id, before, size).subquery()
    told = jobs.c.id, jobs.c.created_at, jobs.c.member_id, jobs.c.price, jobs.c.state, jobs.c.free
    query = select(*told, CAPTURED, RETURNED).outerjoin(transfer, transfer.c.job_id == jobs.c.id).group_by(*told)
    return [
        Fact(JobId(row[0]), row[1], MemberId(row[2]), row[3], int(row[6]), int(row[7]), JobState(row[4]), row[5])
        for row in await conn.execute(query.order_by(jobs.c.id.desc()))
    ]


async def rows(conn: AsyncConnection, guild_id: GuildId, before: JobId | None, size: int) -> list[Row]:
    """Read the next older jobs of a server, the newest first, with what their credits did and where the clip stands."""
    jobs = [job_of(row) for row in (await conn.execute(_next(guild_id, before, size))).mappings()]
    ids = [one.id for one in jobs]
    query = select(transfer.c.job_id, CAPTURED, RETURNED).where(transfer.c.job_id.in_(ids)).group_by(transfer.c.job_id)
    sums = {row[0]: (int(row[1]), int(row[2])) for row in await conn.execute(query)}
    deliveries: dict[JobId, list[Delivery]] = defaultdict(list)
    for found in await deliveries_of(conn, ids):
        deliveries[found.job_id].append(found)
    return [Row(one, *sums.get(one.id, (0, 0)), standing=newest_standing(deliveries[one.id])) for one in jobs]


def _next(guild_id: GuildId, before: JobId | None, size: int) -> Select[Any]:
    query = select(job).where(job.c.guild_id == guild_id).order_by(job.c.id.desc()).limit(size)
    return query if before is None else query.where(job.c.id < before)
