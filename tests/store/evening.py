"""A queue that is played in a real store: people ask, the store gives turns, jobs end."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.domain import life
from bot.domain.job import Job
from bot.domain.period import Allowance, PeriodKind
from bot.domain.queue import Caps
from bot.domain.task import Rejected, RejectionKind
from bot.store import SqlStore
from tests.builders import KEY, NOW, PACE
from tests.store.walking import accepted, fetch, finish, guild, member, nth, run

RICH: Final = Allowance(credits=100_000, period=PeriodKind.MONTH)
REFUSED: Final = Rejected(RejectionKind.INVALID, "NO")


@dataclass(frozen=True)
class Asked:
    """A request: seconds after the one before, server, member, and how long it will keep its place (seconds)."""

    after: float
    guild: int
    member: int
    takes: float


@dataclass(frozen=True)
class Given:
    """A turn that was given, and which of the waiting jobs could have started then."""

    taken: Job
    able: Sequence[Job]


@dataclass
class Evening:
    """Goes on from event to event; a job that ends was refused, the shortest way to the end of a job."""

    store: SqlStore
    caps: Caps
    now: float = NOW
    waiting: list[Job] = field(default_factory=list)
    running: list[tuple[float, Job]] = field(default_factory=list)
    """With when each ends, in the order in which they got their turns."""
    takes: dict[int, float] = field(default_factory=dict)
    turns: list[Given] = field(default_factory=list)

    async def ask(self, asked: Asked) -> None:
        job_id = nth(len(self.takes))
        who = {"guild_id": guild(asked.guild), "member_id": member(asked.member)}
        self.takes[job_id] = asked.takes
        self.waiting.append(await accepted(self.store, job_id, rule=RICH, now=self.now, **who))

    async def give_turns(self) -> None:
        while True:
            able = [job for job in self.waiting if self._could_start(job)]
            taken = await self.store.take_turn(self.caps, "me", self.now, 60)
            if taken is None:
                assert able == [], "a job that could start got no turn"
                return
            self.turns.append(Given(taken, able))
            self.waiting = [job for job in self.waiting if job.id != taken.id]
            self.running.append((self.now + self.takes[taken.id], taken))
            self.now += 0.001

    def _could_start(self, job: Job) -> bool:
        busy = [one for _, one in self.running]
        return (
            len(busy) < self.caps.running
            and sum(one.guild_id == job.guild_id for one in busy) < self.caps.running_per_guild
            and sum(one.member_id == job.member_id for one in busy) < self.caps.running_per_member
        )

    async def end(self, ending: tuple[float, Job]) -> None:
        self.running.remove(ending)
        self.now = max(self.now, ending[0])
        await self.store.apply(life.submitted(ending[1], REFUSED, self.now, key=KEY, pace=PACE, chance=0.5))

    async def pass_until(self, instant: float) -> None:
        """Let jobs end and others take their turns until an instant."""
        await self.give_turns()
        while self.running and min(at for at, _ in self.running) <= instant:
            await self.end(min(self.running, key=lambda one: one[0]))
            await self.give_turns()
        self.now = max(self.now, min(instant, NOW + 1e6))


class MadeEvening(Evening):
    """The same, and every job ends with a clip."""

    async def end(self, ending: tuple[float, Job]) -> None:
        self.running.remove(ending)
        self.now = max(self.now, ending[0])
        job = await self.store.apply(run(ending[1], ending[1].state_at))
        await self.store.apply(fetch(await self.store.apply(finish(job, self.now)), self.now))
