"""Holds in the database: how they are placed and how they end. Every function runs inside its caller's transaction."""

from typing import Final

from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.budget import Instruction, Share, Terms
from bot.domain.ids import Instant, JobId, RoleId
from bot.domain.job import Capture, Job, Settlement
from bot.domain.ledger import (
    ABSORBED,
    METER,
    OPERATOR,
    SERVERS,
    SPENT,
    VENDOR,
    Account,
    AccountKind,
    Leg,
    TransferKind,
    allowance_account,
    extra_account,
    hold_id,
    key_account,
    member_account,
    resolution_id,
    resolve,
    spread,
)
from bot.domain.refusals import AllowanceUsedUp, KeyBudgetUsedUp, MemberLimitReached, Refusal
from bot.store import accounts, limits, locks, periods
from bot.store.tables import account, transfer

COUNTERPART = {
    AccountKind.KEY: VENDOR,
    AccountKind.ALLOWANCE: SPENT,
    AccountKind.EXTRA: SPENT,
    AccountKind.MEMBER: METER,
}
"""Where a capture goes."""
_AMOUNT: Final = account.c.pending.type
_HOLD: Final = (
    update(account)
    .where(account.c.id == bindparam("named"))
    .values(pending=account.c.pending + bindparam("held", type_=_AMOUNT))
)
_FREE: Final = (
    update(account)
    .where(account.c.id == bindparam("named"))
    .values(
        pending=account.c.pending - bindparam("freed", type_=_AMOUNT),
        posted=account.c.posted + bindparam("spent", type_=_AMOUNT),
    )
)
_ENDS: Final = transfer.alias()
_LEGS: Final = (
    select(transfer.c.id, transfer.c.debit, transfer.c.amount, account.c.kind)
    .join(account, account.c.id == transfer.c.debit)
    .outerjoin(_ENDS, _ENDS.c.pending_id == transfer.c.id)
    .where(transfer.c.job_id == bindparam("of"), transfer.c.kind == TransferKind.PENDING, _ENDS.c.id.is_(None))
    .order_by(func.length(transfer.c.id), transfer.c.id)
)
_KEY: Final = (
    select(account.c.id)
    .join(transfer, transfer.c.debit == account.c.id)
    .where(transfer.c.job_id == bindparam("of"), transfer.c.kind == TransferKind.PENDING)
    .where(account.c.kind == AccountKind.KEY)
)
_BORNE: Final = select(transfer.c.debit, transfer.c.credit, transfer.c.amount).where(
    transfer.c.job_id == bindparam("of"), or_(transfer.c.credit == ABSORBED, transfer.c.debit == ABSORBED)
)


async def place(
    conn: AsyncConnection, new: Job, roles: tuple[RoleId, ...], terms: Terms, now: Instant
) -> Refusal | None:
    """Set the price of a new job aside along the whole budget tree, all or nothing.

    The caller holds the lock of the server's pools. Refuses with KeyBudgetUsedUp, AllowanceUsedUp or
    MemberLimitReached, in this order.
    """
    own = await limits.own_rule(conn, new.guild_id)
    current = await periods.current(conn, new.guild_id, terms, own, now)
    key = await accounts.find(conn, key_account(terms.key))
    if key is not None and key.available < new.price:
        return KeyBudgetUsedUp()
    pool = await accounts.read(conn, allowance_account(new.guild_id, current.span.key))
    extra = await accounts.find(conn, extra_account(new.guild_id))
    pools = [pool] if extra is None else [pool, extra]
    parts = spread(new.price, pools)
    if parts is None:
        return _used_up(new.price, pools, current.span.ends_at)
    surrogate = await accounts.surrogate_of(conn, new.member_id)
    meter = member_account(new.guild_id, surrogate, current.span.key)
    share = await limits.share(conn, new.guild_id, surrogate, roles, own, await accounts.find(conn, meter))
    if share.left is not None and share.left < new.price:
        return _limit_reached(new.price, share, current.span.ends_at)
    await accounts.open_account(conn, meter, new.guild_id, AccountKind.MEMBER)
    kinds = {one.id: one.kind for one in pools}
    legs = [(account_id, kinds[account_id], amount) for account_id, amount in parts]
    if key is not None:
        legs.insert(0, (key.id, key.kind, new.price))
    await _write(conn, new, [*legs, (meter, AccountKind.MEMBER, new.price)], accounts.actor_of(surrogate), now)
    return None


def _used_up(price: int, pools: list[Account], resets_at: Instant) -> AllowanceUsedUp:
    pool = pools[0]
    return AllowanceUsedUp(
        price=price,
        available=sum(one.available for one in pools),
        held=sum(one.pending for one in pools),
        allowance=pool.credits,
        resets_at=resets_at,
    )


def _limit_reached(price: int, share: Share, resets_at: Instant) -> MemberLimitReached:
    limit = share.limit
    if limit is None:
        raise ValueError("no limit that could be reached")
    return MemberLimitReached(
        price=price,
        left=share.left or 0,
        limit=limit.credits + share.room,
        held=share.held,
        resets_at=resets_at,
        source=limit.source.value,
        role=limit.role or 0,
    )


async def _write(
    conn: AsyncConnection, new: Job, legs: list[tuple[str, AccountKind, int]], actor: str, now: Instant
) -> None:
    for number, (account_id, kind, amount) in enumerate(legs):
        line = {
            "id": hold_id(new.id, number),
            "kind": TransferKind.PENDING,
            "debit": account_id,
            "credit": COUNTERPART[kind],
            "amount": amount,
            "job_id": new.id,
            "actor": actor,
            "reason": "hold for a video",
            "at": now,
        }
        await conn.execute(accounts.LINE, line)
        await conn.execute(_HOLD, {"named": account_id, "held": amount})


async def open_legs(conn: AsyncConnection, job_id: JobId) -> list[Leg]:
    """Read the legs of a job's hold that are not resolved, in the order they were placed."""
    return [
        Leg(transfer_id=row.id, account_id=row.debit, kind=AccountKind(row.kind), amount=row.amount)
        for row in await conn.execute(_LEGS, {"of": job_id})
    ]


async def settle(
    conn: AsyncConnection, settled: Job, settlement: Settlement, now: Instant, said: Instruction | None = None
) -> None:
    """End a job's hold: capture a part and release the rest, or give it all back; book what the operator bears.

    The lines name who `said` so, and why.
    """
    await locks.pools_of(conn, settled.guild_id)
    ending = settled.ending.value if settled.ending else settled.state.value
    actor, reason = (accounts.SYSTEM, ending) if said is None else (accounts.OPERATOR, said.reason)
    captured = settlement.amount if isinstance(settlement, Capture) else 0
    legs = await open_legs(conn, settled.id)
    for leg, part in resolve(captured, legs):
        line = {
            "id": resolution_id(leg.transfer_id),
            "kind": TransferKind.POST if part else TransferKind.VOID,
            "debit": leg.account_id,
            "credit": COUNTERPART[leg.kind],
            "amount": part,
            "pending_id": leg.transfer_id,
            "reason": reason,
            "job_id": settled.id,
            "actor": actor,
            "at": now,
        }
        await conn.execute(accounts.LINE, line)
        await conn.execute(_FREE, {"named": leg.account_id, "freed": leg.amount, "spent": part})
        if leg.kind in SERVERS:
            await periods.expire_rest(conn, await accounts.read(conn, leg.account_id), now)
    about = {"actor": actor, "reason": "borne by the operator" if said is None else reason, "at": now}
    await _absorb(conn, settled, settlement.absorbed, again=settled.free or said is not None, **about)


async def _absorb(conn: AsyncConnection, of: Job, amount: int, *, again: bool, **about: object) -> None:
    """Book what the operator bears of a job in all: off the key's budget as far as it reaches: it is gone there too.

    `again` is whether something may be booked of it already; then the difference is, to either side. A line's name has
    the job's `rev` then, by which the move that it belongs to is fenced, so that it is written once.
    """
    booked = await borne(conn, of.id) if again else (0, 0)
    if sum(booked) == amount:
        # as with most jobs: nothing to write, and so no account to be looked for
        return
    mark = f":{of.rev}" if again else ""
    await bear(conn, str(of.id), mark, await _key_of(conn, of.id), booked, amount, job_id=of.id, **about)


async def bear(
    conn: AsyncConnection,
    name: str,
    mark: str,
    key: str | None,
    booked: tuple[int, int],
    amount: int,
    **about: object,
) -> None:
    """Bring what is booked as borne (off the key's budget, and beyond it) to `amount` in all.

    The lines are named after what they are for, with a mark that tells those of one word from those of the next.
    """
    more = amount - sum(booked)
    if more > 0:
        part = min(more, (await accounts.read(conn, key)).available) if key else 0
        if key and part:
            await accounts.direct(conn, f"{name}:absorbed{mark}:key", key, ABSORBED, part, **about)
            await conn.execute(update(account).where(account.c.id == key).values(posted=account.c.posted + part))
        if more > part:
            await accounts.direct(conn, f"{name}:absorbed{mark}", OPERATOR, ABSORBED, more - part, **about)
    elif more < 0:
        rest = min(-more, booked[1])
        if rest:
            await accounts.direct(conn, f"{name}:restored{mark}", ABSORBED, OPERATOR, rest, **about)
        if key and -more > rest:
            back = -more - rest
            await accounts.direct(conn, f"{name}:restored{mark}:key", ABSORBED, key, back, **about)
            await conn.execute(update(account).where(account.c.id == key).values(credits=account.c.credits + back))


async def _key_of(conn: AsyncConnection, job_id: JobId) -> str | None:
    """Name the key's account that a job's hold was on; None for a key without a budget."""
    return (await conn.execute(_KEY, {"of": job_id})).scalar_one_or_none()


async def borne(conn: AsyncConnection, job_id: JobId) -> tuple[int, int]:
    """Sum what is booked of a job as borne: off the key's budget, and beyond it."""
    sums = {True: 0, False: 0}
    for debit, credit, amount in await conn.execute(_BORNE, {"of": job_id}):
        other, signed = (debit, amount) if credit == ABSORBED else (credit, -amount)
        sums[other != OPERATOR] += signed
    return sums[True], sums[False]
