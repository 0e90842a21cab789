"""The loop that keeps every open job going: what is due is claimed and handed to the verb of its state."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, Final

import structlog

from bot.domain import life
from bot.domain.ids import Instant, JobId
from bot.domain.job import Job, JobState
from bot.domain.queue import Caps
from bot.domain.redelivery import SETTLED
from bot.ports import Clock, StaleJobError, Store, StoreAwayError
from bot.service.breaker import Breaker
from bot.service.callbacks import Callbacks
from bot.service.delivery import Deliverer
from bot.service.nudge import Nudge
from bot.service.pictures import Pictures
from bot.service.rescue import Rescue
from bot.service.retention import Retention
from bot.service.tracker import Tracker

log: Final = structlog.get_logger(__name__)

LEASE: Final = 60.0
AT_ONCE: Final = 64
"""Other steps at once; a slow channel must not keep the vendor from being asked."""
IDLE: Final = 5.0
"""The loop looks at least this often, whatever it believes to be due."""
SHORTEST: Final = 0.05
CROWDED: Final = 1.0
"""Seconds between two looks while no more can be done at once."""
TRANSFERS: Final = 8
"""Downloads and uploads at once."""
TRANSFERRING: Final = SETTLED | {JobState.FETCHING, JobState.READY}
TALKING: Final = frozenset(JobState) - TRANSFERRING
AFTER_DEFECT: Final = 60.0
AWAY: Final = 600.0
"""A job due for longer than this was not looked at, because no process ran."""
SUBMIT_GRACE: Final = 25.0
"""How long a shutdown waits for submits in flight, so that an ordinary restart leaves nothing unknown."""


class Worker:
    """Owns the leases of this process. A restart is its first pass, not a mode."""

    def __init__(
        self,
        *,
        store: Store,
        tracker: Tracker,
        deliverer: Deliverer,
        breaker: Breaker,
        callbacks: Callbacks,
        rescue: Rescue,
        pictures: Pictures,
        retention: Retention,
        clock: Clock,
        nudge: Nudge,
        caps: Caps,
        owner: str,
    ) -> None:
        self._store = store
        self._tracker = tracker
        self._deliverer = deliverer
        self._breaker = breaker
        self._callbacks = callbacks
        self._rescue = rescue
        self._pictures = pictures
        self._retention = retention
        self._clock = clock
        self._nudge = nudge
        self._news = nudge.listen()
        self._caps = caps
        self._owner = owner
        self._at_work: dict[JobId, asyncio.Task[None]] = {}
        self._is_away = False
        """Whether the database could not be used when we last looked for what is due."""
        self._transfers: set[asyncio.Task[None]] = set()
        self._submits: set[asyncio.Task[None]] = set()
        self._turn: asyncio.Task[bool] | None = None
        self._claimed_at: Instant = 0.0

    async def run(self) -> None:
        """Work until cancelled; then let go of everything but the submits in flight."""
        beside = [asyncio.create_task(self._renew()), asyncio.create_task(self._keep_house())]
        try:
            while True:
                self._news.clear()
                await self._clock.wait(self._news, await self._pass())
        finally:
            await self._wind_up(beside)

    def can_write(self) -> bool:
        """Tell whether the database let us begin what is due, when we last looked for it."""
        return not self._is_away

    async def _pass(self) -> float:
        """Start what is due; tell for how many seconds there is nothing more to do."""
        try:
            await self._give_turns()
            due = await self._store.next_due()
            if self._must_claim(due):
                await self._claim(TALKING, AT_ONCE - len(self._at_work) + len(self._transfers))
                await self._claim(TRANSFERRING, TRANSFERS - len(self._transfers))
                due = await self._store.next_due()
                self._is_away = False
        except StoreAwayError as away:
            self._is_away = True
            log.warning("the database cannot be used: nothing is begun", why=str(away))
            return IDLE
        except Exception:
            log.exception("a pass of the worker failed")
            return IDLE
        # what is due and was not taken waits for one of ours to end, which rings
        shortest = CROWDED if self._is_crowded() else SHORTEST
        return IDLE if due is None else min(max(due - self._clock.now(), shortest), IDLE)

    def _must_claim(self, due: Instant | None) -> bool:
        """Tell whether something is due; now and then in any case, for a lease that ran out is not told of."""
        now = self._clock.now()
        if (due is None or due > now) and abs(now - self._claimed_at) < IDLE:
            return False
        self._claimed_at = now
        return True

    def _is_crowded(self) -> bool:
        return len(self._transfers) >= TRANSFERS or len(self._at_work) - len(self._transfers) >= AT_ONCE

    async def _claim(self, states: frozenset[JobState], room: int) -> None:
        if room <= 0:
            return
        # ours while we work on it, even when the clock was set forward past its lease
        busy = tuple(self._at_work)
        for job in await self._store.claim(self._owner, self._clock.now(), LEASE, room, states, busy):
            self._start(job, self._work(job))

    async def _give_turns(self) -> None:
        while (now := self._clock.now()) >= self._tracker.throttled_until and await self._breaker.has_room():
            # shielded: a turn that is durable but not used is an outcome that nobody knows
            self._turn = asyncio.create_task(self._take_turn(now))
            if not await asyncio.shield(self._turn):
                return

    async def _take_turn(self, now: Instant) -> bool:
        line = self._callbacks.line()
        job = await self._store.take_turn(self._caps, self._owner, now, LEASE, line.digest if line else None)
        if job is None:
            return False
        if job.state is JobState.QUEUED:
            self._start(job, self._pictures.refresh(job))
            return True
        self._submits.add(self._start(job, self._tracker.submit(job, line.url if line else None)))
        return True

    def _start(self, job: Job, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(self._guarded(job, work))
        self._at_work[job.id] = task
        if job.state in TRANSFERRING:
            self._transfers.add(task)
        task.add_done_callback(lambda done: self._done(job.id, done))
        return task

    def _done(self, job_id: JobId, task: asyncio.Task[None]) -> None:
        self._submits.discard(task)
        self._transfers.discard(task)
        if self._at_work.get(job_id) is task:
            del self._at_work[job_id]
        self._nudge.set()

    async def _guarded(self, job: Job, work: Coroutine[Any, Any, None]) -> None:
        with structlog.contextvars.bound_contextvars(job=job.id, guild=job.guild_id):
            try:
                await work
            except StaleJobError:
                log.info("the job went on without us")
            except Exception:
                log.exception("a step failed", state=job.state.value)
                with suppress(StoreAwayError):  # then its lease runs out by itself
                    await self._store.let_go(job, self._clock.now() + AFTER_DEFECT)

    async def _work(self, job: Job) -> None:
        now = self._clock.now()
        overdue = life.overdue(job, now)
        # what was due long ago was due while nobody worked: a paid video gets one more try before it is given up
        untried = job.state in {JobState.RUNNING, JobState.FETCHING} and now - job.due_at > AWAY
        if overdue is not None and not untried:
            await self._store.apply(overdue)
            log.info("out of time", state=job.state.value)
            return
        match job.state:
            case JobState.SUBMITTING:
                await self._tracker.lose_sight(job)
            case JobState.UNKNOWN | JobState.EXPIRED:
                await self._rescue.look(job)
            case JobState.RUNNING:
                await self._tracker.follow(job)
            case JobState.FETCHING if job.video_url is None:
                await self._tracker.link_afresh(job)
            case JobState.FETCHING:
                await self._deliverer.fetch(job, job.video_url or "")
            case JobState.READY | JobState.DELIVERED | JobState.UNDELIVERABLE:
                await self._deliverer.deliver(job)
            case _:
                raise ValueError(f"nothing to do for a job that is {job.state}")

    async def _renew(self) -> None:
        while True:
            try:
                await self._follow_clock()
                await self._store.renew(self._owner, tuple(self._at_work), self._clock.now(), LEASE)
            except Exception:
                log.exception("the leases could not be prolonged")
            await self._clock.sleep(LEASE / 3)

    async def _follow_clock(self) -> None:
        """Put off nothing for longer because the clock was set back, now or while no process ran."""
        now = self._clock.now()
        self._tracker.follow_clock(now)
        moved = await self._store.follow_clock(now, LEASE)
        if moved:
            log.warning("the clock was set back: what it would put off is due as it was meant to be", jobs=moved)

    async def _keep_house(self) -> None:
        while True:
            now = self._clock.now()
            try:
                await self._breaker.probe(now)
                await self._retention.sweep(now)
            except Exception:
                log.exception("the house could not be kept")
            await self._clock.sleep(IDLE)

    async def _wind_up(self, beside: list[asyncio.Task[None]]) -> None:
        if self._turn:
            await asyncio.gather(self._turn, return_exceptions=True)
        others = [task for task in self._at_work.values() if task not in self._submits]
        for task in others:
            task.cancel()
        late: set[asyncio.Task[None]] = set()
        if self._submits:
            log.info("waiting for submits in flight", submits=len(self._submits))
            _, late = await asyncio.wait(self._submits, timeout=SUBMIT_GRACE)
        for task in (*beside, *late):
            task.cancel()
        await asyncio.gather(*beside, *others, *late, return_exceptions=True)
