"""Two stores with an engine each, as two processes have: what one reads and then writes, the other must not pass."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain import life
from bot.domain.job import Ending, Job, JobState
from bot.domain.policy import CapChange, Scope, Whose
from bot.domain.refusals import AllowanceUsedUp, JobsCapped, TooManyQueued
from bot.domain.studio import OPEN, TRIAL_EVERY, Closure
from bot.ports import StoreAwayError
from bot.store import SqlStore, locks
from bot.store import engine as subject
from bot.store.engine import DriverMissingError, open_postgres, open_postgres_to_read, skew
from tests import postgres
from tests.builders import CAPS, GUILD, MEMBER, NO_CAPS, NOW, RULE, terms
from tests.store.test_policies import chained, settle
from tests.store.walking import (
    accepted,
    ask,
    asks_moderators,
    brought_to,
    cancel,
    decided,
    everything,
    guild,
    member,
    nth,
    rows,
    said,
)
from tests.waiting import until

LEASE = 60.0


class Unlucky(SqlStore):
    """A store that hears nothing of some of its commits, although they stand."""

    losses = 0

    @asynccontextmanager
    async def _transaction(self, *, asks: bool = False) -> AsyncIterator[AsyncConnection]:
        async with super()._transaction(asks=asks) as conn:
            yield conn
        if self.losses:
            self.losses -= 1
            raise ConnectionResetError("the answer to COMMIT was lost")


@pytest.fixture
async def stores(postgres_server: postgres.Postgres) -> AsyncIterator[tuple[SqlStore, SqlStore]]:
    assert postgres_server.process.poll() is None
    async with postgres.database() as one, postgres.opened(postgres.address(one)) as other:
        yield SqlStore(one), SqlStore(other)
        assert await SqlStore(one).check() == []


@pytest.fixture
async def unlucky(engine: AsyncEngine) -> AsyncIterator[Unlucky]:
    store = Unlucky(engine)
    yield store
    assert await store.check() == []


async def test_forty_at_once_from_both_get_what_fits(stores: tuple[SqlStore, SqlStore]) -> None:
    rule = replace(RULE, credits=7 * 28)
    asked = [ask(stores[n % 2], nth(n), rule=rule, member_id=member(n % 5)) for n in range(40)]
    answers = await asyncio.gather(*asked)
    assert sum(isinstance(answer, Job) for answer in answers) == 7
    assert sum(isinstance(answer, AllowanceUsedUp) for answer in answers) == 33
    found = await stores[0].balance(GUILD, MEMBER, (), terms(rule), NOW)
    assert (found.held, found.available) == (7 * 28, 0)


async def test_the_same_interaction_at_both_is_one_job(stores: tuple[SqlStore, SqlStore]) -> None:
    answers = await asyncio.gather(*(ask(stores[n % 2]) for n in range(12)))
    assert len({answer.id for answer in answers if isinstance(answer, Job)}) == 1
    assert (await stores[1].balance(GUILD, MEMBER, (), terms(RULE), NOW)).held == 28


async def test_a_member_passes_the_queue_s_cap_at_neither(stores: tuple[SqlStore, SqlStore]) -> None:
    caps = replace(CAPS, queued_per_member=3)
    asked = [ask(stores[n % 2], nth(n), caps=caps, guild_id=guild(n)) for n in range(12)]
    answers = await asyncio.gather(*asked)
    assert sum(isinstance(answer, TooManyQueued) for answer in answers) == 9


async def test_turns_from_both_pass_no_cap(stores: tuple[SqlStore, SqlStore]) -> None:
    for number in range(12):
        await accepted(stores[0], nth(number), guild_id=guild(number % 3), member_id=member(number % 6))
    caps = replace(NO_CAPS, running=5, running_per_guild=2, running_per_member=1)
    turns = [stores[n % 2].take_turn(caps, f"worker-{n % 2}", NOW, LEASE) for n in range(24)]
    taken = [job for job in await asyncio.gather(*turns) if job is not None]
    assert len({job.id for job in taken}) == len(taken) == 5
    assert len({job.member_id for job in taken}) == 5
    assert max([job.guild_id for job in taken].count(job.guild_id) for job in taken) == 2


async def test_a_trial_is_given_once_by_both(stores: tuple[SqlStore, SqlStore]) -> None:
    for number in range(6):
        await accepted(stores[0], nth(number), member_id=member(number))
    await stores[0].change_studio(OPEN, OPEN.closed(Closure.UNKNOWNS, NOW))
    due = NOW + TRIAL_EVERY
    turns = [stores[n % 2].take_turn(NO_CAPS, f"worker-{n % 2}", due, LEASE) for n in range(12)]
    assert len([job for job in await asyncio.gather(*turns) if job is not None]) == 1


async def test_moderators_at_both_change_one_after_the_other(stores: tuple[SqlStore, SqlStore]) -> None:
    answers = await asyncio.gather(*(settle(stores[number % 2], number) for number in range(8)))
    await chained(stores[0], list(answers))


async def test_a_member_passes_a_cap_on_jobs_at_once_at_neither(stores: tuple[SqlStore, SqlStore]) -> None:
    await stores[0].cap_video(said(), Whose(Scope.SERVER, GUILD), CapChange(jobs=1))
    answers = await asyncio.gather(*(ask(stores[n % 2], nth(n)) for n in range(10)))
    assert sum(isinstance(answer, Job) for answer in answers) == 1
    assert answers.count(JobsCapped(1, "server", GUILD)) == 9
    assert (await stores[1].balance(GUILD, MEMBER, (), terms(RULE), NOW)).held == 28


async def test_of_moderators_at_both_one_decides(stores: tuple[SqlStore, SqlStore]) -> None:
    job = await brought_to(stores[0], JobState.AWAITING_APPROVAL)
    moves = (life.approve(job, NOW), life.cancel(job, NOW, Ending.NOT_APPROVED))
    asked = [decided(stores[n % 2], moves[n // 2 % 2], by=member(50 + n)) for n in range(8)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["Job"] + ["StaleJobError"] * 7
    assert len(await rows(stores[1]._engine, "SELECT 1 FROM audit WHERE after = '28'")) == 1
    assert len(await rows(stores[1]._engine, "SELECT 1 FROM card_note")) == 1


async def test_a_decision_waits_for_its_job_before_it_keeps_others_from_the_pools(
    stores: tuple[SqlStore, SqlStore], postgres_server: postgres.Postgres
) -> None:
    assert postgres_server.port
    one, other = stores
    job = await brought_to(one, JobState.AWAITING_APPROVAL)
    async with one._engine.begin() as settling:

        async def somebody_waits() -> int | None:
            waits = text("SELECT 1 FROM pg_locks WHERE NOT granted LIMIT 1")
            found: int | None = (await settling.execute(waits)).scalar_one_or_none()
            return found

        await settling.execute(text("SELECT 1 FROM job WHERE id = :id FOR UPDATE"), {"id": job.id})
        deciding = asyncio.create_task(decided(other, life.approve(job, NOW)))
        await until(somebody_waits, "the decision to wait for the job")
        free = text("SELECT pg_try_advisory_xact_lock(hashtextextended(CAST(:guild AS text), CAST(:kind AS bigint)))")
        assert (await settling.execute(free, {"guild": str(GUILD), "kind": locks._GUILD})).scalar_one()
    assert (await deciding).state is JobState.QUEUED


async def test_a_job_is_claimed_by_one(stores: tuple[SqlStore, SqlStore]) -> None:
    for number in range(5):
        await brought_to(stores[0], JobState.RUNNING, nth(number))
    claims = [stores[n % 2].claim(f"worker-{n}", NOW + 60, LEASE, 2) for n in range(10)]
    taken = [job.id for answer in await asyncio.gather(*claims) for job in answer]
    assert sorted(taken) == sorted(nth(number) for number in range(5))


async def test_jobs_that_end_while_others_come_and_a_period_closes(stores: tuple[SqlStore, SqlStore]) -> None:
    jobs = [await accepted(stores[0], nth(n), member_id=member(n)) for n in range(8)]
    later = NOW + 40 * 86400
    ends = [stores[n % 2].apply(cancel(job, later)) for n, job in enumerate(jobs)]
    looks = [stores[n % 2].balance(GUILD, member(n), (), terms(RULE), later) for n in range(8)]
    comes = [ask(stores[n % 2], nth(20 + n), member_id=member(n), now=later) for n in range(4)]
    await asyncio.gather(*ends, *looks, *comes)
    assert (await stores[0].balance(GUILD, MEMBER, (), terms(RULE), later)).held == 4 * 28


async def test_a_lost_answer_to_a_commit_changes_nothing(unlucky: Unlucky, engine: AsyncEngine) -> None:
    unlucky.losses = 1
    job = await accepted(unlucky)
    unlucky.losses = 1
    taken = await unlucky.take_turn(NO_CAPS, "me", NOW, LEASE)
    assert taken is not None
    assert (taken.id, taken.submits) == (job.id, 1)
    assert await rows(engine, "SELECT lease_owner FROM job") == [("me",)]
    other = await accepted(unlucky, nth(2))
    unlucky.losses = 2
    assert (await unlucky.apply(cancel(other))).state is JobState.CANCELLED
    unlucky.losses = 1
    assert await unlucky.change_studio(OPEN, OPEN.closed(Closure.KEY, NOW))
    assert not await unlucky.change_studio(OPEN, OPEN.closed(Closure.KEY, NOW + 1))


async def test_a_claim_whose_answer_was_lost_is_ours(unlucky: Unlucky) -> None:
    job = await brought_to(unlucky, JobState.RUNNING)
    unlucky.losses = 1
    [claimed] = await unlucky.claim("me", NOW + 60, LEASE, 5)
    assert (claimed.id, claimed.rev) == (job.id, job.rev + 1)


@pytest.mark.parametrize("losses", [1, 2])
async def test_a_decision_whose_answer_was_lost_is_made_once(
    unlucky: Unlucky, engine: AsyncEngine, losses: int
) -> None:
    job = await brought_to(unlucky, JobState.AWAITING_APPROVAL)
    unlucky.losses = losses
    assert (await decided(unlucky, life.approve(job, NOW))).state is JobState.QUEUED
    audits = "SELECT before, after FROM audit WHERE subject = :subject"
    assert await rows(engine, audits, subject=f"approve:{job.id}") == [(None, "28")]
    assert await rows(engine, "SELECT number, deed FROM card_note") == [(1, "approved")]


async def test_a_request_that_waits_for_a_moderator_is_held_once_though_its_answer_was_lost(unlucky: Unlucky) -> None:
    await asks_moderators(unlucky)
    unlucky.losses = 1
    assert (await accepted(unlucky)).state is JobState.AWAITING_APPROVAL
    assert (await unlucky.balance(GUILD, MEMBER, (), terms(RULE), NOW)).held == 28


async def test_a_database_that_stays_away_is_an_error_after_a_few_tries(unlucky: Unlucky) -> None:
    unlucky.losses = 9
    with pytest.raises(StoreAwayError):
        await unlucky.studio()
    assert unlucky.losses == 9 - 4
    unlucky.losses = 0


async def test_connections_that_the_server_ended_are_replaced(stores: tuple[SqlStore, SqlStore]) -> None:
    await accepted(stores[0], nth(1))
    async with stores[1]._engine.begin() as conn:
        ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND "
        assert (await conn.execute(text(ended + "datname = current_database()"))).scalar_one() > 0
    assert (await accepted(stores[0], nth(2))).state is JobState.QUEUED


async def test_a_transaction_whose_connection_is_cut_is_run_again(postgres_engine: AsyncEngine) -> None:
    cuts = [True]

    class Cut(SqlStore):
        @asynccontextmanager
        async def _transaction(self, *, asks: bool = False) -> AsyncIterator[AsyncConnection]:
            async with super()._transaction(asks=asks) as conn:
                yield conn
                if cuts and cuts.pop():
                    await conn.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    job = await accepted(Cut(postgres_engine))
    assert await SqlStore(postgres_engine).job(job.id) == job
    assert len(await rows(postgres_engine, "SELECT 1 FROM transfer WHERE kind = 'pending'")) == 2


async def test_a_transaction_that_waits_for_a_lock_in_vain_is_run_again(stores: tuple[SqlStore, SqlStore]) -> None:
    holds = stores[1]._engine.connect()
    tries = []

    class Impatient(SqlStore):
        @asynccontextmanager
        async def _transaction(self, *, asks: bool = False) -> AsyncIterator[AsyncConnection]:
            tries.append(1)
            if len(tries) == 2:
                await other.rollback()
            async with super()._transaction(asks=asks) as conn:
                await conn.execute(text("SET LOCAL lock_timeout = '20ms'"))
                yield conn

    await stores[0].remember("key", "before")
    async with holds as other:
        await other.execute(text("UPDATE note SET value = 'held' WHERE key = 'key'"))
        await Impatient(stores[0]._engine).remember("key", "after")
    assert (len(tries), await stores[0].recall("key")) == (2, "after")


async def test_what_was_opened_to_read_cannot_write(postgres_engine: AsyncEngine) -> None:
    job = await accepted(SqlStore(postgres_engine))
    before = await everything(postgres_engine)
    reading = open_postgres_to_read(postgres.address(postgres_engine))
    assert await SqlStore(reading).job(job.id) == job
    assert await SqlStore(reading).check() == []
    with pytest.raises(StoreAwayError, match="read-only"):
        await SqlStore(reading).remember("k", "v")
    await reading.dispose()
    assert await everything(postgres_engine) == before


async def test_the_clocks_are_compared(postgres_engine: AsyncEngine) -> None:
    assert await skew(postgres_engine, lambda: 0.0) > 10**9
    async with postgres_engine.connect() as conn:
        there = float((await conn.execute(text("SELECT extract(epoch FROM clock_timestamp())"))).scalar_one())
    assert await skew(postgres_engine, lambda: there) < 2


async def test_amounts_may_be_large(store: SqlStore) -> None:
    rule = replace(RULE, credits=5_000_000_000)
    assert (await store.balance(GUILD, MEMBER, (), terms(rule), NOW)).available == 5_000_000_000


async def test_the_providers_word_for_encryption_is_understood(postgres_server: postgres.Postgres) -> None:
    engine = open_postgres(f"{postgres_server.url('postgres')}?sslmode=require")
    assert dict(engine.url.query) == {"ssl": "require"}
    await engine.dispose()


def test_without_the_driver_the_operator_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "find_spec", lambda _name: None)
    with pytest.raises(DriverMissingError):
        open_postgres("postgresql://me@db.example/reelroom")
