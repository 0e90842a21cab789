from bot.domain.ids import MemberId
from bot.domain.job import JobState
from bot.domain.privacy import NOBODY, Outcome
from bot.domain.refusals import MemberErased
from bot.service.erasing import Erasing, Erasure
from bot.service.moderation import Request
from bot.service.operation import Order
from tests.builders import MEMBER, a_requester
from tests.service.house import House

ORDER = Order(reason="they asked for it", request="e1")


async def erase(house: House, *, really: bool = True, member: MemberId = MEMBER) -> Erasure:
    return await Erasing(house.store, house.media, house.clock).erase(ORDER, member, really=really, alone=True)


async def test_a_dry_run_says_what_would_go_and_changes_nothing(house: House) -> None:
    job = await house.ready()
    await house.deliverer.deliver(job)
    before = await house.fresh(job)
    planned = await erase(house, really=False)
    assert (planned.outcome, planned.traces.videos, len(planned.traces.clips)) == (Outcome.PLANNED, 1, 1)
    assert await house.fresh(job) == before
    assert before.clip is not None
    assert await house.media.has(before.clip)


async def test_a_persons_files_go_and_then_the_person(house: House) -> None:
    job = await house.ready()
    await house.deliverer.deliver(job)
    delivered = await house.fresh(job)
    assert (await erase(house)).outcome is Outcome.DONE
    after = await house.fresh(job)
    assert (after.member_id, after.spec.prompt, after.state) == (NOBODY, "", JobState.DELIVERED)
    assert delivered.clip is not None
    assert not await house.media.has(delivered.clip)
    assert (await erase(house)).outcome is Outcome.UNKNOWN


async def test_with_a_video_under_way_nothing_goes(house: House) -> None:
    job = await house.ready()
    refused = await erase(house)
    assert (refused.outcome, refused.traces.under_way) == (Outcome.UNDER_WAY, (job.id,))
    assert job.clip is not None
    assert await house.media.has(job.clip)


async def test_somebody_who_asks_in_just_this_moment_is_not_erased(house: House) -> None:
    job = await house.ready()
    await house.deliverer.deliver(job)
    discard = house.media.discard

    async def asks_again(clip: object) -> None:
        await discard(clip)  # type: ignore[arg-type] # a clip
        await house.queued()

    house.media.discard = asks_again  # type: ignore[method-assign] # the moment between the look and the write
    assert (await erase(house)).outcome is Outcome.UNDER_WAY
    assert (await house.fresh(job)).member_id == MEMBER


async def test_nobody_is_told_anything_afterwards_and_moderators_find_nobody_to_block(house: House) -> None:
    job = await house.ready()
    await house.deliverer.deliver(job)
    await erase(house)
    house.run()
    await house.clock.pass_time(30)
    assert house.poster.direct == []
    asked = Request(requester=a_requester(is_moderator=True), interaction=1)
    assert await house.moderation.block_requester(asked, job.id, None) == MemberErased()


async def test_somebody_of_whom_nothing_is_kept(house: House) -> None:
    assert (await erase(house, member=MemberId(5))).outcome is Outcome.UNKNOWN
