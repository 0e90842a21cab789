import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain import life, redelivery
from bot.domain.budget import Block, Returned
from bot.domain.delivery import Delivery
from bot.domain.ids import ChannelId, MessageId
from bot.domain.job import FINAL, Ending, Job, JobState
from bot.domain.log_card import Deed, LogCard
from bot.domain.policy import PolicyChange, Setting
from bot.ports import StaleJobError
from bot.store import SqlStore
from bot.store.tables import member as member_table
from tests.builders import GUILD, MEMBER, NOW, terms
from tests.store.walking import accepted, asks_moderators, brought_to, cancel, guild, member, nth, said

LOG = ChannelId(600)
ELSEWHERE = ChannelId(601)
MESSAGE = MessageId(5)
AFTER = NOW + 100_000
"""When every state of a test was entered, deadlines included."""
RETRY = AFTER + 30
DAY = Block(until=AFTER, reason="spam")


async def logs_to(store: SqlStore, channel: ChannelId = LOG) -> None:
    """Choose a server's log channel."""
    await store.change_policy(said(), PolicyChange(log_channel=channel))


async def claimed(store: SqlStore, now: float = AFTER, retry_at: float = RETRY) -> list[LogCard]:
    return await store.claim_cards(now, retry_at, 10)


async def the_card(store: SqlStore, now: float = AFTER) -> LogCard:
    (card,) = await claimed(store, now)
    return card


async def finished(store: SqlStore, number: int = 0) -> Job:
    return await brought_to(store, JobState.CANCELLED, nth(number))


async def delivery_of(store: SqlStore, job: Job) -> Delivery:
    found = await store.delivery(job.id)
    assert found
    return found


async def test_without_a_log_channel_there_is_no_card(store: SqlStore) -> None:
    await brought_to(store, JobState.AWAITING_APPROVAL, nth(1))
    await finished(store, 2)
    assert await claimed(store) == []


@pytest.mark.parametrize("state", list(JobState))
async def test_what_waits_for_a_moderator_and_what_is_over_has_a_card(store: SqlStore, state: JobState) -> None:
    await logs_to(store)
    job = await brought_to(store, state)
    cards = await claimed(store)
    assert len(cards) == (state in FINAL or state is JobState.AWAITING_APPROVAL)
    for card in cards:
        assert card.record == await store.record(job.id)
        assert (list(card.notes), card.channel_id, card.message_id) == ([], LOG, None)


async def test_what_was_taken_is_offered_again_at_its_time_only_and_what_was_told_no_more(store: SqlStore) -> None:
    await logs_to(store)
    await finished(store)
    assert await claimed(store, NOW - 1) == []
    card = await the_card(store, NOW)
    assert await claimed(store, RETRY - 1) == []
    assert await claimed(store, RETRY, RETRY + 30) == [card]
    await store.card_told(card, MESSAGE)
    assert await claimed(store, RETRY + 60) == []


async def test_of_many_who_write_at_once_one_gets_the_card(store: SqlStore) -> None:
    await logs_to(store)
    await finished(store)
    answers = await asyncio.gather(*(claimed(store) for _ in range(6)))
    assert sorted(len(answer) for answer in answers) == [0] * 5 + [1]


async def test_the_longest_unwritten_come_first_and_no_more_than_asked_for(store: SqlStore) -> None:
    await logs_to(store)
    for number, at in ((1, 3), (2, 1), (3, 2)):
        await brought_to(store, JobState.CANCELLED, nth(number), now=NOW + at)
    assert [card.record.job.id for card in await store.claim_cards(AFTER, RETRY, 2)] == [nth(2), nth(3)]


async def test_what_came_while_a_card_was_written_is_due_when_it_came(store: SqlStore) -> None:
    await logs_to(store)
    job = await brought_to(store, JobState.AWAITING_APPROVAL)
    seen = await the_card(store, NOW)
    await store.apply(cancel(job, NOW + 1))
    await store.card_told(seen, MESSAGE)
    card = await the_card(store, NOW + 1)
    assert (card.record.job.state, card.message_id) == (JobState.CANCELLED, MESSAGE)


async def test_a_card_that_was_given_up_never_comes_back(store: SqlStore) -> None:
    await logs_to(store)
    job = await brought_to(store, JobState.AWAITING_APPROVAL)
    card = await the_card(store)
    await store.apply(life.approve(job, NOW))
    await store.card_told(card, None)
    assert await claimed(store, RETRY) == []
    await store.block(said(), MEMBER, DAY, job.id)
    assert await claimed(store, RETRY + 60) == []


async def test_a_card_that_was_put_off_comes_at_its_time_or_with_news(store: SqlStore) -> None:
    await logs_to(store)
    job = await brought_to(store, JobState.AWAITING_APPROVAL)
    card = await the_card(store, NOW)
    await store.put_off_card(card, AFTER)
    assert await claimed(store, AFTER - 1) == []
    await store.apply(cancel(job, NOW + 1))
    await store.put_off_card(card, AFTER)
    assert (await the_card(store, NOW + 1)).version == card.version + 1


async def test_a_card_stays_where_it_is_when_another_channel_is_chosen(store: SqlStore) -> None:
    await logs_to(store)
    job = await brought_to(store, JobState.AWAITING_APPROVAL)
    await store.card_told(await the_card(store), MESSAGE)
    await logs_to(store, ELSEWHERE)
    await store.apply(cancel(job))
    card = await the_card(store)
    assert (card.channel_id, card.message_id) == (LOG, MESSAGE)
    await store.card_told(card, MESSAGE)
    await finished(store, 2)
    assert (await the_card(store)).channel_id == ELSEWHERE


async def test_without_a_log_channel_any_more_the_old_cards_go_on_and_no_new_ones_come(store: SqlStore) -> None:
    await logs_to(store)
    job = await brought_to(store, JobState.AWAITING_APPROVAL)
    await store.card_told(await the_card(store), MESSAGE)
    await store.change_policy(said(), PolicyChange(reset=frozenset({Setting.LOG_CHANNEL})))
    await store.apply(cancel(job))
    await finished(store, 2)
    assert [card.record.job.id for card in await claimed(store)] == [job.id]


async def test_a_log_channel_is_lost_once_and_only_the_one_that_is_chosen(store: SqlStore) -> None:
    await logs_to(store)
    assert not await store.lose_log_channel(GUILD, ELSEWHERE)
    assert not await store.lose_log_channel(guild(7), LOG)
    assert await store.lose_log_channel(GUILD, LOG)
    assert not await store.lose_log_channel(GUILD, LOG)
    assert (await store.policy(GUILD)).log_lost
    await finished(store, 1)
    assert await claimed(store) == []
    await logs_to(store)
    assert not (await store.policy(GUILD)).log_lost
    await finished(store, 2)
    assert [card.record.job.id for card in await claimed(store)] == [nth(2)]


async def test_every_deed_stands_on_the_card_with_who_did_it(store: SqlStore) -> None:
    await logs_to(store)
    job = await brought_to(store, JobState.AWAITING_APPROVAL, nth(1))
    await store.decide(said(), life.approve(job, NOW), Deed.APPROVED)
    refused = await brought_to(store, JobState.AWAITING_APPROVAL, nth(2))
    await store.decide(said(), life.cancel(refused, NOW, Ending.NOT_APPROVED), Deed.REFUSED)
    made = await brought_to(store, JobState.DELIVERED, nth(3))
    assert isinstance(await store.give_back(said(at=NOW + 1), made, terms()), Returned)
    await store.block(said(at=NOW + 2, by=member(98)), MEMBER, DAY, made.id)
    removal = redelivery.delete(made, await delivery_of(store, made), NOW + 3, "to be deleted")
    await store.decide(said(at=NOW + 3), removal, Deed.REMOVED)
    notes = {card.record.job.id: [(n.deed, n.by, n.at) for n in card.notes] for card in await claimed(store)}
    sam = member(99)
    assert notes == {
        nth(1): [(Deed.APPROVED, sam, NOW)],
        nth(2): [(Deed.REFUSED, sam, NOW)],
        nth(3): [
            (Deed.RETURNED, sam, NOW + 1),
            (Deed.BLOCKED, member(98), NOW + 2),
            (Deed.REMOVED, sam, NOW + 3),
        ],
    }


async def test_the_operator_and_what_is_about_no_job_leave_no_note(store: SqlStore) -> None:
    await logs_to(store)
    made = await brought_to(store, JobState.DELIVERED)
    await store.give_back(said(by=None), made, terms())
    await store.block(said(), MEMBER, DAY)
    assert list((await the_card(store)).notes) == []


async def test_a_deed_whose_commit_was_not_acknowledged_is_noted_once(store: SqlStore) -> None:
    await logs_to(store)
    job = await finished(store)
    for _ in range(2):
        await store.block(said(), MEMBER, DAY, job.id)
    assert len((await the_card(store)).notes) == 1


async def test_deeds_at_the_same_time_are_all_noted(store: SqlStore) -> None:
    await logs_to(store)
    job = await finished(store)
    blocks = (store.block(said(by=member(number)), MEMBER, DAY, job.id) for number in range(1, 5))
    await asyncio.gather(*blocks)
    assert {note.by for note in (await the_card(store)).notes} == {member(number) for number in range(1, 5)}


async def test_of_two_who_decide_at_once_one_does_and_it_is_noted_once(store: SqlStore) -> None:
    await logs_to(store)
    job = await brought_to(store, JobState.AWAITING_APPROVAL)
    ends = await asyncio.gather(
        store.decide(said(by=member(1)), life.approve(job, NOW), Deed.APPROVED),
        store.decide(said(by=member(2)), life.cancel(job, NOW, Ending.NOT_APPROVED), Deed.REFUSED),
        return_exceptions=True,
    )
    assert sorted(type(end).__name__ for end in ends) == ["Job", StaleJobError.__name__]
    assert len((await the_card(store)).notes) == 1


async def test_who_was_erased_is_nobody_on_a_card(store: SqlStore, engine: AsyncEngine) -> None:
    await logs_to(store)
    job = await finished(store)
    await store.block(said(), MEMBER, DAY, job.id)
    async with engine.begin() as connection:
        await connection.execute(update(member_table).values(member_id=None))
    assert [note.by for note in (await the_card(store)).notes] == [None]


async def test_a_deed_about_an_old_job_brings_its_card(store: SqlStore) -> None:
    job = await finished(store)
    await logs_to(store)
    assert await claimed(store) == []
    await store.block(said(), MEMBER, DAY, job.id)
    assert [card.record.job for card in await claimed(store)] == [job]


async def test_an_approved_job_takes_its_turn_as_if_it_had_just_come(store: SqlStore) -> None:
    await asks_moderators(store)
    job = await accepted(store)
    approved = await store.decide(said(at=NOW + 500), life.approve(job, NOW + 500), Deed.APPROVED)
    assert approved == replace(
        job, state=JobState.QUEUED, rev=1, queued_at=NOW + 500, state_at=NOW + 500, due_at=NOW + 500,
        deadline_at=NOW + 500 + life.QUEUE_PATIENCE,
    )  # fmt: skip
