"""Locks that two processes on PostgreSQL need and one connection to SQLite already has. Held until the commit.

They are taken in the order in which they stand here, and none while rows are locked that another holder may want.
"""

from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import GuildId, MemberId

MIGRATION: Final = 1
_TURNS: Final = 2
_MEMBER: Final = 3
_GUILD: Final = 4
_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended(CAST(:subject AS text), CAST(:kind AS bigint)))")


async def _take(conn: AsyncConnection, kind: int, subject: int) -> None:
    if conn.dialect.name == "postgresql":
        await conn.execute(_LOCK, {"subject": str(subject), "kind": kind})


async def turns(conn: AsyncConnection) -> None:
    """Let one process at a time give turns or change the studio: the caps are counted, then used."""
    await _take(conn, _TURNS, 0)


async def queue_of(conn: AsyncConnection, member_id: MemberId) -> None:
    """Let one request of a member at a time into the queue: the waiting jobs are counted, then one is added."""
    await _take(conn, _MEMBER, member_id)


async def pools_of(conn: AsyncConnection, guild: GuildId) -> None:
    """Let one transaction at a time touch a server's periods and pools: they are read, then written."""
    await _take(conn, _GUILD, guild)
