"""Evenings in virtual time: the real services on the real SQLite, with a vendor and a Discord that err by chance.

`python -m tests.soak.month --jobs 50000` plays thirty of them and prints one line; the exit code says whether all is
right.
"""

import argparse
import asyncio
import logging
import random
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Final

import structlog
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import ChannelId, GuildId, Instant, JobId, MemberId, TaskId
from bot.domain.job import FINAL, JobState
from bot.domain.ledger import ABSORBED, SPENT, TransferKind
from bot.domain.ledger import SERVERS as POOLS
from bot.domain.period import Allowance, PeriodKind
from bot.domain.queue import Caps
from bot.domain.task import PollAnswer, RejectionKind, SubmitAnswer
from bot.domain.video import VideoSpec, Wish
from bot.ports import PostUnclearError
from bot.service.requests import Receipt
from bot.store.tables import account, job, transfer
from tests import sqlite
from tests.builders import JOB, NOW, a_requester
from tests.fakes import FakeMedia, FakeVideoApi
from tests.service.house import House, WatchedStore
from tests.soak.driver import without_thread

DAYS: Final = 30
SERVERS: Final = 250
MEMBERS: Final = 8
DAY: Final = 86_400.0
LATE: Final = DAY - 600.0
"""When an evening begins: its videos are under way when the day, and with it every server's period, ends."""
ASKED_WITHIN: Final = 900.0
"""Seconds at the beginning of an evening within which everybody asks; midnight is among them."""
RULE: Final = Allowance(credits=300, period=PeriodKind.DAY)
CAPS: Final = Caps(running=200, running_per_guild=20, running_per_member=1, queued_per_member=5)
RESTART_EVERY: Final = 150.0
"""Seconds of an evening after which the process ends and another begins."""
SETTLES: Final = 60.0
"""Seconds between two looks at whether an evening is over."""
ONE_DAY_MORE: Final = 25 * 3600.0
"""After this long nothing is unknown any more."""


class Vendor(FakeVideoApi):
    """Takes tasks, makes them for a minute or so, and errs at every second or third per cent of what it is asked."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self.accepts_everything()
        self.lets_in()
        self.now: Callable[[], Instant] = lambda: NOW
        """What time it is."""
        self._chance = chance
        self._ends: dict[TaskId, Instant] = {}
        self._prices: dict[TaskId, int] = {}
        self.charged = 0
        """Credits taken and kept."""
        self.guessed = 0
        """Price of what was sent, never taken, and of which nobody can know that."""

    async def submit(self, spec: VideoSpec, callback_url: str | None = None) -> SubmitAnswer:
        self._err(spec)
        before = len(self.tasks)
        try:
            return await super().submit(spec, callback_url)
        finally:
            for task_id in self.tasks[before:]:
                self._ends[task_id] = self.now() + self._chance.uniform(20, 90)
                self._prices[task_id] = spec.price
                self.charged += spec.price

    def _err(self, spec: VideoSpec) -> None:
        roll = self._chance.random()
        taken = self._chance.random() < 0.5
        if roll < 0.001:
            self.loses_the_answer(taken=taken)
        elif roll < 0.0015:
            self.kills_us(taken=taken)
        elif roll < 0.04:
            self.throttles(2.0)
        elif roll < 0.05:
            self.is_unreachable()
        elif roll < 0.06:
            self.refuses(RejectionKind.INVALID)
        elif roll < 0.0605:
            self.refuses(RejectionKind.CREDITS)
        if roll < 0.0015 and not taken:
            self.guessed += spec.price

    async def poll(self, task_id: TaskId) -> PollAnswer:
        if self._chance.random() < 0.02:
            self.fails_polls(task_id)
        ends = self._ends.get(task_id)
        if ends is not None and self.now() >= ends:
            del self._ends[task_id]
            self._end(task_id)
        return await super().poll(task_id)

    def _end(self, task_id: TaskId) -> None:
        price = self._prices.pop(task_id)
        if self._chance.random() < 0.03:
            self.charged -= price
            self.fails(task_id, consumed=0)
        else:
            self.succeeds(task_id, consumed=price)

    def forget_the_evening(self) -> None:
        """Keep the counts of what is over, not what it was."""
        self.polls.clear()


class Files(FakeMedia):
    """Has a video behind every link; some are silent for a while, and some kill whoever fetches them."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self.has_everything()
        self._chance = chance
        self.on_fetch = self._err

    async def _err(self) -> None:
        if self._chance.random() < 0.01:
            self.kills_us()


@dataclass
class Tally:
    """What came of a month."""

    asked: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    jobs: int = 0
    posts: Counter[str] = field(default_factory=Counter)
    """How often each clip stands in a channel."""
    restarts: int = 0
    findings: list[str] = field(default_factory=list)
    states: Mapping[JobState, int] = field(default_factory=dict)
    submits: int = 0
    held: int = 0
    spent: int = 0
    absorbed: int = 0
    charged: int = 0
    guessed: int = 0

    @property
    def doubled(self) -> int:
        return sum(count - 1 for count in self.posts.values())

    @property
    def lost(self) -> int:
        """Jobs that have no end, and clips of delivered jobs that stand nowhere."""
        ended = sum(count for state, count in self.states.items() if state in FINAL)
        return self.jobs - ended + max(0, self.states.get(JobState.DELIVERED, 0) - len(self.posts))

    @property
    def unexplained(self) -> int:
        """Credits that the vendor took and the books do not show, or the other way round."""
        return self.charged + self.guessed - self.spent - self.absorbed

    @property
    def is_right(self) -> bool:
        return not (self.doubled or self.lost or self.held or self.unexplained or self.findings)

    def line(self) -> str:
        """Say what came of it."""
        return (
            f"jobs {self.jobs} · POSTs {self.submits} · posts {self.posts.total()} · restarts {self.restarts} · "
            f"lost {self.lost} · doubled {self.doubled} · leaked {self.held} · unexplained {self.unexplained}"
        )


def _channel(server: int) -> ChannelId:
    return ChannelId(1001 + server)


class CountingStore(WatchedStore):
    """The real store, which also tells what a month came to."""

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[AsyncConnection]:
        # without a thread nobody would come in between
        await asyncio.sleep(0)
        async with super()._transaction() as conn:
            yield conn

    async def settle(self) -> None:
        """Return once every task waits for time or for the test: without threads, that is when none is ready."""
        ready = vars(asyncio.get_running_loop())["_ready"]
        await asyncio.sleep(0)
        while ready:  # noqa: ASYNC110 # there is no event for this, and nobody waits for real time
            await asyncio.sleep(0)

    async def counts(self) -> dict[JobState, int]:
        """Count the jobs by state."""
        counted = select(job.c.state, func.count()).group_by(job.c.state)
        async with self._transaction() as conn:
            return {JobState(state): count for state, count in await conn.execute(counted)}

    async def books(self) -> tuple[int, int, int]:
        """Sum what servers have held and spent, and what the operator bears, in credits."""
        held = select(func.sum(account.c.pending)).where(account.c.kind.in_(POOLS))
        sums = select(transfer.c.credit, func.sum(transfer.c.amount).label("total"))
        sums = sums.where(transfer.c.kind == TransferKind.POST).group_by(transfer.c.credit)
        borne = select(func.coalesce(func.sum(transfer.c.amount), 0)).where(transfer.c.credit == ABSORBED)
        async with self._transaction() as conn:
            spent = {row.credit: row.total for row in await conn.execute(sums)}
            return (
                int((await conn.execute(held)).scalar_one()),
                int(spent.get(SPENT, 0)),
                int((await conn.execute(borne)).scalar_one()),
            )


class Month:
    """Plays evenings on a store, each across midnight, and counts."""

    def __init__(self, store: CountingStore, jobs: int, days: int = DAYS, tells: Callable[[str], object] = len) -> None:
        self._chance = random.Random(6)
        self._vendor = Vendor(self._chance)
        self._store = store
        self._house = House(store, api=self._vendor, media=Files(self._chance), caps=CAPS, rule=RULE)
        self._vendor.now = self._house.clock.now
        self._tally = Tally()
        self._days = days
        self._tells = tells
        self._an_evening = jobs // days
        self._restarts_at = 0.0
        poster = self._house.poster
        poster.on_post = self._err_at_discord
        poster.nonce_window = 0.0
        for server in range(SERVERS):
            poster.person_writes(_channel(server))

    async def play(self) -> Tally:
        """Play all evenings and the day after them."""
        for day in range(self._days):
            begins = (NOW // DAY + day) * DAY + LATE
            self._house.clock.leap(begins - self._house.clock.now())
            started = time.process_time()
            await self._evening(begins)
            self._evening_took(day, time.process_time() - started)
        self._house.clock.leap(ONE_DAY_MORE)
        self._house.run()
        await self._until_quiet()
        await self._house.stop()
        return await self._count()

    def _evening_took(self, day: int, seconds: float) -> None:
        """Say what an evening cost: the last must not cost more than the first."""
        at = f"{datetime.now(UTC):%H:%M:%S}"
        self._tells(f"{at} evening {day + 1}: {self._tally.jobs} jobs so far, this one took {seconds:.1f} s")

    async def _evening(self, begins: Instant) -> None:
        house = self._house
        await house.restart()
        house.run()
        self._restarts_at = begins + RESTART_EVERY
        arrivals = sorted(begins + self._chance.uniform(0, ASKED_WITHIN) for _ in range(self._an_evening))
        for at in arrivals:
            await house.clock.pass_time(max(0.0, at - house.clock.now()))
            await self._ask()
            await self._perhaps_restart()
        await self._until_quiet()
        await house.stop()
        self._tally.findings += [str(finding) for finding in await self._store.check()]
        self._clear_away()

    async def _ask(self) -> None:
        # some servers are busy, most are not
        server = int(SERVERS * self._chance.random() ** 3)
        who = a_requester(
            guild_id=GuildId(1 + server),
            channel_id=_channel(server),
            member_id=MemberId(1 + server * MEMBERS + self._chance.randrange(MEMBERS)),
        )
        wish = Wish(prompt="a paper boat on a pond", duration=self._chance.choice([4, 8, 12]))
        self._tally.asked += 1
        answer = await self._house.requests.generate(JobId(JOB + self._tally.asked), who, wish)
        if isinstance(answer, Receipt):
            self._tally.jobs += 1
        else:
            self._tally.refused[type(answer).__name__] += 1

    async def _perhaps_restart(self) -> None:
        if self._house.clock.now() >= self._restarts_at:
            self._restarts_at += RESTART_EVERY
            self._tally.restarts += 1
            await self._house.stop()
            await self._house.restart()
            self._house.run()

    async def _until_quiet(self) -> None:
        """Go on until nothing is under way but what nobody can know."""
        for _ in range(200):
            await self._house.clock.pass_time(SETTLES)
            await self._perhaps_restart()
            counts = await self._store.counts()
            if all(state in FINAL or state is JobState.UNKNOWN for state in counts):
                return
        raise AssertionError(f"an evening does not end: {counts}")

    async def _err_at_discord(self) -> None:
        roll = self._chance.random()
        poster = self._house.poster
        if roll < 0.01:
            poster.loses_the_answer()
        elif roll < 0.02:
            poster.loses_the_request()
        elif roll < 0.025:
            poster.kills_us(posted=False)
        elif roll < 0.03:
            poster.kills_us(posted=True)
        elif roll < 0.04:
            poster.delays(3.0)
        elif roll < 0.05:
            poster.spoils_status(PostUnclearError("reset"))

    def _clear_away(self) -> None:
        """Count what stands in the channels, and forget it: a channel is looked through from its anchor only."""
        poster = self._house.poster
        self._tally.posts.update(message.marker for message in poster.messages if message.marker)
        poster.messages = [one for one in poster.messages if one.job_id is None or one.state not in {None, *FINAL}]
        poster.edits.clear()
        self._vendor.forget_the_evening()

    async def _count(self) -> Tally:
        self._clear_away()
        tally, store = self._tally, self._store
        tally.states = await store.counts()
        tally.findings += [str(finding) for finding in await store.check()]
        tally.submits = len(self._vendor.submits)
        tally.held, tally.spent, tally.absorbed = await store.books()
        tally.charged, tally.guessed = self._vendor.charged, self._vendor.guessed
        return tally


async def play(jobs: int, days: int, tells: Callable[[str], object] = len) -> Tally:
    """Play so many requests on so many evenings, on a database of their own."""
    with without_thread():
        async with sqlite.database() as engine:
            return await Month(CountingStore(engine), jobs, days, tells).play()


def main() -> int:
    words = argparse.ArgumentParser(prog="python -m tests.soak.month", description="Play evenings in virtual time.")
    words.add_argument("--jobs", type=int, default=50_000, help="requests in all")
    words.add_argument("--days", type=int, default=30, help="evenings they are spread over")
    asked = words.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    # a process that is killed in the middle of its work is meant to leave tasks that nobody awaits
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    tally = asyncio.run(play(asked.jobs, asked.days, partial(print, flush=True)))
    sys.stdout.write(
        f"{tally.line()}\n{time.process_time():.0f} s of processor\n"
        + "".join(f"{finding}\n" for finding in tally.findings)
    )
    return 0 if tally.is_right else 1


if __name__ == "__main__":
    raise SystemExit(main())
