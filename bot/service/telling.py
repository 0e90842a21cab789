"""Tell members how their jobs stand: each state once, in the public status message, or by direct message at the end."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

import structlog

from bot.domain.ids import MessageId
from bot.domain.job import FINAL, Job, JobState
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
    ThreadClosedError,
)
from bot.service.lost_channels import end_queued
from bot.service.nudge import Nudge

log: Final = structlog.get_logger(__name__)

RETRY: Final = 30.0
BATCH: Final = 20
IDLE: Final = 1.0


class Teller:
    """Runs beside the worker, so that a slow Discord holds up no poll and no download."""

    def __init__(self, store: Store, media: Media, poster: Poster, clock: Clock, nudge: Nudge) -> None:
        self._store = store
        self._media = media
        self._poster = poster
        self._clock = clock
        self._news = nudge.listen()

    async def run(self) -> None:
        """Tell, until cancelled. A crash after telling tells the same again, by an edit or a constant nonce."""
        while True:
            self._news.clear()
            jobs = await self._claim()
            await asyncio.gather(*(self._guarded(job) for job in jobs))
            if not jobs:
                await self._clock.wait(self._news, IDLE)

    async def _claim(self) -> list[Job]:
        now = self._clock.now()
        try:
            return await self._store.claim_untold(now, now + RETRY, BATCH)
        except Exception:
            log.exception("nobody can be told at present")
            return []

    async def _guarded(self, job: Job) -> None:
        try:
            await self.tell(job)
        except (PostUnclearError, PostDelayedError) as later:
            log.info("will tell later", job=job.id, why=type(later).__name__)
        except Exception:
            log.exception("could not tell", job=job.id)

    async def tell(self, job: Job) -> None:
        """Tell one state of one job, and remember that it was told."""
        try:
            message_id = await self._show(job)
        except MessageGoneError:
            message_id = None
            await self._tell_directly(job)
        except PostRefusedError as no:
            message_id = await self._turned_away(job, no)
        await self._store.told(job, message_id)

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

    async def _show(self, job: Job) -> MessageId | None:
        if job.state is JobState.DELIVERED:
            await self._remove(job)
            return None
        if job.shown is not None and job.status_message_id is None:
            raise MessageGoneError("told before, and gone since")
        if job.state is not JobState.QUEUED:
            return await self._poster.show(job, None)
        place = await self._store.place(job)
        try:
            return await self._poster.show(job, place, await self._picture(job))
        except PostTooLargeError:
            return await self._poster.show(job, place)

    async def _picture(self, job: Job) -> Path | None:
        """Tell where the picture lies that a new status message carries, so that its link lives as long as that."""
        if job.picture is None or job.status_message_id is not None:
            return None
        return await self._media.picture(job.picture)

    async def _remove(self, job: Job) -> None:
        """Delete the status message; one whose answer was lost is found by posting it again with its nonce."""
        if job.status_message_id is None and job.status_tried and job.shown is None:
            job = replace(job, status_message_id=await self._poster.show(job, None))
        if job.status_message_id is not None:
            await self._poster.remove_status(job)
