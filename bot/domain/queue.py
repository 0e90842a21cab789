"""The fair queue, foreseen: who gets the next turns, and when.

The rule is the one by which the store gives turns: the server that was served least recently, then the job that waits
longest. A job whose server or member is at its cap lets others pass.
"""

import heapq
import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.ids import GuildId, Instant, JobId, MemberId

FORESIGHT: Final = 1000
"""Turns that are foreseen; further back nobody has a place yet."""


@dataclass(frozen=True, kw_only=True)
class Caps:
    """Jobs at once: with the vendor per key, per server and per member, and waiting per member."""

    running: int
    running_per_guild: int
    running_per_member: int
    queued_per_member: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A job that waits for its turn, from `due_at` on; it takes its place for `takes` seconds, infinite if unknown."""

    id: JobId
    guild_id: GuildId
    member_id: MemberId
    queued_at: Instant
    due_at: Instant
    takes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Busy:
    """A place that is taken until `ends_at`, infinite if nobody can tell."""

    guild_id: GuildId
    member_id: MemberId
    ends_at: Instant


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn that is foreseen; `at` is infinite when it waits for something of which nobody knows when it ends."""

    job_id: JobId
    at: Instant


def foresee(
    waiting: Sequence[Waiting], busy: Sequence[Busy], served: Mapping[GuildId, Instant], caps: Caps, now: Instant
) -> list[Turn]:
    """Play the queue forward as if nobody else asked, and give the turns in their order, at most FORESIGHT.

    `served` says when a server got its last turn. A place of unknown end is counted on last of all: what is behind it
    has an order and no time.
    """
    return list(itertools.islice(_Play(waiting, busy, served, caps, now).turns(), FORESIGHT))


_Key = tuple[Instant, JobId]
"""By age: the older, then the lower number, first."""
_Offer = tuple[Instant, _Key, GuildId, MemberId]
"""By when the server was last served, then by age."""


class _Play:
    """The world of the queue. A heap may hold what is true no more: that is found out when it comes up."""

    def __init__(
        self,
        waiting: Sequence[Waiting],
        busy: Sequence[Busy],
        served: Mapping[GuildId, Instant],
        caps: Caps,
        now: Instant,
    ) -> None:
        self._caps = caps
        self._now = now
        self._jobs = {job.id: job for job in waiting}
        self._served = dict(served)
        self._last = max(served.values(), default=0.0)
        self._busy_of_guild = Counter(one.guild_id for one in busy)
        self._busy_of_member = Counter(one.member_id for one in busy)
        self._busy = len(busy)
        self._number = itertools.count()
        rising = sorted(busy, key=lambda one: one.ends_at)
        self._ends = [(max(one.ends_at, now), next(self._number), one.guild_id, one.member_id) for one in rising]
        heapq.heapify(self._ends)
        self._early = [(job.due_at, job.id) for job in waiting if job.due_at > now]
        heapq.heapify(self._early)
        self._lines: dict[tuple[GuildId, MemberId], list[_Key]] = defaultdict(list)
        """The jobs of a member in a server that wait and are due."""
        self._guilds_of: dict[MemberId, set[GuildId]] = defaultdict(set)
        self._firsts: dict[GuildId, list[tuple[_Key, MemberId]]] = defaultdict(list)
        """The first of each line of a server."""
        self._listed: set[tuple[GuildId, MemberId, _Key]] = set()
        """What stands in `_firsts`, so that nothing stands there twice."""
        self._next: list[_Offer] = []
        """The first of all the firsts of each server."""
        self._offered: dict[GuildId, _Offer] = {}
        """What of `_next` is not outdated."""
        for job in waiting:
            if job.due_at <= now:
                heapq.heappush(self._lines[job.guild_id, job.member_id], (job.queued_at, job.id))
                self._guilds_of[job.member_id].add(job.guild_id)
        for guild, member in self._lines:
            self._put_first(guild, member)
        for guild in list(self._firsts):
            self._offer(guild)

    def turns(self) -> Iterator[Turn]:
        """Give turns as long as there are places, then let time pass."""
        while True:
            while self._busy < self._caps.running and (found := self._fairest()):
                yield self._take(*found)
            if not self._pass_time():
                return

    def _put_first(self, guild: GuildId, member: MemberId) -> None:
        line = self._lines[guild, member]
        if not line or self._busy_of_member[member] >= self._caps.running_per_member:
            return
        if (guild, member, line[0]) not in self._listed:
            self._listed.add((guild, member, line[0]))
            heapq.heappush(self._firsts[guild], (line[0], member))

    def _offer(self, guild: GuildId) -> None:
        if self._busy_of_guild[guild] >= self._caps.running_per_guild:
            return
        if (first := self._first_of(guild)) is None:
            return
        key, member = first
        offer = (self._served.get(guild, 0.0), key, guild, member)
        if self._offered.get(guild) != offer:
            self._offered[guild] = offer
            heapq.heappush(self._next, offer)

    def _first_of(self, guild: GuildId) -> tuple[_Key, MemberId] | None:
        firsts = self._firsts[guild]
        while firsts and not self._may_start(guild, *firsts[0]):
            key, member = heapq.heappop(firsts)
            self._listed.discard((guild, member, key))
        return firsts[0] if firsts else None

    def _may_start(self, guild: GuildId, key: _Key, member: MemberId) -> bool:
        line = self._lines[guild, member]
        free = self._busy_of_member[member] < self._caps.running_per_member
        return free and bool(line) and line[0] == key

    def _fairest(self) -> tuple[GuildId, MemberId] | None:
        while self._next:
            offer = heapq.heappop(self._next)
            _, key, guild, member = offer
            if self._offered.get(guild) != offer:
                continue
            del self._offered[guild]
            if self._busy_of_guild[guild] >= self._caps.running_per_guild:
                continue
            if self._first_of(guild) == (key, member):
                return guild, member
            self._offer(guild)
        return None

    def _take(self, guild: GuildId, member: MemberId) -> Turn:
        _, job_id = heapq.heappop(self._lines[guild, member])
        self._busy += 1
        self._busy_of_guild[guild] += 1
        self._busy_of_member[member] += 1
        self._last = self._served[guild] = math.nextafter(self._last, math.inf)
        heapq.heappush(self._ends, (self._now + self._jobs[job_id].takes, next(self._number), guild, member))
        self._put_first(guild, member)
        self._offer(guild)
        return Turn(job_id, self._now)

    def _pass_time(self) -> bool:
        """Go on to the next event, and tell whether there was one."""
        if self._early and (not self._ends or self._early[0][0] <= self._ends[0][0]):
            self._now = self._early[0][0]
            while self._early and self._early[0][0] == self._now:
                self._fall_due(self._jobs[heapq.heappop(self._early)[1]])
        elif self._ends:
            self._now, _, guild, member = heapq.heappop(self._ends)
            self._set_free(guild, member)
        else:
            return False
        return True

    def _fall_due(self, job: Waiting) -> None:
        heapq.heappush(self._lines[job.guild_id, job.member_id], (job.queued_at, job.id))
        self._guilds_of[job.member_id].add(job.guild_id)
        self._put_first(job.guild_id, job.member_id)
        self._offer(job.guild_id)

    def _set_free(self, guild: GuildId, member: MemberId) -> None:
        self._busy -= 1
        self._busy_of_guild[guild] -= 1
        self._busy_of_member[member] -= 1
        if self._busy_of_member[member] == self._caps.running_per_member - 1:
            for elsewhere in self._guilds_of[member]:
                self._put_first(elsewhere, member)
                self._offer(elsewhere)
        self._offer(guild)
