"""Keep nothing for longer than the operator said: files of clips and pictures, prompts, links, what was begun."""

from typing import Final

import structlog

from bot.domain import life
from bot.domain.ids import Instant
from bot.ports import Clock, Media, PrivacyStore

log: Final = structlog.get_logger(__name__)

SWEEP_EVERY: Final = 3600.0
KEEP_PICTURES: Final = 2 * life.QUEUE_PATIENCE
"""Seconds; a picture is needed until the status message of its waiting job was posted."""
BATCH: Final = 200
"""Jobs whose words go in one transaction, so that nobody waits for it."""
NOTE: Final = "retention"


class Retention:
    """Sweeps once an hour, a part at each call. The files are each process's own; the database's one process sweeps.

    When that was is a note in the database. A crash in between leaves the rest to the next hour.
    """

    def __init__(self, store: PrivacyStore, media: Media, clock: Clock, keep_clips: float, keep_prompts: float) -> None:
        self._store = store
        self._media = media
        self._clock = clock
        self._keep_clips = keep_clips
        self._keep_prompts = keep_prompts
        self._swept_at: Instant = 0.0
        self._more = False

    async def sweep(self, now: Instant) -> None:
        """Do the next part of what is due."""
        if abs(now - self._swept_at) >= SWEEP_EVERY:
            self._swept_at = now
            await self._media.sweep(now - self._keep_clips, now - KEEP_PICTURES)
            self._more = await self._is_our_turn(now)
        if self._more:
            await self._blank(now)

    async def _is_our_turn(self, now: Instant) -> bool:
        said = await self._store.recall(NOTE)
        # half an hour of slack: of two processes that started at different times one does it all the same
        fresh = said is not None and 0 <= now - float(said) < SWEEP_EVERY / 2
        return not fresh and await self._store.exchange(NOTE, said, str(now))

    async def _blank(self, now: Instant) -> None:
        count = await self._store.blank_words(now - self._keep_prompts, BATCH)
        self._more = count == BATCH
        if count:
            log.info("words of old videos are gone", videos=count)
        if not self._more:
            await self._store.forget_drafts(now)
            await self._store.tidy()
