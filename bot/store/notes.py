"""Notes that the bot keeps for itself. Every function runs inside its caller's transaction."""

from collections.abc import Awaitable, Callable

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.rows import insert_missing
from bot.store.tables import note


async def recall(conn: AsyncConnection, key: str) -> str | None:
    """Read a note."""
    return (await conn.execute(select(note.c.value).where(note.c.key == key))).scalar_one_or_none()


async def remember(conn: AsyncConnection, key: str, value: str) -> None:
    """Keep a note, in the place of an older one."""
    await insert_missing(conn, note, key=key, value=value)
    await conn.execute(update(note).where(note.c.key == key).values(value=value))


async def exchange(conn: AsyncConnection, key: str, before: str | None, after: str) -> bool:
    """Change a note if it still is as it was read; True when it was. None is a note that there is not yet."""
    if before is None:
        return await insert_missing(conn, note, key=key, value=after)
    unchanged = (note.c.key == key) & (note.c.value == before)
    return bool((await conn.execute(update(note).where(unchanged).values(value=after))).rowcount)


def stands_after(key: str, after: str) -> Callable[[AsyncConnection, bool], Awaitable[bool]]:
    """Make the look that tells whether an exchange stands whose commit nobody acknowledged."""

    async def stands(conn: AsyncConnection, exchanged: bool) -> bool:
        return exchanged and await recall(conn, key) == after

    return stands
