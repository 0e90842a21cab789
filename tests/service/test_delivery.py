from dataclasses import replace

import pytest

from bot.domain.delivery import DeliveryState
from bot.domain.ids import MessageId
from bot.domain.job import Ending, Job, JobState, Move
from bot.ports import StaleJobError
from tests.builders import CHANNEL
from tests.fakes import Killed
from tests.service.house import SCAN_WAIT, House

HOUR = 3600.0


async def deliver(house: House, job: Job) -> Job:
    """Let one step of the delivery happen."""
    await house.deliverer.deliver(job)
    return await house.fresh(job)


async def again(house: House, job: Job, after: float = 20.0) -> Job:
    """Let the next step of the delivery happen, once it is due."""
    assert await house.state(job) is JobState.READY
    return await deliver(house, await house.claimed(after=after))


async def kill(house: House, job: Job, *, posted: bool) -> None:
    """End the process while it posts, and begin anew."""
    house.poster.kills_us(posted=posted)
    with pytest.raises(Killed):
        await house.deliverer.deliver(job)
    await house.restart()


async def test_the_clip_stands_in_the_channel_once(house: House) -> None:
    job = await deliver(house, await house.ready())
    delivery = await house.store.delivery(job.id)
    assert job.state is JobState.DELIVERED
    assert delivery is not None
    assert delivery.state is DeliveryState.POSTED
    assert [message.id for message in house.poster.clips(job.id)] == [delivery.message_id]
    assert house.poster.scans == 0


async def test_the_intent_and_the_anchor_are_written_before_the_send(house: House) -> None:
    house.poster.person_writes(CHANNEL, 2)
    newest = house.poster.messages[-1].id
    job = await house.ready()
    seen: list[object] = []

    async def look() -> None:
        delivery = await house.store.delivery(job.id)
        assert delivery is not None
        seen.append((delivery.state, delivery.anchor, delivery.sent_at, await house.store.has_lease(job.id)))

    house.poster.on_post = look
    await deliver(house, job)
    assert seen == [(DeliveryState.POSTING, newest, house.clock.now(), True)]


async def test_a_lost_answer_is_found_in_the_channel_and_nothing_sent_again(house: House) -> None:
    house.poster.person_writes(CHANNEL)
    job = await house.ready()
    house.poster.loses_the_answer()
    assert (await deliver(house, job)).state is JobState.READY
    house.poster.person_writes(CHANNEL, 3)
    job = await again(house, job)
    assert job.state is JobState.DELIVERED
    assert (len(house.poster.sends), len(house.poster.clips(job.id))) == (1, 1)


async def test_a_lost_request_is_sent_again_with_the_same_nonce(house: House) -> None:
    house.poster.person_writes(CHANNEL)
    job = await house.ready()
    house.poster.loses_the_request()
    await deliver(house, job)
    job = await again(house, job)
    assert job.state is JobState.DELIVERED
    assert house.poster.scans == 1
    assert len(house.poster.sends) == 2
    assert len(set(house.poster.sends)) == 1
    assert len(house.poster.sends[0][0]) <= 25


@pytest.mark.parametrize("window", [0.0, 300.0])
@pytest.mark.parametrize("posted", [True, False])
async def test_a_process_killed_while_posting_posts_once(house: House, window: float, posted: bool) -> None:
    house.poster.nonce_window = window
    house.poster.person_writes(CHANNEL)
    job = await house.ready()
    await kill(house, job, posted=posted)
    job = await again(house, job)
    assert job.state is JobState.DELIVERED
    assert len(house.poster.clips(job.id)) == 1
    assert len(house.poster.sends) == (1 if posted else 2)


async def test_a_message_is_not_looked_for_before_it_would_be_seen(house: House) -> None:
    house.poster.person_writes(CHANNEL)
    job = await house.ready()
    await kill(house, job, posted=True)
    early = await house.claimed(after=1)
    assert (await deliver(house, early)).state is JobState.READY
    assert house.poster.scans == 0
    assert (await again(house, job, after=9.0)).state is JobState.DELIVERED


async def test_the_wait_before_the_look_begins_when_the_answer_was_lost(house: House) -> None:
    job = await house.ready()

    async def upload() -> None:
        house.clock.leap(50)

    house.poster.on_post = upload
    house.poster.loses_the_answer()
    job = await deliver(house, job)
    assert job.due_at >= house.clock.now() + 10


async def test_a_hidden_history_never_leads_to_a_second_send(house: House) -> None:
    house.poster.nonce_window = 0.0
    job = await house.ready()
    house.poster.hides_history(CHANNEL)
    house.poster.loses_the_answer()
    job = await deliver(house, job)
    while job.state is JobState.READY:
        job = await again(house, job, after=120)
    assert (job.state, job.ending) == (JobState.UNDELIVERABLE, Ending.NO_ANSWER)
    assert (len(house.poster.sends), len(house.poster.clips(job.id))) == (1, 1)
    assert house.clock.now() - job.created_at < 2 * HOUR


async def test_an_empty_channel_is_anchored_on_the_status_message_or_the_interaction(house: House) -> None:
    job = await house.ready()
    await house.store.told(replace(job, state=JobState.RUNNING), MessageId(1_450_000_000_000_000_000))
    house.poster.hides_history(CHANNEL)
    await deliver(house, await house.fresh(job))
    delivery = await house.store.delivery(job.id)
    assert delivery is not None
    assert delivery.anchor == 1_450_000_000_000_000_000


async def test_an_empty_channel_without_a_status_message_is_anchored_on_the_interaction(house: House) -> None:
    job = await deliver(house, await house.ready())
    delivery = await house.store.delivery(job.id)
    assert delivery is not None
    assert delivery.anchor == MessageId(job.id)


async def test_a_clip_that_a_person_deleted_was_delivered(house: House) -> None:
    house.poster.person_writes(CHANNEL)
    job = await house.ready()
    house.poster.loses_the_answer()
    await deliver(house, job)
    house.poster.person_deletes(house.poster.clips(job.id)[0].id)
    job = await again(house, job)
    assert job.state is JobState.DELIVERED
    assert house.poster.clips(job.id) == []


async def test_a_clip_deleted_longer_ago_than_a_nonce_lives_is_posted_once_more_and_then_known(house: House) -> None:
    house.poster.nonce_window = 0.0
    house.poster.person_writes(CHANNEL)
    job = await house.ready()
    house.poster.loses_the_answer()
    await deliver(house, job)
    house.poster.person_deletes(house.poster.clips(job.id)[0].id)
    job = await again(house, job)
    assert (job.state, len(house.poster.sends)) == (JobState.DELIVERED, 2)
    (standing,) = house.poster.clips(job.id)
    house.poster.person_deletes(standing.id)
    await house.clock.pass_time(2 * HOUR)
    assert await house.store.claim("x", house.clock.now(), 60, 10) == []
    assert house.poster.clips(job.id) == []


async def test_where_not_even_a_link_fits_the_job_is_undeliverable(house: House) -> None:
    house.poster.takes_nothing()
    job = await deliver(house, await house.ready())
    assert (job.state, job.ending) == (JobState.UNDELIVERABLE, Ending.NO_CHANNEL)
    assert not await house.store.has_lease(job.id)


async def test_a_closed_channel_is_undeliverable_and_the_clip_paid_for(house: House) -> None:
    job = await house.ready()
    house.poster.closes_channel(CHANNEL)
    job = await deliver(house, job)
    delivery = await house.store.delivery(job.id)
    assert (job.state, job.ending) == (JobState.UNDELIVERABLE, Ending.NO_CHANNEL)
    assert delivery is not None
    assert delivery.state is DeliveryState.FAILED
    assert (await house.balance()).spent == 28


async def test_a_channel_that_closes_between_the_look_and_the_send_is_undeliverable(house: House) -> None:
    job = await house.ready()

    async def close() -> None:
        house.poster.closes_channel(CHANNEL)

    house.poster.on_post = close
    assert (await deliver(house, job)).state is JobState.UNDELIVERABLE


async def test_a_channel_that_closes_before_the_scan_is_undeliverable(house: House) -> None:
    job = await house.ready()
    house.poster.loses_the_request()
    await deliver(house, job)
    house.poster.closes_channel(CHANNEL)
    assert (await again(house, job)).state is JobState.UNDELIVERABLE


async def test_a_delayed_post_is_tried_again_when_discord_says(house: House) -> None:
    house.poster.person_writes(CHANNEL)
    job = await house.ready()
    house.poster.delays(33.0)
    job = await deliver(house, job)
    assert (job.state, job.due_at) == (JobState.READY, house.clock.now() + 33)
    assert (await again(house, job, after=33)).state is JobState.DELIVERED


async def test_a_discord_that_never_answers_is_given_up_after_an_hour_and_not_hammered(house: House) -> None:
    house.poster.person_writes(CHANNEL)
    house.poster.loses_every_request()
    job = await deliver(house, await house.ready())
    while job.state is JobState.READY:
        job = await again(house, job, after=max(1.0, job.due_at - house.clock.now()))
    assert (job.state, job.ending) == (JobState.UNDELIVERABLE, Ending.NO_ANSWER)
    assert house.clock.now() - job.created_at < 1.2 * HOUR
    assert len(house.poster.sends) < 100


async def test_a_clip_found_after_the_deadline_is_delivered_all_the_same(house: House) -> None:
    house.poster.person_writes(CHANNEL)
    job = await house.ready()
    await kill(house, job, posted=True)
    house.clock.leap(5 * HOUR)
    assert (await again(house, job)).state is JobState.DELIVERED


async def test_a_clip_that_waited_while_no_process_ran_is_posted_after_its_deadline(house: House) -> None:
    job = await house.ready()
    house.clock.leap(5 * HOUR)
    assert (await again(house, job)).state is JobState.DELIVERED


async def test_a_defect_while_posting_gives_the_lease_back_and_is_looked_into(house: House) -> None:
    house.poster.person_writes(CHANNEL)
    job = await house.ready()
    house.poster.breaks()
    job = await deliver(house, job)
    assert job.state is JobState.READY
    assert not await house.store.has_lease(job.id)
    assert (await again(house, job, after=60)).state is JobState.DELIVERED


async def test_whoever_lost_the_lease_sends_nothing(house: House) -> None:
    job = await house.ready()
    house.clock.leap(61)
    await house.claimed()
    with pytest.raises(StaleJobError):
        await house.deliverer.deliver(job)
    assert house.poster.sends == []


async def test_a_lease_that_is_almost_over_is_not_enough_to_send(house: House) -> None:
    job = await house.ready()
    house.clock.leap(40)
    with pytest.raises(StaleJobError):
        await house.deliverer.deliver(job)
    assert house.poster.sends == []


async def test_a_process_that_slept_between_the_intent_and_the_send_looks_first(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.poster.person_writes(CHANNEL)
    job = await house.ready()
    write = house.store.apply

    async def asleep(move: Move, *, keep_lease: bool = False) -> Job:
        written = await write(move, keep_lease=keep_lease)
        if keep_lease:
            house.clock.leap(26)
        return written

    monkeypatch.setattr(house.store, "apply", asleep)
    await house.deliverer.deliver(job)
    assert house.poster.sends == []
    monkeypatch.undo()
    assert (await again(house, job, after=SCAN_WAIT + 30)).state is JobState.DELIVERED


async def test_a_ready_job_without_a_clip_is_a_defect(house: House) -> None:
    job = await house.ready()
    with pytest.raises(ValueError, match="without a clip"):
        await house.deliverer.deliver(replace(job, clip=None))
