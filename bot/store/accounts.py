"""The ledger in the database: periods, holds and their ends. Every function runs inside its caller's transaction."""

from dataclasses import replace

from sqlalchemy import RowMapping, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.budget import Allowance, Balance, Period, period_at
from bot.domain.ids import GuildId, Instant, JobId, MemberId
from bot.domain.job import Capture, Job, Void
from bot.domain.ledger import (
    ABSORBED,
    EXPIRED,
    ISSUE,
    METER,
    OPERATOR,
    SPENT,
    Account,
    AccountKind,
    Leg,
    TransferKind,
    allowance_account,
    hold_id,
    member_account,
    resolution_id,
    resolve,
    spread,
)
from bot.domain.refusals import AllowanceUsedUp
from bot.store import locks
from bot.store.rows import insert_missing
from bot.store.tables import account, member, period, transfer

SYSTEM = "system"


async def _direct(conn: AsyncConnection, line_id: str, debit: str, credit: str, amount: int, **about: object) -> None:
    values = {"id": line_id, "kind": TransferKind.DIRECT, "debit": debit, "credit": credit, "amount": amount, **about}
    await conn.execute(insert(transfer).values(**values))


def _account_of(row: RowMapping) -> Account:
    return Account(
        id=row["id"],
        kind=AccountKind(row["kind"]),
        credits=row["credits"],
        posted=row["posted"],
        pending=row["pending"],
        closed=row["closed"],
    )


async def _account(conn: AsyncConnection, account_id: str) -> Account:
    row = (await conn.execute(select(account).where(account.c.id == account_id).with_for_update())).mappings().one()
    return _account_of(row)


async def _open_account(conn: AsyncConnection, account_id: str, guild: GuildId, kind: AccountKind) -> None:
    empty = {"credits": 0, "posted": 0, "pending": 0, "closed": False}
    await insert_missing(conn, account, id=account_id, guild_id=guild, kind=kind, **empty)


async def surrogate_of(conn: AsyncConnection, member_id: MemberId) -> int:
    """Find the number that stands for a member in the ledger, giving one at the first sight."""
    query = select(member.c.surrogate).where(member.c.member_id == member_id)
    known = (await conn.execute(query)).scalar_one_or_none()
    if known is None:
        # only now: an insert that finds the row in its way uses up a number all the same (PostgreSQL: sequences)
        await insert_missing(conn, member, member_id=member_id)
        known = (await conn.execute(query)).scalar_one()
    return int(known)


async def current_period(conn: AsyncConnection, guild: GuildId, rule: Allowance, now: Instant) -> Period:
    """Find the server's period, opening it with its allowance when the last one is over.

    A clock set back never opens an earlier period; a period never overlaps the one before it. A rule for another kind
    of period acts from the next one.
    """
    newest = select(period).where(period.c.guild_id == guild).order_by(period.c.starts_at.desc()).limit(1)
    row = (await conn.execute(newest)).mappings().one_or_none()
    if row is not None:
        last = Period(starts_at=row["starts_at"], ends_at=row["ends_at"])
        if now < last.ends_at:
            if rule.period == row["kind"]:
                await _raise_allowance(conn, guild, last, row["allowance"], rule, now)
            return last
        await _close_pools(conn, guild, now)
    fresh = period_at(now, rule)
    if row is not None:
        fresh = replace(fresh, starts_at=max(fresh.starts_at, row["ends_at"]))
    await _open_period(conn, guild, fresh, rule, now)
    return fresh


async def _open_period(conn: AsyncConnection, guild: GuildId, fresh: Period, rule: Allowance, now: Instant) -> None:
    pool = allowance_account(guild, fresh.key)
    await conn.execute(
        insert(period).values(
            guild_id=guild,
            starts_at=fresh.starts_at,
            ends_at=fresh.ends_at,
            kind=rule.period,
            zone=rule.zone,
            allowance=rule.credits,
        )
    )
    await _open_account(conn, pool, guild, AccountKind.ALLOWANCE)
    await _grant(conn, f"open:{pool}", pool, rule.credits, now, "allowance of the period")


async def _raise_allowance(
    conn: AsyncConnection, guild: GuildId, current: Period, granted: int, rule: Allowance, now: Instant
) -> None:
    """Grant the difference of a raised allowance now; a lowered one acts from the next period."""
    if rule.credits <= granted:
        return
    pool = allowance_account(guild, current.key)
    await _grant(conn, f"raise:{pool}:{rule.credits}", pool, rule.credits - granted, now, "allowance raised")
    this = (period.c.guild_id == guild) & (period.c.starts_at == current.starts_at)
    await conn.execute(update(period).where(this).values(allowance=rule.credits))


async def _grant(conn: AsyncConnection, line_id: str, pool: str, amount: int, now: Instant, reason: str) -> None:
    await _direct(conn, line_id, ISSUE, pool, amount, actor=SYSTEM, reason=reason, at=now)
    await conn.execute(update(account).where(account.c.id == pool).values(credits=account.c.credits + amount))


async def _close_pools(conn: AsyncConnection, guild: GuildId, now: Instant) -> None:
    is_open = (account.c.guild_id == guild) & (account.c.kind == AccountKind.ALLOWANCE) & ~account.c.closed
    for row in (await conn.execute(select(account).where(is_open))).mappings().all():
        pool = _account_of(row)
        await conn.execute(update(account).where(account.c.id == pool.id).values(closed=True))
        await _expire_rest(conn, replace(pool, closed=True), now)


async def _expire_rest(conn: AsyncConnection, pool: Account, now: Instant) -> None:
    """Let what a closed pool still has expire, once its last hold has ended."""
    rest = pool.credits - pool.posted
    if pool.pending or not rest or not pool.closed:
        return
    await _direct(conn, f"expire:{pool.id}", pool.id, EXPIRED, rest, actor=SYSTEM, reason="period over", at=now)
    await conn.execute(update(account).where(account.c.id == pool.id).values(posted=account.c.posted + rest))


async def place_hold(conn: AsyncConnection, new: Job, rule: Allowance, now: Instant) -> AllowanceUsedUp | None:
    """Set the price of a new job aside on the server's pool and the member's meter, all or nothing.

    The caller holds the lock of the server's pools.
    """
    current = await current_period(conn, new.guild_id, rule, now)
    pool = await _account(conn, allowance_account(new.guild_id, current.key))
    parts = spread(new.price, [pool])
    if parts is None:
        return AllowanceUsedUp(
            price=new.price,
            available=pool.available,
            held=pool.pending,
            allowance=pool.credits,
            resets_at=current.ends_at,
        )
    surrogate = await surrogate_of(conn, new.member_id)
    meter = member_account(new.guild_id, surrogate, current.key)
    await _open_account(conn, meter, new.guild_id, AccountKind.MEMBER)
    legs = [(account_id, amount, SPENT) for account_id, amount in parts] + [(meter, new.price, METER)]
    for number, (account_id, amount, counterpart) in enumerate(legs):
        await conn.execute(
            insert(transfer).values(
                id=hold_id(new.id, number),
                kind=TransferKind.PENDING,
                debit=account_id,
                credit=counterpart,
                amount=amount,
                job_id=new.id,
                actor=f"member:{surrogate}",
                reason="hold for a video",
                at=now,
            )
        )
        held = account.c.pending + amount
        await conn.execute(update(account).where(account.c.id == account_id).values(pending=held))
    return None


async def open_legs(conn: AsyncConnection, job_id: JobId) -> list[Leg]:
    """Read the legs of a job's hold that are not resolved, in the order they were placed."""
    ends = transfer.alias()
    query = (
        select(transfer.c.id, transfer.c.debit, transfer.c.amount, account.c.kind)
        .join(account, account.c.id == transfer.c.debit)
        .outerjoin(ends, ends.c.pending_id == transfer.c.id)
        .where(transfer.c.job_id == job_id, transfer.c.kind == TransferKind.PENDING, ends.c.id.is_(None))
        .order_by(func.length(transfer.c.id), transfer.c.id)
    )
    return [
        Leg(transfer_id=row.id, account_id=row.debit, kind=AccountKind(row.kind), amount=row.amount)
        for row in await conn.execute(query)
    ]


async def settle(conn: AsyncConnection, settled: Job, settlement: Capture | Void, now: Instant) -> None:
    """End a job's hold: capture a part and release the rest, or give it all back; book what the operator bears."""
    await locks.pools_of(conn, settled.guild_id)
    captured = settlement.amount if isinstance(settlement, Capture) else 0
    about = {"job_id": settled.id, "actor": SYSTEM, "at": now}
    for leg, part in resolve(captured, await open_legs(conn, settled.id)):
        await conn.execute(
            insert(transfer).values(
                id=resolution_id(leg.transfer_id),
                kind=TransferKind.POST if part else TransferKind.VOID,
                debit=leg.account_id,
                credit=METER if leg.kind is AccountKind.MEMBER else SPENT,
                amount=part,
                pending_id=leg.transfer_id,
                reason=settled.ending.value if settled.ending else settled.state.value,
                **about,
            )
        )
        freed = {"pending": account.c.pending - leg.amount, "posted": account.c.posted + part}
        await conn.execute(update(account).where(account.c.id == leg.account_id).values(**freed))
        if leg.kind is AccountKind.ALLOWANCE:
            await _expire_rest(conn, await _account(conn, leg.account_id), now)
    if settlement.absorbed:
        line = f"{settled.id}:absorbed"
        await _direct(conn, line, OPERATOR, ABSORBED, settlement.absorbed, reason="borne by the operator", **about)


async def balance(conn: AsyncConnection, guild: GuildId, of: MemberId, rule: Allowance, now: Instant) -> Balance:
    """Tell what a server has this period and what of it a member used."""
    await locks.pools_of(conn, guild)
    current = await current_period(conn, guild, rule, now)
    pool = await _account(conn, allowance_account(guild, current.key))
    meter = member_account(guild, await surrogate_of(conn, of), current.key)
    used = (await conn.execute(select(account).where(account.c.id == meter))).mappings().one_or_none()
    return Balance(
        allowance=pool.credits,
        held=pool.pending,
        spent=pool.posted,
        resets_at=current.ends_at,
        member_held=used["pending"] if used else 0,
        member_spent=used["posted"] if used else 0,
    )
