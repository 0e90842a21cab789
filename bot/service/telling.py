"""Tell members how their jobs stand: each state once, in the public status message, or by direct message at the end."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

import structlog

from bot.domain.ids import Instant, JobId, MessageId
from bot.domain.job import FINAL, WAITING, Job, JobState
from bot.domain.queue import Caps
from bot.domain.waiting import Prospect
from bot.ports import (
    ChannelLostError,
    Clock,
    Media,
    MessageGoneError,
    PostDelayedError,
    Poster,
    PostRefusedError,
    PostTooLargeError,
    PostUnclearError,
    Store,
    StoreAwayError,
    ThreadClosedError,
)
from bot.service.lost_channels import end_queued
from bot.service.nudge import Nudge

log: Final = structlog.get_logger(__name__)

RETRY: Final = 30.0
BATCH: Final = 20
IDLE: Final = 1.0
FORESEEN: Final = frozenset({JobState.QUEUED, JobState.RUNNING})
"""States in which it is said how long things take."""
STANDS: Final = 20.0
"""Seconds that what was said of a wait stands at least before it is corrected (Discord asks for few edits)."""
CORRECT_EVERY: Final = 5.0
"""Seconds between two looks for what has to be corrected."""
CORRECTIONS: Final = 10
"""Corrections at one look, those near the front first: two a second over all servers, of Discord's fifty requests."""


class Teller:
    """Runs beside the worker, so that a slow Discord holds up no poll and no download."""

    def __init__(self, store: Store, media: Media, poster: Poster, clock: Clock, nudge: Nudge, caps: Caps) -> None:
        self._store = store
        self._media = media
        self._poster = poster
        self._clock = clock
        self._news = nudge.listen()
        self._caps = caps
        self._looked_at: Instant = 0.0

    async def run(self) -> None:
        """Tell, until cancelled. A crash after telling tells the same again, by an edit or a constant nonce."""
        while True:
            self._news.clear()
            news = await self._claim()
            await asyncio.gather(*(self._guarded(job, prospect) for job, prospect in news))
            if not news:
                await self._clock.wait(self._news, IDLE)

    async def _claim(self) -> list[tuple[Job, Prospect | None]]:
        now = self._clock.now()
        try:
            jobs = await self._store.claim_untold(now, now + RETRY, BATCH)
            prospects = await self._foresee(jobs, now)
            return [*((job, prospects.get(job.id)) for job in jobs), *await self._misled(now)]
        except StoreAwayError:
            log.debug("the database cannot be used, as the worker says")
            return []
        except Exception:
            log.exception("nobody can be told at present")
            return []

    async def _foresee(self, jobs: Sequence[Job], now: Instant) -> Mapping[JobId, Prospect]:
        foreseen = [job for job in jobs if job.state in FORESEEN]
        return await self._store.prospects(foreseen, self._caps, now) if foreseen else {}

    async def _misled(self, now: Instant) -> Sequence[tuple[Job, Prospect]]:
        if abs(now - self._looked_at) < CORRECT_EVERY:
            return []
        self._looked_at = now
        return await self._store.claim_misled(self._caps, now, now + RETRY, now - STANDS, CORRECTIONS)

    async def _guarded(self, job: Job, prospect: Prospect | None) -> None:
        try:
            await self.tell(job, prospect)
        except (PostUnclearError, PostDelayedError) as later:
            log.info("will tell later", job=job.id, why=type(later).__name__)
        except Exception:
            log.exception("could not tell", job=job.id)

    async def tell(self, job: Job, prospect: Prospect | None = None) -> None:
        """Tell how one job stands and what is foreseen of it, and remember that it was told."""
        try:
            message_id = await self._show(job, prospect)
        except MessageGoneError:
            message_id = await self._tell_otherwise(job)
        except PostRefusedError as no:
            message_id = await self._turned_away(job, no)
        await self._store.told(job, message_id, prospect)

    async def _tell_otherwise(self, job: Job) -> MessageId | None:
        """Say directly how a job ended whose message was deleted; that one is unknown is said in a new message.

        Of a job that came back with a copy of the database the message may be long gone, because its clip was posted.
        """
        if job.state is JobState.UNKNOWN and job.shown is None:
            return await self._poster.show(replace(job, status_message_id=None), None, anew=True)
        await self._tell_directly(job)
        return None

    async def _turned_away(self, job: Job, no: PostRefusedError) -> MessageId | None:
        """Leave a message be that cannot be changed now: the clip removes it, if it comes; without one it goes."""
        if isinstance(no, ChannelLostError):
            await end_queued(self._store, job.channel_id, self._clock.now())
        if job.state not in FINAL or job.state is JobState.DELIVERED:
            return job.status_message_id
        await self._tell_directly(job)
        if isinstance(no, ThreadClosedError):
            with suppress(PostRefusedError):
                await self._poster.remove_status(job)
        return None

    async def _tell_directly(self, job: Job) -> None:
        """Say by direct message how a job ended that has no message of its own any more; anything else can wait."""
        if job.state in FINAL and job.state is not JobState.DELIVERED and not await self._poster.tell(job):
            log.info("nobody could be told", job=job.id, state=job.state.value)

    async def _show(self, job: Job, prospect: Prospect | None) -> MessageId | None:
        if job.state is JobState.DELIVERED:
            await self._remove(job)
            return None
        if job.shown is not None and job.status_message_id is None:
            raise MessageGoneError("told before, and gone since")
        try:
            return await self._poster.show(job, prospect, await self._picture(job))
        except PostTooLargeError:
            return await self._poster.show(job, prospect)

    async def _picture(self, job: Job) -> Path | None:
        """Tell where the picture lies that a new status message carries, so that its link lives as long as that."""
        if job.picture is None or job.state not in WAITING or job.status_message_id is not None:
            return None
        return await self._media.picture(job.picture)

    async def _remove(self, job: Job) -> None:
        """Delete the status message; one whose answer was lost is found by posting it again with its nonce."""
        if job.status_message_id is None and job.status_tried and job.shown is None:
            job = replace(job, status_message_id=await self._poster.show(job, None))
        if job.status_message_id is not None:
            await self._poster.remove_status(job)
