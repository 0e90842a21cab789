"""What is not kept for ever: words of old jobs, and people who are to be forgotten.

Every function runs inside its caller's transaction. Whatever changes a job raises its `rev`, so that nobody who read it
before writes the words back.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.budget import Instruction
from bot.domain.ids import GuildId, Instant, JobId, MemberId
from bot.domain.job import FINAL, Clip, JobState
from bot.domain.picture import KeptPicture
from bot.domain.privacy import NOBODY, Traces
from bot.store import audits, locks
from bot.store.limits import Scope
from bot.store.log_cards import LIVES
from bot.store.tables import audit, block, card_note, draft, job, job_event, limit_rule, log_card, member, transfer

WORDLESS: Final[dict[str, Any]] = {
    "prompt": "",
    "image_url": case((job.c.image_url.is_not(None), ""), else_=None),  # that there was a picture stays
    "picture": None,
    "picture_until": None,
    "video_url": None,
    "ending_detail": None,
    "rev": job.c.rev + 1,
}
"""What a job becomes that says nothing of what somebody wrote any more, be it the member or the vendor."""
_SETTLED: Final = and_(job.c.state.not_in(sorted(set(JobState) - FINAL)), job.c.deadline_at.is_(None))
"""Said by what it is not: asked for the final states by name, SQLite would go through all that ever ended."""


async def blank(conn: AsyncConnection, ended_before: Instant, limit: int) -> int:
    """Take the words from final jobs that ended before an instant, the oldest first; tell from how many."""
    old = select(job.c.id).where(job.c.prompt != "", job.c.state_at < ended_before, _SETTLED)
    chosen = old.order_by(job.c.state_at).limit(limit).with_for_update(skip_locked=True)
    ids = list((await conn.execute(chosen)).scalars())
    if ids:
        await conn.execute(update(job).where(job.c.id.in_(ids)).values(**WORDLESS))
        await _blank_events(conn, job_event.c.job_id.in_(ids))
    return len(ids)


async def _blank_events(conn: AsyncConnection, of_jobs: ColumnElement[bool]) -> None:
    """Take from events why they happened, which may repeat what the vendor answered; that they happened stays."""
    await conn.execute(update(job_event).where(of_jobs, job_event.c.why != "").values(why=""))


async def traces(conn: AsyncConnection, member_id: MemberId) -> Traces:
    """Read what is kept about a person."""
    surrogate = await _surrogate(conn, member_id)
    mine = job.c.member_id == member_id
    videos = (await conn.execute(select(func.count()).select_from(job).where(mine))).scalar_one()
    begun = (await conn.execute(select(draft.c.id).where(draft.c.member_id == member_id).limit(1))).first()
    clips = select(job.c.clip).where(mine, job.c.clip.is_not(None))
    pictures = select(job.c.picture, job.c.picture_until).where(mine, job.c.picture.is_not(None))
    blocks = select(block.c.guild_id).where(block.c.surrogate == surrogate).order_by(block.c.guild_id)
    return Traces(
        known=surrogate is not None or videos > 0 or begun is not None,
        videos=videos,
        under_way=await _under_way(conn, member_id),
        clips=tuple(Clip(**clip) for clip in (await conn.execute(clips)).scalars()),
        pictures=tuple(KeptPicture(name, until) for name, until in await conn.execute(pictures)),
        blocked_in=tuple(GuildId(guild) for guild in (await conn.execute(blocks)).scalars()),
        reasons=await _reasons(conn, member_id),
    )


async def _surrogate(conn: AsyncConnection, member_id: MemberId) -> int | None:
    query = select(member.c.surrogate).where(member.c.member_id == member_id)
    return (await conn.execute(query)).scalar_one_or_none()


async def _under_way(conn: AsyncConnection, member_id: MemberId) -> tuple[JobId, ...]:
    mine = select(job.c.id).where(job.c.member_id == member_id, ~_SETTLED).order_by(job.c.id)
    return tuple(JobId(one) for one in (await conn.execute(mine)).scalars())


async def _reasons(conn: AsyncConnection, member_id: MemberId) -> int:
    """Count what somebody wrote by hand that names a person's id."""
    names = f"%{member_id}%"
    of_audit = or_(audit.c.reason.like(names), audit.c.before.like(names), audit.c.after.like(names))
    found = 0
    for query in (select(audit.c.id).where(of_audit), select(transfer.c.id).where(transfer.c.reason.like(names))):
        found += (await conn.execute(select(func.count()).select_from(query.subquery()))).scalar_one()
    return int(found)


async def erase(conn: AsyncConnection, said: Instruction, member_id: MemberId) -> bool:
    """Forget a person; False, and nothing is changed, when a video of theirs is under way.

    No request of theirs gets into the queue meanwhile. Lines of the ledger keep their surrogate, which names nobody
    then; the cards of the log channel are written anew.
    """
    await locks.queue_of(conn, member_id)
    if await _under_way(conn, member_id):
        return False
    surrogate = await _surrogate(conn, member_id)
    mine = select(job.c.id).where(job.c.member_id == member_id)
    noted = select(card_note.c.job_id).where(card_note.c.surrogate == surrogate)
    shown = or_(log_card.c.job_id.in_(mine), log_card.c.job_id.in_(noted))
    anew = {"version": log_card.c.version + 1, "tell_at": said.at}
    await conn.execute(update(log_card).where(shown, LIVES).values(**anew))
    await _blank_events(conn, job_event.c.job_id.in_(mine))
    told = {"shown": job.c.state, "shown_late": job.c.late}
    theirs = update(job).where(job.c.member_id == member_id)
    videos = (await conn.execute(theirs.values(member_id=NOBODY, **WORDLESS, **told))).rowcount
    await conn.execute(delete(draft).where(draft.c.member_id == member_id))
    await conn.execute(delete(block).where(block.c.surrogate == surrogate))
    own_limit = limit_rule.c.scope == Scope.MEMBER, limit_rule.c.subject == surrogate
    await conn.execute(delete(limit_rule).where(*own_limit))
    await conn.execute(update(member).where(member.c.member_id == member_id).values(member_id=None))
    await audits.note(conn, said, f"erase:member:{surrogate or 0}", None, f"{videos} videos")
    return True
