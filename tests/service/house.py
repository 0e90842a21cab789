"""The services wired as the product wires them: on a real store, with fakes of Discord, the vendor, files and time."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.budget import Balance
from bot.domain.ids import GuildId, Instant, JobId, MemberId, TaskId
from bot.domain.job import Job, JobState
from bot.domain.period import Allowance
from bot.domain.queue import Caps
from bot.service.breaker import Breaker
from bot.service.callbacks import Callbacks
from bot.service.clips import Clips
from bot.service.delivery import Deliverer
from bot.service.links import Links
from bot.service.logbook import Logbook
from bot.service.moderation import Moderation
from bot.service.nudge import Nudge
from bot.service.pictures import Pictures
from bot.service.policies import Policies
from bot.service.requests import Receipt, Requests
from bot.service.rescue import Rescue
from bot.service.retention import Retention
from bot.service.telling import Teller
from bot.service.tracker import Tracker
from bot.service.worker import LEASE, Worker
from bot.store import SqlStore
from bot.store.tables import job as job_table
from bot.store.tables import job_event
from tests.builders import CAPS, CHANNEL, JOB, PACE, RULE, SIZE, a_requester, a_wish, terms
from tests.fake_clock import SETTLED
from tests.fakes import FakeClock, FakeMedia, FakePoster, FakeVideoApi

OWNER: Final = "this-process"
SCAN_WAIT: Final = 10.0
KEEP_CLIPS: Final = 7 * 86400.0
KEEP_PROMPTS: Final = 90 * 86400.0


class WatchedStore(SqlStore):
    """The real store, which also tells when nobody waits for it, and which a test may break."""

    def __init__(self, engine: AsyncEngine) -> None:
        super().__init__(engine)
        self._under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self.broken: Exception | None = None
        self.looks = 0
        """How often it was asked when something is due."""
        self.claims = 0

    async def next_due(self) -> Instant | None:
        self.looks += 1
        return await super().next_due()

    async def claim(self, *said: Any, **more: Any) -> list[Job]:
        self.claims += 1
        return await super().claim(*said, **more)

    @asynccontextmanager
    async def _transaction(self, *, asks: bool = False) -> AsyncIterator[AsyncConnection]:
        if self.broken:
            raise self.broken
        self._under_way += 1
        self._idle.clear()
        try:
            async with super()._transaction(asks=asks) as conn:
                yield conn
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()

    async def settle(self) -> None:
        """Return once every task waits for time or for the test, and none for the database."""
        quiet = 0
        while quiet < SETTLED:
            quiet = quiet + 1 if self._idle.is_set() else 0
            await self._idle.wait()
            await asyncio.sleep(0)

    async def has_lease(self, job_id: JobId) -> bool:
        async with self._transaction() as conn:
            return (
                await conn.execute(select(job_table.c.lease_owner).where(job_table.c.id == job_id))
            ).scalar_one() is not None

    async def count(self, state: JobState) -> int:
        """Count the jobs in a state."""
        async with self._transaction() as conn:
            counted = select(func.count()).where(job_table.c.state == state)
            return int((await conn.execute(counted)).scalar_one())

    async def events(self, job_id: JobId) -> Sequence[JobState]:
        """Read the states that a job entered, in order."""
        entered = select(job_event.c.target).where(job_event.c.job_id == job_id).order_by(job_event.c.rev)
        async with self._transaction() as conn:
            return [JobState(target) for target in (await conn.execute(entered)).scalars()]

    async def set(self, job_id: JobId, **columns: Any) -> None:
        """Write facts into a job behind the services' back."""
        async with self._transaction() as conn:
            await conn.execute(update(job_table).where(job_table.c.id == job_id).values(**columns))


class House:
    """Everything that runs in one process, and the verbs that bring a job to where a test begins."""

    kind_of_clock: type[FakeClock] = FakeClock
    kind_of_nudge: type[Nudge] = Nudge

    def __init__(
        self,
        store: WatchedStore,
        *,
        api: FakeVideoApi | None = None,
        media: FakeMedia | None = None,
        caps: Caps = CAPS,
        rule: Allowance = RULE,
    ) -> None:
        self.store = store
        self.clock = self.kind_of_clock(store.settle)
        self.api = api or FakeVideoApi()
        self.media = media or FakeMedia()
        self.poster = FakePoster(self.clock, self.media.size_of)
        self.caps = caps
        self.rule = rule
        self.public_url = ""
        self.token = ""
        """Of the address that the vendor may call about the last turn."""
        self._asked = 0
        self._running: list[asyncio.Task[None]] = []
        self.start()

    def start(self) -> None:
        """Build the services anew, as a fresh process does."""
        chance = random.Random(4)
        self.nudge = self.kind_of_nudge()
        self.requests = Requests(self.store, self.media, self.clock, self.nudge, terms(self.rule), self.caps)
        self.moderation = Moderation(self.store, self.clock, self.nudge, terms(self.rule))
        self.policies = Policies(self.store, self.clock)
        self.clips = Clips(self.store, self.media, self.clock, self.nudge)
        self.breaker = Breaker(self.store, self.api, self.media, self.poster, self.clock)
        self.links = Links(self.store, self.media, self.clock, self.public_url, KEEP_CLIPS)
        self.callbacks = Callbacks(self.store, self.clock, self.nudge, self.public_url)
        self.tracker = Tracker(self.store, self.api, self.breaker, self.callbacks, self.clock, chance, PACE)
        self.deliverer = Deliverer(
            self.store, self.media, self.poster, self.links, self.tracker.link_afresh, self.clock, chance, SCAN_WAIT
        )
        self.teller = Teller(self.store, self.media, self.poster, self.clock, self.nudge, self.caps)
        self.logbook = Logbook(self.store, self.poster, self.clock, self.nudge)
        self.pictures = Pictures(self.store, self.media, self.poster, self.clock)
        self.retention = Retention(self.store, self.media, self.clock, KEEP_CLIPS, KEEP_PROMPTS)
        self.worker = Worker(
            store=self.store,
            tracker=self.tracker,
            deliverer=self.deliverer,
            breaker=self.breaker,
            callbacks=self.callbacks,
            rescue=Rescue(self.store, self.api, self.clock),
            pictures=self.pictures,
            retention=self.retention,
            clock=self.clock,
            nudge=self.nudge,
            caps=self.caps,
            owner=OWNER,
        )

    def obliges(self) -> None:
        """Let the vendor take everything and every link lead to a video, in a channel where people write."""
        self.api.accepts_everything()
        self.media.has_everything()
        self.poster.person_writes(CHANNEL)

    # processes

    async def restart(self) -> None:
        """Begin anew on the same database, as the product does after a crash."""
        await self.store.clear_leases()
        self.start()

    def run(self) -> asyncio.Task[None]:
        """Let the worker, the teller and the logbook run; returns the worker's task."""
        worker = asyncio.create_task(self.worker.run())
        loops = (self.callbacks, self.teller, self.logbook)
        self._running = [worker, *(asyncio.create_task(loop.run()) for loop in loops)]
        return worker

    async def stop(self) -> None:
        """End what runs, as a signal does."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        self._running = []

    # jobs

    async def queued(self, *, of: MemberId | None = None, at: GuildId | None = None, **spec: Any) -> Job:
        """Ask for a video, and get the job."""
        requester = a_requester()
        requester = replace(requester, member_id=of or requester.member_id, guild_id=at or requester.guild_id)
        job_id = JobId(JOB + self._asked)
        self._asked += 1
        receipt = await self.requests.generate(job_id, requester, a_wish(**spec))
        assert isinstance(receipt, Receipt), receipt
        return receipt.job

    async def take_turn(self) -> Job:
        line = self.callbacks.line()
        self.token = line.url.rpartition("/")[2] if line else ""
        digest = line.digest if line else None
        job = await self.store.take_turn(self.caps, OWNER, self.clock.now(), LEASE, digest)
        assert job is not None, "no job may take its turn"
        return job

    async def submitting(self, **asked: Any) -> Job:
        """Bring a new job to the moment before its POST, with our lease."""
        await self.queued(**asked)
        return await self.take_turn()

    async def running(self, **asked: Any) -> Job:
        """Bring a new job to a task of the vendor's."""
        job = await self.submitting(**asked)
        self.api.accepts()
        await self.tracker.submit(job)
        return await self.fresh(job)

    async def fetching(self, *, consumed: int | None = None, **asked: Any) -> Job:
        """Bring a new job to a finished task, with our lease; what lies behind its link is left to the test."""
        job = await self.running(**asked)
        self.api.succeeds(task_of(job), consumed=consumed)
        await self.tracker.follow(await self.claimed(after=20))
        return await self.claimed()

    async def ready(self, size: int = SIZE, **asked: Any) -> Job:
        """Bring a new job to a clip of ours of so many bytes, with our lease."""
        job = await self.fetching(**asked)
        self.media.has_video(link(job), size)
        await self.deliverer.fetch(job, link(job))
        return await self.claimed()

    async def claimed(self, after: float = 0.0) -> Job:
        """Let time pass and lease the one job that is due."""
        await self.clock.pass_time(after)
        jobs = await self.store.claim(OWNER, self.clock.now(), LEASE, 10)
        assert len(jobs) == 1, f"{len(jobs)} jobs are due"
        return jobs[0]

    async def fresh(self, job: Job) -> Job:
        """Read how a job stands."""
        found = await self.store.job(job.id)
        assert found is not None
        return found

    async def state(self, job: Job) -> JobState:
        return (await self.fresh(job)).state

    async def until(self, job: Job, state: JobState, limit: float = 120.0) -> Job:
        """Let time pass until a job is in a state."""

        async def there() -> bool:
            return await self.state(job) is state

        await self.clock.pass_until(there, limit)
        return await self.fresh(job)

    async def owes_nothing(self) -> bool:
        """Tell whether the server has its whole allowance back."""
        balance = await self.balance()
        return (balance.held, balance.spent, balance.available) == (0, 0, RULE.credits)

    async def balance(self) -> Balance:
        return await self.requests.credits(a_requester())

    async def close(self) -> None:
        """End, and check what must be true after every test."""
        await self.stop()
        self.store.broken = None
        unexpected = self.api.unexpected + self.media.unexpected + self.poster.unexpected
        assert unexpected == [], "calls that the test did not prepare"
        assert list(await self.store.check()) == []
        nonces = [message.marker for message in self.poster.messages if message.marker]
        assert len(nonces) == len(set(nonces)), "a clip was posted twice"


def task_of(job: Job) -> TaskId:
    """Name the task of a job that has one."""
    assert job.task_id is not None
    return job.task_id


def link(job: Job) -> str:
    """Name the link of a job whose task is done."""
    assert job.video_url is not None
    return job.video_url
