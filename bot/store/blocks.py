"""Who is blocked, in the database. Every function runs inside its caller's transaction."""

from typing import Final

from sqlalchemy import bindparam, delete, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.budget import Block
from bot.domain.ids import GuildId, Instant, MemberId
from bot.store.tables import block, member

_LASTING: Final = (
    select(block.c.until, block.c.reason)
    .join(member, member.c.surrogate == block.c.surrogate)
    .where(block.c.guild_id == bindparam("guild"), member.c.member_id == bindparam("of"))
    .where(or_(block.c.until.is_(None), block.c.until > bindparam("now")))
)


async def find(conn: AsyncConnection, guild_id: GuildId, of: MemberId, now: Instant) -> Block | None:
    """Read the block of a member that is not over."""
    row = (await conn.execute(_LASTING, {"guild": guild_id, "of": of, "now": now})).one_or_none()
    return None if row is None else Block(until=row.until, reason=row.reason)


async def write(conn: AsyncConnection, guild_id: GuildId, surrogate: int, wanted: Block | None) -> None:
    """Write a block in place of any other; None takes it away."""
    await conn.execute(delete(block).where(block.c.guild_id == guild_id, block.c.surrogate == surrogate))
    if wanted is not None:
        values = {"guild_id": guild_id, "surrogate": surrogate, "until": wanted.until, "reason": wanted.reason}
        await conn.execute(insert(block).values(**values))
