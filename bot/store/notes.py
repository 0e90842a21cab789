"""Notes that the bot keeps for itself. Every function runs inside its caller's transaction."""

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
