import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.ids import GuildId, JobId, MemberId
from bot.domain.job import Ending, JobState
from bot.domain.picture import LINK_TRUST, MAX_IMAGE_BYTES, KeptPicture, Upload
from bot.domain.refusals import (
    AllowanceUsedUp,
    ChannelForbidden,
    ImageNotAnImage,
    ImageTooLarge,
    ImageUnreachable,
    JobNotFound,
    NotCancellable,
    NotYourJob,
    PromptBlank,
    PromptTooLong,
    Refusal,
    StudioClosed,
    ThreadLocked,
    ThreadPrivate,
    TooManyQueued,
    TwoImages,
)
from bot.domain.requester import Barrier, Requester
from bot.domain.studio import OPEN, Closure
from bot.domain.video import AspectRatio, Wish
from bot.service.requests import Receipt
from tests.builders import JOB, RULE, a_requester, a_wish
from tests.service.house import House
from tests.store.walking import asks_moderators

PICTURE = "https://pictures.example/cat.png"
STRANGER = MemberId(700_000_000_000_000_009)


def an_upload(**changes: Any) -> Upload:
    return replace(Upload(url=PICTURE, size=1000, content_type="image/png"), **changes)


async def refused(
    house: House, spec: Wish, upload: Upload | None = None, requester: Requester | None = None
) -> Refusal:
    """Ask for what must be refused, and see that nothing was held and nothing kept."""
    before = await house.balance()
    answer = await house.requests.generate(JobId(JOB + 999), requester or a_requester(), spec, upload)
    assert isinstance(answer, Refusal)
    assert await house.balance() == before
    assert await house.store.job(JobId(JOB + 999)) is None
    return answer


async def close_studio(house: House) -> None:
    assert await house.store.change_studio(OPEN, OPEN.closed(Closure.KEY, house.clock.now()))


async def test_an_accepted_request_is_queued_and_its_price_held(house: House) -> None:
    receipt = await house.requests.generate(JOB, a_requester(), a_wish(duration=12, generate_audio=True))
    assert isinstance(receipt, Receipt)
    assert receipt.job.state is JobState.QUEUED
    assert receipt.job.price == 84
    assert (receipt.balance.held, receipt.balance.share.held) == (84, 84)
    assert receipt.balance.available == RULE.credits - 84


async def test_an_accepted_request_rings_for_the_worker(house: House) -> None:
    listener = house.nudge.listen()
    await house.queued()
    assert listener.is_set()


@pytest.mark.parametrize("prompt", ["", "   \n", "\x00\x07", "\u2028"])
async def test_a_blank_prompt_is_refused(house: House, prompt: str) -> None:
    assert await refused(house, a_wish(prompt)) == PromptBlank()


@pytest.mark.parametrize("prompt", ["x" * 2001, "\N{CAT FACE}" * 1001])
async def test_a_prompt_too_long_in_the_strictest_counting_is_refused(house: House, prompt: str) -> None:
    assert isinstance(await refused(house, a_wish(prompt)), PromptTooLong)


async def test_a_prompt_of_just_the_limit_is_accepted(house: House) -> None:
    assert len((await house.queued(prompt="\N{CAT FACE}" * 1000)).spec.prompt) == 1000


async def test_a_text_flag_never_reaches_the_vendor(house: House) -> None:
    job = await house.queued(prompt="a cat --dur 12 \u2014\u2014rs 1080p")
    assert "--" not in job.spec.prompt
    assert "\u2014\u2014" not in job.spec.prompt
    assert "a cat" in job.spec.prompt


async def test_missing_permissions_are_named_before_anything_else(house: House) -> None:
    requester = a_requester(missing_permissions=("attach_files", "embed_links"))
    assert await refused(house, a_wish(""), requester=requester) == ChannelForbidden("attach_files, embed_links")


@pytest.mark.parametrize(("barrier", "refusal"), [(Barrier.LOCKED, ThreadLocked()), (Barrier.PRIVATE, ThreadPrivate())])
async def test_a_thread_closed_to_the_bot_is_named_before_anything_is_held(
    house: House, barrier: Barrier, refusal: Refusal
) -> None:
    assert await refused(house, a_wish(), requester=a_requester(barrier=barrier)) == refusal


async def test_two_images_are_refused(house: House) -> None:
    assert await refused(house, a_wish(image_url=PICTURE), an_upload()) == TwoImages()


@pytest.mark.parametrize("content_type", ["video/mp4", "image/gif", "text/html; charset=utf-8"])
async def test_an_upload_that_is_no_image_is_refused_without_fetching_it(house: House, content_type: str) -> None:
    assert await refused(house, a_wish(), an_upload(content_type=content_type)) == ImageNotAnImage()
    assert house.media.inspected == []


async def test_an_upload_too_large_is_refused_without_fetching_it(house: House) -> None:
    answer = await refused(house, a_wish(), an_upload(size=MAX_IMAGE_BYTES + 1024 * 1024))
    assert answer == ImageTooLarge(11.0, 10)
    assert house.media.inspected == []


async def test_a_picture_that_the_vendor_would_not_take_is_refused(house: House) -> None:
    house.media.refuses_picture(PICTURE, ImageUnreachable())
    assert await refused(house, a_wish(image_url=PICTURE)) == ImageUnreachable()
    assert await refused(house, a_wish(), an_upload()) == ImageUnreachable()


@pytest.mark.parametrize("content_type", ["image/png", "image/jpeg; charset=binary", None])
async def test_an_upload_goes_to_the_vendor_by_its_link(house: House, content_type: str | None) -> None:
    house.media.has_picture(PICTURE)
    receipt = await house.requests.generate(JOB, a_requester(), a_wish(), an_upload(content_type=content_type))
    assert isinstance(receipt, Receipt)
    assert receipt.job.spec.image_url == PICTURE


async def test_an_upload_is_kept_under_the_jobs_number_and_its_link_relied_on_for_a_while(house: House) -> None:
    house.media.has_picture(PICTURE)
    receipt = await house.requests.generate(JOB, a_requester(), a_wish(), an_upload())
    assert isinstance(receipt, Receipt)
    assert receipt.job.picture == KeptPicture(f"{JOB}.png", house.clock.now() + LINK_TRUST)
    assert house.media.kept == [f"{JOB}.png"]


async def test_a_copy_is_not_kept_of_what_is_refused_afterwards(house: House) -> None:
    house.media.has_picture(PICTURE)
    for _ in range(5):
        await house.queued()
    assert await refused(house, a_wish(), an_upload()) == TooManyQueued(5)
    assert house.media.kept == []


@pytest.mark.parametrize(("like_picture", "shape"), [(True, AspectRatio.TALL), (False, AspectRatio.CINEMA)])
async def test_the_shape_is_the_pictures_nearest_only_when_it_is_to_be(
    house: House, *, like_picture: bool, shape: AspectRatio
) -> None:
    house.media.has_picture(PICTURE, width=1080, height=1900)
    spec = a_wish(aspect_ratio=AspectRatio.CINEMA)
    receipt = await house.requests.generate(JOB, a_requester(), spec, an_upload(), like_picture=like_picture)
    assert isinstance(receipt, Receipt)
    assert receipt.job.spec.aspect_ratio is shape


async def test_a_picture_behind_a_link_is_looked_at_once_and_kept(house: House) -> None:
    house.media.has_picture(PICTURE)
    assert (await house.queued(image_url=PICTURE)).spec.image_url == PICTURE
    assert house.media.inspected == [PICTURE]


async def test_a_closed_studio_refuses_with_and_without_a_picture_and_fetches_none(house: House) -> None:
    await close_studio(house)
    assert await refused(house, a_wish()) == StudioClosed()
    assert await refused(house, a_wish(image_url=PICTURE)) == StudioClosed()
    assert house.media.inspected == []


async def test_no_picture_is_fetched_for_a_request_that_is_refused_anyhow(house: House) -> None:
    for _ in range(5):
        await house.queued()
    assert await refused(house, a_wish(image_url=PICTURE)) == TooManyQueued(5)
    assert await refused(house, a_wish(), an_upload()) == TooManyQueued(5)
    assert house.media.inspected == []


async def test_forty_requests_of_one_member_at_once_are_bounded_and_keep_nobody_else_out(house: House) -> None:
    house.media.has_picture(PICTURE)
    wishes = [a_wish(), a_wish(image_url=PICTURE)] * 20
    flood = [house.requests.generate(JobId(JOB + 9 + n), a_requester(), wish) for n, wish in enumerate(wishes)]
    stranger = house.requests.generate(JobId(JOB + 1), a_requester(member_id=STRANGER), a_wish())
    *answers, other = await asyncio.gather(*flood, stranger)
    assert isinstance(other, Receipt)
    taken = [answer.job for answer in answers if isinstance(answer, Receipt)]
    assert len(taken) == house.caps.queued_per_member
    assert {answer for answer in answers if not isinstance(answer, Receipt)} == {TooManyQueued(5)}
    assert (await house.balance()).held == 28 * (len(taken) + 1)
    assert len(house.media.inspected) <= len(taken) + 1


async def test_the_pictures_of_one_member_are_looked_at_one_after_the_other(house: House) -> None:
    house.media.has_picture(PICTURE)
    slow = asyncio.Event()
    house.media.on_look = slow.wait
    asks = [house.requests.generate(JobId(JOB + n), a_requester(), a_wish(image_url=PICTURE)) for n in range(3)]
    asks.append(house.requests.generate(JobId(JOB + 9), a_requester(member_id=STRANGER), a_wish(image_url=PICTURE)))
    answers = asyncio.gather(*asks)
    await house.store.settle()
    assert len(house.media.inspected) == 2
    slow.set()
    assert all(isinstance(answer, Receipt) for answer in await answers)
    assert len(house.media.inspected) == 4


async def test_a_studio_that_wants_a_trial_accepts_one(house: House) -> None:
    await house.store.change_studio(OPEN, OPEN.closed(Closure.CREDITS, house.clock.now()))
    assert await refused(house, a_wish()) == StudioClosed()
    house.clock.leap(601)
    assert (await house.queued()).state is JobState.QUEUED


async def test_an_allowance_used_up_is_refused_with_the_figures(house: House) -> None:
    for member in range(5):
        await house.queued(of=MemberId(member + 1), duration=12, generate_audio=True)
    answer = await refused(house, a_wish(duration=12, generate_audio=True))
    assert isinstance(answer, AllowanceUsedUp)
    assert (answer.price, answer.available, answer.held, answer.allowance) == (84, 80, 420, 500)
    assert answer.resets_at == (await house.balance()).resets_at


async def test_a_member_may_have_only_so_many_jobs_waiting(house: House) -> None:
    for _ in range(5):
        await house.queued()
    assert await refused(house, a_wish()) == TooManyQueued(5)
    assert (await house.queued(of=STRANGER)).member_id == STRANGER


async def test_the_same_interaction_again_is_the_same_job_and_holds_nothing_more(house: House) -> None:
    first = await house.requests.generate(JOB, a_requester(), a_wish())
    again = await house.requests.generate(JOB, a_requester(), a_wish("another prompt", duration=12))
    assert isinstance(first, Receipt)
    assert again == first
    assert (await house.balance()).held == 28


async def test_the_same_interaction_again_is_no_refusal_whatever_has_changed_since(house: House) -> None:
    first = await house.requests.generate(JOB, a_requester(), a_wish())
    await close_studio(house)
    again = await house.requests.generate(JOB, a_requester(missing_permissions=("x",)), a_wish(image_url=PICTURE))
    assert again == first


async def test_the_same_interaction_twice_at_once_is_one_job(house: House) -> None:
    both = await asyncio.gather(*(house.requests.generate(JOB, a_requester(), a_wish()) for _ in range(2)))
    assert all(isinstance(one, Receipt) for one in both)
    assert (await house.balance()).held == 28


async def test_the_requester_calls_a_queued_job_off_and_has_the_credits_back(house: House) -> None:
    job = await house.queued()
    cancelled = await house.requests.cancel(job.id, a_requester())
    assert not isinstance(cancelled, Refusal)
    assert (cancelled.state, cancelled.ending) == (JobState.CANCELLED, Ending.BY_REQUESTER)
    balance = await house.balance()
    assert (balance.held, balance.spent, balance.available) == (0, 0, RULE.credits)


async def test_calling_off_rings_so_that_it_is_told_at_once(house: House) -> None:
    job = await house.queued()
    listener = house.nudge.listen()
    await house.requests.cancel(job.id, a_requester())
    assert listener.is_set()


async def test_a_moderator_of_the_server_may_call_it_off_too(house: House) -> None:
    job = await house.queued()
    cancelled = await house.requests.cancel(job.id, a_requester(member_id=STRANGER, is_moderator=True))
    assert not isinstance(cancelled, Refusal)
    assert cancelled.ending is Ending.BY_MODERATOR


async def test_a_moderator_who_calls_off_a_job_of_their_own_is_its_requester(house: House) -> None:
    job = await house.queued()
    cancelled = await house.requests.cancel(job.id, a_requester(is_moderator=True))
    assert not isinstance(cancelled, Refusal)
    assert cancelled.ending is Ending.BY_REQUESTER


async def test_a_stranger_may_not_call_it_off(house: House) -> None:
    job = await house.queued()
    assert await house.requests.cancel(job.id, a_requester(member_id=STRANGER)) == NotYourJob()
    assert await house.state(job) is JobState.QUEUED


async def test_another_server_does_not_even_see_the_job(house: House) -> None:
    job = await house.queued()
    elsewhere = a_requester(guild_id=GuildId(5), is_moderator=True)
    assert await house.requests.cancel(job.id, elsewhere) == JobNotFound()
    assert await house.requests.cancel(JobId(1), a_requester()) == JobNotFound()


async def test_a_job_that_had_its_turn_cannot_be_called_off(house: House) -> None:
    job = await house.submitting()
    assert await house.requests.cancel(job.id, a_requester()) == NotCancellable()
    assert (await house.balance()).held == 28


async def test_a_job_called_off_twice_is_void_once(house: House) -> None:
    job = await house.queued()
    await house.requests.cancel(job.id, a_requester())
    assert await house.requests.cancel(job.id, a_requester()) == NotCancellable()
    assert (await house.balance()).available == RULE.credits


async def test_calling_off_and_a_turn_at_the_same_time_have_one_winner(house: House) -> None:
    for _ in range(4):
        job = await house.queued()
        turn = house.store.take_turn(house.caps, "another", house.clock.now(), 60)
        answer, taken = await asyncio.gather(house.requests.cancel(job.id, a_requester()), turn)
        if taken is None:
            assert not isinstance(answer, Refusal)
            assert await house.state(job) is JobState.CANCELLED
        else:
            assert answer == NotCancellable()
            assert await house.state(job) is JobState.SUBMITTING


async def test_a_job_that_was_taken_between_the_look_and_the_cancel_is_not_called_off(house: House) -> None:
    job = await house.queued()
    seen = await house.fresh(job)
    await house.take_turn()

    async def as_seen_before(_: JobId) -> object:
        return seen

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(house.store, "job", as_seen_before)
        assert await house.requests.cancel(job.id, a_requester()) == NotCancellable()
    assert await house.state(job) is JobState.SUBMITTING


async def test_what_waits_for_a_moderator_can_be_called_off_free_of_charge(house: House) -> None:
    await asks_moderators(house.store)
    job = await house.queued()
    assert job.state is JobState.AWAITING_APPROVAL
    cancelled = await house.requests.cancel(job.id, a_requester())
    assert not isinstance(cancelled, Refusal)
    assert (cancelled.state, cancelled.ending) == (JobState.CANCELLED, Ending.BY_REQUESTER)
    assert await house.owes_nothing()
