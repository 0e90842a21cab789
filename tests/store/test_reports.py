"""What reports are made of, on both databases."""

from dataclasses import replace

import pytest

from bot.domain.budget import NO_GUILD, Instruction, RuleChange
from bot.domain.job import JobState
from bot.domain.period import Allowance, PeriodKind, period_at
from bot.domain.report import LONG, Fact, PoolUse, Row, Span, Stretch, calendar
from bot.store import SqlStore
from tests.builders import GUILD, KEY, MEMBER, NOW, a_posted_delivery, terms
from tests.store.walking import accepted, brought_to, fetch, finish, guild, member, nth

DAILY = Allowance(credits=100, period=PeriodKind.DAY)
TERMS = terms(DAILY, ceiling=150)
TODAY = period_at(NOW, DAILY)


def said() -> Instruction:
    return Instruction(guild_id=GUILD, by=member(9), reason="", request="1", at=NOW)


async def test_this_period_tells_what_its_pool_gave(store: SqlStore) -> None:
    await brought_to(store, JobState.READY, nth(1), rule=DAILY)
    await accepted(store, nth(2), rule=DAILY)
    assert await store.stretch(GUILD, Span.THIS, TERMS, NOW) == Stretch(
        starts_at=TODAY.starts_at,
        ends_at=TODAY.ends_at,
        zone="UTC",
        pool=PoolUse(granted=100, spent=28, held=28),
    )


async def test_the_period_before_does_not_count_what_expired_as_spent(store: SqlStore) -> None:
    assert await store.stretch(GUILD, Span.LAST, TERMS, NOW) is None
    await brought_to(store, JobState.READY, rule=DAILY)
    last = await store.stretch(GUILD, Span.LAST, TERMS, TODAY.ends_at)
    assert last
    assert (last.starts_at, last.ends_at) == (TODAY.starts_at, TODAY.ends_at)
    assert last.pool == PoolUse(granted=100, spent=28, held=0)


async def test_the_last_days_are_days_of_the_zone_that_was_settled(store: SqlStore) -> None:
    await store.settle_rule(said(), RuleChange(zone="Asia/Shanghai"), TERMS)
    days = await store.stretch(GUILD, Span.DAYS, TERMS, NOW)
    assert days
    assert (days.zone, days.pool, len(calendar(days))) == ("Asia/Shanghai", None, LONG)
    whole = await store.stretch(GUILD, Span.ALL, TERMS, NOW)
    assert whole
    assert whole.contains(NOW)
    assert whole.contains(0)


async def test_rows_tell_what_was_captured_and_returned_and_where_the_clip_stands(store: SqlStore) -> None:
    job = await brought_to(store, JobState.RUNNING, nth(1), rule=DAILY)
    part = await store.apply(fetch(await store.apply(finish(job, consumed=9))))
    await store.give_back(said(), part, TERMS)
    posted = await brought_to(store, JobState.DELIVERED, nth(2), rule=DAILY)
    failed = await brought_to(store, JobState.FAILED, nth(3), rule=DAILY)
    await accepted(store, nth(4), rule=DAILY, guild_id=guild(2))
    assert await store.report_rows(GUILD, None, 9) == [
        Row(failed),
        Row(posted, captured=28, standing=a_posted_delivery(nth(2))),
        Row(part, captured=9, returned=9),
    ]
    assert await store.report_facts(GUILD, None, 9) == [
        Fact(failed.id, NOW, MEMBER, 28, 0, 0, JobState.FAILED),
        Fact(posted.id, NOW, MEMBER, 28, 28, 0, JobState.DELIVERED),
        Fact(part.id, NOW, MEMBER, 28, 9, 9, JobState.READY),
    ]


async def test_a_job_paid_from_two_pools_and_a_key_counts_once(store: SqlStore) -> None:
    await store.grant_key(replace(said(), guild_id=NO_GUILD, by=None), KEY, 1000)
    await store.grant_extra(replace(said(), by=None, request="2"), 100)
    for number in range(1, 5):
        await brought_to(store, JobState.READY, nth(number), rule=DAILY)
    assert [fact.captured for fact in await store.report_facts(GUILD, None, 9)] == [28] * 4
    assert [row.captured for row in await store.report_rows(GUILD, None, 9)] == [28] * 4


@pytest.mark.parametrize("size", [1, 2, 5])
async def test_rows_come_in_parts_the_newest_first(store: SqlStore, size: int) -> None:
    for number in range(1, 4):
        await accepted(store, nth(number), rule=DAILY, member_id=MEMBER)
    found, before = [], None
    while part := await store.report_rows(GUILD, before, size):
        facts = await store.report_facts(GUILD, before, size)
        assert [fact.job for fact in facts] == [row.job.id for row in part]
        assert len(part) <= size
        found += [row.job.id for row in part]
        before = part[-1].job.id
    assert found == [nth(3), nth(2), nth(1)]
