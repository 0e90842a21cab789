"""Cards of the log channel, in the database. Every function runs inside its caller's transaction."""

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import GuildId, Instant, JobId, MemberId
from bot.domain.log_card import Deed
from bot.store.accounts import surrogate_of
from bot.store.rows import insert_missing
from bot.store.tables import card_note, guild, log_card


async def touch(conn: AsyncConnection, job_id: JobId, guild_id: GuildId, now: Instant) -> None:
    """Have a job's card written, or written anew; there is none where nobody chose a log channel that works."""
    chosen = select(guild.c.log_channel_id).where(guild.c.guild_id == guild_id, ~guild.c.log_lost)
    channel_id = (await conn.execute(chosen)).scalar_one_or_none()
    if channel_id is not None:
        new = {"version": 0, "shown": 0, "tell_at": now}
        await insert_missing(conn, log_card, job_id=job_id, channel_id=channel_id, **new)
    changed = {"version": log_card.c.version + 1, "tell_at": now}
    await conn.execute(update(log_card).where(log_card.c.job_id == job_id).values(**changed))


async def note(conn: AsyncConnection, job_id: JobId, guild_id: GuildId, deed: Deed, by: MemberId, now: Instant) -> None:
    """Add what a moderator did about a job."""
    last = select(func.coalesce(func.max(card_note.c.number), 0)).where(card_note.c.job_id == job_id)
    number = (await conn.execute(last)).scalar_one() + 1
    who = await surrogate_of(conn, by)
    await conn.execute(insert(card_note).values(job_id=job_id, number=number, at=now, deed=deed, surrogate=who))
    await touch(conn, job_id, guild_id, now)
