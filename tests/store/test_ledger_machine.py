"""Random histories of jobs and money over the real store, against a model that is nothing but sums."""

from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain import life, reconcile
from bot.domain.budget import NO_GUILD
from bot.domain.delivery import DeliveryState
from bot.domain.ids import TaskId
from bot.domain.job import OPEN, WAITING, Ending, Job, JobState, Move
from bot.domain.refusals import (
    AllowanceUsedUp,
    KeyBudgetUsedUp,
    MemberLimitReached,
)
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
from tests import postgres
from tests.builders import KEY, NO_CAPS, PACE, a_clip, a_posted_delivery, a_requester, a_spec
from tests.store.ledger_model import Use
from tests.store.moderating import WHICH, Moderating
from tests.store.walking import LINK, WAYS, finish, guild, member, nth, rows

T = TypeVar("T")
BALANCES = """
SELECT CASE kind WHEN 'member' THEN 'm:' || account.guild_id || ':' || replace(id, rtrim(id, '0123456789'), '')
                      || ':' || member.member_id ELSE id END,
       credits, posted, pending, closed
FROM account LEFT JOIN member ON id LIKE 'm:%:' || member.surrogate || ':%' ORDER BY 1
"""
ON_THE_WAY = (JobState.QUEUED, JobState.SUBMITTING, JobState.RUNNING, JobState.FETCHING)
UNDER_WAY = OPEN | {JobState.READY}
LOST = (JobState.UNKNOWN, JobState.EXPIRED)
CONSUMED = st.sampled_from([None, 0, 1, 14, 28, 29, 84, 99])
SUBMITS = st.sampled_from(["accepted", "accepted", "accepted", "not sent", "throttled", "rejected", "ambiguous"])


class LedgerMachine(Moderating):
    """Two servers, two members, one clock that jumps."""

    @rule(
        of=st.integers(1, 2),
        by=st.integers(1, 2),
        sd=st.booleans(),
        seconds=st.sampled_from([4, 8, 12]),
        audio=st.booleans(),
    )
    def accept(self, of: int, by: int, sd: bool, seconds: Duration, audio: bool) -> None:
        spec = a_spec(resolution=Resolution.SD if sd else Resolution.HD, duration=seconds, generate_audio=audio)
        server, who = guild(of), member(by)
        requester = a_requester(guild_id=server, member_id=who, role_ids=self.roles[who])
        job_id = nth(len(self.jobs))
        answer = self.do(self.store.accept(job_id, requester, spec, self.terms, NO_CAPS, self.now))
        policy, going = self.policy(server), [job for job in self.jobs.values() if job.state in UNDER_WAY]
        mine = [{job.channel_id} for job in going if (job.guild_id, job.member_id) == (server, who)]
        no = policy.refuse(requester, spec, with_image=False) or policy.refuse_more(requester, mine)
        if no:
            assert answer == no
            return
        span = self.model.current(server, self.terms, self.now)
        pools = self.model.pools(server, span)
        left = self.model.left_of_limit(server, who, self.roles[who], span)
        if self.model.key and self.model.key.available < spec.price:
            assert isinstance(answer, KeyBudgetUsedUp)
        elif (available := sum(pool.available for pool in pools)) < spec.price:
            held = sum(pool.held for pool in pools)
            had = span.granted + span.returned
            assert answer == AllowanceUsedUp(spec.price, available, held, had, span.ends_at)
        elif left is not None and left < spec.price:
            assert isinstance(answer, MemberLimitReached)
            assert (answer.left, answer.resets_at) == (max(0, left), span.ends_at)
        else:
            assert isinstance(answer, Job)
            waits = policy.approve_above is not None and spec.price > policy.approve_above
            assert answer.state is (JobState.AWAITING_APPROVAL if waits else JobState.QUEUED)
            self.jobs[job_id] = answer
            self.model.hold(job_id, server, span, who, spec.price)

    @precondition(lambda self: self.jobs)
    @rule(which=WHICH)
    def accept_again(self, which: int) -> None:
        job = list(self.jobs.values())[which % len(self.jobs)]
        requester = a_requester(guild_id=job.guild_id, member_id=job.member_id)
        again = self.store.accept(job.id, requester, job.spec, self.terms, NO_CAPS, self.now)
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
        whole = how != "clip" or job.free
        paid, absorbed = (0, consumed) if whole else (min(consumed, job.price), max(0, consumed - job.price))
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

    @precondition(lambda self: self.has(*WAITING))
    @rule(which=WHICH)
    def cancel(self, which: int) -> None:
        self.apply(life.cancel(self.pick(which, *sorted(WAITING)), self.now, Ending.BY_REQUESTER))

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
            paid = 0 if job.free else min(taken, job.price)
            self.apply(move, paid, taken - paid)

    @precondition(lambda self: self.has(*OPEN))
    @rule(which=WHICH)
    def overdue(self, which: int) -> None:
        job = self.pick(which, *sorted(OPEN))
        move = life.overdue(job, self.now)
        if move:
            consumed = job.price if job.consumed is None else job.consumed
            self.apply(move, absorbed=0 if job.state in WAITING else consumed)

    @precondition(lambda self: self.has(*LOST))
    @rule(which=WHICH)
    def bind(self, which: int) -> None:
        job = self.pick(which, *LOST)
        move = reconcile.bind(job, TaskId(f"task-{job.id}"), self.now, key=KEY)
        self.found_out(move)

    @precondition(lambda self: any(map(reconcile.may_reckon, self.jobs.values())))
    @rule(which=WHICH, charged=st.sampled_from([0, 1, 8, 28, 84, 200]))
    def reckon(self, which: int, charged: int) -> None:
        fitting = list(filter(reconcile.may_reckon, self.jobs.values()))
        job = fitting[which % len(fitting)]
        self.found_out(reconcile.reckon(job, charged, self.now))
        if job.state in OPEN:
            self.model.end(job.id, 0, charged)
        else:
            self.model.correct(job.id, charged)

    def found_out(self, move: Move) -> None:
        """Write what the operator found out."""
        said = replace(self.said(by=None), guild_id=NO_GUILD)
        self.jobs[move.before.id] = self.do(self.store.reconcile(said, move, "found out"))
        self.moves.append(move)

    @rule(by=st.sampled_from([10.0, 60.0, 3600.0, 90_000.0, 3_000_000.0, -7200.0]))
    def time_passes(self, by: float) -> None:
        self.now += by

    @rule(of=st.integers(1, 2), by=st.integers(1, 2))
    def look(self, of: int, by: int) -> None:
        server, who = guild(of), member(by)
        found = self.do(self.store.balance(server, who, self.roles[who], self.terms, self.now))
        span = self.model.current(server, self.terms, self.now)
        assert (found.allowance, found.held, found.spent, found.resets_at) == (
            span.granted + span.returned,
            span.held,
            span.spent,
            span.ends_at,
        )
        assert found.extra == (self.model.extra[server].available if server in self.model.extra else 0)
        use = span.used.get(who, Use())
        assert (found.share.held, found.share.spent, found.share.room) == (use.held, use.spent, use.room)
        left = self.model.left_of_limit(server, who, self.roles[who], span)
        assert found.share.left == (None if left is None else max(0, left))

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
        assert found == dict(self.model.rows(KEY))
        borne = self.do(
            rows(
                self.engine,
                "SELECT coalesce(sum(CASE WHEN credit = 'sys:absorbed' THEN amount ELSE -amount END), 0) "
                "FROM transfer WHERE 'sys:absorbed' IN (credit, debit)",
            )
        )
        assert borne == [(self.model.absorbed,)]


class PostgresLedgerMachine(LedgerMachine):
    """The same on PostgreSQL."""

    def opened(self) -> AbstractAsyncContextManager[AsyncEngine]:
        return postgres.database()

    def kept(self) -> SqlStore:
        return SqlStore(self.engine)


HISTORIES = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking such a history takes longer than a test may
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
LONG = pytest.mark.timeout(400)
"""Seconds: beside other tests such histories take several times as long as alone."""
TestLedger = LONG(LedgerMachine.TestCase)
TestLedger.settings = HISTORIES
TestPostgresLedger = LONG(pytest.mark.usefixtures("postgres_server")(PostgresLedgerMachine.TestCase))
TestPostgresLedger.settings = settings(HISTORIES, max_examples=8)
