import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from inspect import getsource, iscoroutinefunction
from typing import Any

import pytest

from bot.domain.budget import Block, Budget, Changed, LimitSource, Returned, RuleChange
from bot.domain.ids import GuildId, JobId, RoleId
from bot.domain.job import Ending, Job, JobState
from bot.domain.life import QUEUE_PATIENCE
from bot.domain.refusals import (
    AmountUnfit,
    Blocked,
    JobNotFound,
    ManagersOnly,
    MemberLimitReached,
    NotAwaiting,
    NotBlocked,
)
from bot.service.moderation import Blocking, Moderation, Request
from bot.service.requests import Receipt
from tests.builders import GUILD, JOB, MEMBER, RULE, a_requester, a_wish
from tests.service.house import House
from tests.store.walking import asks_moderators, member

MODERATOR = a_requester(member_id=member(9), is_moderator=True)
ROLE = RoleId(5)
Deed = Callable[[Moderation, Request], Awaitable[Any]]
DEEDS: dict[str, Deed] = {
    "look": lambda moderation, asked: moderation.budget(asked.requester),
    "look at a member": lambda moderation, asked: moderation.balance_of(asked.requester, MEMBER, ()),
    "settle": lambda moderation, asked: moderation.settle(asked, RuleChange(credits=1)),
    "limit all": lambda moderation, asked: moderation.limit_all(asked, 1),
    "limit a role": lambda moderation, asked: moderation.limit_role(asked, ROLE, 1),
    "limit everybody's role": lambda moderation, asked: moderation.limit_role(asked, RoleId(int(GUILD)), 1),
    "limit a member": lambda moderation, asked: moderation.limit_member(asked, MEMBER, 1),
    "give room": lambda moderation, asked: moderation.give_room(asked, MEMBER, 1),
    "block": lambda moderation, asked: moderation.block(asked, MEMBER, None),
    "unblock": lambda moderation, asked: moderation.unblock(asked, MEMBER),
    "give back": lambda moderation, asked: moderation.give_back(asked, JOB),
    "approve": lambda moderation, asked: moderation.approve(asked, JOB),
    "refuse": lambda moderation, asked: moderation.refuse(asked, JOB),
    "block a requester": lambda moderation, asked: moderation.block_requester(asked, JOB, None),
}
OF_A_JOB = {"give back", "approve", "refuse", "block a requester"}
"""What is done about one job, which a moderator of another server does not find."""


def asked(requester: Any = MODERATOR, interaction: int = 1) -> Request:
    return Request(requester=requester, interaction=interaction, reason="why not")


async def generated(house: House, number: int = 1, **who: Any) -> Any:
    return await house.requests.generate(JobId(int(JOB) + number), a_requester(**who), a_wish())


async def made(house: House) -> Job:
    return await house.ready()


def test_every_deed_is_tried_by_who_may_not() -> None:
    tried = "".join(getsource(deed) for deed in DEEDS.values())
    deeds = [name for name, one in vars(Moderation).items() if iscoroutinefunction(one) and not name.startswith("_")]
    assert len(deeds) > 10
    assert [name for name in deeds if f"moderation.{name}(" not in tried] == []


@pytest.mark.parametrize("deed", DEEDS)
async def test_who_is_no_moderator_does_nothing_of_it(house: House, deed: str) -> None:
    before = await house.moderation.budget(MODERATOR)
    assert await DEEDS[deed](house.moderation, asked(a_requester())) == ManagersOnly()
    assert await house.moderation.budget(MODERATOR) == before


@pytest.mark.parametrize("deed", [name for name in DEEDS if name not in OF_A_JOB])
async def test_a_moderator_of_another_server_changes_nothing_here(house: House, deed: str) -> None:
    before = await house.moderation.budget(MODERATOR), await house.balance()
    await DEEDS[deed](house.moderation, asked(replace(MODERATOR, guild_id=GuildId(2))))
    assert (await house.moderation.budget(MODERATOR), await house.balance()) == before


async def test_a_limit_acts_from_the_next_request_on(house: House) -> None:
    assert await house.moderation.limit_role(asked(), ROLE, 28) == Changed(before=None, after=28)
    assert isinstance(await generated(house, 1, role_ids=(ROLE,)), Receipt)
    no = await generated(house, 2, role_ids=(ROLE,))
    assert isinstance(no, MemberLimitReached)
    assert (no.source, no.role) == (LimitSource.ROLE.value, ROLE)
    assert isinstance(await generated(house, 3), Receipt)


async def test_everybodys_role_is_the_servers_limit(house: House) -> None:
    await house.moderation.limit_role(asked(), RoleId(int(GUILD)), 0)
    budget = await house.moderation.budget(MODERATOR)
    assert isinstance(budget, Budget)
    assert (budget.own.member_limit, budget.role_limits) == (0, {})
    assert isinstance(await generated(house), MemberLimitReached)


@pytest.mark.parametrize("amount", [-1, 10**12])
async def test_a_limit_that_makes_no_sense_is_refused(house: House, amount: int) -> None:
    for deed in (house.moderation.limit_all(asked(), amount), house.moderation.limit_member(asked(), MEMBER, amount)):
        assert isinstance(await deed, AmountUnfit)
    budget = await house.moderation.budget(MODERATOR)
    assert isinstance(budget, Budget)
    assert budget.own.member_limit is None


async def test_the_receipt_tells_what_the_limit_leaves(house: House) -> None:
    await house.moderation.limit_member(asked(), MEMBER, 50)
    receipt = await generated(house)
    assert (receipt.balance.share.left, receipt.balance.available_to_member) == (22, 22)


async def test_what_a_video_took_is_returned_once_by_a_moderator_of_its_server(house: House) -> None:
    job = await made(house)
    await house.moderation.limit_member(asked(), MEMBER, 28)
    stranger = replace(MODERATOR, guild_id=GuildId(2))
    assert await house.moderation.give_back(asked(stranger), job.id) == JobNotFound()
    assert await house.moderation.give_back(asked(), JobId(1)) == JobNotFound()
    assert await house.moderation.give_back(asked(), job.id) == Returned(credits=28, to_pool=0)
    assert (await house.balance()).left == RULE.credits - 28
    assert isinstance(await generated(house), Receipt)


async def test_a_block_calls_off_what_waits_and_leaves_what_is_being_made(house: House) -> None:
    running = await house.running()
    waiting = [(await generated(house, number)).job for number in (11, 12)]
    others = (await generated(house, 13, member_id=member(2))).job
    done = await house.moderation.block(asked(), MEMBER, 60.0)
    assert isinstance(done, Blocking)
    assert (done.block, done.before, done.cancelled) == (
        Block(until=house.clock.now() + 60, reason="why not"),
        None,
        2,
    )
    assert [await house.state(job) for job in (*waiting, others, running)] == [
        JobState.CANCELLED,
        JobState.CANCELLED,
        JobState.QUEUED,
        JobState.RUNNING,
    ]
    assert (await house.fresh(waiting[0])).ending is Ending.BY_MODERATOR
    assert isinstance(await generated(house, 14), Blocked)
    assert await house.moderation.unblock(asked(), MEMBER) == done.block
    assert await house.moderation.unblock(asked(), MEMBER) == NotBlocked()
    assert isinstance(await generated(house, 15), Receipt)


async def awaiting(house: House) -> Job:
    """Get a job that waits for a moderator."""
    await asks_moderators(house.store)
    return await house.queued()


@pytest.mark.parametrize("deed", sorted(OF_A_JOB))
async def test_a_job_of_another_server_is_not_found(house: House, deed: str) -> None:
    job = await awaiting(house)
    stranger = asked(replace(MODERATOR, guild_id=GuildId(2)))
    assert await DEEDS[deed](house.moderation, stranger) == JobNotFound()
    assert await house.fresh(job) == job


async def test_an_approved_video_has_a_whole_hour_in_the_queue(house: House) -> None:
    job = await awaiting(house)
    house.clock.leap(20 * 3600)
    assert isinstance(await house.moderation.approve(asked(), job.id), Job)
    approved = await house.fresh(job)
    assert (approved.state, approved.deadline_at) == (JobState.QUEUED, house.clock.now() + QUEUE_PATIENCE)
    assert (await house.balance()).held == 28
    assert (await house.take_turn()).id == job.id


async def test_a_refused_video_costs_nothing(house: House) -> None:
    job = await awaiting(house)
    assert isinstance(await house.moderation.refuse(asked(), job.id), Job)
    assert (await house.fresh(job)).ending is Ending.NOT_APPROVED
    assert await house.owes_nothing()


async def test_whoever_decides_second_is_told_what_became_of_it(house: House) -> None:
    approved, refused, called_off = [await awaiting(house) for _ in range(3)]
    await house.moderation.approve(asked(), approved.id)
    await house.moderation.refuse(asked(), refused.id)
    await house.requests.cancel(called_off.id, a_requester())
    for job, outcome in ((approved, "approved"), (refused, "refused"), (called_off, "called-off")):
        for verb in (house.moderation.approve, house.moderation.refuse):
            assert await verb(asked(), job.id) == NotAwaiting(outcome)


async def test_of_two_who_decide_at_the_same_moment_the_second_is_told_too(house: House) -> None:
    job = await awaiting(house)
    answers = await asyncio.gather(
        house.moderation.approve(asked(), job.id), house.moderation.refuse(asked(interaction=2), job.id)
    )
    approved = (await house.fresh(job)).state is JobState.QUEUED
    decided, told = answers if approved else answers[::-1]
    assert isinstance(decided, Job)
    assert told == NotAwaiting("approved" if approved else "refused")


async def test_the_requester_of_a_video_is_blocked_for_it(house: House) -> None:
    job = await awaiting(house)
    done = await house.moderation.block_requester(asked(), job.id, 60.0)
    assert isinstance(done, tuple)
    assert (done[0], done[1].cancelled) == (MEMBER, 1)
    assert isinstance(await generated(house), Blocked)
