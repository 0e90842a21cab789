"""The picture of a waiting job: looked after before its turn, never in the way of one."""

from typing import Any

import pytest

from bot.domain.job import Ending, Job, JobState
from bot.domain.picture import LINK_TRUST, Upload
from bot.domain.refusals import ImageUnreachable
from bot.ports import PostUnclearError
from bot.service.moderation import Request
from bot.service.pictures import AGAIN
from bot.service.requests import Receipt
from tests.builders import CHANNEL, JOB, a_requester, a_wish
from tests.fake_channel import fresh_link
from tests.service.house import OWNER, House
from tests.service.test_telling import tell_all
from tests.store.walking import asks_moderators, member

LINK = "https://cdn.example/ephemeral/cat.png"
LATE = LINK_TRUST + 1


async def waiting(house: House, *, told: bool = True) -> Job:
    """Get a job with an uploaded picture that waits in the queue."""
    house.media.has_picture(LINK)
    upload = Upload(url=LINK, size=1000, content_type="image/png")
    receipt = await house.requests.generate(JOB, a_requester(), a_wish(), upload)
    assert isinstance(receipt, Receipt)
    if told:
        assert await tell_all(house) == [JobState.QUEUED]
    return receipt.job


async def turn(house: House, **later: Any) -> Job | None:
    """Let somebody take what is next, after a while."""
    house.clock.leap(later.get("after", 0.0))
    return await house.store.take_turn(house.caps, OWNER, house.clock.now(), 60)


async def looked_after(house: House, *, after: float = LATE) -> Job:
    """Let the job be leased for its picture, and see to it."""
    job = await turn(house, after=after)
    assert job is not None
    assert job.state is JobState.QUEUED
    await house.pictures.refresh(job)
    return await house.fresh(job)


async def test_a_job_that_waits_for_a_moderator_carries_its_picture_until_its_turn(house: House) -> None:
    await asks_moderators(house.store)
    house.media.has_picture(LINK)
    upload = Upload(url=LINK, size=1000, content_type="image/png")
    await house.requests.generate(JOB, a_requester(), a_wish(), upload)
    assert await tell_all(house) == [JobState.AWAITING_APPROVAL]
    message = house.poster.status(JOB)
    assert message is not None
    assert message.picture == f"{JOB}.png"
    house.clock.leap(20 * 3600)
    sam = a_requester(member_id=member(9), is_moderator=True)
    await house.moderation.approve(Request(requester=sam, interaction=1), JOB)
    assert await tell_all(house) == [JobState.QUEUED]
    job = await looked_after(house)
    assert job.spec.image_url == fresh_link(f"{JOB}.png", 1)
    assert (house.poster.status(JOB) or message).prospect is not None


async def test_a_job_that_starts_at_once_goes_with_the_link_it_came_with(house: House) -> None:
    await waiting(house, told=False)
    job = await turn(house)
    assert job is not None
    assert (job.state, job.spec.image_url) == (JobState.SUBMITTING, LINK)


async def test_the_status_message_of_a_waiting_job_carries_the_picture(house: House) -> None:
    job = await waiting(house)
    message = house.poster.status(job.id)
    assert message is not None
    assert message.picture == f"{job.id}.png"


async def test_a_job_that_waited_goes_with_a_link_from_its_status_message(house: House) -> None:
    job = await waiting(house)
    seen = await looked_after(house)
    assert seen.spec.image_url == fresh_link(f"{job.id}.png", 1)
    assert house.media.inspected == [LINK]
    taken = await turn(house)
    assert taken is not None
    assert (taken.state, taken.spec.image_url) == (JobState.SUBMITTING, seen.spec.image_url)
    house.api.accepts()
    await house.tracker.submit(taken)
    assert [spec.image_url for spec in house.api.submits] == [seen.spec.image_url]


async def test_a_job_leased_for_its_picture_takes_a_place_and_is_leased_once(house: House) -> None:
    await waiting(house)
    assert await turn(house, after=LATE) is not None
    assert await turn(house) is None
    other = await house.queued()
    assert await turn(house) is None, "the same member has one at a time"
    assert await house.state(other) is JobState.QUEUED


async def test_killed_while_a_picture_was_looked_for_the_job_still_waits(house: House) -> None:
    job = await waiting(house)
    assert await turn(house, after=LATE) is not None
    await house.restart()
    assert await house.state(job) is JobState.QUEUED
    assert (await looked_after(house, after=0)).spec.image_url != LINK
    assert house.api.submits == []


async def test_cancelled_while_a_picture_was_looked_for_it_is_cancelled(house: House) -> None:
    job = await waiting(house)
    leased = await turn(house, after=LATE)
    assert leased is not None
    await house.requests.cancel(job.id, a_requester())
    house.worker._start(leased, house.pictures.refresh(leased))
    await house.clock.pass_time(1)
    assert await house.state(job) is JobState.CANCELLED
    assert await house.owes_nothing()


async def test_where_the_status_message_is_gone_the_link_is_tried_that_we_have(house: House) -> None:
    job = await waiting(house)
    message = house.poster.status(job.id)
    assert message is not None
    house.poster.person_deletes(message.id)
    assert (await looked_after(house)).spec.image_url == LINK
    assert house.media.inspected == [LINK, LINK]


async def test_a_picture_that_nobody_can_reach_ends_the_job_and_gives_the_credits_back(house: House) -> None:
    job = await waiting(house)
    house.poster.forbids_posts(CHANNEL)
    house.media.refuses_picture(LINK, ImageUnreachable())
    ended = await looked_after(house)
    assert (ended.state, ended.ending) == (JobState.FAILED, Ending.PICTURE_GONE)
    assert await house.owes_nothing()
    assert await turn(house) is None
    assert job.id == ended.id


async def test_in_a_lost_channel_every_waiting_job_ends_with_the_one_whose_picture_was_looked_for(house: House) -> None:
    job, other = await waiting(house), await house.queued()
    house.poster.closes_channel(CHANNEL)
    ended = await looked_after(house)
    assert (ended.id, ended.ending) == (job.id, Ending.CHANNEL_LOST)
    assert await house.state(other) is JobState.FAILED
    assert await house.owes_nothing()
    assert house.media.inspected == [LINK]


async def test_a_status_message_still_to_come_is_waited_for(house: House) -> None:
    job = await waiting(house, told=False)
    house.poster.spoils_status(PostUnclearError("reset"))
    with pytest.raises(PostUnclearError):
        await tell_all(house)
    house.media.refuses_picture(LINK, ImageUnreachable())
    again = await looked_after(house)
    assert (again.state, again.due_at) == (JobState.QUEUED, house.clock.now() + AGAIN)
    assert await tell_all(house) == [JobState.QUEUED]
    assert (await looked_after(house, after=AGAIN)).spec.image_url == fresh_link(f"{job.id}.png", 1)


async def test_a_discord_that_says_later_is_asked_later(house: House) -> None:
    await waiting(house)
    house.poster.delays(17)
    later = await looked_after(house)
    assert (later.state, later.due_at) == (JobState.QUEUED, house.clock.now() + 17)
    assert await turn(house, after=16) is None
    assert await turn(house, after=1) is not None


async def test_a_picture_too_large_for_the_server_leaves_the_status_message_without_it(house: House) -> None:
    house.poster.takes_no_pictures()
    job = await waiting(house)
    message = house.poster.status(job.id)
    assert message is not None
    assert message.picture is None
    assert (await looked_after(house)).spec.image_url == LINK


async def test_only_a_waiting_job_shows_its_picture(house: House) -> None:
    await waiting(house, told=False)
    house.api.accepts()
    await house.tracker.submit(await house.take_turn())
    assert await tell_all(house) == [JobState.RUNNING]
    message = house.poster.status(JOB)
    assert message is not None
    assert message.picture is None


async def test_the_worker_sees_to_a_picture_and_then_gives_the_turn(house: House) -> None:
    house.obliges()
    job = await waiting(house)
    house.clock.leap(LATE)
    house.run()
    await house.until(job, JobState.RUNNING)
    assert [spec.image_url for spec in house.api.submits] == [fresh_link(f"{job.id}.png", 1)]
    assert house.media.inspected == [LINK]
