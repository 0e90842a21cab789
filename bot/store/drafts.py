"""What members have begun and not sent off. Every function runs inside its caller's transaction."""

from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import RowMapping, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.draft import Draft
from bot.domain.ids import Instant
from bot.domain.picture import Upload
from bot.domain.requester import Requester
from bot.domain.video import AspectRatio, Resolution, VideoSpec
from bot.store.rows import insert_missing
from bot.store.tables import draft

LIFE: Final = 3600.0
"""Seconds for which a draft can be sent off; a picture in a message may be gone by then."""


async def keep(conn: AsyncConnection, draft_id: int, requester: Requester, new: Draft, now: Instant) -> None:
    """Keep a draft, and forget those that are too old."""
    await forget(conn, now)
    picture = new.upload
    await insert_missing(
        conn,
        draft,
        id=draft_id,
        guild_id=requester.guild_id,
        member_id=requester.member_id,
        url=picture and picture.url,
        size=picture and picture.size,
        content_type=picture and picture.content_type,
        spec=None if new.spec is None else asdict(new.spec),
        like_picture=new.like_picture,
        at=now,
    )


async def forget(conn: AsyncConnection, now: Instant) -> None:
    """Forget the drafts that are too old."""
    await conn.execute(delete(draft).where(draft.c.at < now - LIFE))


async def find(conn: AsyncConnection, draft_id: int, requester: Requester, now: Instant) -> Draft | None:
    """Read a draft, for the member who began it."""
    theirs = draft.c.guild_id == requester.guild_id, draft.c.member_id == requester.member_id
    query = select(draft).where(draft.c.id == draft_id, *theirs, draft.c.at >= now - LIFE)
    row = (await conn.execute(query)).mappings().one_or_none()
    return None if row is None else _draft_of(row)


def _draft_of(row: RowMapping) -> Draft:
    picture = None
    if row["url"] is not None:
        picture = Upload(url=row["url"], size=row["size"], content_type=row["content_type"])
    spec = None if row["spec"] is None else _spec_of(row["spec"])
    return Draft(upload=picture, spec=spec, like_picture=row["like_picture"])


def _spec_of(kept: dict[str, Any]) -> VideoSpec:
    shape, size = AspectRatio(kept["aspect_ratio"]), Resolution(kept["resolution"])
    return VideoSpec(**{**kept, "aspect_ratio": shape, "resolution": size})
