"""What moderators settle and the operator grants, on both databases."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.budget import NO_GUILD, Block, Budget, Changed, Instruction, OwnRule, Returned, RuleChange, Terms
from bot.domain.ids import GuildId, JobId, RoleId
from bot.domain.job import Job, JobState
from bot.domain.period import Allowance, PeriodKind, ShorterPeriod, period_at
from bot.domain.refusals import (
    AllowanceOverCeiling,
    AllowanceUsedUp,
    AmountUnfit,
    Blocked,
    KeyBudgetUsedUp,
    MemberLimitReached,
    NothingToReturn,
    ReturnedAlready,
)
from bot.store import SqlStore
from tests.builders import GUILD, JOB, KEY, MEMBER, NOW, terms
from tests.store.walking import accepted, ask, brought_to, everything, fetch, finish, give_up, guild, member, nth, rows

DAILY = Allowance(credits=100, period=PeriodKind.DAY)
TERMS = terms(DAILY, ceiling=150)
TODAY = period_at(NOW, DAILY)
MODERATOR = member(9)
ARTISTS, GUESTS = RoleId(11), RoleId(12)
AUDIT = "SELECT actor, subject, before, after, reason FROM audit ORDER BY id"


def said(request: str = "1", guild_id: GuildId = GUILD, now: float = NOW, **changes: Any) -> Instruction:
    return replace(Instruction(guild_id=guild_id, by=MODERATOR, reason="a contest", request=request, at=now), **changes)


def operator(request: str = "1", guild_id: GuildId = GUILD) -> Instruction:
    return said(request, guild_id, by=None, reason="bought")


async def settle(store: SqlStore, given: Terms = TERMS, now: float = NOW, **change: Any) -> Budget:
    answer = await store.settle_rule(said(now=now), RuleChange(**change), given)
    assert isinstance(answer, Budget)
    return answer


async def paid(store: SqlStore, job_id: JobId = JOB) -> Job:
    """Bring a job to its clip; it takes 28."""
    return await brought_to(store, JobState.READY, job_id, rule=DAILY)


async def test_a_raise_acts_now_and_the_rest_of_the_rule_from_the_next_period(store: SqlStore) -> None:
    budget = await settle(store, credits=150)
    assert (budget.balance.allowance, budget.rule.credits, budget.own) == (150, 150, OwnRule(credits=150))
    budget = await settle(store, period=PeriodKind.MONTH, credits=120, zone="Asia/Shanghai")
    assert (budget.balance.allowance, budget.kind, budget.balance.resets_at) == (150, PeriodKind.DAY, TODAY.ends_at)
    assert budget.rule == Allowance(credits=120, period=PeriodKind.MONTH, zone="Asia/Shanghai")
    later = await store.budget(GUILD, TERMS, TODAY.ends_at)
    assert budget.shorter_next == ShorterPeriod(credits=later.balance.allowance, ends_at=later.balance.resets_at)
    assert later.shorter_next is None
    assert (later.kind, later.balance.resets_at) == (PeriodKind.MONTH, period_at(TODAY.ends_at, budget.rule).ends_at)


async def test_an_allowance_may_be_set_up_to_the_ceiling_and_nothing_is_half_changed(
    store: SqlStore, engine: AsyncEngine
) -> None:
    await store.budget(GUILD, TERMS, NOW)
    before = await everything(engine)
    change = RuleChange(credits=151, zone="Asia/Tokyo")
    assert await store.settle_rule(said(), change, TERMS) == AllowanceOverCeiling(151, 150, "day")
    assert await everything(engine) == before
    assert (await settle(store, credits=150)).balance.allowance == 150


async def test_moving_the_reset_day_every_day_multiplies_nothing(store: SqlStore, engine: AsyncEngine) -> None:
    monthly = terms(Allowance(credits=3100, period=PeriodKind.MONTH))
    now, granted_until = NOW, NOW + 60 * 86_400
    await store.budget(GUILD, monthly, now)
    while now < granted_until:
        day = (int(now - NOW) // 86_400) % 31 + 1
        await settle(store, monthly, now, reset_day=day, zone="Asia/Tokyo" if day % 2 else "America/New_York")
        now += 86_400 / 2
    ((granted,),) = await rows(engine, "SELECT sum(amount) FROM transfer WHERE debit = 'sys:issue'")
    first = 3100
    assert granted <= first + 3100 * 62 / 28


async def test_who_settled_what_and_why_is_written_down_for_ever(store: SqlStore, engine: AsyncEngine) -> None:
    await settle(store, credits=120)
    await settle(store, credits=120)
    await store.limit_role(said(), ARTISTS, 50)
    await store.limit_member(said(), MEMBER, 0)
    await store.limit_all(replace(said(), by=member(8)), 30)
    await store.set_ceiling(operator(), 900)
    assert await rows(engine, AUDIT) == [
        ("member:1", "rule:credits", None, "120", "a contest"),
        ("member:1", f"limit:role:{ARTISTS}", None, "50", "a contest"),
        ("member:1", "limit:member:2", None, "0", "a contest"),
        ("member:3", "limit:server", None, "30", "a contest"),
        ("operator", "ceiling", None, "900", "bought"),
    ]
    for verb in ("UPDATE audit SET reason = 'another'", "DELETE FROM audit"):
        with pytest.raises(DBAPIError, match="append-only"):
            async with engine.begin() as connection:
                await connection.exec_driver_sql(verb)


async def test_the_second_moderator_is_told_what_the_first_one_did(store: SqlStore) -> None:
    assert await store.limit_role(said(), ARTISTS, 50) == Changed(before=None, after=50)
    assert await store.limit_role(replace(said(), by=member(8)), ARTISTS, 70) == Changed(before=50, after=70)
    assert await store.limit_role(said(), ARTISTS, None) == Changed(before=70, after=None)
    assert await store.limit_role(said(), ARTISTS, None) == Changed(before=None, after=None)


async def test_a_member_may_use_no_more_than_the_limit(store: SqlStore) -> None:
    await store.limit_all(said(), 55)
    await accepted(store, nth(1), rule=DAILY)
    no = await ask(store, nth(2), rule=DAILY)
    assert no == MemberLimitReached(28, 27, 55, 28, TODAY.ends_at, "server")
    assert await store.job(nth(2)) is None
    await accepted(store, nth(3), rule=DAILY, member_id=member(2))
    await store.limit_member(said(), MEMBER, 56)
    await accepted(store, nth(4), rule=DAILY)


async def test_the_best_of_a_members_roles_counts_and_the_own_limit_before_them(store: SqlStore) -> None:
    await store.limit_all(said(), 0)
    await store.limit_role(said(), GUESTS, 28)
    await store.limit_role(said(), ARTISTS, 56)
    assert isinstance(await ask(store, nth(1), rule=DAILY), MemberLimitReached)
    await accepted(store, nth(2), rule=DAILY, role_ids=(GUESTS, RoleId(77)))
    no = await ask(store, nth(3), rule=DAILY, role_ids=(GUESTS,))
    assert isinstance(no, MemberLimitReached)
    assert (no.source, no.role, no.left) == ("role", GUESTS, 0)
    await accepted(store, nth(4), rule=DAILY, role_ids=(GUESTS, ARTISTS))
    await store.limit_member(said(), MEMBER, 57)
    no = await ask(store, nth(5), rule=DAILY, role_ids=(GUESTS, ARTISTS))
    assert isinstance(no, MemberLimitReached)
    assert (no.source, no.left) == ("own", 1)


async def test_limits_of_one_server_are_nothing_to_another(store: SqlStore) -> None:
    await store.limit_all(said(), 0)
    await store.limit_role(said(), ARTISTS, 0)
    await store.limit_member(said(), MEMBER, 0)
    await settle(store, credits=150)
    await accepted(store, rule=DAILY, guild_id=guild(2), role_ids=(ARTISTS,))
    assert (await store.budget(guild(2), TERMS, NOW)).balance.allowance == 100


async def test_room_is_on_top_of_the_limit_once_and_until_the_period_ends(store: SqlStore) -> None:
    await store.limit_all(said(), 28)
    given = await store.give_room(said("a"), MEMBER, 28, TERMS)
    assert given == await store.give_room(said("a"), MEMBER, 28, TERMS) == Changed(before=0, after=28)
    for number in (1, 2):
        await accepted(store, nth(number), rule=DAILY)
    assert isinstance(await ask(store, nth(3), rule=DAILY), MemberLimitReached)
    assert (await store.budget(GUILD, TERMS, NOW)).balance.allowance == 100
    share = (await store.balance(GUILD, MEMBER, (), TERMS, TODAY.ends_at)).share
    assert (share.room, share.left) == (0, 28)


@pytest.mark.parametrize("amount", [0, -1, 10**9])
async def test_room_that_makes_no_sense_is_refused(store: SqlStore, engine: AsyncEngine, amount: int) -> None:
    before = await everything(engine)
    assert isinstance(await store.give_room(said(), MEMBER, amount, TERMS), AmountUnfit)
    assert await everything(engine) == before


async def test_extra_credits_are_used_after_the_allowance_and_do_not_expire(store: SqlStore) -> None:
    assert await store.grant_extra(operator(), 50) == Changed(before=0, after=50)
    for number in range(4):
        await accepted(store, nth(number), rule=DAILY)
    found = await store.balance(GUILD, MEMBER, (), TERMS, NOW)
    assert (found.left, found.extra, found.extra_held, found.available) == (0, 38, 12, 38)
    await accepted(store, nth(4), rule=DAILY)
    no = await ask(store, nth(5), rule=DAILY)
    assert no == AllowanceUsedUp(28, 10, 140, 100, TODAY.ends_at)
    tomorrow = await store.balance(GUILD, MEMBER, (), TERMS, TODAY.ends_at)
    assert (tomorrow.left, tomorrow.extra, tomorrow.available) == (100, 10, 110)


async def test_what_nobody_holds_of_extra_credits_can_be_taken_back(store: SqlStore) -> None:
    await store.grant_extra(operator("a"), 50)
    assert await store.grant_extra(operator("b"), -51) == AmountUnfit(-51, -50, 100_000_000 - 50)
    assert await store.grant_extra(operator("c"), -20) == Changed(before=50, after=30)
    assert await store.grant_extra(operator("c"), -20) == Changed(before=50, after=30)
    assert (await store.balance(GUILD, MEMBER, (), TERMS, NOW)).extra == 30


async def test_a_keys_budget_counts_once_it_was_granted_and_for_every_server(store: SqlStore) -> None:
    first = await accepted(store, nth(1), rule=DAILY)
    assert await store.grant_key(operator("a", NO_GUILD), KEY, 60) == Changed(before=0, after=60)
    await accepted(store, nth(2), rule=DAILY)
    await accepted(store, nth(3), rule=DAILY, guild_id=guild(2))
    assert isinstance(await ask(store, nth(4), rule=DAILY, guild_id=guild(3)), KeyBudgetUsedUp)
    await store.grant_key(operator("b", NO_GUILD), KEY, 24)
    await accepted(store, nth(5), rule=DAILY, guild_id=guild(3))
    assert first.state is JobState.QUEUED


async def test_what_the_operator_bears_is_off_the_keys_budget_as_far_as_it_reaches(
    store: SqlStore, engine: AsyncEngine
) -> None:
    await store.grant_key(operator("a", NO_GUILD), KEY, 30)
    job = await brought_to(store, JobState.RUNNING, rule=DAILY)
    await store.apply(give_up(job, consumed=35))
    borne = "SELECT debit, amount FROM transfer WHERE credit = 'sys:absorbed' ORDER BY debit"
    assert await rows(engine, borne) == [(f"k:{KEY}", 30), ("sys:operator", 5)]
    assert isinstance(await ask(store, nth(1), rule=DAILY), KeyBudgetUsedUp)


async def test_a_return_goes_to_the_member_and_into_the_pool_up_to_the_ceiling(store: SqlStore) -> None:
    await store.limit_all(said(), 56)
    jobs = [await paid(store, nth(number)) for number in range(2)]
    assert isinstance(await ask(store, nth(5), rule=DAILY), MemberLimitReached)
    assert await store.give_back(said(), jobs[0], TERMS) == Returned(credits=28, to_pool=28)
    tight = replace(TERMS, ceiling=135)
    assert await store.give_back(said(), jobs[1], tight) == Returned(credits=28, to_pool=7)
    found = await store.balance(GUILD, MEMBER, (), tight, NOW)
    assert (found.allowance, found.left, found.share.left) == (135, 79, 56)
    assert await store.give_back(said(), jobs[0], TERMS) == ReturnedAlready()


async def test_a_raise_after_a_return_stops_at_the_ceiling(store: SqlStore) -> None:
    job = await paid(store)
    await store.give_back(said(), job, TERMS)
    assert (await settle(store, credits=150)).balance.allowance == 150
    assert (await settle(store, replace(TERMS, ceiling=160), credits=160)).balance.allowance == 160


async def test_a_return_after_the_period_goes_into_the_next_one(store: SqlStore) -> None:
    job = await paid(store)
    later = said(now=TODAY.ends_at + 60)
    assert await store.give_back(later, job, TERMS) == Returned(credits=28, to_pool=28)
    found = await store.balance(GUILD, MEMBER, (), TERMS, later.at)
    assert (found.allowance, found.share.room) == (128, 28)


@pytest.mark.parametrize("state", [JobState.RUNNING, JobState.FAILED, JobState.CANCELLED])
async def test_a_job_that_paid_nothing_has_nothing_to_return(
    store: SqlStore, engine: AsyncEngine, state: JobState
) -> None:
    job = await brought_to(store, state, rule=DAILY)
    before = await everything(engine)
    assert await store.give_back(said(), job, TERMS) == NothingToReturn()
    assert await everything(engine) == before


async def test_a_higher_ceiling_lets_the_moderators_settle_more_and_a_lower_one_acts_later(store: SqlStore) -> None:
    await store.set_ceiling(operator(), 400)
    assert (await settle(store, credits=400)).balance.allowance == 400
    assert await store.set_ceiling(operator(), 40) == Changed(before=400, after=40)
    assert (await store.budget(GUILD, TERMS, NOW)).balance.allowance == 400
    assert (await store.budget(GUILD, TERMS, TODAY.ends_at)).balance.allowance == 40
    await store.set_ceiling(operator(), None)
    assert (await store.budget(GUILD, TERMS, TODAY.ends_at)).ceiling == 150


async def test_a_partly_consumed_job_returns_what_it_paid(store: SqlStore) -> None:
    job = await brought_to(store, JobState.RUNNING, rule=DAILY)
    job = await store.apply(fetch(await store.apply(finish(job, consumed=9))))
    assert await store.give_back(said(), job, TERMS) == Returned(credits=9, to_pool=9)


async def test_a_blocked_member_asks_for_nothing_until_the_block_ends(store: SqlStore) -> None:
    for_a_day = Block(until=NOW + 86_400, reason="spam")
    assert await store.block(said(), MEMBER, for_a_day) is None
    assert await ask(store, nth(1), rule=DAILY) == Blocked(NOW + 86_400, "spam")
    await accepted(store, nth(2), rule=DAILY, member_id=member(2))
    await accepted(store, nth(3), rule=DAILY, guild_id=guild(2))
    found = await store.balance(GUILD, MEMBER, (), TERMS, NOW)
    assert (found.block, found.available_to_member) == (for_a_day, 0)
    assert (await store.balance(GUILD, MEMBER, (), TERMS, NOW + 86_400)).block is None
    await accepted(store, nth(4), rule=DAILY, now=NOW + 86_400)


async def test_a_block_takes_the_place_of_the_one_before_and_can_be_taken_away(
    store: SqlStore, engine: AsyncEngine
) -> None:
    first, second = Block(until=NOW + 60, reason="a"), Block(until=None, reason="b")
    answers = [await store.block(said(), MEMBER, wanted) for wanted in (first, second, None, None)]
    assert answers == [None, first, second, None]
    await accepted(store, rule=DAILY)
    assert [row[2:4] for row in await rows(engine, AUDIT)] == [
        (None, str(int(NOW + 60))),
        (str(int(NOW + 60)), "for good"),
        ("for good", None),
    ]


async def test_what_waits_of_a_member_is_found_in_one_server_alone(store: SqlStore) -> None:
    mine = await accepted(store, nth(1), rule=DAILY)
    await accepted(store, nth(2), rule=DAILY, guild_id=guild(2))
    await accepted(store, nth(3), rule=DAILY, member_id=member(2))
    await brought_to(store, JobState.SUBMITTING, nth(4), rule=DAILY)
    assert await store.queued_of(GUILD, MEMBER) == [mine]


@pytest.mark.parametrize("amount", [-1, 0])
async def test_a_grant_that_adds_nothing_to_a_key_does_not_make_it_one_without_credits(
    store: SqlStore, engine: AsyncEngine, amount: int
) -> None:
    before = await everything(engine)
    await store.grant_key(operator("a", NO_GUILD), KEY, amount)
    await store.grant_extra(operator("b"), amount)
    assert await everything(engine) == before
    await accepted(store, rule=DAILY)
