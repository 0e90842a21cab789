"""Random histories of jobs and money over the real store, against a model that is nothing but sums."""

import asyncio
from collections.abc import Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import replace
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain import life
from bot.domain.budget import Allowance, PeriodKind
from bot.domain.delivery import DeliveryState
from bot.domain.ids import GuildId, TaskId
from bot.domain.job import OPEN, Ending, Job, JobState, Move
from bot.domain.refusals import AllowanceUsedUp
from bot.domain.task import (
    Accepted,
    Ambiguous,
    Failed,
    NotSent,
    PollAnswer,
    Rejected,
    RejectionKind,
    Running,
    SubmitAnswer,
    Succeeded,
    TaskNotFound,
    Throttled,
)
from bot.domain.video import Duration, Resolution
from bot.ports import StaleJobError
from bot.store import SqlStore
from tests import postgres, sqlite
from tests.builders import KEY, NO_CAPS, NOW, PACE, a_clip, a_posted_delivery, a_requester, a_spec
from tests.store.ledger_model import Ledger
from tests.store.walking import LINK, WAYS, finish, guild, member, nth, rows

T = TypeVar("T")
BALANCES = """
SELECT CASE kind WHEN 'member' THEN 'm:' || account.guild_id || ':' || replace(id, rtrim(id, '0123456789'), '')
                      || ':' || member.member_id ELSE id END,
       credits, posted, pending, closed
FROM account LEFT JOIN member ON id LIKE 'm:%:' || member.surrogate || ':%' ORDER BY 1
"""
ON_THE_WAY = (JobState.QUEUED, JobState.SUBMITTING, JobState.RUNNING, JobState.FETCHING)
WHICH = st.integers(0, 99)
CONSUMED = st.sampled_from([None, 0, 1, 14, 28, 29, 84, 99])
SUBMITS = st.sampled_from(["accepted", "accepted", "accepted", "not sent", "throttled", "rejected", "ambiguous"])


class LedgerMachine(RuleBasedStateMachine):
    """Two servers, two members, one clock that jumps."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.closing = AsyncExitStack()
        self.engine = self.do(self.closing.enter_async_context(self.opened()))
        self.store = SqlStore(self.engine)
        self.model = Ledger()
        self.jobs: dict[int, Job] = {}
        self.moves: list[Move] = []
        self.now = NOW
        self.allowances = {
            guild(n): Allowance(credits=100, period=PeriodKind.DAY, zone="Europe/Berlin") for n in (1, 2)
        }

    def opened(self) -> AbstractAsyncContextManager[AsyncEngine]:
        """Open the database of one history."""
        return sqlite.database()

    def teardown(self) -> None:
        self.do(self.closing.aclose())
        self.loop.close()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    def has(self, *states: JobState) -> bool:
        return any(job.state in states for job in self.jobs.values())

    def pick(self, which: int, *states: JobState) -> Job:
        fitting = [job for job in self.jobs.values() if job.state in states]
        return fitting[which % len(fitting)]

    def apply(self, move: Move, paid: int = 0, absorbed: int = 0) -> None:
        self.jobs[move.before.id] = self.do(self.store.apply(move))
        self.moves.append(move)
        if move.before.state in OPEN and move.after.state not in OPEN:
            self.model.end(move.before.id, paid, absorbed)

    @rule(
        of=st.integers(1, 2),
        by=st.integers(1, 2),
        sd=st.booleans(),
        seconds=st.sampled_from([4, 8, 12]),
        audio=st.booleans(),
    )
    def accept(self, of: int, by: int, sd: bool, seconds: Duration, audio: bool) -> None:
        spec = a_spec(resolution=Resolution.SD if sd else Resolution.HD, duration=seconds, generate_audio=audio)
        requester = a_requester(guild_id=guild(of), member_id=member(by))
        job_id, allowance = nth(len(self.jobs)), self.allowances[requester.guild_id]
        answer = self.do(self.store.accept(job_id, requester, spec, allowance, NO_CAPS, self.now))
        pool = self.model.current(requester.guild_id, allowance, self.now)
        if self.model.hold(job_id, pool, requester.member_id, spec.price):
            assert isinstance(answer, Job)
            self.jobs[job_id] = answer
        else:
            left = AllowanceUsedUp(spec.price, pool.available, pool.held, pool.granted, pool.ends_at)
            assert answer == left

    @precondition(lambda self: self.jobs)
    @rule(which=WHICH)
    def accept_again(self, which: int) -> None:
        job = list(self.jobs.values())[which % len(self.jobs)]
        requester = a_requester(guild_id=job.guild_id, member_id=job.member_id)
        again = self.store.accept(job.id, requester, job.spec, self.allowances[job.guild_id], NO_CAPS, self.now)
        assert self.do(again) == job

    @rule()
    def take_turn(self) -> None:
        ready = {
            job.id
            for job in self.jobs.values()
            if job.state is JobState.QUEUED and job.due_at <= self.now < (job.deadline_at or 0)
        }
        taken = self.do(self.store.take_turn(NO_CAPS, "me", self.now, 60))
        if taken is None:
            assert not ready
            return
        assert taken.id in ready
        self.moves.append(life.take_turn(self.jobs[taken.id], self.now))
        self.jobs[taken.id] = taken

    @precondition(lambda self: self.has(JobState.SUBMITTING))
    @rule(which=WHICH, how=SUBMITS)
    def submitted(self, which: int, how: str) -> None:
        job = self.pick(which, JobState.SUBMITTING)
        answers: dict[str, SubmitAnswer] = {
            "accepted": Accepted(TaskId(f"task-{job.id}")),
            "not sent": NotSent("no route"),
            "throttled": Throttled(5),
            "rejected": Rejected(RejectionKind.INVALID, "BAD"),
            "ambiguous": Ambiguous("reset"),
        }
        self.apply(life.submitted(job, answers[how], self.now, key=KEY, pace=PACE, chance=0.5))

    @precondition(lambda self: self.has(JobState.RUNNING))
    @rule(
        which=WHICH,
        how=st.sampled_from(["done", "done", "running", "linkless", "failed", "missing"]),
        consumed=CONSUMED,
    )
    def polled(self, which: int, how: str, consumed: int | None) -> None:
        job = self.pick(which, JobState.RUNNING)
        answers: dict[str, PollAnswer] = {
            "done": Succeeded(LINK, consumed),
            "running": Running("RUNNING"),
            "linkless": Succeeded(None, consumed),
            "failed": Failed("no", consumed),
            "missing": TaskNotFound(),
        }
        move = life.polled(job, answers[how], self.now, pace=PACE, chance=0.5)
        said = 0 if how == "failed" else job.price
        self.apply(move, absorbed=job.price if how == "missing" else said if consumed is None else consumed)

    @precondition(lambda self: self.has(JobState.FETCHING))
    @rule(which=WHICH, how=st.sampled_from(["clip", "clip", "clip", "dead", "silent", "junk"]))
    def fetched(self, which: int, how: str) -> None:
        job = self.pick(which, JobState.FETCHING)
        answers: dict[str, life.FetchAnswer] = {
            "clip": a_clip(name=f"{job.id}.mp4"),
            "dead": life.LinkDead("404"),
            "silent": life.LinkSilent("timeout"),
            "junk": life.NotAVideo("html"),
        }
        consumed = job.price if job.consumed is None else job.consumed
        paid, absorbed = (min(consumed, job.price), max(0, consumed - job.price)) if how == "clip" else (0, consumed)
        self.apply(life.fetched(job, answers[how], self.now, chance=0.5), paid, absorbed)

    @precondition(lambda self: self.has(JobState.READY))
    @rule(which=WHICH, posted=st.booleans())
    def delivered(self, which: int, posted: bool) -> None:
        job = self.pick(which, JobState.READY)
        delivery = a_posted_delivery(job.id)
        if posted:
            self.apply(life.delivered(job, delivery, self.now))
        else:
            lost = replace(delivery, state=DeliveryState.FAILED, message_id=None)
            self.apply(life.undeliverable(job, lost, self.now, Ending.NO_CHANNEL))

    @precondition(lambda self: self.has(JobState.QUEUED))
    @rule(which=WHICH)
    def cancel(self, which: int) -> None:
        self.apply(life.cancel(self.pick(which, JobState.QUEUED), self.now, Ending.BY_REQUESTER))

    @precondition(lambda self: self.has(*ON_THE_WAY))
    @rule(which=WHICH, consumed=CONSUMED)
    def goes_well(self, which: int, consumed: int | None) -> None:
        """Bring one job to its clip: a history of single steps seldom gets that far."""
        job = self.pick(which, *ON_THE_WAY)
        for step in WAYS[JobState.READY][ON_THE_WAY.index(job.state) :]:
            job = self.jobs[job.id]
            said = consumed if job.state is JobState.RUNNING else job.consumed
            taken = job.price if said is None else said
            move = finish(job, self.now, consumed) if step is finish else step(job, self.now)
            self.apply(move, min(taken, job.price), max(0, taken - job.price))

    @precondition(lambda self: self.has(*OPEN))
    @rule(which=WHICH)
    def overdue(self, which: int) -> None:
        job = self.pick(which, *sorted(OPEN))
        move = life.overdue(job, self.now)
        if move:
            consumed = job.price if job.consumed is None else job.consumed
            self.apply(move, absorbed=0 if job.state is JobState.QUEUED else consumed)

    @rule(by=st.sampled_from([10.0, 60.0, 3600.0, 90_000.0, 3_000_000.0, -7200.0]))
    def time_passes(self, by: float) -> None:
        self.now += by

    @rule(of=st.integers(1, 2), credits_=st.integers(0, 250))
    def change_allowance(self, of: int, credits_: int) -> None:
        self.allowances[guild(of)] = replace(self.allowances[guild(of)], credits=credits_)

    @rule(of=st.integers(1, 2), by=st.integers(1, 2))
    def look(self, of: int, by: int) -> None:
        server: GuildId = guild(of)
        found = self.do(self.store.balance(server, member(by), self.allowances[server], self.now))
        pool = self.model.current(server, self.allowances[server], self.now)
        assert (found.allowance, found.held, found.spent, found.resets_at) == (
            pool.granted,
            pool.held,
            pool.spent,
            pool.ends_at,
        )
        assert [found.member_held, found.member_spent] == pool.used.get(member(by), [0, 0])

    @precondition(lambda self: self.moves)
    @rule(which=WHICH)
    def replay(self, which: int) -> None:
        with pytest.raises(StaleJobError):
            self.do(self.store.apply(self.moves[which % len(self.moves)]))

    @invariant()
    def the_books_are_right(self) -> None:
        assert self.do(self.store.check()) == []

    @invariant()
    def the_balances_are_the_models(self) -> None:
        found = {
            name: (had, gone, held, bool(shut)) for name, had, gone, held, shut in self.do(rows(self.engine, BALANCES))
        }
        assert found == dict(self.model.rows())
        borne = self.do(
            rows(self.engine, "SELECT coalesce(sum(amount), 0) FROM transfer WHERE credit = 'sys:absorbed'")
        )
        assert borne == [(self.model.absorbed,)]


class PostgresLedgerMachine(LedgerMachine):
    """The same on PostgreSQL."""

    def opened(self) -> AbstractAsyncContextManager[AsyncEngine]:
        return postgres.database()


HISTORIES = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking such a history takes longer than a test may
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestLedger = LedgerMachine.TestCase
TestLedger.settings = HISTORIES
TestPostgresLedger = pytest.mark.usefixtures("postgres_server")(PostgresLedgerMachine.TestCase)
TestPostgresLedger.settings = settings(HISTORIES, max_examples=8)
