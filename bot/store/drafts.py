"""Pictures of forms that members were shown. Every function runs inside its caller's transaction."""

from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import Instant
from bot.domain.picture import Upload
from bot.domain.requester import Requester
from bot.store.rows import insert_missing
from bot.store.tables import draft

LIFE: Final = 3600.0
"""Seconds for which a form can be sent off; a picture in a message may be gone by then."""


async def keep(conn: AsyncConnection, draft_id: int, requester: Requester, upload: Upload, now: Instant) -> None:
    """Keep a form's picture, and forget those that are too old."""
    await conn.execute(delete(draft).where(draft.c.at < now - LIFE))
    await insert_missing(
        conn,
        draft,
        id=draft_id,
        guild_id=requester.guild_id,
        member_id=requester.member_id,
        url=upload.url,
        size=upload.size,
        content_type=upload.content_type,
        at=now,
    )


async def find(conn: AsyncConnection, draft_id: int, requester: Requester, now: Instant) -> Upload | None:
    """Read a form's picture, for the member who was shown the form."""
    theirs = draft.c.guild_id == requester.guild_id, draft.c.member_id == requester.member_id
    query = select(draft.c.url, draft.c.size, draft.c.content_type).where(
        draft.c.id == draft_id, *theirs, draft.c.at >= now - LIFE
    )
    row = (await conn.execute(query)).one_or_none()
    return Upload(url=row.url, size=row.size, content_type=row.content_type) if row else None
