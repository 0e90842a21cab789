"""Jobs in the database: accept, move, take a turn, lease. Every function runs inside its caller's transaction."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, replace
from functools import cache
from typing import Any, Final

from sqlalchemy import ClauseElement, ScalarSelect, Update, and_, bindparam, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import life
from bot.domain.budget import Instruction, Terms
from bot.domain.delivery import Delivery
from bot.domain.ids import ChannelId, GuildId, Instant, JobId, MemberId
from bot.domain.job import OPEN, WAITING, Job, JobState, Move
from bot.domain.log_card import Deed
from bot.domain.policy import Policy
from bot.domain.queue import Caps
from bot.domain.refusals import Blocked, Refusal, TooManyQueued
from bot.domain.requester import Requester
from bot.ports import StaleJobError
from bot.store import audits, blocks, calls, gate, holds, leases, locks, log_cards, policies, prices
from bot.store.rows import changing_columns, delivery_of, insert_missing, job_of, new_job_columns
from bot.store.tables import delivery, guild_turn, job, job_event

WITH_VENDOR = (JobState.SUBMITTING, JobState.RUNNING)
"""States in which a job takes one of the places that the caps count."""
UNDER_WAY = sorted(OPEN | {JobState.READY})
"""States in which a job counts as one that its member has under way."""
CARD_CHANGES = frozenset({JobState.AWAITING_APPROVAL, JobState.EXPIRED})
"""States that a job's card tells of, and that it leaves with a new one to be told."""
_JOB: Final = select(job).where(job.c.id == bindparam("named"))
_LOCKED: Final = _JOB.with_for_update()
_NEW: Final = insert(job)
_EVENT: Final = insert(job_event)
_LENT: Final = update(job).where(job.c.id == bindparam("named"))
_PLACES: Final = select(job.c.channel_id, job.c.parent_id).where(
    job.c.member_id == bindparam("of"), job.c.guild_id == bindparam("guild"), job.c.state.in_(UNDER_WAY)
)
_WAITING: Final = select(func.count()).where(job.c.member_id == bindparam("of"), job.c.state.in_(WAITING))
_DELIVERY: Final = (
    select(delivery).where(delivery.c.job_id == bindparam("of")).order_by(delivery.c.number.desc()).limit(1)
)
_OPENED: Final = insert(delivery)
_SENT: Final = update(delivery).where(delivery.c.job_id == bindparam("of"), delivery.c.number == bindparam("which"))
AUDITED = {Deed.APPROVED: "approve", Deed.REFUSED: "refuse", Deed.REMOVED: "remove"}
"""What deeds that move a job are called where changes are kept."""


async def read(conn: AsyncConnection, job_id: JobId) -> Job | None:
    """Read a job."""
    row = (await conn.execute(_JOB, {"named": job_id})).mappings().one_or_none()
    return job_of(row) if row is not None else None


async def accept(
    conn: AsyncConnection, new: Job, requester: Requester, terms: Terms, caps: Caps, now: Instant
) -> Job | Refusal:
    """Let a job wait for its turn, or first for a moderator, with its hold; the same id again changes nothing."""
    await locks.queue_of(conn, new.member_id)
    await locks.pools_of(conn, new.guild_id)
    known = await read(conn, new.id)
    if known is not None:
        return known
    policy = await policies.read(conn, new.guild_id)
    refused = await _refuse(conn, new, policy, requester, caps, now) or await holds.place(
        conn, new, requester.role_ids, terms, now
    )
    if refused is not None:
        return refused
    if policy.wants_approval(new.price, requester):
        until = now + life.APPROVAL_PATIENCE
        new = replace(new, state=JobState.AWAITING_APPROVAL, due_at=until, deadline_at=until)
    new = replace(new, guild_locale=policy.language or new.guild_locale)
    await conn.execute(_NEW, new_job_columns(new))
    await _record(conn, new, None, "accepted from the member", new.state_at)
    if new.state is JobState.AWAITING_APPROVAL:
        await log_cards.touch(conn, new.id, new.guild_id, now)
    return new


async def refuse(
    conn: AsyncConnection, new: Job, requester: Requester, terms: Terms, caps: Caps, now: Instant
) -> Refusal | None:
    """Judge a job as `accept` does, and leave nothing of it behind."""
    trial = await conn.begin_nested()
    try:
        answer = await accept(conn, new, requester, terms, caps, now)
    finally:
        await trial.rollback()
    return answer if isinstance(answer, Refusal) else None


async def _refuse(
    conn: AsyncConnection, new: Job, policy: Policy, requester: Requester, caps: Caps, now: Instant
) -> Refusal | None:
    shut = (await gate.read(conn)).refuse(now)
    shut = shut or (await prices.of(conn, new.spec)).refuse()
    if shut is not None:
        return shut
    stopped = await blocks.find(conn, new.guild_id, new.member_id, now)
    if stopped is not None:
        return Blocked(stopped.until or 0, stopped.reason)
    refused = policy.refuse(requester, new.spec, with_image=new.spec.image_url is not None)
    refused = refused or policy.refuse_more(requester, await _under_way(conn, new))
    mine = {"of": new.member_id}
    if refused is None and (await conn.execute(_WAITING, mine)).scalar_one() >= caps.queued_per_member:
        return TooManyQueued(caps.queued_per_member)
    return refused


async def _under_way(conn: AsyncConnection, new: Job) -> list[frozenset[ChannelId]]:
    """Read where each open job of a member was asked for in a server."""
    rows = await conn.execute(_PLACES, {"of": new.member_id, "guild": new.guild_id})
    return [frozenset(ChannelId(one) for one in row if one is not None) for row in rows]


async def apply(conn: AsyncConnection, move: Move, *, keep_lease: bool = False, said: Instruction | None = None) -> Job:
    """Write a move with all that belongs to it; raises StaleJobError when the job has changed meanwhile.

    With `said` the lines of the ledger name who did it, and why.
    """
    before, after = move.before, move.after
    changes = changing_columns(after)
    if not keep_lease:
        changes |= {"lease_owner": None, "lease_until": None}
    if after.state is not before.state:
        changes["tell_at"] = after.state_at
    changes |= calls.changes(before, after)
    if not await _write(conn, move, changes, keep_lease=keep_lease):
        raise StaleJobError(before.id)
    if after.state is not before.state:
        await _record(conn, after, before.state, move.why, after.state_at)
    elif move.noted_at is not None:
        await _record(conn, after, before.state, move.why, move.noted_at)
    if move.settlement is not None:
        await holds.settle(conn, after, move.settlement, max(after.state_at, move.noted_at or 0), said)
    await prices.heed(conn, move)
    if move.delivery is not None:
        values = asdict(move.delivery)
        its = {"of": move.delivery.job_id, "which": move.delivery.number}
        if not (await conn.execute(_SENT, its | values)).rowcount:
            await conn.execute(_OPENED, values)
    if before.state in CARD_CHANGES or (after.is_final and _shows(move)):
        await log_cards.touch(conn, after.id, after.guild_id, max(after.state_at, move.noted_at or 0))
    return after


async def _write(conn: AsyncConnection, move: Move, changes: dict[str, Any], *, keep_lease: bool) -> bool:
    """Change the job if it is as the move found it; for a send, with a lease that lasts until it is on its way."""
    asked: dict[str, Any] = {"named": move.before.id, "read": move.before.rev}
    sent_at = move.delivery.sent_at if keep_lease and move.delivery is not None else None
    if sent_at is not None:
        asked["sent_by"] = sent_at + life.SEND_WITHIN
    if move.after.state is JobState.READY:
        asked["ready_at"] = move.after.state_at
    statement = _found(is_ready="ready_at" in asked, sends="sent_by" in asked)
    worked_out = {name: value for name, value in changes.items() if isinstance(value, ClauseElement)}
    if worked_out:
        statement = statement.values(**worked_out)
    plain = {name: value for name, value in changes.items() if name not in worked_out}
    return (await conn.execute(statement, asked | plain)).rowcount == 1


@cache
def _found(*, is_ready: bool, sends: bool) -> Update:
    statement = update(job).where(job.c.id == bindparam("named"), job.c.rev == bindparam("read"))
    if sends:
        statement = statement.where(job.c.lease_until >= bindparam("sent_by"))
    if is_ready:
        ready_at = bindparam("ready_at", type_=job.c.took.type)
        statement = statement.values(took=ready_at - _task_began())
    return statement


def _shows(move: Move) -> bool:
    """Whether a move of a final job changes what its card in the log channel says."""
    return not move.before.is_final or move.delivery is not None


async def decide(conn: AsyncConnection, said: Instruction, move: Move, deed: Deed) -> Job:
    """Write what a moderator does about a job, with who did it.

    The job's row is locked before the server's pools, as every move that settles does: the other way round, a moderator
    and a requester who decide at once would wait for each other.
    """
    await conn.execute(select(job.c.id).where(job.c.id == move.before.id).with_for_update())
    await locks.pools_of(conn, move.after.guild_id)
    after = await apply(conn, move)
    await audits.note(conn, said, f"{AUDITED[deed]}:{after.id}", None, after.price)
    if said.by is not None:
        await log_cards.note(conn, after.id, after.guild_id, deed, said.by, said.at)
    return after


def _task_began() -> ScalarSelect[float]:
    """Select when the vendor took a job; nothing where that was unknown once, and its task was found later."""
    lost, of = job_event.alias("lost"), bindparam("named", type_=job.c.id.type)
    unknown = exists(select(lost.c.rev).where(lost.c.job_id == of, lost.c.target == JobState.UNKNOWN))
    began = select(func.max(job_event.c.at)).where(job_event.c.job_id == of, job_event.c.target == JobState.RUNNING)
    return began.where(~unknown).scalar_subquery()


async def _record(conn: AsyncConnection, after: Job, source: JobState | None, why: str, at: Instant) -> None:
    event = {"job_id": after.id, "rev": after.rev, "at": at, "target": after.state, "why": why[:500]}
    await conn.execute(_EVENT, {"source": source, **event})


async def queued_for(conn: AsyncConnection, channel_id: ChannelId) -> list[Job]:
    """Read the jobs that were asked for in a channel and wait."""
    waiting = select(job).where(job.c.state.in_(WAITING), job.c.channel_id == channel_id).order_by(job.c.id)
    return [job_of(row) for row in (await conn.execute(waiting)).mappings()]


async def queued_of(conn: AsyncConnection, guild_id: GuildId, member_id: MemberId) -> list[Job]:
    """Read the jobs that a member asked for in a server and that wait."""
    mine = job.c.member_id == member_id, job.c.state.in_(WAITING), job.c.guild_id == guild_id
    return [job_of(row) for row in (await conn.execute(select(job).where(*mine).order_by(job.c.id))).mappings()]


async def newest_delivery(conn: AsyncConnection, job_id: JobId) -> Delivery | None:
    """Read the newest delivery of a job."""
    row = (await conn.execute(_DELIVERY, {"of": job_id})).mappings().one_or_none()
    return delivery_of(row) if row is not None else None


async def entered_since(conn: AsyncConnection, state: JobState, since: Instant) -> int:
    """Count the jobs that entered a state since an instant."""
    entered = select(func.count()).where(job_event.c.target == state, job_event.c.at >= since)
    return int((await conn.execute(entered)).scalar_one())


async def missing_tasks(conn: AsyncConnection) -> int:
    """Count the running jobs whose task the vendor did not find when last asked."""
    missing = select(func.count()).where(job.c.state == JobState.RUNNING, job.c.missing > 0)
    return int((await conn.execute(missing)).scalar_one())


# The next two are asked after every step of a job, and made once for that.

_NOW: Final = bindparam("now", type_=job.c.due_at.type)
_BUSY: Final = select(job.c.guild_id, job.c.member_id).where(
    # a waiting job that is leased is about to take its turn, or being ended
    or_(job.c.state.in_(WITH_VENDOR), and_(job.c.state == JobState.QUEUED, ~leases.is_free(_NOW)))
)
_FAIREST: Final = (
    select(job)
    .outerjoin(guild_turn, guild_turn.c.guild_id == job.c.guild_id)
    .where(job.c.state == JobState.QUEUED, job.c.due_at <= _NOW, job.c.deadline_at > _NOW, leases.is_free(_NOW))
    .where(job.c.guild_id.not_in(bindparam("guilds", expanding=True)))
    .where(job.c.member_id.not_in(bindparam("members", expanding=True)))
    .order_by(func.coalesce(guild_turn.c.served_at, 0.0), job.c.queued_at, job.c.id)
    .limit(1)
    .with_for_update(skip_locked=True, of=job)
)


_LAST_SERVED: Final = select(func.max(guild_turn.c.served_at))
_SERVED: Final = update(guild_turn).where(guild_turn.c.guild_id == bindparam("guild"))


async def take_turn(
    conn: AsyncConnection, caps: Caps, owner: str, now: Instant, lease: float, callback: str | None = None
) -> Job | None:
    """Bring the fairest queued job into *submitting* and lease it."""
    await locks.turns(conn)
    studio = await gate.read(conn)
    if not studio.admits(now):
        return None
    busy = (await conn.execute(_BUSY, {"now": now})).all()
    if len(busy) >= caps.running:
        return None
    guilds = _at_cap((row.guild_id for row in busy), caps.running_per_guild)
    members = _at_cap((row.member_id for row in busy), caps.running_per_member)
    asked = {"now": now, "guilds": guilds, "members": members}
    row = (await conn.execute(_FAIREST, asked)).mappings().one_or_none()
    if row is None:
        return None
    found = job_of(row)
    lent = {"lease_owner": owner, "lease_until": now + lease}
    if life.wants_picture_link(found, now):
        await conn.execute(_LENT, {"named": found.id, "rev": found.rev + 1, **lent})
        return replace(found, rev=found.rev + 1)
    if studio.closure is not None and not await gate.change(conn, studio, studio.tried(now)):
        return None
    taken = await apply(conn, life.take_turn(found, now, callback))
    await conn.execute(_LENT, {"named": taken.id, **lent})
    await _serve(conn, taken.guild_id, now)
    return taken


async def _serve(conn: AsyncConnection, guild_id: GuildId, now: Instant) -> None:
    """Remember who was served last: also for two turns of one instant, and after a clock that was set back."""
    last = (await conn.execute(_LAST_SERVED)).scalar_one()
    served_at = now if last is None else max(now, math.nextafter(last, math.inf))
    if not (await conn.execute(_SERVED, {"guild": guild_id, "served_at": served_at})).rowcount:
        await insert_missing(conn, guild_turn, guild_id=guild_id, served_at=served_at)


async def stands(conn: AsyncConnection, after: Job) -> bool:
    """Tell whether a move stands whose commit nobody acknowledged: the job is to the letter what it made of it."""
    row = (await conn.execute(_LOCKED, {"named": after.id})).mappings().one_or_none()
    return row is not None and changing_columns(job_of(row)) == changing_columns(after)


def is_turn(taken: Job | None) -> bool:
    """Tell whether a job was given a turn, and not only a look after its picture."""
    return taken is not None and taken.state is JobState.SUBMITTING


async def turn_stands(conn: AsyncConnection, taken: Job | None) -> bool:
    """Tell the same of a turn."""
    await locks.turns(conn)
    return taken is not None and await stands(conn, taken)


def _at_cap(ids: Iterable[int], cap: int) -> list[int]:
    return [one for one, count in Counter(ids).items() if count >= cap]
