"""What the servers have shown of the files they take. Every function runs inside its caller's transaction."""

from typing import Final

from sqlalchemy import RowMapping, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import GuildId, Instant
from bot.domain.upload import NOTHING_KNOWN, Sighting, UploadLimit
from bot.store.rows import insert_missing
from bot.store.tables import upload_limit

_ROW: Final = select(upload_limit).where(upload_limit.c.guild_id == bindparam("guild"))
_LOCKED: Final = _ROW.with_for_update()


async def read(conn: AsyncConnection, guild_id: GuildId) -> UploadLimit:
    """Read what is known of a server."""
    row = (await conn.execute(_ROW, {"guild": guild_id})).mappings().one_or_none()
    return NOTHING_KNOWN if row is None else _limit_of(row)


async def learn(conn: AsyncConnection, guild_id: GuildId, size: int, now: Instant, *, taken: bool) -> None:
    """Add a sighting; one that teaches nothing writes nothing. Two at the same time wait for each other."""
    row = (await conn.execute(_LOCKED, {"guild": guild_id})).mappings().one_or_none()
    if row is None:
        await insert_missing(conn, upload_limit, guild_id=guild_id)
        row = (await conn.execute(_LOCKED, {"guild": guild_id})).mappings().one()
    known = _limit_of(row)
    after = known.after_taken(size, now) if taken else known.after_refused(size, now)
    if after == known:
        return
    values = {
        "taken": after.taken.size if after.taken else None,
        "taken_at": after.taken.at if after.taken else None,
        "refused": after.refused.size if after.refused else None,
        "refused_at": after.refused.at if after.refused else None,
    }
    await conn.execute(update(upload_limit).where(upload_limit.c.guild_id == guild_id).values(**values))


def _limit_of(row: RowMapping) -> UploadLimit:
    return UploadLimit(
        taken=None if row["taken"] is None else Sighting(row["taken"], row["taken_at"]),
        refused=None if row["refused"] is None else Sighting(row["refused"], row["refused_at"]),
    )
