"""The poster where a channel is closed to it, for good or for a while."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.ids import ChannelId, MessageId
from bot.domain.job import JobState
from bot.ports import ChannelLostError, PostRefusedError, ThreadClosedError
from tests.cards.samples import at_place
from tests.desk import Desk, seated

PERMISSIONS = {"VIEW_CHANNEL", "SEND_MESSAGES", "ATTACH_FILES", "EMBED_LINKS", "READ_MESSAGE_HISTORY"}


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with seated(tmp_path) as desk:
        yield desk


@pytest.mark.parametrize("lost", ["VIEW_CHANNEL", "SEND_MESSAGES", "ATTACH_FILES"])
async def test_a_channel_closed_to_the_bot_refuses(desk: Desk, lost: str) -> None:
    desk.stage.channel.bot_permissions = PERMISSIONS - {lost}
    with pytest.raises(PostRefusedError):
        await desk.poster.post_clip(desk.ready(), desk.delivery(), desk.path)


@pytest.mark.parametrize("how", ["hidden", "removed from the server", "deleted"])
async def test_a_channel_out_of_reach_is_lost_whatever_is_tried(desk: Desk, how: str) -> None:
    shown = await desk.poster.show(desk.job(), at_place(1))
    if how == "hidden":
        desk.stage.channel.bot_permissions = PERMISSIONS - {"VIEW_CHANNEL"}
    elif how == "deleted":
        desk.stage.channel.delete()
    else:
        desk.stage.discord.kick_bot(desk.stage.guild)
    for attempt in (
        desk.poster.post_clip(desk.ready(), desk.delivery(), desk.path),
        desk.poster.show(desk.job(), at_place(1)),
        desk.poster.show(desk.job(status_message_id=shown), at_place(1)),
        desk.poster.remove_status(desk.job(status_message_id=shown)),
        desk.poster.newest(ChannelId(desk.stage.channel.id)),
    ):
        with pytest.raises(ChannelLostError) as lost:
            await attempt
        assert lost.value.deleted is (how == "deleted")


@pytest.mark.parametrize("lost", ["SEND_MESSAGES", "ATTACH_FILES"])
async def test_a_channel_that_can_be_seen_is_not_lost(desk: Desk, lost: str) -> None:
    desk.stage.channel.bot_permissions = PERMISSIONS - {lost}
    with pytest.raises(PostRefusedError) as refused:
        await desk.poster.post_clip(desk.ready(), desk.delivery(), desk.path)
    assert not isinstance(refused.value, ChannelLostError)


async def test_a_clip_goes_with_its_channel_but_not_with_our_sight_of_it(desk: Desk) -> None:
    posted = await desk.poster.post_clip(desk.ready(), desk.delivery(), desk.path)
    desk.stage.channel.bot_permissions = PERMISSIONS - {"VIEW_CHANNEL"}
    with pytest.raises(ChannelLostError):
        await desk.poster.remove_clip(desk.delivery(message_id=posted))
    desk.stage.channel.delete()
    await desk.poster.remove_clip(desk.delivery(message_id=posted))


async def test_an_archived_thread_keeps_a_status_until_the_clip_wakes_it(desk: Desk) -> None:
    thread = desk.stage.channel.add_thread("takes")
    here = ChannelId(thread.id)
    job = replace(desk.job(), channel_id=here)
    shown = await desk.poster.show(job, at_place(1))
    thread.archived = True
    running = replace(job, status_message_id=shown, state=JobState.RUNNING)
    with pytest.raises(ThreadClosedError):
        await desk.poster.show(running, None)
    await desk.poster.post_clip(desk.ready(), replace(desk.delivery(), channel_id=here), desk.path)
    await desk.poster.remove_status(running)
    (clip,) = desk.stage.mia.sees(thread)
    assert clip.files


async def test_a_locked_thread_takes_nothing_new_and_no_change_but_lets_a_status_go(desk: Desk) -> None:
    thread = desk.stage.channel.add_thread("takes")
    job = replace(desk.job(), channel_id=ChannelId(thread.id))
    shown = await desk.poster.show(job, at_place(1))
    thread.locked = True
    for attempt in (
        desk.poster.show(job, at_place(1)),
        desk.poster.show(replace(job, status_message_id=shown), at_place(1)),
        desk.poster.post_clip(desk.ready(), replace(desk.delivery(), channel_id=job.channel_id), desk.path),
    ):
        with pytest.raises(PostRefusedError) as refused:
            await attempt
        assert isinstance(refused.value, ThreadClosedError)
    thread.archived = True
    with pytest.raises(ThreadClosedError):
        await desk.poster.remove_status(replace(job, status_message_id=shown))
    thread.archived = False
    await desk.poster.remove_status(replace(job, status_message_id=shown))
    assert desk.stage.mia.sees(thread) == []


async def test_a_channel_that_is_gone_refuses(desk: Desk) -> None:
    desk.stage.channel.delete()
    for attempt in (
        desk.poster.post_clip(desk.ready(), desk.delivery(), desk.path),
        desk.poster.show(desk.job(), at_place(1)),
        desk.poster.newest(ChannelId(desk.stage.channel.id)),
        desk.poster.scan(desk.delivery(), MessageId(1)),
    ):
        with pytest.raises(PostRefusedError):
            await attempt
