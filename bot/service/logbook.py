"""Keep the log channels: a card for each finished job, and for each that waits for a moderator."""

import asyncio
from collections.abc import Sequence
from typing import Final

import structlog

from bot.domain.log_card import LogCard
from bot.ports import (
    Clock,
    LogPoster,
    LogStore,
    MessageGoneError,
    MessageRefusedError,
    PostDelayedError,
    PostRefusedError,
    PostUnclearError,
    StoreAwayError,
    ThreadClosedError,
)
from bot.service.nudge import Nudge

log: Final = structlog.get_logger(__name__)

RETRY: Final = 30.0
CLOSED_RETRY: Final = 3600.0
"""Seconds until a card in a closed thread is tried again: it may stay closed for ever."""
BATCH: Final = 10
IDLE: Final = 5.0
"""Seconds between two looks unasked: whatever this process changes rings, and a card is due at once."""


class Logbook:
    """Runs beside the worker and the teller, so that a slow log channel holds up neither."""

    def __init__(self, store: LogStore, poster: LogPoster, clock: Clock, nudge: Nudge) -> None:
        self._store = store
        self._poster = poster
        self._clock = clock
        self._news = nudge.listen()

    async def run(self) -> None:
        """Write cards, until cancelled. A crash after one writes the same again, by an edit or a constant nonce."""
        while True:
            self._news.clear()
            cards = await self._claim()
            await asyncio.gather(*(self._guarded(card) for card in cards))
            if not cards:
                await self._clock.wait(self._news, IDLE)

    async def _claim(self) -> Sequence[LogCard]:
        now = self._clock.now()
        try:
            return await self._store.claim_cards(now, now + RETRY, BATCH)
        except StoreAwayError:
            log.debug("the database cannot be used, as the worker says")
            return []
        except Exception:
            log.exception("no log channel can be written at present")
            return []

    async def _guarded(self, card: LogCard) -> None:
        try:
            await self.write(card)
        except (PostUnclearError, PostDelayedError) as later:
            log.info("will write the card later", job=card.record.job.id, why=type(later).__name__)
        except Exception:
            log.exception("could not write the card", job=card.record.job.id)

    async def write(self, card: LogCard) -> None:
        """Post or edit one card, and remember what it says; one that a person deleted is not posted again."""
        try:
            message_id = await self._poster.show_card(card)
        except ThreadClosedError:
            await self._store.put_off_card(card, self._clock.now() + CLOSED_RETRY)
            return
        except MessageGoneError:
            message_id = None
        except PostRefusedError as no:
            message_id = None
            if not isinstance(no, MessageRefusedError):
                await self._lose(card, no)
        await self._store.card_told(card, message_id)

    async def _lose(self, card: LogCard, no: PostRefusedError) -> None:
        guild_id = card.record.job.guild_id
        if await self._store.lose_log_channel(guild_id, card.channel_id):
            log.warning("a log channel is lost", guild=guild_id, channel=card.channel_id, why=str(no))
