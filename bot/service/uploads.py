"""How a clip goes into a server that takes files up to a size of its own: as it is, made smaller, or as a link."""

from typing import Final

import structlog

from bot.domain import upload
from bot.domain.delivery import Delivery
from bot.domain.job import Clip, Job
from bot.ports import Clock, Media, Store

log: Final = structlog.get_logger(__name__)


class Uploads:
    """Learns what each server takes, and makes clips fit.

    Nothing of it must survive a crash: what was not learned is refused once more, what was not made is made again.
    """

    def __init__(self, store: Store, media: Media, clock: Clock) -> None:
        self._store = store
        self._media = media
        self._clock = clock

    async def prepare(self, job: Job, clip: Clip, delivery: Delivery) -> tuple[Delivery, Clip]:
        """Decide how a clip goes, by what is known by now; gives the delivery that says so and the file to send."""
        known = await self._store.upload_limit(job.guild_id)
        planned = upload.plan(delivery, clip.size, known.room(self._clock.now()))
        if planned.fit_to is None:
            return planned, clip
        smaller = await self._media.fit(clip, planned.fit_to)
        if smaller is None:
            return upload.as_link(planned), clip
        log.info("made smaller", job=job.id, size=clip.size, fitted=smaller.size, limit=planned.fit_to)
        return planned, smaller

    async def was_taken(self, job: Job, delivery: Delivery, sent: Clip) -> None:
        """Learn that the server took a file, unless it was a link that was sent."""
        if not delivery.as_link:
            await self._store.learn_upload(job.guild_id, sent.size, self._clock.now(), taken=True)

    async def was_refused(self, job: Job, sent: Clip) -> None:
        """Learn that a file was too large for the server."""
        log.info("too large for this server", job=job.id, size=sent.size)
        await self._store.learn_upload(job.guild_id, sent.size, self._clock.now(), taken=False)
