"""The poster's cards of the log channel."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.cards.log_buttons import LOG_ITEMS
from bot.domain.history import Record
from bot.domain.ids import ChannelId, MemberId, MessageId
from bot.domain.job import Ending, JobState
from bot.domain.log_card import CardNote, Deed, LogCard
from bot.ports import (
    ChannelLostError,
    MessageGoneError,
    MessageRefusedError,
    PostDelayedError,
    PostRefusedError,
    PostUnclearError,
)
from tests.cards.samples import NOW
from tests.desk import Desk, seated

POST = r"/channels/\d+/messages$"
MARKER = "1300000000000000001"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with seated(tmp_path) as desk:
        yield desk


def card(desk: Desk, state: JobState = JobState.AWAITING_APPROVAL, **changes: Any) -> LogCard:
    job = desk.job(state=state, ending=Ending.BY_MODERATOR if state is JobState.CANCELLED else None)
    record = Record(job=job, deliveries=[], lines=[], started_at=None, finished_at=None)
    about = {"notes": [], "channel_id": ChannelId(desk.stage.channel.id), "message_id": None, "version": 1, **changes}
    return LogCard(record=record, **about)


async def test_a_card_is_posted_and_pings_nobody_although_it_names_people(desk: Desk) -> None:
    sam = MemberId(desk.stage.discord.add_person("Sam").id)
    notes = [CardNote(deed=Deed.APPROVED, by=sam, at=NOW)]
    shown = await desk.poster.show_card(card(desk, notes=notes))
    (seen,) = desk.stage.posted()
    assert seen.id == shown
    assert "@Mia in" in seen.text
    assert not seen.message.pings
    assert [(button.label, button.custom_id) for button in seen.buttons] == [
        ("Approve", f"approve:{MARKER}"),
        ("Refuse", f"refuse:{MARKER}"),
    ]
    (body,) = desk.sent()
    assert (body["nonce"], body["enforce_nonce"]) == (f"l{MARKER}", True)
    assert body["allowed_mentions"] == {"parse": []}
    assert desk.sent("PATCH") == []


async def test_a_card_is_edited_where_it_stands(desk: Desk) -> None:
    shown = await desk.poster.show_card(card(desk))
    assert await desk.poster.show_card(card(desk, JobState.CANCELLED, message_id=shown)) == shown
    (seen,) = desk.stage.posted()
    assert "Cancelled by a moderator" in seen.text
    assert [button.label for button in seen.buttons] == ["Block"]
    (body,) = desk.sent("PATCH")
    assert body["allowed_mentions"] == {"parse": []}


async def test_a_card_posted_again_after_a_lost_answer_is_the_same_message_brought_up_to_date(desk: Desk) -> None:
    desk.stage.discord.faults.arm("lost-answer", method="POST", path=POST)
    with pytest.raises(PostUnclearError):
        await desk.poster.show_card(card(desk))
    shown = await desk.poster.show_card(card(desk, JobState.CANCELLED))
    (seen,) = desk.stage.posted()
    assert seen.id == shown
    assert "Cancelled by a moderator" in seen.text
    assert await desk.poster.show_card(card(desk, JobState.CANCELLED)) == shown
    assert len(desk.sent("PATCH")) == 1


async def test_a_card_that_a_person_deleted_is_gone_also_for_a_second_post(desk: Desk) -> None:
    shown = await desk.poster.show_card(card(desk))
    desk.stage.guild.members[desk.stage.mia.id].manage_guild = True
    desk.stage.posted()[0].delete_by(desk.stage.mia)
    for message_id in (shown, None):
        with pytest.raises(MessageGoneError):
            await desk.poster.show_card(card(desk, JobState.CANCELLED, message_id=message_id))


async def test_a_card_and_a_status_message_in_one_channel_are_two(desk: Desk) -> None:
    job = card(desk).record.job
    assert await desk.poster.show(job, None) != await desk.poster.show_card(card(desk))
    assert len(desk.stage.posted()) == 2


async def test_where_the_bot_may_not_post_it_is_refused_and_out_of_sight_lost(desk: Desk) -> None:
    desk.stage.channel.bot_permissions = {"VIEW_CHANNEL", "READ_MESSAGE_HISTORY"}
    with pytest.raises(PostRefusedError) as refused:
        await desk.poster.show_card(card(desk))
    assert not isinstance(refused.value, ChannelLostError)
    desk.stage.channel.delete()
    with pytest.raises(ChannelLostError):
        await desk.poster.show_card(card(desk, message_id=MessageId(5)))


async def test_a_card_that_is_too_long_for_discord_is_refused_as_a_message(desk: Desk) -> None:
    somebody = CardNote(deed=Deed.BLOCKED, by=MemberId(10**1000), at=NOW)
    with pytest.raises(MessageRefusedError):
        await desk.poster.show_card(card(desk, notes=[somebody] * 4))


async def test_an_edit_whose_answer_is_lost_is_delayed(desk: Desk) -> None:
    shown = await desk.poster.show_card(card(desk))
    desk.stage.discord.faults.arm("lost-answer", method="PATCH")
    with pytest.raises(PostDelayedError):
        await desk.poster.show_card(card(desk, JobState.CANCELLED, message_id=shown))


async def test_the_buttons_of_cards_cost_no_memory_and_stay_known(desk: Desk) -> None:
    desk.client.add_dynamic_items(*LOG_ITEMS)
    shown = await desk.poster.show_card(card(desk))
    for state in (JobState.QUEUED, JobState.CANCELLED):
        await desk.poster.show_card(card(desk, state, message_id=shown))
    store = desk.client._connection._view_store
    assert not any(store._views.values())
    assert set(store._dynamic_items.values()) == set(LOG_ITEMS)
