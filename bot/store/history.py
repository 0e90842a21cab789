"""What became of jobs, read from the database. Every function runs inside its caller's transaction."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import Delivery
from bot.domain.history import Cursor, Entry, Line, Page, Record, Way, ended_at, lines_of, newest_standing
from bot.domain.ids import GuildId, Instant, JobId, MemberId
from bot.domain.job import Job, JobState
from bot.domain.ledger import ABSORBED, SPENT, TransferKind
from bot.store.rows import delivery_of, job_of
from bot.store.tables import delivery, job, job_event, transfer


async def page(
    conn: AsyncConnection, guild_id: GuildId, member_id: MemberId | None, cursor: Cursor | None, size: int
) -> Page:
    """Read a page of a server's jobs, or of one member's there.

    The anchor bounds it rather than a count, so that jobs asked for meanwhile neither repeat nor hide any.
    """
    if cursor is not None and cursor.way is Way.NEWER:
        found = await _jobs(conn, guild_id, member_id, cursor, size + 1)
        if len(found) > size:
            return await _page(conn, found[:size][::-1], older=True, newer=True)
        cursor = None
    found = await _jobs(conn, guild_id, member_id, cursor, size + 1)
    return await _page(conn, found[:size], older=len(found) > size, newer=cursor is not None)


async def _jobs(
    conn: AsyncConnection, guild_id: GuildId, member_id: MemberId | None, cursor: Cursor | None, limit: int
) -> list[Job]:
    """Read the jobs next to an anchor, the nearest first; without one the newest."""
    query = select(job).where(job.c.guild_id == guild_id).limit(limit)
    if member_id is not None:
        query = query.where(job.c.member_id == member_id)
    if cursor is None:
        query = query.order_by(job.c.id.desc())
    elif cursor.way is Way.OLDER:
        query = query.where(job.c.id < cursor.anchor).order_by(job.c.id.desc())
    else:
        query = query.where(job.c.id > cursor.anchor).order_by(job.c.id)
    return [job_of(row) for row in (await conn.execute(query)).mappings()]


async def _page(conn: AsyncConnection, jobs: Sequence[Job], *, older: bool, newer: bool) -> Page:
    deliveries = await deliveries_of(conn, [one.id for one in jobs])
    entries = [Entry(one, newest_standing([found for found in deliveries if found.job_id == one.id])) for one in jobs]
    return Page(entries, older, newer)


async def deliveries_of(conn: AsyncConnection, job_ids: Collection[JobId]) -> list[Delivery]:
    """Read every delivery of some jobs, in the order they were opened."""
    query = select(delivery).where(delivery.c.job_id.in_(job_ids)).order_by(delivery.c.job_id, delivery.c.number)
    return [delivery_of(row) for row in (await conn.execute(query)).mappings()]


async def credit_lines(conn: AsyncConnection, job_ids: Collection[JobId]) -> Mapping[JobId, list[Line]]:
    """Read what happened to the credits of some jobs, as the one who pays understands it."""
    # members' meters and keys repeat what the pools say; a return is told by the meter that it gave room to
    repeats = or_(transfer.c.debit.like("m:%"), transfer.c.debit.like("k:%"), transfer.c.debit == SPENT)
    # what the operator bears is the operator's business
    told = transfer.c.job_id.in_(job_ids), ~repeats, transfer.c.credit != ABSORBED, transfer.c.debit != ABSORBED
    query = select(transfer.c.job_id, transfer.c.kind, transfer.c.amount, transfer.c.at).where(*told)
    found: dict[JobId, list[tuple[TransferKind, int, Instant]]] = defaultdict(list)
    for job_id, kind, amount, at in await conn.execute(query):
        found[JobId(job_id)].append((TransferKind(kind), amount, at))
    return {job_id: lines_of(transfers) for job_id, transfers in found.items()}


async def record(conn: AsyncConnection, job_id: JobId) -> Record | None:
    """Read everything that is kept about a job."""
    row = (await conn.execute(select(job).where(job.c.id == job_id))).mappings().one_or_none()
    if row is None:
        return None
    found = job_of(row)
    events = select(job_event.c.target, func.max(job_event.c.at)).where(job_event.c.job_id == job_id)
    entered = {JobState(target): at for target, at in await conn.execute(events.group_by(job_event.c.target))}
    return Record(
        job=found,
        deliveries=await deliveries_of(conn, [job_id]),
        lines=(await credit_lines(conn, [job_id])).get(job_id, []),
        started_at=entered.get(JobState.RUNNING),
        finished_at=ended_at(found, entered),
    )
