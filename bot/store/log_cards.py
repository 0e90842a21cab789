"""Cards of the log channel, in the database. Every function runs inside its caller's transaction.

One that was given up has no message although it was told, and is never due again.
"""

from typing import Final

from sqlalchemy import Integer, RowMapping, bindparam, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import ChannelId, GuildId, Instant, JobId, MemberId, MessageId
from bot.domain.log_card import CardNote, Deed, LogCard
from bot.store import history
from bot.store.accounts import surrogate_of
from bot.store.rows import insert_missing
from bot.store.tables import card_note, guild, log_card, member

LIVES = or_(log_card.c.message_id.is_not(None), log_card.c.shown == 0)
_DUE: Final = (
    select(log_card)
    .where(log_card.c.shown != log_card.c.version, log_card.c.tell_at <= bindparam("now"))
    .order_by(log_card.c.tell_at)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
)
"""Made once, because it is asked at least every second."""
_CHOSEN: Final = select(guild.c.log_channel_id).where(guild.c.guild_id == bindparam("guild"), ~guild.c.log_lost)
_TOUCH: Final = (
    update(log_card)
    .where(log_card.c.job_id == bindparam("of"), LIVES)
    .values(version=log_card.c.version + 1, tell_at=bindparam("now"))
)


async def touch(conn: AsyncConnection, job_id: JobId, guild_id: GuildId, now: Instant) -> None:
    """Have a job's card written, or written anew; there is none where nobody chose a log channel that works."""
    channel_id = (await conn.execute(_CHOSEN, {"guild": guild_id})).scalar_one_or_none()
    if channel_id is not None:
        new = {"version": 0, "shown": 0, "tell_at": now}
        await insert_missing(conn, log_card, job_id=job_id, channel_id=channel_id, **new)
    await conn.execute(_TOUCH, {"of": job_id, "now": now})


async def note(conn: AsyncConnection, job_id: JobId, guild_id: GuildId, deed: Deed, by: MemberId, now: Instant) -> None:
    """Add what a moderator did about a job; the same again changes nothing.

    One transaction of a server at a time: the caller holds `locks.pools_of`.
    """
    who = await surrogate_of(conn, by)
    notes = select(func.max(card_note.c.number)).where(card_note.c.job_id == job_id)
    same = card_note.c.deed == deed, card_note.c.surrogate == who, card_note.c.at == now
    if (await conn.execute(notes.where(*same))).scalar_one() is not None:
        return
    number = ((await conn.execute(notes)).scalar_one() or 0) + 1
    await conn.execute(insert(card_note).values(job_id=job_id, number=number, at=now, deed=deed, surrogate=who))
    await touch(conn, job_id, guild_id, now)


async def claim(conn: AsyncConnection, now: Instant, retry_at: Instant, limit: int) -> list[LogCard]:
    """Take cards that do not say what they should; until `retry_at` they are ours."""
    found = (await conn.execute(_DUE, {"now": now, "most": limit})).mappings().all()
    if found:
        ours = log_card.c.job_id.in_([row["job_id"] for row in found])
        await conn.execute(update(log_card).where(ours).values(tell_at=retry_at))
    return [await _card_of(conn, row) for row in found]


async def _card_of(conn: AsyncConnection, row: RowMapping) -> LogCard:
    record = await history.record(conn, JobId(row["job_id"]))
    if record is None:
        raise LookupError(row["job_id"])
    return LogCard(
        record=record,
        notes=await _notes(conn, record.job.id),
        channel_id=ChannelId(row["channel_id"]),
        message_id=None if row["message_id"] is None else MessageId(row["message_id"]),
        version=row["version"],
    )


async def _notes(conn: AsyncConnection, job_id: JobId) -> list[CardNote]:
    query = select(card_note.c.deed, card_note.c.at, member.c.member_id)
    query = query.outerjoin(member, member.c.surrogate == card_note.c.surrogate)
    rows = await conn.execute(query.where(card_note.c.job_id == job_id).order_by(card_note.c.number))
    return [
        CardNote(deed=Deed(deed), by=None if member_id is None else MemberId(member_id), at=at)
        for deed, at, member_id in rows
    ]


async def told(conn: AsyncConnection, as_shown: LogCard, message_id: MessageId | None) -> None:
    """Remember what a card says and where; what came meanwhile is due when it came. None gives the card up."""
    shown = log_card.c.version if message_id is None else as_shown.version
    its = log_card.c.job_id == as_shown.record.job.id
    await conn.execute(update(log_card).where(its).values(shown=shown, message_id=message_id))


async def put_off(conn: AsyncConnection, card: LogCard, until: Instant) -> None:
    """Leave a card as it is for a while, unless something new is to be said."""
    its = log_card.c.job_id == card.record.job.id, log_card.c.version == card.version
    await conn.execute(update(log_card).where(*its).values(tell_at=until))


async def lose_channel(conn: AsyncConnection, guild_id: GuildId, channel_id: ChannelId) -> bool:
    """Note that a server's log channel is out of reach, if it is still that one; True when that is news."""
    still = guild.c.guild_id == guild_id, guild.c.log_channel_id == channel_id, ~guild.c.log_lost
    return (await conn.execute(update(guild).where(*still).values(log_lost=True))).rowcount == 1
