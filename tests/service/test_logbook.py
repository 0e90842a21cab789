import asyncio

import pytest
from structlog.testing import capture_logs

from bot.domain.ids import ChannelId
from bot.domain.job import Job, JobState
from bot.domain.log_card import Deed, LogCard
from bot.domain.policy import PolicyChange
from bot.ports import PostDelayedError, PostUnclearError
from bot.service.logbook import CLOSED_RETRY, RETRY
from bot.service.moderation import Request
from tests.builders import GUILD, a_requester
from tests.fake_channel import Message
from tests.service.house import House
from tests.store.walking import member, said

LOG = ChannelId(600)
SAM = a_requester(member_id=member(9), is_moderator=True)


def asked(interaction: int = 1) -> Request:
    return Request(requester=SAM, interaction=interaction)


@pytest.fixture
async def house(house: House) -> House:
    """Choose a log channel, and have every video wait for a moderator."""
    await house.store.change_policy(said(), PolicyChange(log_channel=LOG, approve_above=0))
    return house


async def claimed(house: House) -> list[LogCard]:
    now = house.clock.now()
    return await house.store.claim_cards(now, now + RETRY, 10)


async def write_all(house: House) -> int:
    """Write what is to be written, and say how many cards that were."""
    cards = await claimed(house)
    for card in cards:
        await house.logbook.write(card)
    return len(cards)


def standing(house: House, job: Job) -> Message:
    message = house.poster.card(job.id)
    assert message
    return message


def card_of(house: House, job: Job) -> LogCard:
    card = standing(house, job).card
    assert card
    return card


async def test_a_card_is_posted_once_and_edited_when_there_is_something_new(house: House) -> None:
    job = await house.queued()
    assert (await write_all(house), await write_all(house)) == (1, 0)
    first = standing(house, job)
    assert (first.channel_id, card_of(house, job).record.job.state) == (LOG, JobState.AWAITING_APPROVAL)
    await house.moderation.approve(asked(), job.id)
    assert await write_all(house) == 1
    assert standing(house, job).id == first.id
    assert [(note.deed, note.by) for note in card_of(house, job).notes] == [(Deed.APPROVED, SAM.member_id)]


async def test_from_approval_to_the_clip_one_card_tells_it_all(house: House) -> None:
    house.obliges()
    house.run()
    job = await house.queued()
    await house.clock.pass_time(5)
    assert card_of(house, job).record.job.state is JobState.AWAITING_APPROVAL
    assert isinstance(await house.moderation.approve(asked(), job.id), Job)
    await house.clock.pass_time(0)
    assert card_of(house, job).record.job.state is not JobState.AWAITING_APPROVAL
    await house.until(job, JobState.RUNNING)
    house.api.succeeds(house.api.tasks[0])
    await house.until(job, JobState.DELIVERED)
    await house.clock.pass_time(5)
    record = card_of(house, job).record
    assert (record.job.state, record.may_return, record.standing is not None) == (JobState.DELIVERED, True, True)
    await house.moderation.give_back(asked(), job.id)
    await house.clock.pass_time(0)
    assert [note.deed for note in card_of(house, job).notes] == [Deed.APPROVED, Deed.RETURNED]


async def test_a_card_that_a_person_deleted_is_not_posted_again(house: House) -> None:
    job = await house.queued()
    await write_all(house)
    house.poster.person_deletes(standing(house, job).id)
    await house.moderation.approve(asked(), job.id)
    assert (await write_all(house), await write_all(house)) == (1, 0)
    await house.requests.cancel(job.id, SAM)
    house.clock.leap(RETRY)
    assert await write_all(house) == 0
    assert house.poster.card(job.id) is None


@pytest.mark.parametrize("seen", [True, False])
async def test_a_log_channel_that_is_closed_is_noted_once_and_asked_no_more(house: House, seen: bool) -> None:
    jobs = [await house.queued() for _ in range(3)]
    if seen:
        house.poster.forbids_posts(LOG)
    else:
        house.poster.closes_channel(LOG)
    with capture_logs() as logs:
        assert await write_all(house) == 3
    assert [entry["event"] for entry in logs] == ["a log channel is lost"]
    assert (await house.store.policy(GUILD)).log_lost
    house.poster.opens_channel(LOG)
    for job in jobs:
        await house.moderation.refuse(asked(), job.id)
    house.clock.leap(CLOSED_RETRY)
    assert await write_all(house) == 0


async def test_a_channel_that_is_not_the_log_channel_any_more_is_not_noted_as_lost(house: House) -> None:
    await house.queued()
    await house.store.change_policy(said(), PolicyChange(log_channel=ChannelId(601)))
    house.poster.closes_channel(LOG)
    assert await write_all(house) == 1
    assert not (await house.store.policy(GUILD)).log_lost


async def test_a_card_that_discord_does_not_take_is_given_up_and_the_channel_is_not_lost(house: House) -> None:
    await house.queued()
    house.poster.refuses_messages(LOG)
    assert await write_all(house) == 1
    assert not (await house.store.policy(GUILD)).log_lost
    house.clock.leap(CLOSED_RETRY)
    assert await write_all(house) == 0


async def test_a_card_in_a_closed_thread_waits_for_an_hour_and_the_channel_is_not_lost(house: House) -> None:
    job = await house.queued()
    await write_all(house)
    house.poster.archives(LOG)
    await house.moderation.refuse(asked(), job.id)
    assert await write_all(house) == 1
    house.clock.leap(RETRY)
    assert await write_all(house) == 0
    await house.queued()
    assert await write_all(house) == 1
    house.clock.leap(CLOSED_RETRY)
    assert await write_all(house) == 1
    assert card_of(house, job).record.job.state is JobState.CANCELLED
    assert not (await house.store.policy(GUILD)).log_lost


async def test_a_card_whose_answer_was_lost_is_the_same_message_brought_up_to_date(house: House) -> None:
    job = await house.queued()
    house.poster.loses_status_answer()
    with pytest.raises(PostUnclearError):
        await write_all(house)
    await house.moderation.approve(asked(), job.id)
    house.clock.leap(RETRY)
    assert await write_all(house) == 1
    assert [note.deed for note in card_of(house, job).notes] == [Deed.APPROVED]


@pytest.mark.parametrize("posted", [True, False])
async def test_a_crash_before_or_after_the_post_leaves_one_card(house: House, posted: bool) -> None:
    job = await house.queued()
    (card,) = await claimed(house)
    if posted:
        await house.poster.show_card(card)
    await house.restart()
    assert await write_all(house) == 0
    house.clock.leap(RETRY)
    assert (await write_all(house), await write_all(house)) == (1, 0)
    assert standing(house, job).channel_id == LOG


async def test_a_crash_after_an_edit_edits_the_same_again(house: House) -> None:
    job = await house.queued()
    await write_all(house)
    await house.moderation.refuse(asked(), job.id)
    (card,) = await claimed(house)
    await house.poster.show_card(card)
    await house.restart()
    house.clock.leap(RETRY)
    assert (await write_all(house), await write_all(house)) == (1, 0)
    assert card_of(house, job).record.job.state is JobState.CANCELLED


async def test_a_crash_after_a_channel_was_found_lost_finds_it_again_and_says_no_more(house: House) -> None:
    await house.queued()
    house.poster.closes_channel(LOG)
    (card,) = await claimed(house)
    await house.store.lose_log_channel(GUILD, card.channel_id)
    await house.restart()
    house.clock.leap(RETRY)
    with capture_logs() as logs:
        assert (await write_all(house), await write_all(house)) == (1, 0)
    assert logs == []


@pytest.mark.parametrize("error", [PostUnclearError("reset"), PostDelayedError(5), KeyError("a defect")])
async def test_what_could_not_be_written_is_written_later(house: House, error: Exception) -> None:
    job = await house.queued()
    house.poster.spoils_status(error)
    logbook = asyncio.create_task(house.logbook.run())
    await house.clock.pass_time(RETRY - 6)
    assert house.poster.card(job.id) is None
    await house.clock.pass_time(12)
    assert house.poster.card(job.id)
    logbook.cancel()
    await asyncio.gather(logbook, return_exceptions=True)


async def test_the_logbook_outlives_a_database_that_fails(house: House) -> None:
    logbook = asyncio.create_task(house.logbook.run())
    house.store.broken = OSError("disk full")
    await house.clock.pass_time(12)
    house.store.broken = None
    job = await house.queued()
    await house.clock.pass_time(6)
    assert house.poster.card(job.id)
    logbook.cancel()
    await asyncio.gather(logbook, return_exceptions=True)
