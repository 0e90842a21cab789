"""A server's periods in the database. Every function runs inside its caller's transaction, under its pools' lock."""

from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.budget import OwnRule, Terms, ceiling_of, rule_of
from bot.domain.ids import GuildId, Instant
from bot.domain.ledger import EXPIRED, Account, AccountKind, allowance_account
from bot.domain.period import Allowance, Period, PeriodKind, period_at, prorated
from bot.store.accounts import SYSTEM, account_of, direct, grant, open_account, read
from bot.store.tables import account, period


@dataclass(frozen=True, kw_only=True)
class OpenPeriod:
    """A period, frozen when it was opened, and what it was granted by its rule (credits)."""

    span: Period
    kind: PeriodKind
    whole: float
    """Seconds of a whole one of its rule."""
    granted: int

    def bound(self, ceiling: int) -> int:
        """Tell the most credits that may come into it, given those of a whole one."""
        return prorated(ceiling, self.span.seconds, self.whole)


_NEWEST: Final = (
    select(period).where(period.c.guild_id == bindparam("guild")).order_by(period.c.starts_at.desc()).limit(1)
)


async def current(conn: AsyncConnection, guild: GuildId, terms: Terms, own: OwnRule, now: Instant) -> OpenPeriod:
    """Find the server's period, opening it with its allowance when the last one is over.

    A clock set back never opens an earlier period; a period never overlaps the one before it. A rule for another kind
    of period, day or zone acts from the next one, of which the first may be shorter and then gets less.
    """
    row = (await conn.execute(_NEWEST, {"guild": guild})).mappings().one_or_none()
    rule = rule_of(terms, own)
    span = period_at(now, rule)
    whole = span.seconds
    if row is not None:
        last = OpenPeriod(
            span=Period(starts_at=row["starts_at"], ends_at=row["ends_at"]),
            kind=PeriodKind(row["kind"]),
            whole=row["whole"],
            granted=row["allowance"],
        )
        if now < last.span.ends_at:
            return await _raise_allowance(conn, guild, last, rule, last.bound(ceiling_of(terms, own, last.kind)), now)
        await _close_pools(conn, guild, now)
        span = replace(span, starts_at=max(span.starts_at, last.span.ends_at))
    granted = prorated(rule.credits, span.seconds, whole)
    fresh = OpenPeriod(span=span, kind=rule.period, whole=whole, granted=granted)
    await _open_period(conn, guild, fresh, rule.zone, now)
    return fresh


async def _open_period(conn: AsyncConnection, guild: GuildId, fresh: OpenPeriod, zone: str, now: Instant) -> None:
    pool = allowance_account(guild, fresh.span.key)
    await conn.execute(
        insert(period).values(
            guild_id=guild,
            starts_at=fresh.span.starts_at,
            ends_at=fresh.span.ends_at,
            kind=fresh.kind,
            zone=zone,
            allowance=fresh.granted,
            whole=fresh.whole,
        )
    )
    await open_account(conn, pool, guild, AccountKind.ALLOWANCE)
    await grant(conn, f"open:{pool}", pool, fresh.granted, now, "allowance of the period")


async def _raise_allowance(
    conn: AsyncConnection, guild: GuildId, last: OpenPeriod, rule: Allowance, most: int, now: Instant
) -> OpenPeriod:
    """Grant the difference of a raised allowance now; a lowered one acts from the next period."""
    wanted = prorated(rule.credits, last.span.seconds, last.whole)
    if rule.period is not last.kind or wanted <= last.granted:
        return last
    pool = await read(conn, allowance_account(guild, last.span.key))
    # what was returned into the pool counts towards the ceiling as well
    raised = min(wanted, most - (pool.credits - last.granted))
    if raised <= last.granted:
        return last
    await grant(conn, f"raise:{pool.id}:{raised}", pool.id, raised - last.granted, now, "allowance raised")
    this = (period.c.guild_id == guild) & (period.c.starts_at == last.span.starts_at)
    await conn.execute(update(period).where(this).values(allowance=raised))
    return replace(last, granted=raised)


async def _close_pools(conn: AsyncConnection, guild: GuildId, now: Instant) -> None:
    is_open = (account.c.guild_id == guild) & (account.c.kind == AccountKind.ALLOWANCE) & ~account.c.closed
    for row in (await conn.execute(select(account).where(is_open))).mappings().all():
        pool = account_of(row)
        await conn.execute(update(account).where(account.c.id == pool.id).values(closed=True))
        await expire_rest(conn, replace(pool, closed=True), now)


async def expire_rest(conn: AsyncConnection, pool: Account, now: Instant) -> None:
    """Let what a closed pool still has expire, once its last hold has ended."""
    rest = pool.credits - pool.posted
    if pool.pending or not rest or not pool.closed:
        return
    await direct(conn, f"expire:{pool.id}", pool.id, EXPIRED, rest, actor=SYSTEM, reason="period over", at=now)
    await conn.execute(update(account).where(account.c.id == pool.id).values(posted=account.c.posted + rest))
