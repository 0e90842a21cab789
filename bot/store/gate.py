"""The studio's row: whether the vendor takes work from us. Every function runs inside its caller's transaction."""

from sqlalchemy import and_, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.studio import Closure, Studio
from bot.store.tables import studio


async def read(conn: AsyncConnection) -> Studio:
    """Read it; a database that never had a closure is open."""
    row = (await conn.execute(select(studio))).mappings().one_or_none()
    if row is None:
        return Studio()
    return Studio(Closure(row["closure"]) if row["closure"] else None, row["since"], row["retry_at"])


async def change(conn: AsyncConnection, before: Studio, after: Studio) -> bool:
    """Change it if it still is as it was read; True when it was."""
    if await read(conn) != before:
        return False
    values = {"closure": after.closure, "since": after.since, "retry_at": after.retry_at}
    done = await conn.execute(update(studio).where(and_(studio.c.id == 1)).values(**values))
    if not done.rowcount:
        await conn.execute(insert(studio).values(id=1, **values))
    return True
