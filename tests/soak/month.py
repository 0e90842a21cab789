"""Evenings in virtual time: the real services on the real SQLite, with a vendor and a Discord that err by chance.

`python -m tests.soak.month --jobs 50000` plays thirty of them and prints one line; the exit code says whether all is
right. A job is a request that was taken: people go on asking until there are so many. With `--minutes` no evening
begins after so many of real time; what was played until then is judged all the same.

Time moves by whole seconds, and whoever rings is heard once what was under way is done: all that is due in a second is
done in a few passes of the loops, as on a machine that is busy, and not in one pass for each step.
"""

import argparse
import asyncio
import logging
import math
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
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.ids import ChannelId, GuildId, JobId, MemberId
from bot.domain.job import FINAL, JobState
from bot.domain.ledger import ABSORBED, SPENT, TransferKind
from bot.domain.ledger import SERVERS as POOLS
from bot.domain.period import Allowance, PeriodKind
from bot.domain.queue import Caps
from bot.domain.refusals import StudioClosed
from bot.domain.video import Wish
from bot.ports import PostUnclearError
from bot.service.requests import Receipt
from bot.store.tables import account, job, transfer
from tests import sqlite
from tests.builders import JOB, NOW, a_requester
from tests.service.house import WatchedStore
from tests.soak.driver import AtOnce, at_once
from tests.soak.erring import Files, Vendor
from tests.soak.ticks import TICK, LateNudge, Stage

DAYS: Final = 30
SERVERS: Final = 250
MEMBERS: Final = 40
DAY: Final = 86_400.0
A_TICK: Final = 10
"""Requests in one tick. Half an evening's are made before the day, and with it every server's period, ends."""
LATEST: Final = 6 * 3600.0
"""After so many seconds nobody asks any more on an evening, whatever was taken."""
CLOSED: Final = 60.0
"""Seconds that everybody waits before asking again when the studio is closed."""
RULE: Final = Allowance(credits=500, period=PeriodKind.DAY)
CAPS: Final = Caps(running=400, running_per_guild=40, running_per_member=1, queued_per_member=5)
RESTART_EVERY: Final = 20.0
"""Seconds of an evening after which the process ends and another begins."""
SETTLES: Final = 60.0
"""Seconds between two looks at whether an evening is over."""
ONE_DAY_MORE: Final = 25 * 3600.0
"""After this long nothing is unknown any more."""


@dataclass
class Tally:
    """What came of a month."""

    evenings: int = 0
    asked: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    jobs: int = 0
    posts: Counter[str] = field(default_factory=Counter)
    """How often each clip stands in a channel."""
    restarts: int = 0
    open_at_midnight: int = 0
    """Jobs that were under way when a day ended, of all evenings."""
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
        return self.jobs - ended + max(0, self.missing)

    @property
    def missing(self) -> int:
        """Clips of delivered jobs that stand nowhere."""
        return self.states.get(JobState.DELIVERED, 0) - len(self.posts)

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
            f"evenings {self.evenings} · under way at midnight {self.open_at_midnight} · "
            f"jobs {self.jobs} · POSTs {self.submits} · posts {self.posts.total()} · restarts {self.restarts} · "
            f"refused {self.refused.total()} · "
            f"lost {self.lost} · doubled {self.doubled} · leaked {self.held} · unexplained {self.unexplained}"
        )


def _channel(server: int) -> ChannelId:
    return ChannelId(1001 + server)


class CountingStore(WatchedStore):
    """The real store, which also tells what a month came to."""

    def __init__(self, engine: AsyncEngine, at_once: AtOnce) -> None:
        super().__init__(engine)
        self._at_once = at_once

    @asynccontextmanager
    async def _transaction(self, **_asks: bool) -> AsyncIterator[AsyncConnection]:
        # without a thread nobody would come in between
        await asyncio.sleep(0)
        with self._at_once.transaction() as conn:
            yield conn

    rings: Callable[[], bool] = bool
    """Wakes up who was rung for; tells whether anybody was."""

    async def settle(self) -> None:
        """Return once every task waits for time or for the test: without threads, that is when none is ready."""
        ready = vars(asyncio.get_running_loop())["_ready"]
        while True:
            await asyncio.sleep(0)
            while ready:  # noqa: ASYNC110 # there is no event for this, and nobody waits for real time
                await asyncio.sleep(0)
            if not self.rings():
                return

    async def counts(self) -> dict[JobState, int]:
        """Count the jobs by state."""
        counted = select(job.c.state, func.count()).group_by(job.c.state)
        async with self._transaction() as conn:
            return {JobState(state): count for state, count in await conn.execute(counted)}

    async def count_open(self) -> int:
        """Count the jobs that have no end yet."""
        return sum(count for state, count in (await self.counts()).items() if state not in FINAL)

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

    def __init__(
        self,
        store: CountingStore,
        jobs: int,
        days: int = DAYS,
        tells: Callable[[str], object] = len,
        minutes: float = math.inf,
    ) -> None:
        self._chance = random.Random(6)
        self._vendor = Vendor(self._chance)
        self._store = store
        self._house = Stage(store, api=self._vendor, media=Files(self._chance), caps=CAPS, rule=RULE)
        self._vendor.now = self._house.clock.now
        store.rings = self._rings
        self._tally = Tally()
        self._jobs = jobs
        self._days = days
        self._tells = tells
        self._ends_at = time.monotonic() + minutes * 60
        self._restarts_at = 0.0
        poster = self._house.poster
        poster.on_post = self._err_at_discord
        poster.nonce_window = 0.0
        for server in range(SERVERS):
            poster.person_writes(_channel(server))

    def _rings(self) -> bool:
        nudge = self._house.nudge
        return isinstance(nudge, LateNudge) and nudge.is_heard()

    async def play(self) -> Tally:
        """Play all evenings and the day after them."""
        for day in range(self._days):
            if time.monotonic() > self._ends_at:
                break
            started = time.process_time()
            await self._evening(day)
            self._evening_took(day, time.process_time() - started)
        self._house.clock.leap(ONE_DAY_MORE)
        self._house.run()
        await self._until_quiet()
        await self._house.stop()
        return await self._count()

    def _evening_took(self, day: int, seconds: float) -> None:
        """Say what an evening cost: the last must not cost more than the first."""
        at = f"{datetime.now(UTC):%H:%M:%S}"
        tally = self._tally
        self._tells(
            f"{at} evening {day + 1}: {tally.jobs} jobs so far, posted nowhere {tally.missing}, "
            f"doubled {tally.doubled}, findings {len(tally.findings)}; this one took {seconds:.1f} s"
        )

    async def _evening(self, day: int) -> None:
        house = self._house
        midnight = (NOW // DAY + day + 1) * DAY
        wanted = self._jobs * (day + 1) // self._days
        begins = midnight - (wanted - self._tally.jobs) // A_TICK // 2 * TICK - TICK
        house.clock.leap(begins - house.clock.now())
        await house.restart()
        house.run()
        self._restarts_at = begins + RESTART_EVERY
        while self._tally.jobs < wanted and house.clock.now() < begins + LATEST:
            is_before = house.clock.now() < midnight
            await house.clock.pass_time(await self._ask_in_a_tick(wanted - self._tally.jobs))
            if is_before and house.clock.now() >= midnight:
                self._tally.open_at_midnight += await self._store.count_open()
            await self._perhaps_restart()
        await self._until_quiet()
        await house.stop()
        self._tally.findings += [str(finding) for finding in await self._store.check()]
        self._tally.states = await self._store.counts()
        self._tally.evenings += 1
        self._clear_away()

    async def _ask_in_a_tick(self, wanted: int) -> float:
        """Ask for some videos at once; tells how long nobody asks then."""
        for _ in range(min(A_TICK, wanted)):
            if isinstance(await self._ask(), StudioClosed):
                return CLOSED
        return TICK

    async def _ask(self) -> object:
        # some servers are busy, most are not
        server = int(SERVERS * self._chance.random() ** 2)
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
        return answer

    async def _perhaps_restart(self) -> None:
        if self._house.clock.now() >= self._restarts_at:
            self._restarts_at = self._house.clock.now() + RESTART_EVERY
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


async def play(jobs: int, days: int, tells: Callable[[str], object] = len, minutes: float = math.inf) -> Tally:
    """Play so many jobs on so many evenings, on a database of their own; begin none after so many minutes."""
    async with sqlite.database() as engine:
        with at_once(str(engine.url.database)) as connection:
            return await Month(CountingStore(engine, connection), jobs, days, tells, minutes).play()


def main() -> int:
    words = argparse.ArgumentParser(prog="python -m tests.soak.month", description="Play evenings in virtual time.")
    words.add_argument("--jobs", type=int, default=50_000, help="requests that are taken, in all")
    words.add_argument("--days", type=int, default=30, help="evenings they are spread over")
    words.add_argument("--minutes", type=float, default=math.inf, help="after which no evening begins any more")
    asked = words.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    # a process that is killed in the middle of its work is meant to leave tasks that nobody awaits
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    tally = asyncio.run(play(asked.jobs, asked.days, partial(print, flush=True), asked.minutes))
    sys.stdout.write(
        f"{tally.line()}\n{time.process_time():.0f} s of processor\n"
        f"{dict(tally.refused)} {dict(sorted(tally.states.items()))}\n"
        + "".join(f"{finding}\n" for finding in tally.findings)
    )
    return 0 if tally.is_right else 1


if __name__ == "__main__":
    raise SystemExit(main())
