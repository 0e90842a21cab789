"""What the operator sees of the whole. Every function runs inside its caller's transaction, and only reads.

Jobs and credits of late are found by the events of jobs, so that a look costs what its span holds and no more.
"""

from collections import Counter
from itertools import islice
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import GuildId, Instant
from bot.domain.job import FINAL, VOID, Ending, JobState
from bot.domain.ledger import ABSORBED, EXPIRED, METER, SPENT, TransferKind, allowance_account, key_account
from bot.domain.period import Period
from bot.domain.stats import BUSIEST, DAY, SPANS, KeyBudget, ServerUse, Stats, Turnover, Unknowns
from bot.store import gate
from bot.store.tables import account, guild, job, job_event, period, transfer

AT_ONCE: Final = 500
"""Accounts that one query names."""
ACCEPTED: Final = (JobState.QUEUED, JobState.AWAITING_APPROVAL)
"""States that a job begins in."""


async def read(conn: AsyncConnection, fingerprint: str, now: Instant) -> Stats:
    """Read everything that the operator sees."""
    uses = await servers(conn, now)
    return Stats(
        at=now,
        key=await key_budget(conn, fingerprint),
        spans=tuple([await _turnover(conn, days, now - days * DAY) for days in SPANS]),
        under_way=await _under_way(conn),
        servers=len(uses),
        busiest=tuple(use for use in uses[:BUSIEST] if use.used),
        unknown=await _unknown(conn),
        studio=await gate.read(conn),
    )


async def key_budget(conn: AsyncConnection, fingerprint: str) -> KeyBudget | None:
    """Read what was bought for a key and what is left of it; None when it is not tracked. Waits for nobody.

    What was booked as borne and came back, because it turned out not to be spent, was neither granted nor spent;
    nor was what the operator took off again.
    """
    name = key_account(fingerprint)
    found = select(account.c.credits, account.c.pending, account.c.posted).where(account.c.id == name)
    row = (await conn.execute(found)).one_or_none()
    if row is None:
        return None
    # in the sum and not in the condition: what came to a key or was taken off is little, what it paid may be much
    came_back = case((transfer.c.debit == ABSORBED, transfer.c.amount), else_=0)
    taken_off = case((transfer.c.debit == name, transfer.c.amount), else_=0)
    neither = await _sum(conn, came_back, transfer.c.credit == name)
    neither += await _sum(conn, taken_off, transfer.c.credit == EXPIRED)
    return KeyBudget(granted=row.credits - neither, held=row.pending, spent=row.posted - neither)


async def servers(conn: AsyncConnection, now: Instant) -> list[ServerUse]:
    """List the servers that ever asked for something, those first that used most of their current period."""
    pools = await _current_pools(conn, now)
    found: dict[str, Any] = {}
    names = iter(name for name in pools.values() if name)
    while some := list(islice(names, AT_ONCE)):
        of = select(account.c.id, account.c.credits, account.c.pending, account.c.posted).where(account.c.id.in_(some))
        found |= {row.id: row for row in await conn.execute(of)}
    settled = select(guild.c.guild_id, guild.c.ceiling).where(guild.c.ceiling.is_not(None))
    ceilings = {row.guild_id: row.ceiling for row in await conn.execute(settled)}
    uses = [_use(guild_id, found.get(name or ""), ceilings.get(guild_id)) for guild_id, name in pools.items()]
    return sorted(uses, key=lambda use: (-use.used, use.guild_id))


async def _current_pools(conn: AsyncConnection, now: Instant) -> dict[GuildId, str | None]:
    """Name each server's pool of the current period; None where its newest period is over."""
    starts, ends = func.max(period.c.starts_at).label("starts_at"), func.max(period.c.ends_at).label("ends_at")
    newest = select(period.c.guild_id, starts, ends).group_by(period.c.guild_id)
    pools: dict[GuildId, str | None] = {}
    for row in await conn.execute(newest):
        span = Period(starts_at=row.starts_at, ends_at=row.ends_at)
        pools[GuildId(row.guild_id)] = allowance_account(row.guild_id, span.key) if now < span.ends_at else None
    return pools


def _use(guild_id: GuildId, pool: Any, ceiling: int | None) -> ServerUse:
    if pool is None:
        return ServerUse(guild_id=guild_id, ceiling=ceiling)
    return ServerUse(guild_id=guild_id, used=pool.pending + pool.posted, allowance=pool.credits, ceiling=ceiling)


async def _turnover(conn: AsyncConnection, days: int, since: Instant) -> Turnover:
    asked = select(job_event.c.job_id).where(
        job_event.c.target.in_(ACCEPTED), job_event.c.at >= since, job_event.c.source.is_(None)
    )
    counted = select(job.c.state, job.c.ending, func.count().label("jobs")).where(job.c.id.in_(asked))
    states: Counter[JobState] = Counter()
    endings: Counter[Ending] = Counter()
    for row in await conn.execute(counted.group_by(job.c.state, job.c.ending)):
        states[JobState(row.state)] += row.jobs
        if row.ending is not None:
            endings[Ending(row.ending)] += row.jobs
    settled = select(job_event.c.job_id).where(
        job_event.c.target.in_((JobState.READY, *sorted(VOID))), job_event.c.at >= since
    )
    held = await _sum(conn, job.c.price, job.c.id.in_(settled))
    # in the sum and not in the condition, or SQLite takes the index of `credit` and reads all that was ever spent
    is_capture = and_(transfer.c.kind == TransferKind.POST, transfer.c.credit == SPENT)
    captured = case((is_capture, transfer.c.amount), else_=0)
    spent = await _sum(conn, captured, transfer.c.job_id.in_(settled))
    return Turnover(
        days=days,
        states=states,
        endings=endings,
        spent=spent,
        released=held - spent,
        returned=await _lines(conn, transfer.c.debit == METER, transfer.c.job_id.is_not(None), transfer.c.at >= since),
        absorbed=await _lines(conn, transfer.c.credit == ABSORBED, transfer.c.at >= since)
        - await _lines(conn, transfer.c.debit == ABSORBED, transfer.c.at >= since),
    )


async def _lines(conn: AsyncConnection, *conditions: ColumnElement[bool]) -> int:
    return await _sum(conn, transfer.c.amount, transfer.c.kind == TransferKind.DIRECT, *conditions)


async def _sum(conn: AsyncConnection, what: ColumnElement[int], *conditions: ColumnElement[bool]) -> int:
    return int((await conn.execute(select(func.coalesce(func.sum(what), 0)).where(*conditions))).scalar_one())


async def _under_way(conn: AsyncConnection) -> dict[JobState, int]:
    states = [state for state in JobState if state not in FINAL]
    counted = select(job.c.state, func.count().label("jobs")).where(job.c.state.in_(states)).group_by(job.c.state)
    found = {row.state: row.jobs for row in await conn.execute(counted)}
    return {state: found[state] for state in states if state in found}


async def _unknown(conn: AsyncConnection) -> Unknowns:
    held = func.coalesce(func.sum(job.c.price), 0).label("credits")
    counted = select(func.count().label("jobs"), held, func.min(job.c.state_at).label("oldest"))
    row = (await conn.execute(counted.where(job.c.state == JobState.UNKNOWN))).one()
    return Unknowns(count=row.jobs, credits=int(row.credits), oldest=row.oldest)
