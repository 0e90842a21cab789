"""The studio's row: whether the vendor takes work from us. Every function runs inside its caller's transaction."""

from collections.abc import Awaitable, Callable
from typing import Final

from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.studio import OPEN, Closure, Studio
from bot.store import locks
from bot.store.rows import insert_missing
from bot.store.tables import studio

_READ: Final = select(studio)


async def read(conn: AsyncConnection) -> Studio:
    """Read it; a database that never had a closure is open."""
    row = (await conn.execute(_READ)).mappings().one_or_none()
    if row is None:
        return OPEN
    return Studio(Closure(row["closure"]) if row["closure"] else None, row["since"], row["retry_at"])


async def change(conn: AsyncConnection, before: Studio, after: Studio) -> bool:
    """Change it if it still is as it was read; True when it was."""
    await locks.turns(conn)
    await insert_missing(conn, studio, id=1, closure=OPEN.closure, since=OPEN.since, retry_at=OPEN.retry_at)
    unchanged = and_(
        studio.c.closure.is_not_distinct_from(before.closure),
        studio.c.since == before.since,
        studio.c.retry_at == before.retry_at,
    )
    values = {"closure": after.closure, "since": after.since, "retry_at": after.retry_at}
    return bool((await conn.execute(update(studio).where(unchanged).values(**values))).rowcount)


def stands_after(after: Studio) -> Callable[[AsyncConnection, bool], Awaitable[bool]]:
    """Make the look that tells whether a change stands whose commit nobody acknowledged."""

    async def stands(conn: AsyncConnection, changed: bool) -> bool:
        await locks.turns(conn)
        return changed and await read(conn) == after

    return stands
