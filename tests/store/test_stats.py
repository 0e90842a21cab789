"""What the operator sees of the whole, on both databases."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.budget import Instruction
from bot.domain.ids import GuildId
from bot.domain.job import OPEN as OPEN_STATES
from bot.domain.job import Ending, JobState
from bot.domain.stats import DAY, KeyBudget, ServerUse, Stats, Turnover, Unknowns
from bot.domain.studio import OPEN, Closure
from bot.store import SqlStore
from bot.store.tables import job_event
from tests.builders import GUILD, KEY, MEMBER, NOW, RULE, terms
from tests.store.walking import accepted, brought_to, everything, fetch, finish, guild, nth

LATER = NOW + 2 * DAY


def operator(request: str, guild_id: GuildId = GUILD) -> Instruction:
    return Instruction(guild_id=guild_id, by=None, reason="bought", request=request, at=NOW)


def span(stats: Stats, days: int) -> Turnover:
    (found,) = (one for one in stats.spans if one.days == days)
    return found


async def test_of_an_empty_database_there_is_nothing_to_say(store: SqlStore) -> None:
    stats = await store.stats(KEY, NOW)
    assert (stats.key, stats.servers, stats.busiest, stats.unknown, stats.studio) == (None, 0, (), Unknowns(), OPEN)
    assert [(one.days, one.states, one.spent) for one in stats.spans] == [(1, {}, 0), (7, {}, 0), (30, {}, 0)]


async def test_jobs_are_counted_by_their_state_in_the_spans_that_they_were_asked_for_in(store: SqlStore) -> None:
    for number, state in enumerate(JobState):
        await brought_to(store, state, nth(number), guild_id=guild(number % 2))
    await accepted(store, nth(50), now=LATER)
    stats = await store.stats(KEY, LATER)
    assert span(stats, 1).states == {JobState.QUEUED: 1}
    assert span(stats, 7).states == {JobState.QUEUED: 2, **{state: 1 for state in JobState if state != "queued"}}
    assert span(stats, 7).endings == {
        Ending.VENDOR_FAILED: 1,
        Ending.NEVER_KNOWN: 1,
        Ending.BY_REQUESTER: 1,
        Ending.NO_CHANNEL: 1,
    }
    assert span(stats, 30) == replace(span(stats, 7), days=30)
    assert stats.under_way == {**dict.fromkeys(OPEN_STATES | {JobState.READY}, 1), JobState.QUEUED: 2}


async def test_a_job_that_came_back_into_the_queue_is_one_job(store: SqlStore, engine: AsyncEngine) -> None:
    job = await accepted(store)
    async with engine.begin() as conn:
        back = {"job_id": job.id, "rev": 9, "at": LATER, "source": "submitting", "target": "queued", "why": "throttled"}
        await conn.execute(insert(job_event).values(**back))
    stats = await store.stats(KEY, LATER)
    assert (span(stats, 1).states, span(stats, 7).states) == ({}, {JobState.QUEUED: 1})


async def test_credits_are_told_by_what_became_of_them(store: SqlStore) -> None:
    whole = await brought_to(store, JobState.READY, nth(1))
    running = await brought_to(store, JobState.RUNNING, nth(2))
    for step in (lambda job: finish(job, consumed=20), fetch):
        running = await store.apply(step(running))
    dear = await brought_to(store, JobState.RUNNING, nth(3))
    for step in (lambda job: finish(job, consumed=30), fetch):
        dear = await store.apply(step(dear))
    await brought_to(store, JobState.CANCELLED, nth(4))
    await brought_to(store, JobState.RUNNING, nth(5))
    await store.give_back(replace(operator("9"), by=MEMBER), whole, terms())
    await brought_to(store, JobState.FAILED, nth(6), now=LATER)
    stats = await store.stats(KEY, LATER)
    week, day = span(stats, 7), span(stats, 1)
    assert (week.spent, week.released, week.returned, week.absorbed) == (28 + 20 + 28, 8 + 28 + 28, 28, 2)
    assert (day.spent, day.released, day.returned, day.absorbed) == (0, 28, 0, 0)


async def test_the_key_s_budget_is_what_was_bought_and_what_is_left_of_it(store: SqlStore) -> None:
    assert await store.key_budget(KEY) is None
    await store.grant_key(operator("a"), KEY, 100)
    await brought_to(store, JobState.READY, nth(1))
    await accepted(store, nth(2))
    bought = KeyBudget(granted=100, held=28, spent=28)
    assert (await store.stats(KEY, NOW)).key == bought
    assert (await store.key_budget(KEY), bought.free) == (bought, 44)
    assert await store.key_budget("another") is None


async def test_what_was_taken_off_a_key_again_was_neither_bought_nor_spent(store: SqlStore) -> None:
    await store.grant_key(operator("a"), KEY, 100)
    await brought_to(store, JobState.READY, nth(1))
    await store.grant_key(operator("b"), KEY, -30)
    await store.grant_key(operator("c"), "another", 50)
    await store.grant_key(operator("d"), "another", -20)
    assert await store.key_budget(KEY) == KeyBudget(granted=70, held=0, spent=28)
    assert await store.key_budget("another") == KeyBudget(granted=30, held=0, spent=0)


async def test_servers_are_listed_by_what_they_used_of_this_period(store: SqlStore) -> None:
    for number in range(12):
        for job in range(number % 4):
            await accepted(store, nth(10 * number + job), guild_id=guild(number))
    await store.budget(guild(0), terms(), NOW)
    await store.set_ceiling(operator("c", guild(3)), 900)
    stats = await store.stats(KEY, NOW)
    assert stats.servers == 10
    assert stats.busiest[:2] == (
        ServerUse(guild_id=guild(3), used=84, allowance=RULE.credits, ceiling=900),
        ServerUse(guild_id=guild(7), used=84, allowance=RULE.credits),
    )
    assert [use.used for use in stats.busiest] == [84, 84, 84, 56, 56, 56, 28, 28, 28]
    assert (await store.servers(NOW))[-1] == ServerUse(guild_id=guild(0), used=0, allowance=RULE.credits)
    over = await store.servers(NOW + 40 * DAY)
    assert [(use.used, use.allowance) for use in over] == [(0, None)] * 10
    assert [use.guild_id for use in over if use.ceiling == 900] == [guild(3)]


async def test_what_nobody_knows_is_counted_with_its_credits_and_since_when(store: SqlStore) -> None:
    await brought_to(store, JobState.UNKNOWN, nth(1), now=NOW + 5)
    await brought_to(store, JobState.UNKNOWN, nth(2), now=NOW)
    closed = OPEN.closed(Closure.UNKNOWNS, NOW)
    await store.change_studio(OPEN, closed)
    stats = await store.stats(KEY, NOW + 10)
    assert (stats.unknown, stats.studio) == (Unknowns(count=2, credits=56, oldest=NOW), closed)


async def test_a_look_changes_nothing(store: SqlStore, engine: AsyncEngine) -> None:
    await brought_to(store, JobState.DELIVERED)
    before = await everything(engine)
    await store.stats(KEY, NOW + 100 * DAY)
    assert await everything(engine) == before


@pytest.mark.parametrize("table", ["job", "transfer", "job_event"])
async def test_a_look_never_reads_a_table_from_end_to_end(
    sqlite_engine: AsyncEngine, table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans: list[str] = []
    dialect: Any = type(sqlite_engine.sync_engine.dialect)
    run = dialect.do_execute

    def explained(self: Any, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        if statement.lstrip().startswith("SELECT"):
            run(self, cursor, f"EXPLAIN QUERY PLAN {statement}", parameters, context)
            plans.extend(str(row[3]) for row in cursor.fetchall())
        run(self, cursor, statement, parameters, context)

    monkeypatch.setattr(dialect, "do_execute", explained)
    await SqlStore(sqlite_engine).stats(KEY, NOW)
    assert any(plan.startswith(f"SEARCH {table} ") for plan in plans)
    assert [plan for plan in plans if plan.startswith(f"SCAN {table}")] == []
