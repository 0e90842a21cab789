"""What becomes of a video that waits for a moderator, whoever says something or nobody."""

from typing import Any

import pytest

from bot.domain.job import Ending, Job, JobState
from bot.domain.life import APPROVAL_PATIENCE
from bot.domain.refusals import NotAwaiting
from bot.service.lost_channels import end_queued
from bot.service.moderation import Blocking, Request
from tests.builders import CHANNEL, MEMBER, a_requester
from tests.service.house import House, task_of
from tests.store.walking import asks_moderators, member

MODERATOR = a_requester(member_id=member(9), is_moderator=True)
ASKED = Request(requester=MODERATOR, interaction=1, reason="dear")


async def awaiting(house: House, **wish: Any) -> Job:
    """Get a job that waits for a moderator."""
    await asks_moderators(house.store)
    job = await house.queued(**wish)
    assert job.state is JobState.AWAITING_APPROVAL
    return job


async def test_what_nobody_says_anything_about_is_called_off_after_a_day(house: House) -> None:
    house.obliges()
    job = await awaiting(house)
    house.run()
    await house.clock.pass_time(1)
    house.clock.leap(APPROVAL_PATIENCE - 60)
    await house.clock.pass_time(1)
    assert await house.state(job) is JobState.AWAITING_APPROVAL
    assert (await house.balance()).held == 28
    ended = await house.until(job, JobState.CANCELLED)
    assert ended.ending is Ending.NEVER_APPROVED
    assert await house.owes_nothing()
    assert house.api.submits == []


async def test_the_day_passes_while_no_process_runs(house: House) -> None:
    house.obliges()
    job = await awaiting(house)
    house.clock.leap(3 * APPROVAL_PATIENCE)
    await house.restart()
    house.run()
    assert (await house.until(job, JobState.CANCELLED)).ending is Ending.NEVER_APPROVED


async def test_what_was_approved_is_made_and_delivered(house: House) -> None:
    house.obliges()
    job = await awaiting(house)
    house.run()
    await house.clock.pass_time(30)
    assert (await house.state(job), house.api.submits) == (JobState.AWAITING_APPROVAL, [])
    assert isinstance(await house.moderation.approve(ASKED, job.id), Job)
    await house.clock.pass_time(0)
    running = await house.until(job, JobState.RUNNING, 5)
    house.api.succeeds(task_of(running))
    await house.until(job, JobState.DELIVERED)
    balance = await house.balance()
    assert (balance.spent, balance.held) == (28, 0)


@pytest.mark.parametrize("verb", ["approve", "refuse"])
@pytest.mark.parametrize("state", ["queued", "running", "ready"])
async def test_what_does_not_wait_for_a_moderator_is_not_decided_about(house: House, state: str, verb: str) -> None:
    job: Job = await getattr(house, state)()
    assert isinstance(await getattr(house.moderation, verb)(ASKED, job.id), NotAwaiting)
    assert await house.fresh(job) == job


async def test_a_decision_rings_for_worker_and_teller(house: House) -> None:
    for verb in (house.moderation.approve, house.moderation.refuse):
        job = await awaiting(house)
        listener = house.nudge.listen()
        assert isinstance(await verb(ASKED, job.id), Job)
        assert listener.is_set()


async def test_a_block_calls_off_what_waits_for_a_moderator_as_well(house: House) -> None:
    job = await awaiting(house)
    done = await house.moderation.block(ASKED, MEMBER, None)
    assert isinstance(done, Blocking)
    assert done.cancelled == 1
    ended = await house.fresh(job)
    assert (ended.state, ended.ending) == (JobState.CANCELLED, Ending.BY_MODERATOR)
    assert await house.owes_nothing()
    assert isinstance(await house.moderation.approve(ASKED, job.id), NotAwaiting)


async def test_a_lost_channel_ends_what_waits_for_a_moderator_there(house: House) -> None:
    job = await awaiting(house)
    await end_queued(house.store, CHANNEL, house.clock.now())
    ended = await house.fresh(job)
    assert (ended.state, ended.ending) == (JobState.FAILED, Ending.CHANNEL_LOST)
    assert await house.owes_nothing()


async def test_what_waits_for_a_moderator_keeps_no_other_from_its_turn(house: House) -> None:
    waiting = await awaiting(house)
    await asks_moderators(house.store, above=None)
    other = await house.queued()
    assert (await house.take_turn()).id == other.id
    assert await house.state(waiting) is JobState.AWAITING_APPROVAL
