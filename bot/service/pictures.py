"""Keep the picture of a waiting job within the vendor's reach."""

from typing import Final

import structlog

from bot.domain import life
from bot.domain.job import Ending, Job
from bot.ports import (
    ChannelLostError,
    Clock,
    Media,
    PostDelayedError,
    Poster,
    PostRefusedError,
    Store,
)
from bot.service.lost_channels import end_queued

log: Final = structlog.get_logger(__name__)

AGAIN: Final = 30.0
"""Seconds until a picture is looked for again whose status message was not posted yet."""


class Pictures:
    """Sees to the link of a job that is *queued* and carries our lease.

    A crash anywhere leaves the job waiting, with the lease to run out: its turn is taken only afterwards, in a
    transaction of its own, so that looking for a picture never makes an outcome unknown.
    """

    def __init__(self, store: Store, media: Media, poster: Poster, clock: Clock) -> None:
        self._store = store
        self._media = media
        self._poster = poster
        self._clock = clock

    async def refresh(self, job: Job) -> None:
        """Find a link that works now, or end the job: nothing was bought, and its hold is given back."""
        try:
            url = await self._find(job)
        except PostDelayedError as delay:
            await self._store.let_go(job, self._clock.now() + delay.wait)
            return
        except ChannelLostError:
            await end_queued(self._store, job.channel_id, self._clock.now())
            return
        now = self._clock.now()
        if url is not None:
            await self._store.apply(life.picture_linked(job, url, now))
        elif job.status_message_id is None and job.shown is None:
            # its status message, which will carry the picture, is still to come
            await self._store.let_go(job, now + AGAIN)
        else:
            log.warning("a picture is out of reach", job=job.id)
            await self._store.apply(life.fail(job, now, Ending.PICTURE_GONE))

    async def _find(self, job: Job) -> str | None:
        """Ask Discord for the picture in the status message; where there is none, try the link we have."""
        if job.status_message_id is not None:
            try:
                url = await self._poster.picture_link(job)
            except ChannelLostError:
                raise
            except PostRefusedError as reason:
                log.info("the status message cannot be read", job=job.id, why=str(reason))
            else:
                if url is not None:
                    return url
        known = job.spec.image_url or ""
        return known if await self._media.inspect_image(known) is None else None
