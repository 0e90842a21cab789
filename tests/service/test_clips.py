from dataclasses import replace
from typing import Any

import pytest

from bot.domain.delivery import DeliveryState
from bot.domain.ids import ChannelId, GuildId, MemberId
from bot.domain.job import Job, JobState
from bot.domain.life import DELIVERY_PATIENCE
from bot.domain.redelivery import is_under_way
from bot.domain.refusals import (
    ChannelForbidden,
    ClipGone,
    ClipNotKept,
    DeliveryUnderWay,
    JobNotFound,
    ManagersOnly,
    NoClipYet,
    Refusal,
    ThreadLocked,
)
from bot.domain.requester import Barrier
from bot.service.moderation import Request
from tests.builders import CHANNEL, GUILD, MEMBER, a_requester
from tests.fakes import Killed
from tests.service.house import House

ANOTHER = MemberId(MEMBER + 1)
HALL = ChannelId(CHANNEL + 1)


async def delivered(house: House) -> Job:
    house.poster.person_writes(CHANNEL)
    await house.deliverer.deliver(await house.ready())
    (job,) = (await house.store.history(GUILD, MEMBER, None, 1)).entries
    assert job.job.state is JobState.DELIVERED
    return job.job


async def again(house: House, job: Job, **asks: Any) -> Job | Refusal:
    return await house.clips.deliver_again(job.id, a_requester(**asks))


async def opened(house: House, job: Job) -> Job:
    """Ask again, and lease what has to be done for it."""
    assert isinstance(await again(house, job), Job)
    return await house.claimed()


async def states(house: House, job: Job) -> list[tuple[int, DeliveryState]]:
    record = await house.store.record(job.id)
    assert record
    return [(one.number, one.state) for one in record.deliveries]


async def test_a_clip_is_posted_again_by_a_delivery_of_its_own(house: House) -> None:
    job = await delivered(house)
    before = await house.balance()
    await house.deliverer.deliver(await opened(house, job))
    assert [message.marker for message in house.poster.clips(job.id)] == [str(job.id), f"{job.id}-2"]
    assert await states(house, job) == [(1, DeliveryState.POSTED), (2, DeliveryState.POSTED)]
    after = await house.fresh(job)
    assert (after.state, is_under_way(after)) == (JobState.DELIVERED, False)
    assert await house.balance() == before
    assert await house.store.claim("x", house.clock.now() + 9e6, 60, 10) == []


async def test_the_worker_does_it_by_itself(house: House) -> None:
    job = await delivered(house)
    house.run()
    await again(house, job)

    async def posted() -> bool:
        return len(house.poster.clips(job.id)) == 2 and not is_under_way(await house.fresh(job))

    await house.clock.pass_until(posted, 10)


async def test_one_delivery_at_a_time(house: House) -> None:
    ready = await house.ready()
    assert await again(house, ready) == DeliveryUnderWay()
    await house.deliverer.deliver(ready)
    await again(house, ready)
    assert await again(house, ready) == DeliveryUnderWay()
    assert len(await states(house, ready)) == 2


async def test_two_presses_at_once_open_one_delivery(house: House) -> None:
    job = await delivered(house)
    read = house.store.delivery

    async def in_between(_job_id: int) -> Any:
        object.__setattr__(house.store, "delivery", read)
        assert isinstance(await again(house, job), Job)
        return await read(job.id)

    object.__setattr__(house.store, "delivery", in_between)
    assert await again(house, job) == DeliveryUnderWay()
    assert len(await states(house, job)) == 2


async def test_a_stranded_clip_goes_where_it_was_asked_for_again(house: House) -> None:
    house.poster.closes_channel(CHANNEL)
    stranded = await house.ready()
    await house.deliverer.deliver(stranded)
    assert await house.state(stranded) is JobState.UNDELIVERABLE
    assert isinstance(await again(house, stranded, channel_id=HALL), Job)
    await house.deliverer.deliver(await house.claimed())
    assert [message.channel_id for message in house.poster.clips(stranded.id)] == [HALL]
    assert await house.state(stranded) is JobState.UNDELIVERABLE


@pytest.mark.parametrize(
    ("asks", "refusal"),
    [
        ({"member_id": ANOTHER}, JobNotFound()),
        ({"guild_id": GuildId(GUILD + 1), "is_moderator": True}, JobNotFound()),
        ({"missing_permissions": ("attach_files",)}, ChannelForbidden("attach_files")),
        ({"barrier": Barrier.LOCKED}, ThreadLocked()),
    ],
)
async def test_who_may_not_is_refused(house: House, asks: dict[str, Any], refusal: Refusal) -> None:
    job = await delivered(house)
    assert await again(house, job, **asks) == refusal
    assert await states(house, job) == [(1, DeliveryState.POSTED)]


async def test_a_moderator_may(house: House) -> None:
    assert isinstance(await again(house, await delivered(house), member_id=ANOTHER, is_moderator=True), Job)


async def test_a_swept_file_and_a_job_without_a_clip_are_refused(house: House) -> None:
    job = await delivered(house)
    assert job.clip
    house.media.loses(job.clip)
    assert await again(house, job) == ClipNotKept()
    assert await again(house, await house.queued()) == NoClipYet()


async def test_a_file_swept_after_the_press_ends_the_delivery(house: House) -> None:
    job = await opened(house, await delivered(house))
    assert job.clip
    house.media.loses(job.clip)
    await house.deliverer.deliver(job)
    assert await states(house, job) == [(1, DeliveryState.POSTED), (2, DeliveryState.FAILED)]
    assert len(house.poster.clips(job.id)) == 1
    assert not is_under_way(await house.fresh(job))


@pytest.mark.parametrize("posted", [True, False])
async def test_killed_while_posting_again_it_stands_once(house: House, *, posted: bool) -> None:
    job = await opened(house, await delivered(house))
    house.poster.nonce_window = 0.0
    house.poster.kills_us(posted=posted)
    with pytest.raises(Killed):
        await house.deliverer.deliver(job)
    await house.restart()
    await house.deliverer.deliver(await house.claimed(after=20))
    assert len(house.poster.clips(job.id)) == 2
    assert (await states(house, job))[-1] == (2, DeliveryState.POSTED)


async def test_killed_right_after_the_press_it_is_posted_by_the_next_process(house: House) -> None:
    job = await delivered(house)
    await again(house, job)
    await house.restart()
    await house.deliverer.deliver(await house.claimed())
    assert len(house.poster.clips(job.id)) == 2


async def test_whoever_lost_the_lease_posts_nothing(house: House) -> None:
    job = await opened(house, await delivered(house))
    await house.store.clear_leases()
    with pytest.raises(Exception, match=str(job.id)):
        await house.deliverer.deliver(job)
    assert len(house.poster.clips(job.id)) == 1


async def test_without_any_luck_it_is_given_up_and_can_be_asked_for_again(house: House) -> None:
    job = await opened(house, await delivered(house))
    house.poster.delays(5.0)
    await house.deliverer.deliver(job)
    house.poster.delays(5.0)
    await house.deliverer.deliver(await house.claimed(after=DELIVERY_PATIENCE + 1))
    assert (await states(house, job))[-1] == (2, DeliveryState.FAILED)
    assert isinstance(await again(house, replace(job)), Job)


async def test_what_was_done_is_an_event_of_the_job(house: House) -> None:
    job = await opened(house, await delivered(house))
    await house.deliverer.deliver(job)
    assert list(await house.store.events(job.id))[-3:] == [JobState.DELIVERED] * 3


async def marked(house: House, job: Job) -> Job:
    """Ask for the clip to be deleted, and lease what has to be done for it."""
    assert isinstance(await house.clips.delete(job.id, a_requester()), Job)
    return await house.claimed()


async def test_a_deleted_clip_leaves_no_message_and_no_file(house: House) -> None:
    job = await delivered(house)
    await house.deliverer.deliver(await opened(house, job))
    before = await house.balance()
    await house.deliverer.deliver(await marked(house, job))
    assert house.poster.clips(job.id) == []
    assert await states(house, job) == [(1, DeliveryState.DELETED), (2, DeliveryState.DELETED)]
    assert (await house.state(job), await house.balance()) == (JobState.DELIVERED, before)
    assert await house.clips.delete(job.id, a_requester()) == ClipGone()
    assert await again(house, job) == ClipNotKept()


async def test_a_crash_while_deleting_leaves_the_rest_to_the_next_process(house: House) -> None:
    job = await delivered(house)
    assert isinstance(await house.clips.delete(job.id, a_requester()), Job)
    assert await house.clips.delete(job.id, a_requester()) == DeliveryUnderWay()
    assert await again(house, job) == DeliveryUnderWay()
    await house.claimed()
    await house.restart()
    await house.deliverer.deliver(await house.claimed())
    assert house.poster.clips(job.id) == []


async def test_a_busy_discord_is_asked_again_to_delete(house: House) -> None:
    job = await delivered(house)
    house.poster.delays(5.0)
    await house.deliverer.deliver(await marked(house, job))
    assert len(house.poster.clips(job.id)) == 1
    await house.deliverer.deliver(await house.claimed(after=6))
    assert house.poster.clips(job.id) == []


async def test_a_message_out_of_reach_stands_and_can_be_deleted_later(house: House) -> None:
    job = await delivered(house)
    work = await marked(house, job)
    house.poster.closes_channel(CHANNEL)
    await house.deliverer.deliver(work)
    assert await states(house, job) == [(1, DeliveryState.POSTED)]
    assert isinstance(await house.clips.delete(job.id, a_requester()), Job)


async def test_a_message_out_of_reach_keeps_none_of_the_others(house: House) -> None:
    job = await delivered(house)
    assert isinstance(await again(house, job, channel_id=HALL), Job)
    await house.deliverer.deliver(await house.claimed())
    work = await marked(house, job)
    house.poster.closes_channel(CHANNEL)
    await house.deliverer.deliver(work)
    assert [message.channel_id for message in house.poster.clips(job.id)] == [CHANNEL]
    assert await states(house, job) == [(1, DeliveryState.POSTED), (2, DeliveryState.DELETED)]
    house.poster.opens_channel(CHANNEL)
    await house.deliverer.deliver(await marked(house, job))
    assert house.poster.clips(job.id) == []
    assert await states(house, job) == [(1, DeliveryState.DELETED), (2, DeliveryState.DELETED)]


async def test_a_stranded_clip_has_only_a_file_to_delete(house: House) -> None:
    house.poster.closes_channel(CHANNEL)
    stranded = await house.ready()
    await house.deliverer.deliver(stranded)
    assert stranded.clip
    await house.clips.delete(stranded.id, a_requester(member_id=ANOTHER, is_moderator=True))
    await house.deliverer.deliver(await house.claimed())
    assert not await house.media.has(stranded.clip)
    assert await house.state(stranded) is JobState.UNDELIVERABLE


async def test_others_delete_nothing_and_a_job_without_a_clip_has_none(house: House) -> None:
    job = await delivered(house)
    assert await house.clips.delete(job.id, a_requester(member_id=ANOTHER)) == JobNotFound()
    queued = await house.queued()
    assert await house.clips.delete(queued.id, a_requester()) == NoClipYet()
    assert len(house.poster.clips(job.id)) == 1


async def test_a_moderator_removes_a_clip_and_members_do_not(house: House) -> None:
    job = await delivered(house)
    sam = a_requester(member_id=ANOTHER, is_moderator=True)
    assert await house.clips.remove(Request(requester=a_requester(), interaction=1), job.id) == ManagersOnly()
    stranger = replace(sam, guild_id=GuildId(2))
    assert await house.clips.remove(Request(requester=stranger, interaction=1), job.id) == JobNotFound()
    asked = Request(requester=sam, interaction=1)
    assert isinstance(await house.clips.remove(asked, job.id), Job)
    assert await house.clips.remove(asked, job.id) == DeliveryUnderWay()
    await house.deliverer.deliver(await house.claimed())
    assert house.poster.clips(job.id) == []
    assert await house.clips.remove(asked, job.id) == ClipGone()
