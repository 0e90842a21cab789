"""The record of a server, read from the database. Every function runs inside its caller's transaction."""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import RowMapping, Text, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.chronicle import (
    ABOUT_JOBS,
    MOVING,
    Actor,
    ActorKind,
    ChangeEntry,
    Lookup,
    Mark,
    PeriodEntry,
    Place,
    RecordEntry,
    RecordKind,
    RecordPage,
    VideoEntry,
    subject_of,
    surrogate_in,
)
from bot.domain.history import LineKind, Way
from bot.domain.ids import GuildId, Instant, JobId, MemberId
from bot.domain.ledger import allowance_account
from bot.domain.period import PeriodKind
from bot.store.accounts import OPERATOR, actor_of
from bot.store.history import credit_lines
from bot.store.rows import job_of
from bot.store.tables import audit, job, member, period, transfer

JOB, PERIOD, CHANGE = LISTS = ("job", "period", "change")
COLUMNS: Final[dict[str, Any]] = {JOB: job.c.id, PERIOD: period.c.starts_at, CHANGE: audit.c.id}
MOMENTS: Final = {JOB: "created_at", PERIOD: "starts_at", CHANGE: "at"}


@dataclass(frozen=True)
class _Found:
    """A row of one of the lists."""

    of: str
    number: int
    at: Instant
    row: RowMapping


async def page(conn: AsyncConnection, guild_id: GuildId, lookup: Lookup, mark: Mark | None, size: int) -> RecordPage:
    """Read a page of a server's record, the newest without a mark."""
    if mark is not None and mark.way is Way.NEWER:
        lists = await _lists(conn, guild_id, lookup, mark, size)
        taken = _merged(lists, lambda found: found.at)
        if len(taken) > size:
            taken = taken[:size][::-1]
            top = {name: _first(taken, name, getattr(mark.place, name)) for name in LISTS}
            bottom = {name: _first(taken[::-1], name, top[name] + 1) for name in LISTS}
            return await _page(conn, guild_id, taken, top, bottom, older=True, newer=True)
        mark = None
    lists = await _lists(conn, guild_id, lookup, mark, size)
    found = _merged(lists, lambda found: -found.at)
    taken = found[:size]
    # of what has no row on the page the place lies before its newest row, so that one to come is newer than the page
    none = {
        name: getattr(mark.place, name) if mark else max((one.number + 1 for one in lists[name]), default=0)
        for name in LISTS
    }
    bottom = {name: _first(taken[::-1], name, none[name]) for name in LISTS}
    top = {name: _first(taken, name, max(0, bottom[name] - 1)) for name in LISTS}
    return await _page(conn, guild_id, taken, top, bottom, older=len(found) > size, newer=mark is not None)


def _first(taken: Sequence[_Found], name: str, otherwise: int) -> int:
    return next((found.number for found in taken if found.of == name), otherwise)


def _merged(lists: dict[str, list[_Found]], key: Callable[[_Found], float]) -> list[_Found]:
    """Read the lists as one by their instants; none of them is taken out of its own order."""
    return list(heapq.merge(*lists.values(), key=key))


async def _lists(
    conn: AsyncConnection, guild_id: GuildId, lookup: Lookup, mark: Mark | None, size: int
) -> dict[str, list[_Found]]:
    """Read of each list the rows next to its place, the nearest first, and one more than a page has."""
    surrogate = await _surrogate(conn, lookup.member)
    conditions = {JOB: _of_jobs(guild_id, lookup), PERIOD: _of_periods(guild_id, lookup)}
    conditions[CHANGE] = _of_changes(guild_id, lookup, surrogate)
    lists: dict[str, list[_Found]] = {}
    for name, column in COLUMNS.items():
        where = conditions[name]
        if where is None:
            lists[name] = []
            continue
        query = select(column.table).where(*where).limit(size + 1)
        if mark is not None and mark.way is Way.NEWER:
            query = query.where(column >= getattr(mark.place, name) + 1).order_by(column)
        else:
            query = query.order_by(column.desc())
            if mark is not None:
                query = query.where(column < getattr(mark.place, name))
        rows = (await conn.execute(query)).mappings().all()
        lists[name] = [_Found(name, int(row[column.name]), row[MOMENTS[name]], row) for row in rows]
    return lists


async def _surrogate(conn: AsyncConnection, whose: MemberId | None) -> int | None:
    """Find a member's surrogate without giving one to whom nothing happened yet."""
    if whose is None:
        return None
    found = (await conn.execute(select(member.c.surrogate).where(member.c.member_id == whose))).scalar_one_or_none()
    return found or 0


def _of_jobs(guild_id: GuildId, lookup: Lookup) -> list[Any] | None:
    if lookup.kind is RecordKind.CHANGES:
        return None
    return [job.c.guild_id == guild_id, *([] if lookup.member is None else [job.c.member_id == lookup.member])]


def _of_periods(guild_id: GuildId, lookup: Lookup) -> list[Any] | None:
    if lookup.kind is RecordKind.CHANGES or lookup.member is not None:
        return None
    return [period.c.guild_id == guild_id]


def _of_changes(guild_id: GuildId, lookup: Lookup, surrogate: int | None) -> list[Any]:
    where: list[Any] = [audit.c.guild_id == guild_id]
    if lookup.kind is RecordKind.CREDITS:
        where.append(or_(*(audit.c.subject.startswith(word) for word in MOVING)))
    if surrogate is not None:
        about: list[Any] = [audit.c.subject.in_([f"{word}:member:{surrogate}" for word in ("limit", "block", "room")])]
        own = select(cast(job.c.id, Text)).where(job.c.guild_id == guild_id, job.c.member_id == lookup.member)
        subject = audit.c.subject
        about += [subject.startswith(word) & func.substr(subject, len(word) + 1).in_(own) for word in ABOUT_JOBS]
        where.append(or_(*about, audit.c.actor == actor_of(surrogate)))
    return where


async def _page(
    conn: AsyncConnection,
    guild_id: GuildId,
    taken: Sequence[_Found],
    top: dict[str, int],
    bottom: dict[str, int],
    *,
    older: bool,
    newer: bool,
) -> RecordPage:
    rows = {name: [found.row for found in taken if found.of == name] for name in LISTS}
    entries = {
        JOB: await _videos(conn, rows[JOB]),
        PERIOD: await _periods(conn, guild_id, rows[PERIOD]),
        CHANGE: await _changes(conn, rows[CHANGE]),
    }
    return RecordPage(
        entries=[entries[found.of][found.number] for found in taken],
        older=older,
        newer=newer,
        top=Place(**top),
        bottom=Place(**bottom),
    )


async def _videos(conn: AsyncConnection, rows: Sequence[RowMapping]) -> dict[int, RecordEntry]:
    lines = await credit_lines(conn, [JobId(row["id"]) for row in rows])
    return {
        row["id"]: VideoEntry(
            job_of(row), [line for line in lines.get(row["id"], []) if line.kind is not LineKind.RETURNED]
        )
        for row in rows
    }


async def _periods(conn: AsyncConnection, guild_id: GuildId, rows: Sequence[RowMapping]) -> dict[int, RecordEntry]:
    keys = {int(row["starts_at"]): f"expire:{allowance_account(guild_id, str(int(row['starts_at'])))}" for row in rows}
    query = select(transfer.c.id, transfer.c.amount).where(transfer.c.id.in_(keys.values()))
    expired = {row.id: row.amount for row in await conn.execute(query)}
    return {
        int(row["starts_at"]): PeriodEntry(
            at=row["starts_at"],
            ends_at=row["ends_at"],
            kind=PeriodKind(row["kind"]),
            granted=row["allowance"],
            expired=expired.get(keys[int(row["starts_at"])], 0),
        )
        for row in rows
    }


async def _changes(conn: AsyncConnection, rows: Sequence[RowMapping]) -> dict[int, RecordEntry]:
    named = {surrogate_in(text) for row in rows for text in (row["actor"], row["subject"])} - {None}
    query = select(member.c.surrogate, member.c.member_id).where(member.c.surrogate.in_(named))
    members = {row.surrogate: MemberId(row.member_id) for row in await conn.execute(query) if row.member_id is not None}
    return {row["id"]: _change(row, members) for row in rows}


def _change(row: RowMapping, members: dict[int, MemberId]) -> ChangeEntry:
    return ChangeEntry(
        id=row["id"],
        at=row["at"],
        actor=_actor(row["actor"], members),
        subject=subject_of(row["subject"]),
        whom=members.get(surrogate_in(row["subject"]) or 0),
        before=row["before"],
        after=row["after"],
        reason=row["reason"],
    )


def _actor(text: str, members: dict[int, MemberId]) -> Actor:
    surrogate = surrogate_in(text)
    if surrogate is not None:
        return Actor(ActorKind.MEMBER, members.get(surrogate))
    return Actor(ActorKind.OPERATOR if text == OPERATOR else ActorKind.SYSTEM)
