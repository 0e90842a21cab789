"""Notes that the bot keeps for itself. Every function runs inside its caller's transaction."""

from collections.abc import Awaitable, Callable
from typing import Final

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.rows import insert_missing
from bot.store.tables import note

_READ: Final = select(note.c.value).where(note.c.key == bindparam("named"))
_CHANGE: Final = update(note).where(note.c.key == bindparam("named")).values(value=bindparam("after"))


async def recall(conn: AsyncConnection, key: str) -> str | None:
    """Read a note."""
    return (await conn.execute(_READ, {"named": key})).scalar_one_or_none()


async def remember(conn: AsyncConnection, key: str, value: str) -> None:
    """Keep a note, in the place of an older one."""
    kept = {"named": key, "after": value}
    if (await conn.execute(_CHANGE, kept)).rowcount or await insert_missing(conn, note, key=key, value=value):
        return
    # another process kept one between the two
    await conn.execute(_CHANGE, kept)


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
