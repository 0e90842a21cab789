"""Requests under what a server settled: its defaults, and prices that the member is asked about first."""

import asyncio
from dataclasses import asdict
from typing import Any

import pytest

from bot.domain.ids import ChannelId, GuildId, JobId
from bot.domain.job import JobState
from bot.domain.picture import Upload
from bot.domain.policy import CapChange, PolicyChange, Setting, whose_cap
from bot.domain.refusals import (
    AllowanceUsedUp,
    Blocked,
    ChannelForbidden,
    ConfirmationTooOld,
    DurationCapped,
    ImageUnreachable,
    JobsCapped,
    PromptBlank,
    Refusal,
    ThreadLocked,
    TooManyQueued,
    VideosPaused,
    WordBlocked,
)
from bot.domain.requester import Barrier
from bot.domain.video import AspectRatio, Defaults, Resolution
from bot.service.drafts import Drafts
from bot.service.moderation import Request
from bot.service.requests import Confirmation, Receipt
from bot.store.drafts import LIFE
from tests.builders import CHANNEL, GUILD, JOB, MEMBER, RULE, a_requester, a_spec, a_wish
from tests.service.house import House
from tests.store.walking import asks_moderators, member, said

PICTURE = "https://pictures.example/cat.png"
UPLOAD = Upload(url=PICTURE, size=1000, content_type="image/png")
MODERATOR = Request(requester=a_requester(member_id=member(9), is_moderator=True), interaction=1, reason="spam")
SERVER = whose_cap(GUILD, None, None)


async def settle(house: House, **change: Any) -> None:
    await house.store.change_policy(said(), PolicyChange(**change))


async def asks(house: House, above: int = 0) -> None:
    """Have every price above so many credits confirmed."""
    await settle(house, confirm_above=above)


async def shown(house: House, job_id: JobId = JOB, upload: Upload | None = None, **wish: Any) -> Confirmation:
    """Ask for a video, and be shown its price."""
    answer = await house.requests.generate(job_id, a_requester(), a_wish(**wish), upload)
    assert isinstance(answer, Confirmation), answer
    return answer


async def confirmed(house: House, job_id: JobId = JOB, **who: Any) -> Any:
    return await house.requests.confirm(job_id, a_requester(**who))


async def test_what_a_member_does_not_choose_is_what_the_server_settled(house: House) -> None:
    settled = Defaults(aspect_ratio=AspectRatio.TALL, resolution=Resolution.SD, duration=4, generate_audio=True)
    await settle(house, defaults=asdict(settled))
    job = await house.queued(prompt="x", duration=12, generate_audio=False)
    wanted = a_spec("x", aspect_ratio=AspectRatio.TALL, resolution=Resolution.SD, duration=12)
    assert (job.spec, job.price) == (wanted, 19)


async def test_a_default_that_a_cap_refuses_is_refused_and_can_be_chosen_away(house: House) -> None:
    await settle(house, defaults={"duration": 12})
    await house.store.cap_video(said(), SERVER, CapChange(duration=8))
    answer = await house.requests.generate(JOB, a_requester(), a_wish())
    assert answer == DurationCapped(12, 8, "server", GUILD)
    assert (await house.queued(duration=8)).spec.duration == 8


async def test_up_to_the_line_nobody_is_asked(house: House) -> None:
    await asks(house, 28)
    assert (await house.queued()).price == 28
    assert (await shown(house, JobId(7), duration=12)).spec.price == 42


async def test_a_price_above_the_line_is_shown_and_nothing_is_held_meanwhile(house: House) -> None:
    await asks(house)
    listener = house.nudge.listen()
    before = await house.balance()
    question = await shown(house, prompt=" a cat --dur 12 ", duration=12)
    assert (question.draft_id, question.balance) == (JOB, before)
    assert question.spec == a_spec("a cat \u2013 dur 12", duration=12)
    assert await house.balance() == before
    assert await house.store.job(JOB) is None
    assert not listener.is_set()


async def test_who_agrees_gets_the_video_that_was_shown(house: House) -> None:
    await asks(house)
    question = await shown(house, prompt="a cat", duration=12, aspect_ratio=AspectRatio.WIDE)
    listener = house.nudge.listen()
    house.clock.leap(LIFE)
    receipt = await confirmed(house)
    assert isinstance(receipt, Receipt)
    assert (receipt.job.id, receipt.job.spec, receipt.job.state) == (JOB, question.spec, JobState.QUEUED)
    assert receipt.job.created_at == house.clock.now()
    assert (receipt.balance.held, receipt.balance.available) == (42, RULE.credits - 42)
    assert listener.is_set()


async def test_agreeing_twice_is_one_video(house: House) -> None:
    await asks(house)
    await shown(house)
    first = await confirmed(house)
    assert await confirmed(house) == first
    assert (await house.balance()).held == 28


async def test_agreeing_many_times_at_once_is_one_video(house: House) -> None:
    await asks(house)
    house.media.has_picture(PICTURE)
    await shown(house, upload=UPLOAD)
    answers = await asyncio.gather(*(confirmed(house) for _ in range(6)))
    assert {answer.job.id for answer in answers} == {JOB}
    assert (await house.balance()).held == 28
    assert f"{JOB}.png" in house.media.kept


async def test_the_command_that_came_twice_asks_twice_and_makes_one(house: House) -> None:
    await asks(house)
    assert await shown(house, prompt="first") == await shown(house, prompt="first")
    await confirmed(house)
    again = await house.requests.generate(JOB, a_requester(), a_wish("second"))
    assert isinstance(again, Receipt)
    assert again.job.spec.prompt == "first"
    assert (await house.balance()).held == 28


@pytest.mark.parametrize("who", [{"member_id": member(2)}, {"guild_id": GuildId(5)}])
async def test_somebody_else_or_elsewhere_agrees_to_nothing(house: House, who: dict[str, Any]) -> None:
    await asks(house)
    await shown(house)
    for moderates in (False, True):
        assert await confirmed(house, is_moderator=moderates, **who) == ConfirmationTooOld()
    assert await house.store.job(JOB) is None
    assert isinstance(await confirmed(house), Receipt)
    assert await confirmed(house, **who) == ConfirmationTooOld()


async def test_a_price_that_was_agreed_to_stays_agreed_to_however_late_it_is_pressed_again(house: House) -> None:
    await asks(house)
    await shown(house)
    await confirmed(house)
    house.clock.leap(LIFE + 1)
    again = await confirmed(house)
    assert isinstance(again, Receipt)
    assert again.job.id == JOB
    assert await confirmed(house, member_id=member(2)) == ConfirmationTooOld()


async def test_a_price_shown_too_long_ago_is_not_agreed_to(house: House) -> None:
    await asks(house)
    await shown(house)
    house.clock.leap(LIFE + 1)
    assert await confirmed(house) == ConfirmationTooOld()
    assert await confirmed(house, JobId(1)) == ConfirmationTooOld()
    assert await house.owes_nothing()


async def test_a_picture_alone_is_no_price_that_could_be_agreed_to(house: House) -> None:
    await Drafts(house.store, house.clock).keep(int(JOB), a_requester(), UPLOAD)
    assert await confirmed(house) == ConfirmationTooOld()


async def test_an_upload_is_looked_at_when_it_is_agreed_to_and_kept_then(house: House) -> None:
    await asks(house)
    house.media.has_picture(PICTURE, width=1080, height=1900)
    assert not (await shown(house, upload=UPLOAD, aspect_ratio=AspectRatio.CINEMA)).like_picture
    assert (house.media.kept, house.media.inspected) == ([], [])
    receipt = await confirmed(house)
    assert receipt.job.picture.name == f"{JOB}.png"
    assert receipt.job.spec == a_spec(aspect_ratio=AspectRatio.CINEMA, image_url=PICTURE)


async def test_the_pictures_shape_is_the_videos_after_agreeing_too(house: House) -> None:
    await asks(house)
    house.media.has_picture(PICTURE, width=1080, height=1900)
    question = await house.requests.generate(JOB, a_requester(), a_wish(), UPLOAD, like_picture=True)
    assert isinstance(question, Confirmation)
    assert (question.like_picture, question.spec.image_url) == (True, PICTURE)
    receipt = await confirmed(house)
    assert (receipt.job.spec.aspect_ratio, receipt.like_picture) == (AspectRatio.TALL, True)


async def test_a_picture_that_is_gone_when_it_is_agreed_to_is_refused(house: House) -> None:
    await asks(house)
    await shown(house, upload=UPLOAD)
    house.media.refuses_picture(PICTURE, ImageUnreachable())
    assert await confirmed(house) == ImageUnreachable()
    assert await house.owes_nothing()


async def test_what_is_refused_anyway_is_not_asked_about(house: House) -> None:
    await asks(house)
    await house.store.block_words(said(), "boat", "")
    assert await house.requests.generate(JOB, a_requester(), a_wish("")) == PromptBlank()
    assert await house.requests.generate(JOB, a_requester(), a_wish("a boat")) == WordBlocked("boat")
    assert await confirmed(house) == ConfirmationTooOld()


async def test_the_policy_is_the_one_of_the_answer(house: House) -> None:
    await asks(house)
    await shown(house, prompt="a boat", duration=12)
    await settle(house, paused=True)
    assert await confirmed(house) == VideosPaused()
    await settle(house, paused=False)
    await house.store.block_words(said(), "boat", "")
    assert await confirmed(house) == WordBlocked("boat")
    await house.store.block_words(said(), "", "boat")
    await house.store.cap_video(said(), SERVER, CapChange(duration=4))
    assert await confirmed(house) == DurationCapped(12, 4, "server", GUILD)
    await house.store.cap_video(said(), SERVER, CapChange(remove=True))
    await settle(house, confirm_above=10**6, defaults={"resolution": Resolution.SD})
    assert (await confirmed(house)).job.price == 42


async def test_what_changed_around_the_member_counts_at_the_answer(house: House) -> None:
    await asks(house)
    await shown(house)
    await house.moderation.block(MODERATOR, MEMBER, None)
    assert isinstance(await confirmed(house), Blocked)
    await house.moderation.unblock(MODERATOR, MEMBER)
    assert await confirmed(house, missing_permissions=("attach_files",)) == ChannelForbidden("attach_files")
    assert await confirmed(house, barrier=Barrier.LOCKED) == ThreadLocked()
    assert await house.owes_nothing()
    assert isinstance(await confirmed(house), Receipt)


async def test_the_pool_may_be_used_up_between_question_and_answer(house: House) -> None:
    await shown_to_six(house)
    answers = [await confirmed(house, JobId(number), member_id=member(number)) for number in range(1, 7)]
    assert [isinstance(answer, Receipt) for answer in answers] == [True] * 5 + [False]
    assert isinstance(answers[-1], AllowanceUsedUp)


async def shown_to_six(house: House) -> None:
    """Show six members a price of 84 each, of which the pool holds five."""
    await asks(house)
    for number in range(1, 7):
        wish = a_wish(duration=12, generate_audio=True)
        who = a_requester(member_id=member(number))
        assert isinstance(await house.requests.generate(JobId(number), who, wish), Confirmation)


async def test_questions_asked_together_pass_no_cap_when_they_are_answered(house: House) -> None:
    await asks(house)
    await house.store.cap_video(said(), SERVER, CapChange(jobs=2))
    for number in range(4):
        await shown(house, JobId(JOB + number))
    answers = await asyncio.gather(*(confirmed(house, JobId(JOB + number)) for number in range(4)))
    assert sum(isinstance(answer, Receipt) for answer in answers) == 2
    assert answers.count(JobsCapped(2, "server", GUILD)) == 2


async def test_a_price_may_have_to_be_agreed_to_by_both(house: House) -> None:
    await settle(house, confirm_above=0, approve_above=0)
    await shown(house)
    receipt = await confirmed(house)
    assert (receipt.job.state, receipt.balance.held) == (JobState.AWAITING_APPROVAL, 28)
    moderators = await house.requests.generate(JobId(7), MODERATOR.requester, a_wish())
    assert isinstance(moderators, Confirmation)
    own = await house.requests.confirm(JobId(7), MODERATOR.requester)
    assert isinstance(own, Receipt)
    assert own.job.state is JobState.QUEUED


async def test_what_waits_for_a_moderator_takes_a_place_among_those_that_wait(house: House) -> None:
    await asks_moderators(house.store)
    for _ in range(house.caps.queued_per_member):
        assert (await house.queued()).state is JobState.AWAITING_APPROVAL
    answer = await house.requests.generate(JobId(7), a_requester(), a_wish())
    assert answer == TooManyQueued(house.caps.queued_per_member)


async def test_another_channel_is_no_way_around_where_videos_are_asked_for(house: House) -> None:
    await settle(house, channels=frozenset({CHANNEL}))
    away = a_requester(channel_id=ChannelId(5))
    assert isinstance(await house.requests.generate(JOB, away, a_wish()), Refusal)
    in_thread = a_requester(channel_id=ChannelId(5), parent_id=CHANNEL)
    assert isinstance(await house.requests.generate(JOB, in_thread, a_wish()), Receipt)


async def test_nobody_is_asked_any_more_when_the_moderators_take_the_line_away(house: House) -> None:
    await asks(house)
    await settle(house, reset=frozenset({Setting.CONFIRM_ABOVE}))
    assert (await house.queued()).state is JobState.QUEUED
