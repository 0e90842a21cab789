"""What moderators and the operator do to budgets, each in its caller's transaction.

An amount is added under the id of the interaction or job that it is for, so that asking twice adds it once.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.budget import (
    MOST,
    NO_GUILD,
    Balance,
    Block,
    Budget,
    Changed,
    Instruction,
    OwnRule,
    Returned,
    RuleChange,
    Share,
    Terms,
    ceiling_of,
    change_rule,
    refuse_amount,
    rule_of,
)
from bot.domain.ids import GuildId, Instant, JobId, MemberId, RoleId
from bot.domain.job import Job
from bot.domain.ledger import (
    METER,
    SERVERS,
    SPENT,
    Account,
    AccountKind,
    TransferKind,
    allowance_account,
    extra_account,
    key_account,
    member_account,
)
from bot.domain.log_card import Deed
from bot.domain.period import shorter_after
from bot.domain.refusals import AmountUnfit, NothingToReturn, Refusal, ReturnedAlready
from bot.store import accounts, audits, blocks, limits, locks, log_cards, periods
from bot.store.accounts import OPERATOR
from bot.store.limits import Scope
from bot.store.periods import OpenPeriod
from bot.store.tables import account, transfer


async def balance(
    conn: AsyncConnection,
    guild_id: GuildId,
    of: MemberId,
    roles: Collection[RoleId],
    terms: Terms,
    now: Instant,
) -> Balance:
    """Tell what a server has this period and what of it a member may use and used."""
    await locks.pools_of(conn, guild_id)
    own = await limits.own_rule(conn, guild_id)
    current = await periods.current(conn, guild_id, terms, own, now)
    surrogate = await accounts.surrogate_of(conn, of)
    meter = await accounts.find(conn, member_account(guild_id, surrogate, current.span.key))
    share = await limits.share(conn, guild_id, surrogate, roles, own, meter)
    found = await _balance(conn, guild_id, current, share)
    return replace(found, block=await blocks.find(conn, guild_id, of, now))


async def _balance(conn: AsyncConnection, guild_id: GuildId, current: OpenPeriod, share: Share) -> Balance:
    pool = await accounts.read(conn, allowance_account(guild_id, current.span.key))
    extra = await accounts.find(conn, extra_account(guild_id))
    return Balance(
        allowance=pool.credits,
        held=pool.pending,
        spent=pool.posted,
        resets_at=current.span.ends_at,
        extra=extra.available if extra else 0,
        extra_held=extra.pending if extra else 0,
        share=share,
    )


async def budget(conn: AsyncConnection, guild_id: GuildId, terms: Terms, now: Instant) -> Budget:
    """Tell what a server has and what was settled about it."""
    await locks.pools_of(conn, guild_id)
    return await _budget(conn, guild_id, terms, await limits.own_rule(conn, guild_id), now)


async def _budget(conn: AsyncConnection, guild_id: GuildId, terms: Terms, own: OwnRule, now: Instant) -> Budget:
    current = await periods.current(conn, guild_id, terms, own, now)
    rule = rule_of(terms, own)
    return Budget(
        balance=await _balance(conn, guild_id, current, Share()),
        starts_at=current.span.starts_at,
        kind=current.kind,
        rule=rule,
        own=own,
        ceiling=ceiling_of(terms, own, rule.period),
        role_limits=await limits.role_limits(conn, guild_id),
        shorter_next=shorter_after(current.span.ends_at, rule),
    )


async def settle_rule(conn: AsyncConnection, said: Instruction, change: RuleChange, terms: Terms) -> Budget | Refusal:
    """Change a server's rule; the part of a raise that acts now is granted in the same transaction."""
    await locks.pools_of(conn, said.guild_id)
    before = await limits.own_rule(conn, said.guild_id)
    after = change_rule(terms, before, change)
    if isinstance(after, Refusal):
        return after
    # what is over by now ends by the rule that it had
    await periods.current(conn, said.guild_id, terms, before, said.at)
    await limits.write_own_rule(conn, said.guild_id, after)
    for name in ("credits", "period", "zone", "reset_day"):
        await audits.note(conn, said, f"rule:{name}", getattr(before, name), getattr(after, name))
    return await _budget(conn, said.guild_id, terms, after, said.at)


async def limit_all(conn: AsyncConnection, said: Instruction, credits_: int | None) -> Changed:
    """Settle or take away the limit of every member who has no other."""
    await locks.pools_of(conn, said.guild_id)
    own = await limits.own_rule(conn, said.guild_id)
    await limits.write_own_rule(conn, said.guild_id, replace(own, member_limit=credits_))
    return await _changed(conn, said, "limit:server", own.member_limit, credits_)


async def limit_role(conn: AsyncConnection, said: Instruction, role: RoleId, credits_: int | None) -> Changed:
    """Settle or take away the limit of a role."""
    await locks.pools_of(conn, said.guild_id)
    before = await limits.limit_of(conn, said.guild_id, Scope.ROLE, role)
    await limits.write_limit(conn, said.guild_id, Scope.ROLE, role, credits_)
    return await _changed(conn, said, f"limit:role:{role}", before, credits_)


async def limit_member(conn: AsyncConnection, said: Instruction, whose: MemberId, credits_: int | None) -> Changed:
    """Settle or take away a member's own limit."""
    await locks.pools_of(conn, said.guild_id)
    surrogate = await accounts.surrogate_of(conn, whose)
    before = await limits.limit_of(conn, said.guild_id, Scope.MEMBER, surrogate)
    await limits.write_limit(conn, said.guild_id, Scope.MEMBER, surrogate, credits_)
    return await _changed(conn, said, f"limit:member:{surrogate}", before, credits_)


async def block(
    conn: AsyncConnection, said: Instruction, whose: MemberId, wanted: Block | None, about: JobId | None
) -> Block | None:
    """Keep a member from asking for videos, or let the member again; gives the block that was there before."""
    await locks.pools_of(conn, said.guild_id)
    before = await blocks.find(conn, said.guild_id, whose, said.at)
    surrogate = await accounts.surrogate_of(conn, whose)
    await blocks.write(conn, said.guild_id, surrogate, wanted)
    await audits.note(conn, said, f"block:member:{surrogate}", _end(before), _end(wanted))
    if about is not None and said.by is not None:
        await log_cards.note(conn, about, said.guild_id, Deed.BLOCKED, said.by, said.at)
    return before


def _end(of: Block | None) -> str | None:
    return None if of is None else "for good" if of.until is None else str(int(of.until))


async def give_room(
    conn: AsyncConnection, said: Instruction, whose: MemberId, amount: int, terms: Terms
) -> Changed | AmountUnfit:
    """Let a member use more than the limit says until the period ends; the pool stays what it is."""
    unfit = refuse_amount(amount, least=1)
    if unfit:
        return unfit
    await locks.pools_of(conn, said.guild_id)
    meter, surrogate = await _meter(conn, said.guild_id, whose, terms, said.at)
    line = f"room:{said.request}"
    if await accounts.is_written(conn, line):
        return Changed(before=meter.credits - amount, after=meter.credits)
    # a meter's credits are room, which nobody can spend by itself
    actor = await audits.actor(conn, said)
    await accounts.grant(conn, line, meter.id, amount, said.at, said.reason, actor=actor, source=METER)
    return await _changed(conn, said, f"room:member:{surrogate}", meter.credits, meter.credits + amount)


async def _meter(
    conn: AsyncConnection, guild_id: GuildId, whose: MemberId, terms: Terms, now: Instant
) -> tuple[Account, int]:
    current = await periods.current(conn, guild_id, terms, await limits.own_rule(conn, guild_id), now)
    surrogate = await accounts.surrogate_of(conn, whose)
    meter = member_account(guild_id, surrogate, current.span.key)
    await accounts.open_account(conn, meter, guild_id, AccountKind.MEMBER)
    return await accounts.read(conn, meter), surrogate


async def give_back(conn: AsyncConnection, said: Instruction, job: Job, terms: Terms) -> Returned | Refusal:
    """Return what a job captured, once: as room to its member, and into the current pool as far as the ceiling lets.

    With more, moderators would have the operator pay twice for a period.
    """
    await locks.pools_of(conn, job.guild_id)
    captured = await _captured(conn, job.id)
    if not captured:
        return NothingToReturn()
    line = f"{job.id}:return"
    if await accounts.is_written(conn, line):
        return ReturnedAlready()
    own = await limits.own_rule(conn, job.guild_id)
    current = await periods.current(conn, job.guild_id, terms, own, said.at)
    meter, _ = await _meter(conn, job.guild_id, job.member_id, terms, said.at)
    pool = await accounts.read(conn, allowance_account(job.guild_id, current.span.key))
    to_pool = max(0, min(captured, current.bound(ceiling_of(terms, own, current.kind)) - pool.credits))
    actor = await audits.actor(conn, said)
    for line_id, account_id, amount, source in (
        (line, meter.id, captured, METER),
        (f"{line}:pool", pool.id, to_pool, SPENT),
    ):
        if amount:
            await accounts.grant(
                conn, line_id, account_id, amount, said.at, said.reason, actor=actor, source=source, job_id=job.id
            )
    await audits.note(conn, said, f"return:{job.id}", None, captured)
    if said.by is not None:
        await log_cards.note(conn, job.id, job.guild_id, Deed.RETURNED, said.by, said.at)
    return Returned(credits=captured, to_pool=to_pool)


async def _captured(conn: AsyncConnection, job_id: JobId) -> int:
    query = select(func.coalesce(func.sum(transfer.c.amount), 0)).join(account, account.c.id == transfer.c.debit)
    of_pools = account.c.kind.in_(SERVERS), transfer.c.kind == TransferKind.POST, transfer.c.job_id == job_id
    return int((await conn.execute(query.where(*of_pools))).scalar_one())


async def grant_key(conn: AsyncConnection, said: Instruction, fingerprint: str, amount: int) -> Changed | AmountUnfit:
    """Add to what the operator bought for a key, or correct it downwards, never below what is held and spent."""
    return await _grant(conn, replace(said, guild_id=NO_GUILD), key_account(fingerprint), AccountKind.KEY, amount)


async def grant_extra(conn: AsyncConnection, said: Instruction, amount: int) -> Changed | AmountUnfit:
    """Give a server credits that do not expire, or take back what nobody holds of them."""
    await locks.pools_of(conn, said.guild_id)
    return await _grant(conn, said, extra_account(said.guild_id), AccountKind.EXTRA, amount)


async def _grant(
    conn: AsyncConnection, said: Instruction, name: str, kind: AccountKind, amount: int
) -> Changed | AmountUnfit:
    known = await accounts.find(conn, name)
    free = known.available if known else 0
    line = f"grant:{said.request}"
    if await accounts.is_written(conn, line):
        return Changed(before=free - amount, after=free)
    unfit = refuse_amount(amount, least=-free, most=MOST - free)
    if unfit:
        return unfit
    if amount > 0:
        # not before: a key that has an account is out of credits when it has none
        await accounts.open_account(conn, name, said.guild_id, kind)
        await accounts.grant(conn, line, name, amount, said.at, said.reason, actor=OPERATOR)
    elif known is not None and amount < 0:
        await accounts.take_back(conn, line, known, -amount, said.at, said.reason)
    return await _changed(conn, said, f"grant:{name}", free, free + amount)


async def set_ceiling(conn: AsyncConnection, said: Instruction, ceiling: int | None) -> Changed:
    """Settle the most that a server's moderators may settle; None is what the terms say."""
    await locks.pools_of(conn, said.guild_id)
    own = await limits.own_rule(conn, said.guild_id)
    await limits.write_own_rule(conn, said.guild_id, replace(own, ceiling=ceiling))
    return await _changed(conn, said, "ceiling", own.ceiling, ceiling)


async def _changed(conn: AsyncConnection, said: Instruction, subject: str, before: Any, after: Any) -> Changed:
    await audits.note(conn, said, subject, before, after)
    return Changed(before=before, after=after)
