"""Rows to values and back."""

from dataclasses import asdict
from functools import cache
from typing import Any

from sqlalchemy import Insert, RowMapping, Table
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.ids import ChannelId, GuildId, JobId, MemberId, MessageId, TaskId
from bot.domain.job import Clip, Ending, Job, JobState
from bot.domain.picture import KeptPicture
from bot.domain.video import AspectRatio, Resolution, VideoSpec

SPEC = ("prompt", "aspect_ratio", "resolution", "duration", "generate_audio", "fixed_lens", "image_url")
TELL_AFTER = 1.0
"""Seconds that a new job has to get its turn before its place in the queue is told: mostly it needs none."""

CHANGING = (
    "state",
    "rev",
    "state_at",
    "queued_at",
    "due_at",
    "deadline_at",
    "tries",
    "polls",
    "submits",
    "task_id",
    "key_fingerprint",
    "callback",
    "video_url",
    "consumed",
    "missing",
    "missing_since",
    "linkless",
    "late",
    "free",
    "ending",
    "ending_detail",
    "clip",
)
"""What a move may change; the rest of a job is fixed when it is accepted, or belongs to what the member was told."""


def job_of(row: RowMapping) -> Job:
    """Read a job."""
    return Job(
        id=JobId(row["id"]),
        guild_id=GuildId(row["guild_id"]),
        channel_id=ChannelId(row["channel_id"]),
        parent_id=ChannelId(row["parent_id"]) if row["parent_id"] is not None else None,
        member_id=MemberId(row["member_id"]),
        locale=row["locale"],
        guild_locale=row["guild_locale"],
        spec=VideoSpec(
            prompt=row["prompt"],
            aspect_ratio=AspectRatio(row["aspect_ratio"]),
            resolution=Resolution(row["resolution"]),
            duration=row["duration"],
            generate_audio=row["generate_audio"],
            fixed_lens=row["fixed_lens"],
            image_url=row["image_url"],
        ),
        price=row["price"],
        state=JobState(row["state"]),
        rev=row["rev"],
        created_at=row["created_at"],
        queued_at=row["queued_at"],
        state_at=row["state_at"],
        due_at=row["due_at"],
        deadline_at=row["deadline_at"],
        picture=KeptPicture(row["picture"], row["picture_until"]) if row["picture"] is not None else None,
        tries=row["tries"],
        polls=row["polls"],
        submits=row["submits"],
        task_id=TaskId(row["task_id"]) if row["task_id"] is not None else None,
        key_fingerprint=row["key_fingerprint"],
        callback=row["callback"],
        hint=TaskId(row["hint"]) if row["hint"] is not None else None,
        heard_at=row["heard_at"],
        video_url=row["video_url"],
        consumed=row["consumed"],
        missing=row["missing"],
        missing_since=row["missing_since"],
        linkless=row["linkless"],
        ending=Ending(row["ending"]) if row["ending"] is not None else None,
        ending_detail=row["ending_detail"],
        clip=Clip(**row["clip"]) if row["clip"] is not None else None,
        status_message_id=MessageId(row["status_message_id"]) if row["status_message_id"] is not None else None,
        status_tried=row["status_tried"],
        late=row["late"],
        free=row["free"],
        shown=JobState(row["shown"]) if row["shown"] is not None else None,
        shown_late=row["shown_late"],
    )


def changing_columns(job: Job) -> dict[str, Any]:
    """Give the columns that a move writes."""
    values = {name: getattr(job, name) for name in CHANGING}
    values["clip"] = asdict(job.clip) if job.clip else None
    # the link is the one field of a specification that changes: it ends, and is asked for anew
    values["image_url"] = job.spec.image_url
    values["picture"] = job.picture.name if job.picture else None
    values["picture_until"] = job.picture.trusted_until if job.picture else None
    return values


def new_job_columns(job: Job) -> dict[str, Any]:
    """Give the columns of a job that was just accepted."""
    fixed = ("id", "guild_id", "channel_id", "parent_id", "member_id", "locale", "guild_locale", "price", "created_at")
    return {
        **{name: getattr(job, name) for name in fixed},
        **{name: getattr(job.spec, name) for name in SPEC},
        **changing_columns(job),
        "tell_at": job.created_at + TELL_AFTER,
        "shown_late": False,
        "status_tried": False,
    }


def delivery_of(row: RowMapping) -> Delivery:
    """Read a delivery."""
    return Delivery(
        job_id=JobId(row["job_id"]),
        number=row["number"],
        channel_id=ChannelId(row["channel_id"]),
        state=DeliveryState(row["state"]),
        opened_at=row["opened_at"],
        anchor=MessageId(row["anchor"]) if row["anchor"] is not None else None,
        sent_at=row["sent_at"],
        as_link=row["as_link"],
        fit_to=row["fit_to"],
        message_id=MessageId(row["message_id"]) if row["message_id"] is not None else None,
    )


@cache
def _missing(table: Table, dialect: str) -> Insert:
    into = postgres_insert if dialect == "postgresql" else sqlite_insert
    return into(table).on_conflict_do_nothing()


async def insert_missing(conn: AsyncConnection, table: Table, **values: object) -> bool:
    """Insert a row unless one with its key stands already; True when it was inserted."""
    return bool((await conn.execute(_missing(table, conn.dialect.name), values)).rowcount)
