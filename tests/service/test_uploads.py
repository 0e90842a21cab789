import pytest

from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.ids import GuildId, MemberId
from bot.domain.job import Clip, Job, JobState
from bot.domain.upload import LASTS, MIB
from tests.builders import CHANNEL, MEMBER, a_requester
from tests.fakes import Killed
from tests.service.house import House

LIMIT = 10 * MIB
OVER = 13 * MIB
"""A little too large, so that it can be made smaller."""
FAR_OVER = 60 * MIB


async def deliver(house: House, job: Job) -> Job:
    """Let one step of the delivery happen."""
    await house.deliverer.deliver(job)
    return await house.fresh(job)


async def delivered(house: House, size: int, *, member: int = 0, at: GuildId | None = None) -> Job:
    """Bring a new job, of a member of its own, to its end."""
    house.poster.person_writes(CHANNEL)
    job = await deliver(house, await house.ready(size, of=MemberId(MEMBER + member), at=at))
    assert job.state is JobState.DELIVERED
    return job


async def newest(house: House, job: Job) -> Delivery:
    delivery = await house.store.delivery(job.id)
    assert delivery is not None
    return delivery


def links(house: House) -> list[bool]:
    """Tell of every clip that was tried to post whether it was a link."""
    return [as_link for _, as_link in house.poster.sends]


async def test_a_clip_a_little_too_large_is_made_smaller_and_posted_as_a_file(house: House) -> None:
    house.poster.takes_up_to(LIMIT)
    job = await delivered(house, OVER)
    assert links(house) == [False, False]
    assert house.media.fitted == [(f"{job.id}.mp4", LIMIT)]
    assert [message.as_link for message in house.poster.clips(job.id)] == [False]
    assert (await newest(house, job)).fit_to == LIMIT
    assert len({nonce for nonce, _ in house.poster.sends}) == 1


async def test_the_next_clip_of_the_server_is_not_refused_first(house: House) -> None:
    house.poster.takes_up_to(LIMIT)
    await delivered(house, OVER)
    await delivered(house, OVER - MIB, member=1)
    await delivered(house, LIMIT, member=2)
    assert house.poster.refused == [OVER]
    assert [limit for _, limit in house.media.fitted] == [LIMIT, LIMIT]


async def test_another_server_is_tried_for_itself(house: House) -> None:
    house.poster.takes_up_to(LIMIT)
    await delivered(house, OVER)
    await delivered(house, OVER, member=1, at=GuildId(5))
    assert house.poster.refused == [OVER, OVER]


async def test_what_was_learned_survives_the_process(house: House) -> None:
    house.poster.takes_up_to(LIMIT)
    await delivered(house, OVER)
    await house.restart()
    await delivered(house, OVER, member=1)
    assert house.poster.refused == [OVER]


async def test_after_a_week_the_larger_file_is_tried_again(house: House) -> None:
    house.poster.takes_up_to(LIMIT)
    await delivered(house, OVER)
    house.poster.takes_up_to(50 * MIB)
    house.clock.leap(LASTS)
    job = await delivered(house, OVER, member=1)
    assert (await newest(house, job)).fit_to is None
    assert house.poster.refused == [OVER]


async def test_a_server_that_takes_less_than_before_is_believed(house: House) -> None:
    await delivered(house, 40 * MIB)
    house.poster.takes_up_to(LIMIT)
    await delivered(house, OVER, member=1)
    await delivered(house, OVER, member=2)
    assert house.poster.refused == [OVER]


async def test_what_a_server_took_is_counted_on(house: House) -> None:
    house.poster.takes_up_to(12 * MIB)
    await delivered(house, 11 * MIB)
    await delivered(house, OVER, member=1)
    assert [limit for _, limit in house.media.fitted] == [11 * MIB]


async def test_a_link_teaches_nothing(house: House) -> None:
    house.poster.takes_up_to(LIMIT)
    house.media.fits_nothing()
    job = await delivered(house, OVER)
    limit = await house.store.upload_limit(job.guild_id)
    assert limit.taken is None
    assert limit.room(house.clock.now()) == LIMIT


async def test_a_guess_that_is_refused_too_leads_to_a_smaller_one(house: House) -> None:
    house.poster.takes_up_to(LIMIT)
    await delivered(house, 22 * MIB)
    assert house.poster.refused == [22 * MIB, 20_000_000]
    assert [limit for _, limit in house.media.fitted] == [20_000_000, LIMIT]
    await delivered(house, 22 * MIB, member=1)
    assert len(house.poster.refused) == 2


async def test_a_clip_far_too_large_goes_as_a_link_and_the_next_one_at_once(house: House) -> None:
    house.poster.takes_up_to(LIMIT)
    await delivered(house, OVER)
    job = await delivered(house, FAR_OVER, member=1)
    assert [message.as_link for message in house.poster.clips(job.id)] == [True]
    assert house.poster.refused == [OVER]
    assert len(house.media.fitted) == 1
    assert (await newest(house, job)).as_link


async def test_where_no_file_is_taken_at_all_a_link_goes_after_a_few_tries(house: House) -> None:
    house.poster.takes_up_to(0)
    await delivered(house, OVER)
    assert links(house) == [False, False, False, False, True]
    assert house.poster.refused == sorted(set(house.poster.refused), reverse=True)


async def test_what_cannot_be_made_smaller_goes_as_a_link(house: House) -> None:
    house.poster.takes_up_to(LIMIT)
    house.media.fits_nothing()
    job = await delivered(house, OVER)
    assert links(house) == [False, True]
    assert ((await newest(house, job)).as_link, (await newest(house, job)).fit_to) == (True, None)


async def test_a_link_whose_answer_was_lost_is_sent_again_as_a_link(house: House) -> None:
    house.poster.person_writes(CHANNEL)
    house.poster.takes_up_to(LIMIT)
    house.media.fits_nothing()
    job = await house.ready(OVER)

    async def lose_the_link() -> None:
        if len(house.poster.sends) == 2:
            house.poster.loses_the_request()

    house.poster.on_post = lose_the_link
    await deliver(house, job)
    job = await deliver(house, await house.claimed(after=20))
    assert job.state is JobState.DELIVERED
    assert links(house) == [False, True, True]


async def test_how_a_clip_goes_is_written_before_it_is_sent(house: House) -> None:
    house.poster.takes_up_to(LIMIT)
    house.poster.person_writes(CHANNEL)
    job = await house.ready(OVER)
    seen: list[object] = []

    async def look() -> None:
        delivery = await newest(house, job)
        seen.append((delivery.state, delivery.fit_to, delivery.sent_at, await house.store.has_lease(job.id)))

    async def take_long() -> None:
        house.clock.leap(30)

    house.poster.on_post = look
    house.media.on_fit = take_long
    before = house.clock.now()
    await deliver(house, job)
    assert seen == [
        (DeliveryState.POSTING, None, before, True),
        (DeliveryState.POSTING, LIMIT, before + 30, True),
    ]


async def test_killed_while_it_is_made_smaller_it_is_made_again_and_nothing_refused_twice(house: House) -> None:
    house.poster.takes_up_to(LIMIT)
    house.poster.person_writes(CHANNEL)
    job = await house.ready(OVER)

    async def die() -> None:
        house.media.on_fit = None
        raise Killed

    house.media.on_fit = die
    with pytest.raises(Killed):
        await house.deliverer.deliver(job)
    await house.restart()
    job = await deliver(house, await house.claimed(after=20))
    assert job.state is JobState.DELIVERED
    assert house.poster.refused == [OVER]
    assert len(house.media.fitted) == 2
    assert len(house.poster.clips(job.id)) == 1


@pytest.mark.parametrize("posted", [True, False])
async def test_killed_while_the_smaller_file_is_posted_it_stands_once(house: House, *, posted: bool) -> None:
    house.poster.takes_up_to(LIMIT)
    await delivered(house, OVER)
    house.poster.nonce_window = 0.0
    job = await house.ready(OVER, of=MemberId(MEMBER + 1))
    house.poster.kills_us(posted=posted)
    with pytest.raises(Killed):
        await house.deliverer.deliver(job)
    assert (await newest(house, job)).fit_to == LIMIT
    await house.restart()
    job = await deliver(house, await house.claimed(after=20))
    assert job.state is JobState.DELIVERED
    assert [message.as_link for message in house.poster.clips(job.id)] == [False]


async def test_whoever_lost_the_job_while_it_was_made_smaller_sends_nothing(house: House) -> None:
    house.poster.takes_up_to(LIMIT)
    await delivered(house, OVER)
    job = await house.ready(OVER, of=MemberId(MEMBER + 1))
    sends = len(house.poster.sends)

    async def lose_the_lease() -> None:
        house.clock.leap(61)
        await house.claimed()

    house.media.on_fit = lose_the_lease
    with pytest.raises(Exception, match=str(job.id)):
        await house.deliverer.deliver(job)
    assert len(house.poster.sends) == sends


async def test_a_clip_that_is_asked_for_again_fits_at_once(house: House) -> None:
    house.poster.takes_up_to(LIMIT)
    job = await delivered(house, OVER)
    assert isinstance(await house.clips.deliver_again(job.id, a_requester()), Job)
    await house.deliverer.deliver(await house.claimed())
    assert [message.as_link for message in house.poster.clips(job.id)] == [False, False]
    assert house.poster.refused == [OVER]


async def test_the_clip_itself_stays_as_it_was(house: House) -> None:
    house.poster.takes_up_to(LIMIT)
    job = await delivered(house, OVER)
    assert isinstance(job.clip, Clip)
    assert (job.clip.name, job.clip.size) == (f"{job.id}.mp4", OVER)
