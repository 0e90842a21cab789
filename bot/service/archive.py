"""Look up what became of jobs: one's own, and for moderators everybody's in their server."""

from dataclasses import replace
from typing import Final

from bot.domain.history import PAGE, Cursor, Page, Record
from bot.domain.ids import JobId, MemberId
from bot.domain.job import Job
from bot.domain.queue import Caps
from bot.domain.refusals import JobNotFound, ModeratorsOnly
from bot.domain.requester import Requester
from bot.ports import Clock, Media, Store

SUGGESTED: Final = 25
"""Choices that Discord takes for an option (Discord: autocomplete)."""
REMEMBERED: Final = 100
"""Jobs that typed text is looked for in, the newest."""


class Archive:
    """The door to the past. Who may see a job is checked at every look, by the server and the member it belongs to."""

    def __init__(self, store: Store, media: Media, clock: Clock, caps: Caps) -> None:
        self._store = store
        self._media = media
        self._clock = clock
        self._caps = caps

    async def page(
        self, requester: Requester, whose: MemberId | None, cursor: Cursor | None = None
    ) -> Page | ModeratorsOnly:
        """List the jobs of one member of the requester's server, of everybody there with None, newest first."""
        if whose != requester.member_id and not requester.is_moderator:
            return ModeratorsOnly()
        return await self._store.history(requester.guild_id, whose, cursor, PAGE)

    async def suggest(self, requester: Requester, typed: str) -> list[Job]:
        """Offer the requester's newest jobs whose prompt contains what was typed, or whose number begins so."""
        page = await self._store.history(requester.guild_id, requester.member_id, None, REMEMBERED)
        wanted = typed.strip().casefold()
        jobs = [entry.job for entry in page.entries]
        fitting = [job for job in jobs if wanted in job.spec.prompt.casefold() or str(job.id).startswith(wanted)]
        return fitting[:SUGGESTED]

    async def look(self, requester: Requester, job_id: JobId) -> Record | JobNotFound:
        """Read one job; to whom it is no concern of, it does not exist."""
        record = await self._store.record(job_id)
        if record is None or not may_see(requester, record.job):
            return JobNotFound()
        job, clip = record.job, record.job.clip
        prospects = {} if job.is_final else await self._store.prospects([job], self._caps, self._clock.now())
        kept = clip is not None and await self._media.has(clip)
        return replace(record, kept=kept, prospect=prospects.get(job.id))


def may_see(requester: Requester, job: Job) -> bool:
    """Whether a job is the requester's own, or the requester moderates the server it belongs to."""
    own = job.member_id == requester.member_id
    return job.guild_id == requester.guild_id and (own or requester.is_moderator)
