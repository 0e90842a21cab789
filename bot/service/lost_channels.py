"""A channel is lost to the bot: what waits in the queue for it ends, so that nobody buys what nobody can get."""

from typing import Final

import structlog

from bot.domain import life
from bot.domain.ids import ChannelId, Instant
from bot.domain.job import Ending
from bot.ports import StaleJobError, Store

log: Final = structlog.get_logger(__name__)


async def end_queued(store: Store, channel_id: ChannelId, now: Instant) -> None:
    """End every job that waits for a turn there, its hold given back.

    Each by a fenced move of its own, so that one that got its turn meanwhile goes on. After a crash in between the rest
    still wait, and end with the next look at the channel.
    """
    for job in await store.queued_for(channel_id):
        try:
            await store.apply(life.fail(job, now, Ending.CHANNEL_LOST))
        except StaleJobError:
            log.info("it got its turn before its channel was known to be lost", job=job.id)
        else:
            log.warning("ended in the queue: its channel is lost", job=job.id)
