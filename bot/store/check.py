"""The invariants of the ledger and of the jobs, verified over the whole database.

They are numbered E1 to E13 in docs/decisions/0003-the-ledger.md. E9 (a member's limit) and E12 (a replay changes
nothing) hold at the moment of a write and are shown by tests; E11 (the vendor's own balance) needs the vendor's word.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from sqlalchemy import Select, and_, case, exists, func, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import DeliveryState
from bot.domain.job import CAPTURED, OPEN, VOID, JobState
from bot.domain.ledger import ABSORBED, EXPIRED, METER, SERVERS, SPENT, AccountKind, TransferKind
from bot.domain.redelivery import SETTLED
from bot.ports import Finding
from bot.store.tables import account, delivery, job, transfer

POOLS: Final = ("a", "x")

_end = transfer.alias("resolution")
_line = transfer.alias("line")


def _sum(column: Any, *conditions: Any) -> Any:
    return select(func.coalesce(func.sum(column), 0)).where(*conditions).correlate(account, job).scalar_subquery()


def _unresolved() -> Any:
    return ~exists(select(_end.c.id).where(_end.c.pending_id == transfer.c.id))


def _balances() -> Select[Any]:
    """E1: the balances kept are the fold of the lines."""
    granted = _sum(transfer.c.amount, transfer.c.credit == account.c.id, transfer.c.kind == TransferKind.DIRECT)
    gone = _sum(
        transfer.c.amount,
        transfer.c.debit == account.c.id,
        transfer.c.kind.in_((TransferKind.POST, TransferKind.DIRECT)),
    )
    held = _sum(
        transfer.c.amount,
        transfer.c.debit == account.c.id,
        transfer.c.kind == TransferKind.PENDING,
        _unresolved(),
    )
    return select(account.c.id, account.c.credits, account.c.posted, account.c.pending).where(
        or_(account.c.credits != granted, account.c.posted != gone, account.c.pending != held)
    )


def _overdrawn() -> Select[Any]:
    """E2: no pool gives more than it was granted."""
    overdrawn = or_(account.c.pending < 0, account.c.pending + account.c.posted > account.c.credits)
    return select(account.c.id, account.c.pending, account.c.posted, account.c.credits).where(
        account.c.kind != AccountKind.MEMBER, overdrawn
    )


def _one_sided() -> Select[Any]:
    """E3: every line moves a natural number of credits from one account to another."""
    return select(transfer.c.id, transfer.c.debit, transfer.c.credit, transfer.c.amount).where(
        or_(transfer.c.amount < 0, transfer.c.debit == transfer.c.credit)
    )


def _resolutions() -> Select[Any]:
    """E4: a resolution is its pending line's only one, keeps its accounts and bounds, and is a void exactly at 0."""
    another = _end.c.pending_id == transfer.c.pending_id, _end.c.id != transfer.c.id
    ends = transfer.c.kind.in_((TransferKind.POST, TransferKind.VOID))
    wrong = or_(
        _line.c.id.is_(None),
        _line.c.kind != TransferKind.PENDING,
        _line.c.debit != transfer.c.debit,
        _line.c.credit != transfer.c.credit,
        transfer.c.amount > _line.c.amount,
        (transfer.c.kind == TransferKind.VOID) != (transfer.c.amount == 0),
        exists(select(_end.c.id).where(*another)),
    )
    return (
        select(transfer.c.id, transfer.c.kind, transfer.c.amount, transfer.c.pending_id)
        .outerjoin(_line, _line.c.id == transfer.c.pending_id)
        .where(or_(and_(ends, wrong), and_(~ends, transfer.c.pending_id.is_not(None))))
    )


def _of_job(kind: TransferKind, *begins: str, unresolved: bool = False) -> Any:
    """Sum the lines of a job on the accounts whose names begin so: a for allowance, x extra, m member, k key."""
    side = or_(*(transfer.c.debit.like(f"{begin}:%") for begin in begins))
    conditions = [transfer.c.job_id == job.c.id, transfer.c.kind == kind, side]
    return _sum(transfer.c.amount, *conditions, *([_unresolved()] if unresolved else []))


def _holds() -> Select[Any]:
    """E5: an open job holds its price, once; any other holds nothing; what ended without a video paid nothing.

    A key without a budget has no leg. A job that is free had its hold before it was found.
    """
    held = _of_job(TransferKind.PENDING, *POOLS, unresolved=True)
    metered = _of_job(TransferKind.PENDING, "m", unresolved=True)
    bought = _of_job(TransferKind.PENDING, "k", unresolved=True)
    paid = _of_job(TransferKind.POST, *POOLS)
    wanted = case((and_(job.c.state.in_(OPEN), ~job.c.free), job.c.price), else_=0)
    wrong = or_(held != wanted, metered != wanted, bought.not_in((0, wanted)), and_(job.c.state.in_(VOID), paid != 0))
    return select(job.c.id, job.c.state, job.c.price, held.label("held"), paid.label("paid")).where(wrong)


def _orphans() -> Select[Any]:
    """E5: nothing is held for a job that does not exist."""
    of_a_job = exists(select(job.c.id).where(job.c.id == transfer.c.job_id))
    held = transfer.c.kind == TransferKind.PENDING
    return select(transfer.c.id, transfer.c.debit, transfer.c.amount).where(held, _unresolved(), ~of_a_job)


def _captures() -> Select[Any]:
    """E6: a job with a clip paid what was consumed, at most its price, nothing if it is free; the operator the rest."""
    paid = _of_job(TransferKind.POST, *POOLS)
    booked = _sum(transfer.c.amount, transfer.c.job_id == job.c.id, transfer.c.credit == ABSORBED)
    restored = _sum(transfer.c.amount, transfer.c.job_id == job.c.id, transfer.c.debit == ABSORBED)
    borne = booked - restored
    consumed = func.coalesce(job.c.consumed, job.c.price)
    due = case((job.c.free, 0), (consumed < job.c.price, consumed), else_=job.c.price)
    over = case((job.c.free, consumed), (consumed > job.c.price, consumed - job.c.price), else_=0)
    return select(job.c.id, job.c.consumed, job.c.price, paid.label("paid"), borne.label("absorbed")).where(
        job.c.state.in_(CAPTURED), or_(paid != due, borne != over)
    )


def _returns() -> Select[Any]:
    """E13: what was returned of a job, to its member or into a pool, is at most what it paid."""
    paid = _of_job(TransferKind.POST, *POOLS)
    direct = transfer.c.job_id == job.c.id, transfer.c.kind == TransferKind.DIRECT
    room = _sum(transfer.c.amount, *direct, transfer.c.debit == METER)
    into_pools = _sum(transfer.c.amount, *direct, transfer.c.debit == SPENT)
    return select(job.c.id, paid.label("paid"), room.label("room"), into_pools.label("into_pools")).where(
        or_(room > paid, into_pools > room)
    )


def _servers() -> Select[Any]:
    """E7: of every server, granted = available + held + spent + expired, each taken from the lines alone."""
    pools = account.c.kind.in_(SERVERS)
    lines = union_all(
        select(account.c.guild_id, transfer.c.amount.label("granted"), (transfer.c.amount * 0).label("gone")).where(
            pools, transfer.c.credit == account.c.id
        ),
        select(account.c.guild_id, transfer.c.amount * 0, transfer.c.amount).where(
            pools,
            transfer.c.debit == account.c.id,
            or_(transfer.c.kind == TransferKind.POST, transfer.c.credit == EXPIRED),
        ),
        select(account.c.guild_id, transfer.c.amount * 0, transfer.c.amount).where(
            pools, transfer.c.debit == account.c.id, transfer.c.kind == TransferKind.PENDING, _unresolved()
        ),
    ).subquery()
    folded = select(lines.c.guild_id, (func.sum(lines.c.granted) - func.sum(lines.c.gone)).label("available")).group_by(
        lines.c.guild_id
    )
    folded_rows = folded.subquery()
    kept = (
        select(
            account.c.guild_id, func.sum(account.c.credits - account.c.posted - account.c.pending).label("available")
        )
        .where(pools)
        .group_by(account.c.guild_id)
        .subquery()
    )
    return (
        select(kept.c.guild_id, kept.c.available, folded_rows.c.available.label("by_lines"))
        .outerjoin(folded_rows, folded_rows.c.guild_id == kept.c.guild_id)
        .where(kept.c.available != func.coalesce(folded_rows.c.available, 0))
    )


def _meters() -> Select[Any]:
    """E8: what the members of a server hold and spent is what its pools hold and spent."""
    is_member = account.c.kind == AccountKind.MEMBER
    expired = _sum(transfer.c.amount, transfer.c.debit == account.c.id, transfer.c.credit == EXPIRED)
    posted = case((is_member, account.c.posted), else_=-(account.c.posted - expired))
    pending = case((is_member, account.c.pending), else_=-account.c.pending)
    return (
        select(account.c.guild_id, func.sum(pending).label("held"), func.sum(posted).label("spent"))
        .where(account.c.kind != AccountKind.KEY)
        .group_by(account.c.guild_id)
        .having(or_(func.sum(pending) != 0, func.sum(posted) != 0))
    )


def _deliveries() -> Select[Any]:
    """E10: a delivered job has a delivery that was posted, and every job past its submit has a task of its own.

    Among the final jobs with a clip, those with an open delivery are those with a deadline.
    """
    was = (DeliveryState.POSTED, DeliveryState.DELETING, DeliveryState.DELETED)
    posted = exists(select(delivery.c.job_id).where(delivery.c.job_id == job.c.id, delivery.c.state.in_(was)))
    is_open = delivery.c.state.in_((DeliveryState.WAITING, DeliveryState.POSTING, DeliveryState.DELETING))
    has_open = exists(select(delivery.c.job_id).where(delivery.c.job_id == job.c.id, is_open))
    has_task = (JobState.RUNNING, JobState.FETCHING, *sorted(CAPTURED))
    wrong = or_(
        and_(job.c.state == JobState.DELIVERED, ~posted),
        and_(job.c.state.in_(has_task), job.c.task_id.is_(None)),
        and_(job.c.state.in_(SETTLED), job.c.deadline_at.is_not(None) != has_open),
    )
    return select(job.c.id, job.c.state, job.c.task_id).where(wrong)


@cache
def _invariants() -> tuple[tuple[str, Select[Any]], ...]:
    """Put the statements together once, which takes longer than a small database takes to answer them."""
    return (
        ("E1", _balances()),
        ("E2", _overdrawn()),
        ("E3", _one_sided()),
        ("E4", _resolutions()),
        ("E5", _holds()),
        ("E5", _orphans()),
        ("E6", _captures()),
        ("E7", _servers()),
        ("E8", _meters()),
        ("E10", _deliveries()),
        ("E13", _returns()),
    )


def _findings(name: str, rows: Any) -> Iterator[Finding]:
    for row in rows.mappings():
        values = dict(row)
        subject = str(values.pop(next(iter(values))))
        yield Finding(
            invariant=name, subject=subject, detail=", ".join(f"{key} {value}" for key, value in values.items())
        )


async def check(conn: AsyncConnection) -> list[Finding]:
    """Look for whatever breaks an invariant."""
    findings: list[Finding] = []
    for name, broken in _invariants():
        findings.extend(_findings(name, await conn.execute(broken)))
    return findings
