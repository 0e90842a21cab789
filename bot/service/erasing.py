"""Forget a person, at the operator's word."""

from dataclasses import dataclass

from bot.domain.budget import NO_GUILD, Instruction
from bot.domain.ids import MemberId
from bot.domain.privacy import Outcome, Traces
from bot.ports import Clock, Media, PrivacyStore
from bot.service.operation import Order


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """What became of it, and what was kept about the person before."""

    outcome: Outcome
    traces: Traces


class Erasing:
    """Files go first, then the database in one transaction: a crash in between is made good by saying it again."""

    def __init__(self, store: PrivacyStore, media: Media, clock: Clock) -> None:
        self._store = store
        self._media = media
        self._clock = clock

    async def erase(self, order: Order, member_id: MemberId, *, really: bool, alone: bool) -> Erasure:
        """Forget a person for good, or without `really` say what would go; `alone` is whether no bot runs."""
        traces = await self._store.traces(member_id)
        if not traces.known:
            return Erasure(outcome=Outcome.UNKNOWN, traces=traces)
        if traces.under_way:
            return Erasure(outcome=Outcome.UNDER_WAY, traces=traces)
        if not really:
            return Erasure(outcome=Outcome.PLANNED, traces=traces)
        for clip in traces.clips:
            await self._media.discard(clip)
        for picture in traces.pictures:
            await self._media.discard_picture(picture)
        now = self._clock.now()
        said = Instruction(guild_id=NO_GUILD, by=None, reason=order.reason, request=order.request, at=now)
        if not await self._store.erase(said, member_id):
            # they asked for a video in just this moment
            return Erasure(outcome=Outcome.UNDER_WAY, traces=await self._store.traces(member_id))
        if alone:
            # otherwise the bot does it: two that write must not both cut back SQLite's log
            await self._store.tidy(alone=True)
        return Erasure(outcome=Outcome.DONE, traces=traces)
