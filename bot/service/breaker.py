"""Close the studio when the vendor refuses us as a whole or there is no room for clips, and open it again."""

from typing import Final

import structlog

from bot.domain.ids import Instant
from bot.domain.job import JobState
from bot.domain.studio import (
    CLOSURES,
    MISSING_JOBS,
    NEEDED,
    OPEN,
    REGAINED,
    SILENCE_SPAN,
    SILENCES,
    TRIED,
    UNKNOWN_SPAN,
    UNKNOWNS,
    Closure,
    Studio,
)
from bot.domain.task import Accepted, Rejected, RejectionKind, SubmitAnswer
from bot.ports import Clock, Media, OperatorAlarms, OperatorStore, VideoApi

log: Final = structlog.get_logger(__name__)

AT_MOST: Final = 3600.0
"""Seconds between two messages about closures for the same reason: one that comes and goes is told once an hour."""
NEVER: Final = "0 0"
REFUSALS: Final = 3
"""This many requests in a row, refused without a reason and each with an address to call, are not the members'."""
ADDRESS: Final = "alarm:address"


class Breaker:
    """Keeps the studio's state in the store, so that it outlives a restart.

    What the operator was told is a note for each reason: since when it was closed, and when that was told. It is
    exchanged before the message and put back when Discord does not take it, so that of several processes one tells it
    and the next look tries again; a crash in between leaves the line in the log.
    """

    def __init__(self, store: OperatorStore, api: VideoApi, media: Media, alarms: OperatorAlarms, clock: Clock) -> None:
        self._store = store
        self._api = api
        self._media = media
        self._alarms = alarms
        self._clock = clock
        self._silences = 0
        self._silent_since: Instant | None = None
        self._address_refused = 0

    async def refused(self, kind: RejectionKind | None) -> None:
        """Close for a refusal that concerns every job; any other passes."""
        if kind in CLOSURES:
            await self._close(CLOSURES[kind])

    async def lost_sight(self) -> None:
        """Close when too many outcomes became unknown in a short time."""
        recent = await self._store.entered_since(JobState.UNKNOWN, self._clock.now() - UNKNOWN_SPAN)
        if recent >= UNKNOWNS:
            await self._close(Closure.UNKNOWNS)

    async def many_tasks_missing(self) -> bool:
        """Close when the vendor misses the tasks of several jobs at once: then it is not the jobs' fault."""
        missing = await self._tasks_are_missing()
        if missing:
            await self._close(Closure.TASKS_MISSING)
        return missing

    async def _tasks_are_missing(self) -> bool:
        return await self._store.missing_tasks() >= MISSING_JOBS

    async def has_room(self) -> bool:
        """Look, before anything is bought, whether there is room to keep it; close when not."""
        if await self._media.room() >= NEEDED:
            return True
        await self._close(Closure.FULL)
        return False

    async def heed_address(self, answer: SubmitAnswer) -> None:
        """Tell the operator, once an hour at most, when it seems that the address to call is what the vendor refuses.

        Nothing is closed: what is refused costs nothing, and it may be the members' requests after all.
        """
        if not isinstance(answer, Rejected):
            self._address_refused = 0 if isinstance(answer, Accepted) else self._address_refused
            return
        if not answer.blames_nothing:
            return
        self._address_refused += 1
        if self._address_refused < REFUSALS and not answer.blames_address:
            return
        now, said = self._clock.now(), await self._store.recall(ADDRESS)
        if said is not None and 0 <= now - float(said) < AT_MOST:
            return
        if not await self._store.exchange(ADDRESS, said, repr(now)):
            return
        log.error("the vendor refuses what names PUBLIC_URL", times=self._address_refused)
        if not await self._alarms.alarm_address(self._address_refused, f"c{int(now)}"):
            await self._store.exchange(ADDRESS, repr(now), said or "0")

    def answered(self) -> None:
        """Note an answer of the vendor's own, whatever it says."""
        self._silences, self._silent_since = 0, None

    async def unanswered(self) -> None:
        """Close when for a while nothing came but errors or silence, and a probe meets the same.

        The probe keeps one task that the vendor stumbles over from closing the studio for everybody.
        """
        now = self._clock.now()
        self._silent_since = now if self._silent_since is None else self._silent_since
        self._silences += 1
        if self._silences < SILENCES or now - self._silent_since < SILENCE_SPAN:
            return
        self.answered()
        kind = await self._api.probe()
        if kind in {RejectionKind.KEY, RejectionKind.CREDITS}:
            await self.refused(kind)
        elif kind is not None:
            await self._close(Closure.OUTAGE)

    async def accepted(self, asked_at: Instant) -> None:
        """Open what a successful submit opens; one that was under way when the studio closed proves nothing."""
        studio = await self._store.studio()
        if studio.closure in TRIED and studio.since <= asked_at:
            await self._open(studio)

    async def probe(self, now: Instant) -> None:
        """Ask the vendor for something that costs nothing, when that is due; open when it lets us in.

        Looks for room as well, and tells the operator, once, of a closure that nobody told of yet.
        """
        await self.has_room()
        studio = await self._store.studio()
        await self._tell(studio)
        if studio.closure is Closure.FULL and await self._media.room() >= REGAINED:
            await self._open(studio)
        if not studio.wants_probe(now) or not await self._store.change_studio(studio, studio.tried(now)):
            return
        # a probe says nothing about tasks: opened while they are missing, it would close and alarm again for ever
        if studio.closure is Closure.TASKS_MISSING and await self._tasks_are_missing():
            return
        if await self._api.probe() is None:
            await self._open(studio.tried(now))

    async def _close(self, closure: Closure) -> None:
        studio = await self._store.studio()
        closed = studio.closed(closure, self._clock.now())
        if studio.closure is None and await self._store.change_studio(studio, closed):
            log.error("studio closed", closure=closure.value)
            await self._tell(closed)

    async def _open(self, studio: Studio) -> None:
        if await self._store.change_studio(studio, OPEN):
            log.warning("studio open again", was=studio.closure)

    async def _tell(self, studio: Studio) -> None:
        """Tell the operator of a closure once, and of others for the same reason at most once an hour.

        A database that was put back may say that it told so before: that is told in any case.
        """
        if studio.closure is None:
            return
        note = f"alarm:studio:{studio.closure.value}"
        said = await self._store.recall(note)
        since, at = (said or NEVER).split()
        recent = 0 <= self._clock.now() - float(at) < AT_MOST and studio.closure is not Closure.RESTORED
        if float(since) == studio.since or recent:
            return
        mine = f"{studio.since!r} {self._clock.now()!r}"
        if not await self._store.exchange(note, said, mine):
            return
        if not await self._alarms.alarm_studio(studio.closure, f"a{studio.closure.value}{int(studio.since)}"):
            await self._store.exchange(note, mine, said or NEVER)
