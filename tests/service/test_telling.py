import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.ids import MessageId
from bot.domain.job import Job, JobState
from bot.domain.task import RejectionKind
from bot.ports import PostDelayedError, PostRefusedError, PostUnclearError
from bot.service.telling import RETRY
from bot.store.epoch_file import EpochFile
from bot.store.rows import TELL_AFTER
from tests.builders import CHANNEL, MEMBER, a_requester
from tests.service.house import House, link


async def tell_all(house: House) -> list[JobState]:
    """Tell what is to be told, new places in the queue included, and say which states that were."""
    house.clock.leap(TELL_AFTER)
    now = house.clock.now()
    jobs = await house.store.claim_untold(now, now + RETRY, 100)
    prospects = await house.store.prospects(jobs, house.caps, now)
    for job in jobs:
        await house.teller.tell(job, prospects.get(job.id))
    return [job.state for job in jobs]


async def shown(house: House, job: Job) -> JobState | None:
    message = house.poster.status(job.id)
    return message.state if message else None


async def failed(house: House) -> Job:
    """Get a job that failed and whose queue place was told."""
    job = await house.queued()
    await tell_all(house)
    house.api.refuses(RejectionKind.INVALID)
    await house.tracker.submit(await house.take_turn())
    return await house.fresh(job)


async def deliver(house: House) -> None:
    """Bring the one running job to its end."""
    house.api.succeeds(house.api.tasks[0])
    await house.tracker.follow(await house.claimed(after=20))
    fetching = await house.claimed()
    house.media.has_video(link(fetching))
    await house.deliverer.fetch(fetching, link(fetching))
    await house.deliverer.deliver(await house.claimed())


async def test_a_queued_job_gets_a_public_message_with_its_place(house: House) -> None:
    jobs = [await house.queued() for _ in range(3)]
    assert await tell_all(house) == [JobState.QUEUED] * 3
    messages = [house.poster.status(job.id) for job in jobs]
    assert [message.prospect.place for message in messages if message and message.prospect] == [1, 2, 3]
    assert (await house.fresh(jobs[0])).status_message_id is not None


async def test_each_state_is_told_once(house: House) -> None:
    job = await house.queued()
    assert await tell_all(house) == [JobState.QUEUED]
    house.clock.leap(2 * RETRY)
    assert await tell_all(house) == []
    house.api.accepts()
    await house.tracker.submit(await house.take_turn())
    assert await tell_all(house) == [JobState.RUNNING]
    house.clock.leap(2 * RETRY)
    assert await tell_all(house) == []
    assert await shown(house, job) is JobState.RUNNING
    assert len(house.poster.messages) == 1


async def test_states_that_pass_in_seconds_are_not_told(house: House) -> None:
    job = await house.submitting()
    assert await tell_all(house) == []
    assert await shown(house, job) is None


async def test_a_state_that_came_while_another_was_told_is_told_next(house: House) -> None:
    await house.queued()
    house.clock.leap(TELL_AFTER)
    now = house.clock.now()
    (seen,) = await house.store.claim_untold(now, now + RETRY, 10)
    await house.requests.cancel(seen.id, a_requester())
    await house.teller.tell(seen)
    assert await tell_all(house) == [JobState.CANCELLED]
    assert await shown(house, seen) is JobState.CANCELLED


async def test_the_status_message_goes_when_the_clip_stands(house: House) -> None:
    job = await house.queued()
    await tell_all(house)
    house.api.accepts()
    await house.tracker.submit(await house.take_turn())
    await tell_all(house)
    await deliver(house)
    assert await tell_all(house) == [JobState.DELIVERED]
    assert house.poster.status(job.id) is None
    assert len(house.poster.clips(job.id)) == 1
    assert house.poster.direct == []


async def test_a_status_message_whose_answer_was_lost_goes_too_when_the_clip_stands(house: House) -> None:
    job = await house.running()
    house.poster.loses_status_answer()
    with pytest.raises(PostUnclearError):
        await tell_all(house)
    assert house.poster.status(job.id) is not None
    await deliver(house)
    assert await tell_all(house) == [JobState.DELIVERED]
    assert house.poster.status(job.id) is None
    assert len(house.poster.clips(job.id)) == 1


async def test_a_delivered_job_that_never_had_a_status_message_is_told_by_its_clip(house: House) -> None:
    await house.deliverer.deliver(await house.ready())
    assert await tell_all(house) == [JobState.DELIVERED]
    assert await tell_all(house) == []
    assert house.poster.direct == []


async def test_a_status_message_that_cannot_be_removed_bothers_nobody_directly(house: House) -> None:
    job = await house.ready()
    await tell_all(house)
    await house.deliverer.deliver(job)
    house.poster.closes_channel(CHANNEL)
    await house.store.told(replace(job, state=JobState.RUNNING), MessageId(1))
    assert await tell_all(house) == [JobState.DELIVERED]
    assert house.poster.direct == []


async def test_a_failure_is_said_in_the_status_message(house: House) -> None:
    job = await failed(house)
    assert await tell_all(house) == [JobState.FAILED]
    assert await shown(house, job) is JobState.FAILED
    assert house.poster.direct == []


async def test_a_failure_is_said_directly_when_the_status_message_is_gone(house: House) -> None:
    job = await failed(house)
    message = house.poster.status(job.id)
    assert message is not None
    house.poster.person_deletes(message.id)
    await tell_all(house)
    assert house.poster.direct == [(MEMBER, job.id, JobState.FAILED)]
    assert await tell_all(house) == []


async def test_a_failure_is_said_directly_when_the_status_message_went_long_before(house: House) -> None:
    job = await house.queued()
    await tell_all(house)
    message = house.poster.status(job.id)
    assert message is not None
    house.poster.person_deletes(message.id)
    house.api.accepts()
    await house.tracker.submit(await house.take_turn())
    assert await tell_all(house) == [JobState.RUNNING]
    house.api.fails(house.api.tasks[0], "no")
    await house.tracker.follow(await house.claimed(after=20))
    assert await tell_all(house) == [JobState.FAILED]
    assert house.poster.direct == [(MEMBER, job.id, JobState.FAILED)]
    assert house.poster.status(job.id) is None


async def test_a_failure_is_said_directly_when_the_channel_is_closed(house: House) -> None:
    job = await failed(house)
    house.poster.closes_channel(CHANNEL)
    await tell_all(house)
    assert house.poster.direct == [(MEMBER, job.id, JobState.FAILED)]


async def test_a_status_message_in_an_archived_thread_waits_for_the_clip_to_wake_it(house: House) -> None:
    job = await house.queued()
    await tell_all(house)
    house.poster.archives(CHANNEL)
    house.api.accepts()
    await house.tracker.submit(await house.take_turn())
    assert await tell_all(house) == [JobState.RUNNING]
    assert await shown(house, job) is JobState.QUEUED
    assert house.poster.direct == []
    await deliver(house)
    assert await tell_all(house) == [JobState.DELIVERED]
    assert house.poster.status(job.id) is None


async def test_a_failure_in_an_archived_thread_is_said_directly_and_its_message_goes(house: House) -> None:
    job = await failed(house)
    house.poster.archives(CHANNEL)
    await tell_all(house)
    assert house.poster.direct == [(MEMBER, job.id, JobState.FAILED)]
    assert house.poster.status(job.id) is None
    assert await tell_all(house) == []


async def test_a_status_message_in_a_channel_closed_for_a_while_goes_all_the_same(house: House) -> None:
    job = await house.queued()
    await tell_all(house)
    house.api.accepts()
    await house.tracker.submit(await house.take_turn())
    house.poster.closes_channel(CHANNEL)
    assert await tell_all(house) == [JobState.RUNNING]
    house.poster.opens_channel(CHANNEL)
    await deliver(house)
    assert await tell_all(house) == [JobState.DELIVERED]
    assert house.poster.status(job.id) is None
    assert house.poster.direct == []


async def test_a_clip_without_a_channel_is_said_directly(house: House) -> None:
    job = await house.ready()
    house.poster.closes_channel(CHANNEL)
    await house.deliverer.deliver(job)
    await tell_all(house)
    assert house.poster.direct == [(MEMBER, job.id, JobState.UNDELIVERABLE)]


async def test_a_member_who_takes_no_direct_messages_is_not_asked_twice(house: House) -> None:
    await failed(house)
    house.poster.closes_channel(CHANNEL)
    house.poster.takes_no_direct_messages(MEMBER)
    assert await tell_all(house) == [JobState.FAILED]
    house.clock.leap(2 * RETRY)
    assert await tell_all(house) == []


async def test_a_job_under_way_whose_message_is_gone_bothers_nobody_directly(house: House) -> None:
    await house.running()
    house.poster.closes_channel(CHANNEL)
    await tell_all(house)
    assert house.poster.direct == []


@pytest.mark.parametrize("error", [PostUnclearError("reset"), PostDelayedError(5), KeyError("a defect")])
async def test_what_could_not_be_told_is_told_later(house: House, error: Exception) -> None:
    job = await house.queued()
    house.poster.spoils_status(error)
    teller = asyncio.create_task(house.teller.run())
    await house.clock.pass_time(RETRY - 6)
    assert await shown(house, job) is None
    await house.clock.pass_time(12)
    assert await shown(house, job) is JobState.QUEUED
    teller.cancel()
    await asyncio.gather(teller, return_exceptions=True)


async def test_a_direct_message_that_is_delayed_is_said_later(house: House) -> None:
    job = await failed(house)
    house.poster.spoils_status(PostRefusedError("closed"), PostDelayedError(5))
    with pytest.raises(PostDelayedError):
        await tell_all(house)
    house.clock.leap(RETRY)
    house.poster.spoils_status(PostRefusedError("closed"))
    assert await tell_all(house) == [JobState.FAILED]
    assert house.poster.direct == [(MEMBER, job.id, JobState.FAILED)]


async def test_a_message_whose_answer_was_lost_is_the_same_message_next_time(house: House) -> None:
    job = await house.queued()
    await house.poster.show(job, None)
    await tell_all(house)
    assert len(house.poster.messages) == 1


async def test_the_teller_outlives_a_database_that_fails(house: House) -> None:
    teller = asyncio.create_task(house.teller.run())
    house.store.broken = OSError("disk full")
    await house.clock.pass_time(12)
    house.store.broken = None
    job = await house.queued()
    await house.clock.pass_time(6)
    assert await shown(house, job) is JobState.QUEUED
    teller.cancel()
    await asyncio.gather(teller, return_exceptions=True)


async def test_a_ring_is_heard_at_once(house: House) -> None:
    teller = asyncio.create_task(house.teller.run())
    job = await house.queued()
    await house.clock.pass_time(2 * TELL_AFTER)
    assert await shown(house, job) is JobState.QUEUED
    await house.requests.cancel(job.id, a_requester())
    await house.clock.pass_time(0)
    assert await shown(house, job) is JobState.CANCELLED
    teller.cancel()
    await asyncio.gather(teller, return_exceptions=True)


@pytest.mark.parametrize("is_gone", [True, False])
async def test_what_a_restored_job_is_now_is_said_although_its_message_may_be_gone(
    house: House, tmp_path: Path, is_gone: bool
) -> None:
    job = await house.queued()
    await tell_all(house)
    before = house.poster.status(job.id)
    assert before is not None
    if is_gone:
        house.poster.person_deletes(before.id)
    await house.store.put_back()
    await house.store.begin(EpochFile(tmp_path / "epoch"), house.clock.now())
    assert await tell_all(house) == [JobState.UNKNOWN]
    after = house.poster.status(job.id)
    assert after is not None
    assert (after.state, after.id == before.id) == (JobState.UNKNOWN, not is_gone)
    assert await tell_all(house) == []
