"""The invariants of the ledger and of the jobs, verified over the whole database.

They are numbered E1 to E13 in docs/decisions/0003-the-ledger.md. E9 (a member's limit) and E12 (a replay changes
nothing) hold at the moment of a write and are shown by tests; E11 (the vendor's own balance) needs the vendor's word.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import Select, Subquery, and_, case, exists, func, literal_column, or_, select, union_all
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
_open = and_(
    transfer.c.kind == TransferKind.PENDING,
    ~exists(select(_end.c.pending_id).where(_end.c.pending_id == transfer.c.id)),
)


def _fold(**sums: Sequence[Any]) -> Subquery:
    """Add up lines, each sum by what its lines are `of`; the conditions after that choose them.

    All at once: asked for each job or account by itself, a database reads the lines as often as there are any.
    """
    lines = union_all(
        *(
            select(
                of.label("of"),
                *((transfer.c.amount if name == own else literal_column("0")).label(name) for name in sums),
            ).where(*conditions)
            for own, (of, *conditions) in sums.items()
        )
    ).subquery()
    return select(lines.c.of, *(func.sum(lines.c[name]).label(name) for name in sums)).group_by(lines.c.of).subquery()


def _sum(column: Any) -> Any:
    """Give a sum of a fold that was outer joined: of what has no line it is 0."""
    return func.coalesce(column, 0)


def _balances() -> Select[Any]:
    """E1: the balances kept are the fold of the lines."""
    lines = _fold(
        granted=(transfer.c.credit, transfer.c.kind == TransferKind.DIRECT),
        gone=(transfer.c.debit, transfer.c.kind.in_((TransferKind.POST, TransferKind.DIRECT))),
        held=(transfer.c.debit, _open),
    )
    return (
        select(account.c.id, account.c.credits, account.c.posted, account.c.pending)
        .outerjoin(lines, lines.c.of == account.c.id)
        .where(
            or_(
                account.c.credits != _sum(lines.c.granted),
                account.c.posted != _sum(lines.c.gone),
                account.c.pending != _sum(lines.c.held),
            )
        )
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
    several = select(_end.c.pending_id).group_by(_end.c.pending_id).having(func.count() > 1).subquery()
    ends = transfer.c.kind.in_((TransferKind.POST, TransferKind.VOID))
    wrong = or_(
        _line.c.id.is_(None),
        _line.c.kind != TransferKind.PENDING,
        _line.c.debit != transfer.c.debit,
        _line.c.credit != transfer.c.credit,
        transfer.c.amount > _line.c.amount,
        (transfer.c.kind == TransferKind.VOID) != (transfer.c.amount == 0),
        several.c.pending_id.is_not(None),
    )
    return (
        select(transfer.c.id, transfer.c.kind, transfer.c.amount, transfer.c.pending_id)
        .outerjoin(_line, _line.c.id == transfer.c.pending_id)
        .outerjoin(several, several.c.pending_id == transfer.c.pending_id)
        .where(or_(and_(ends, wrong), and_(~ends, transfer.c.pending_id.is_not(None))))
    )


def _on(*begins: str) -> Any:
    """Choose the lines on the accounts whose names begin so: a for allowance, x extra, m member, k key."""
    return or_(*(transfer.c.debit.like(f"{begin}:%") for begin in begins))


def _holds(of: Mapping[str, Any]) -> Any:
    """E5: an open job holds its price, once; any other holds nothing; what ended without a video paid nothing.

    A key without a budget has no leg. A job that is free had its hold before it was found.
    """
    wanted = case((and_(job.c.state.in_(OPEN), ~job.c.free), job.c.price), else_=0)
    return or_(
        of["held"] != wanted,
        of["metered"] != wanted,
        of["bought"].not_in((0, wanted)),
        and_(job.c.state.in_(VOID), of["paid"] != 0),
    )


def _captures(of: Mapping[str, Any]) -> Any:
    """E6: a job with a clip paid what was consumed, at most its price, nothing if it is free; the operator the rest."""
    consumed = func.coalesce(job.c.consumed, job.c.price)
    due = case((job.c.free, 0), (consumed < job.c.price, consumed), else_=job.c.price)
    over = case((job.c.free, consumed), (consumed > job.c.price, consumed - job.c.price), else_=0)
    return and_(job.c.state.in_(CAPTURED), or_(of["paid"] != due, of["absorbed"] != over))


def _returns(of: Mapping[str, Any]) -> Any:
    """E13: what was returned of a job, to its member or into a pool, is at most what it paid."""
    return or_(of["room"] > of["paid"], of["into_pools"] > of["room"])


JOBS: Final = {
    "E5": ("state", "price", "held", "paid"),
    "E6": ("consumed", "price", "paid", "absorbed"),
    "E13": ("paid", "room", "into_pools"),
}
"""What is told of a job that breaks an invariant."""


def _jobs() -> Select[Any]:
    """E5, E6 and E13: one fold of the lines tells of each job which of them it breaks."""
    its, direct = transfer.c.job_id, transfer.c.kind == TransferKind.DIRECT
    lines = _fold(
        held=(its, _on(*POOLS), _open),
        metered=(its, _on("m"), _open),
        bought=(its, _on("k"), _open),
        paid=(its, _on(*POOLS), transfer.c.kind == TransferKind.POST),
        booked=(its, transfer.c.credit == ABSORBED),
        restored=(its, transfer.c.debit == ABSORBED),
        room=(its, direct, transfer.c.debit == METER),
        into_pools=(its, direct, transfer.c.debit == SPENT),
    )
    of = {name: _sum(column) for name, column in lines.c.items()}
    of["absorbed"] = of["booked"] - of["restored"]
    wrong = {"E5": _holds(of), "E6": _captures(of), "E13": _returns(of)}
    return (
        select(
            *(job.c.id, job.c.state, job.c.price, job.c.consumed),
            *(of[name].label(name) for name in ("held", "paid", "absorbed", "room", "into_pools")),
            *(condition.label(name) for name, condition in wrong.items()),
        )
        .outerjoin(lines, lines.c.of == job.c.id)
        .where(or_(*wrong.values()))
    )


def _orphans() -> Select[Any]:
    """E5: nothing is held for a job that does not exist."""
    of_a_job = exists(select(job.c.id).where(job.c.id == transfer.c.job_id))
    return select(transfer.c.id, transfer.c.debit, transfer.c.amount).where(~of_a_job, _open)


def _servers() -> Select[Any]:
    """E7: of every server, granted = available + held + spent + expired, each taken from the lines alone."""
    pools = account.c.kind.in_(SERVERS)
    given = account.c.guild_id, pools, transfer.c.debit == account.c.id
    lines = _fold(
        granted=(account.c.guild_id, pools, transfer.c.credit == account.c.id),
        gone=(*given, or_(transfer.c.kind == TransferKind.POST, transfer.c.credit == EXPIRED)),
        held=(*given, _open),
    )
    available = func.sum(account.c.credits - account.c.posted - account.c.pending).label("available")
    kept = select(account.c.guild_id, available).where(pools).group_by(account.c.guild_id).subquery()
    by_lines = lines.c.granted - lines.c.gone - lines.c.held
    return (
        select(kept.c.guild_id, kept.c.available, by_lines.label("by_lines"))
        .outerjoin(lines, lines.c.of == kept.c.guild_id)
        .where(kept.c.available != _sum(by_lines))
    )


def _meters() -> Select[Any]:
    """E8: what the members of a server hold and spent is what its pools hold and spent."""
    is_member = account.c.kind == AccountKind.MEMBER
    lines = _fold(expired=(transfer.c.debit, transfer.c.credit == EXPIRED))
    posted = case((is_member, account.c.posted), else_=-(account.c.posted - _sum(lines.c.expired)))
    pending = case((is_member, account.c.pending), else_=-account.c.pending)
    return (
        select(account.c.guild_id, func.sum(pending).label("held"), func.sum(posted).label("spent"))
        .outerjoin_from(account, lines, lines.c.of == account.c.id)
        .where(account.c.kind != AccountKind.KEY)
        .group_by(account.c.guild_id)
        .having(or_(func.sum(pending) != 0, func.sum(posted) != 0))
    )


def _deliveries() -> Select[Any]:
    """E10: a delivered job has a delivery that was posted, and every job past its submit has a task of its own.

    Among the final jobs with a clip, those with an open delivery are those with a deadline.
    """

    def times(*states: DeliveryState) -> Any:
        return func.sum(case((delivery.c.state.in_(states), 1), else_=0))

    posted = times(DeliveryState.POSTED, DeliveryState.DELETING, DeliveryState.DELETED)
    under_way = times(DeliveryState.WAITING, DeliveryState.POSTING, DeliveryState.DELETING)
    all_of_it = select(delivery.c.job_id, posted.label("posted"), under_way.label("under_way"))
    fold = all_of_it.group_by(delivery.c.job_id).subquery()
    was_posted, has_open = _sum(fold.c.posted) > 0, _sum(fold.c.under_way) > 0
    has_task = (JobState.RUNNING, JobState.FETCHING, *sorted(CAPTURED))
    wrong = or_(
        and_(job.c.state == JobState.DELIVERED, ~was_posted),
        and_(job.c.state.in_(has_task), job.c.task_id.is_(None)),
        and_(job.c.state.in_(SETTLED), job.c.deadline_at.is_not(None) != has_open),
    )
    return select(job.c.id, job.c.state, job.c.task_id).outerjoin(fold, fold.c.job_id == job.c.id).where(wrong)


@cache
def _invariants() -> tuple[tuple[str, Select[Any]], ...]:
    """Put the statements together once, which takes longer than a small database takes to answer them."""
    return (
        ("E1", _balances()),
        ("E2", _overdrawn()),
        ("E3", _one_sided()),
        ("E4", _resolutions()),
        ("jobs", _jobs()),
        ("E5", _orphans()),
        ("E7", _servers()),
        ("E8", _meters()),
        ("E10", _deliveries()),
    )


def _finding(name: str, row: Mapping[str, Any], *columns: str) -> Finding:
    subject, *others = row
    told = ", ".join(f"{column} {row[column]}" for column in columns or others)
    return Finding(invariant=name, subject=str(row[subject]), detail=told)


def _findings(name: str, row: Mapping[str, Any]) -> list[Finding]:
    if name != "jobs":
        return [_finding(name, row)]
    return [_finding(broken, row, *columns) for broken, columns in JOBS.items() if row[broken]]


async def check(conn: AsyncConnection) -> list[Finding]:
    """Look for whatever breaks an invariant."""
    findings: list[Finding] = []
    for name, broken in _invariants():
        for row in (await conn.execute(broken)).mappings():
            findings.extend(_findings(name, row))
    return sorted(findings, key=lambda finding: int(finding.invariant[1:]))
