from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.budget import Balance, Share
from bot.domain.job import Job, JobState
from bot.domain.period import Allowance, PeriodKind, period_at
from bot.domain.refusals import AllowanceUsedUp
from bot.store import SqlStore
from tests.builders import GUILD, MEMBER, NOW, RULE, a_spec, terms
from tests.store.walking import (
    accepted,
    ask,
    brought_to,
    everything,
    fetch,
    finish,
    give_up,
    guild,
    member,
    nth,
    rows,
    run,
    turn,
)

DAILY = Allowance(credits=100, period=PeriodKind.DAY)
TODAY = period_at(NOW, DAILY)
TOMORROW = TODAY.ends_at + 60
DAYS_LEFT = 9
"""Of the month, from tomorrow on: the first period of another kind is a part of a whole one, and gets such a part."""
LINES = "SELECT kind, debit, credit, amount FROM transfer ORDER BY kind, debit"


async def balance(store: SqlStore, rule: Allowance = DAILY, now: float = NOW, **of: Any) -> Balance:
    return await store.balance(of.get("guild_id", GUILD), of.get("member_id", MEMBER), (), terms(rule), now)


async def settled(store: SqlStore, job: Job, consumed: int | None, now: float = NOW) -> Job:
    for step in (turn, run):
        job = await store.apply(step(job, now))
    return await store.apply(fetch(await store.apply(finish(job, now, consumed)), now))


async def test_a_server_never_seen_has_its_allowance_until_its_period_ends(store: SqlStore) -> None:
    assert await balance(store) == Balance(allowance=100, held=0, spent=0, resets_at=TODAY.ends_at)


async def test_a_hold_is_a_line_on_the_pool_and_one_on_the_members_meter(store: SqlStore, engine: AsyncEngine) -> None:
    await accepted(store, rule=DAILY)
    pool, meter = f"a:{GUILD}:{TODAY.key}", f"m:{GUILD}:1:{TODAY.key}"
    assert await rows(engine, LINES) == [
        ("direct", "sys:issue", pool, 100),
        ("pending", pool, "sys:spent", 28),
        ("pending", meter, "sys:meter", 28),
    ]
    found = await balance(store)
    assert (found.held, found.spent, found.available, found.share.held) == (28, 0, 72, 28)


async def test_the_ledger_names_no_member(store: SqlStore, engine: AsyncEngine) -> None:
    await brought_to(store, JobState.DELIVERED)
    named = f"%{MEMBER}%"
    query = "SELECT id FROM transfer WHERE debit LIKE :m OR credit LIKE :m OR actor LIKE :m OR id LIKE :m"
    assert await rows(engine, query, m=named) == []
    assert await rows(engine, "SELECT id FROM account WHERE id LIKE :m", m=named) == []


async def test_a_refused_hold_tells_what_remains_and_until_when(store: SqlStore) -> None:
    await accepted(store, nth(1), rule=DAILY, spec=a_spec(duration=12, generate_audio=True))
    refused = await ask(store, nth(2), rule=DAILY)
    assert refused == AllowanceUsedUp(price=28, available=16, held=84, allowance=100, resets_at=TODAY.ends_at)
    assert await store.job(nth(2)) is None
    assert (await balance(store)).held == 84


async def test_the_last_credit_may_be_spent(store: SqlStore) -> None:
    rule = replace(DAILY, credits=28)
    await accepted(store, nth(1), rule=rule)
    assert isinstance(await ask(store, nth(2), rule=rule), AllowanceUsedUp)
    assert (await balance(store, rule)).available == 0


@pytest.mark.parametrize(
    ("consumed", "spent", "absorbed"), [(None, 28, 0), (0, 0, 0), (5, 5, 0), (28, 28, 0), (31, 28, 3)]
)
async def test_what_was_consumed_is_captured_the_rest_released_and_more_absorbed(
    store: SqlStore, engine: AsyncEngine, consumed: int | None, spent: int, absorbed: int
) -> None:
    await settled(store, await accepted(store, rule=DAILY), consumed)
    found = await balance(store)
    assert (found.held, found.spent, found.available) == (0, spent, 100 - spent)
    assert (found.share.held, found.share.spent) == (0, spent)
    borne = await rows(engine, "SELECT debit, amount FROM transfer WHERE credit = 'sys:absorbed'")
    assert borne == ([("sys:operator", absorbed)] if absorbed else [])


@pytest.mark.parametrize("state", [JobState.CANCELLED, JobState.FAILED, JobState.EXPIRED])
async def test_a_job_without_a_clip_gives_everything_back(store: SqlStore, state: JobState) -> None:
    await brought_to(store, state, rule=DAILY)
    assert await balance(store) == replace(await balance(store), held=0, spent=0, share=Share())


async def test_what_the_vendor_kept_of_a_failed_job_is_the_operators(store: SqlStore, engine: AsyncEngine) -> None:
    job = await brought_to(store, JobState.RUNNING, rule=DAILY)
    await store.apply(give_up(job, consumed=9))
    assert (await balance(store)).available == 100
    assert await rows(engine, "SELECT amount, job_id FROM transfer WHERE credit = 'sys:absorbed'") == [(9, job.id)]


async def test_members_share_the_pool_and_have_meters_of_their_own(store: SqlStore) -> None:
    await accepted(store, nth(1), rule=DAILY, member_id=member(1))
    await settled(store, await accepted(store, nth(2), rule=DAILY, member_id=member(2)), 28)
    one, two = [await balance(store, member_id=member(number)) for number in (1, 2)]
    assert (one.held, one.spent, one.share.held, one.share.spent) == (28, 28, 28, 0)
    assert (two.held, two.spent, two.share.held, two.share.spent) == (28, 28, 0, 28)


async def test_a_server_does_not_touch_anothers_pool(store: SqlStore) -> None:
    await accepted(store, rule=DAILY, guild_id=guild(1))
    assert (await balance(store, guild_id=guild(2))).available == 100


async def test_a_new_period_grants_anew_and_lets_the_rest_expire(store: SqlStore, engine: AsyncEngine) -> None:
    await settled(store, await accepted(store, rule=DAILY), 28)
    found = await balance(store, now=TOMORROW)
    assert (found.allowance, found.available, found.share.spent) == (100, 100, 0)
    assert found.resets_at == period_at(TOMORROW, DAILY).ends_at
    expired = "SELECT debit, amount FROM transfer WHERE credit = 'sys:expired'"
    assert await rows(engine, expired) == [(f"a:{GUILD}:{TODAY.key}", 72)]


async def test_a_hold_belongs_to_the_period_it_was_placed_in(store: SqlStore, engine: AsyncEngine) -> None:
    one = await accepted(store, nth(1), rule=DAILY)
    two = await accepted(store, nth(2), rule=DAILY)
    assert (await balance(store, now=TOMORROW)).available == 100
    expired = "SELECT sum(amount) FROM transfer WHERE credit = 'sys:expired'"
    await settled(store, one, 20, TOMORROW)
    assert await rows(engine, expired) == [(None,)]
    assert await store.check() == []
    await settled(store, two, 28, TOMORROW)
    assert await rows(engine, expired) == [(100 - 20 - 28,)]
    assert (await balance(store, now=TOMORROW)).available == 100


async def test_a_void_of_a_closed_period_expires_and_does_not_come_back(store: SqlStore, engine: AsyncEngine) -> None:
    job = await brought_to(store, JobState.RUNNING, rule=DAILY)
    await balance(store, now=TOMORROW)
    await store.apply(give_up(job, TOMORROW))
    assert (await balance(store, now=TOMORROW)).available == 100
    assert await rows(
        engine, "SELECT credits, posted, pending, closed FROM account WHERE kind = 'allowance' ORDER BY id"
    ) == [
        (100, 100, 0, 1),
        (100, 0, 0, 0),
    ]


async def test_a_raised_allowance_grants_the_difference_now_and_once(store: SqlStore) -> None:
    await accepted(store, rule=DAILY)
    raised = replace(DAILY, credits=150)
    assert [(await balance(store, raised)).available for _ in range(2)] == [122, 122]
    assert (await balance(store, replace(DAILY, credits=170))).available == 142


async def test_a_lowered_allowance_acts_from_the_next_period(store: SqlStore) -> None:
    await accepted(store, rule=DAILY)
    lowered = replace(DAILY, credits=10)
    assert (await balance(store, lowered)).available == 72
    assert (await balance(store)).available == 72
    assert (await balance(store, lowered, TOMORROW)).available == 10
    assert (await balance(store, DAILY, TOMORROW)).available == 100


async def test_a_raise_to_what_was_granted_already_grants_nothing(store: SqlStore) -> None:
    found = [
        (await balance(store, replace(DAILY, credits=credits_))).allowance for credits_ in (100, 150, 60, 150, 151)
    ]
    assert found == [100, 150, 150, 150, 151]


async def test_a_richer_rule_for_another_kind_of_period_grants_nothing_before_the_next_one(store: SqlStore) -> None:
    await balance(store)
    monthly = replace(RULE, credits=5000)
    assert (await balance(store, monthly)).allowance == 100
    assert (await balance(store, monthly, TOMORROW)).allowance == 5000 * DAYS_LEFT // 30


async def test_a_change_of_the_period_or_zone_acts_from_the_next_one(store: SqlStore) -> None:
    await balance(store)
    monthly = replace(RULE, credits=100, zone="Asia/Shanghai")
    assert (await balance(store, monthly)).resets_at == TODAY.ends_at
    opened = await balance(store, monthly, TOMORROW)
    assert opened.resets_at == period_at(TOMORROW, monthly).ends_at
    assert opened.allowance == 100 * (DAYS_LEFT * 24 - 8) // (30 * 24)


async def test_a_clock_set_back_opens_no_earlier_period(store: SqlStore, engine: AsyncEngine) -> None:
    await balance(store, now=TOMORROW)
    before = await everything(engine)
    yesterday = await balance(store, now=NOW - 86400 * 40)
    assert yesterday.resets_at == period_at(TOMORROW, DAILY).ends_at
    assert await everything(engine) == before


async def test_periods_that_nobody_used_are_not_granted(store: SqlStore, engine: AsyncEngine) -> None:
    await balance(store)
    await balance(store, now=NOW + 10 * 86400)
    assert len(await rows(engine, "SELECT 1 FROM period")) == 2
    assert await rows(engine, "SELECT sum(amount) FROM transfer WHERE debit = 'sys:issue'") == [(200,)]


@pytest.mark.parametrize("again", [balance, ask])
async def test_asking_twice_changes_nothing(
    store: SqlStore, engine: AsyncEngine, again: Callable[..., Awaitable[object]]
) -> None:
    first = await again(store, rule=DAILY)
    before = await everything(engine)
    assert await again(store, rule=DAILY) == first
    assert await everything(engine) == before
