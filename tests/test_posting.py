from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import discord
import pytest

from bot.cards.buttons import CancelButton
from bot.clock import SystemClock
from bot.domain.ids import ChannelId, MessageId
from bot.domain.job import Ending, JobState
from bot.domain.studio import Closure
from bot.domain.video import VideoSpec
from bot.i18n import Texts
from bot.ports import (
    MessageGoneError,
    PostDelayedError,
    PostTooLargeError,
    PostUnclearError,
)
from bot.posting import DiscordPoster, _meaning
from tests.cards.samples import HOSTILE, at_place
from tests.desk import Desk, seated

POST = r"/channels/\d+/messages$"
MARKER = "1300000000000000001"
PERMISSIONS = {"VIEW_CHANNEL", "SEND_MESSAGES", "ATTACH_FILES", "EMBED_LINKS", "READ_MESSAGE_HISTORY"}


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with seated(tmp_path) as desk:
        yield desk


async def test_a_status_is_posted_with_cancel_and_pings_nobody(desk: Desk) -> None:
    shown = await desk.poster.show(desk.job(), at_place(3))
    (seen,) = desk.stage.posted()
    assert seen.id == shown
    assert "place 3" in seen.text
    assert not seen.pinged
    assert [(button.label, button.custom_id) for button in seen.buttons] == [("Cancel", f"cancel:{MARKER}")]
    (body,) = desk.sent()
    assert body["nonce"] == f"s{MARKER}"
    assert body["enforce_nonce"] is True
    assert body["allowed_mentions"] == {"parse": []}
    assert body["flags"] == 4


async def test_a_status_is_edited_to_the_jobs_state_and_loses_its_button(desk: Desk) -> None:
    shown = await desk.poster.show(desk.job(), at_place(1))
    again = await desk.poster.show(desk.job(state=JobState.RUNNING, status_message_id=shown), None)
    (seen,) = desk.stage.posted()
    assert again == shown == seen.id
    assert "Being made" in seen.text
    assert seen.buttons == []
    assert not seen.pinged


async def test_a_status_posted_again_after_a_lost_answer_is_the_same_message_brought_up_to_date(desk: Desk) -> None:
    desk.stage.discord.faults.arm("lost-answer", method="POST", path=POST)
    with pytest.raises(PostUnclearError):
        await desk.poster.show(desk.job(), at_place(1))
    shown = await desk.poster.show(desk.job(state=JobState.RUNNING), None)
    (seen,) = desk.stage.posted()
    assert seen.id == shown
    assert "Being made" in seen.text
    assert seen.buttons == []


async def test_the_buttons_of_old_messages_cost_no_memory_and_stay_known(desk: Desk) -> None:
    desk.client.add_dynamic_items(CancelButton)
    shown = await desk.poster.show(desk.job(), at_place(1))
    for place in (3, 2, 1):
        await desk.poster.show(desk.job(status_message_id=shown), at_place(place))
    await desk.poster.show(desk.job(state=JobState.RUNNING, status_message_id=shown), None)
    store = desk.client._connection._view_store
    assert not any(store._views.values())
    assert list(store._dynamic_items.values()) == [CancelButton]


async def test_a_status_carries_the_picture_and_keeps_it_through_edits(desk: Desk, tmp_path: Path) -> None:
    picture = tmp_path / "77.png"
    picture.write_bytes(b"a picture")
    shown = await desk.poster.show(desk.job(), at_place(2), picture)
    await desk.poster.show(desk.job(status_message_id=shown), at_place(1))
    (seen,) = desk.stage.posted()
    assert "place 1" in seen.text
    assert [(file.name, file.path.read_bytes()) for file in seen.files] == [("77.png", b"a picture")]
    url = await desk.poster.picture_link(desk.job(status_message_id=shown))
    assert url is not None
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        assert (answer.status, await answer.read()) == (200, b"a picture")


async def test_the_link_to_a_picture_is_a_fresh_one_each_time(desk: Desk, tmp_path: Path) -> None:
    picture = tmp_path / "77.png"
    picture.write_bytes(b"a picture")
    job = desk.job(status_message_id=await desk.poster.show(desk.job(), at_place(1), picture))
    desk.stage.discord.state.shelf.link_life = 10_000
    first = await desk.poster.picture_link(job)
    desk.stage.discord.state.shelf.link_life = 20_000
    assert first != await desk.poster.picture_link(job)


async def test_a_picture_that_is_not_there_has_no_link(desk: Desk) -> None:
    assert await desk.poster.picture_link(desk.job()) is None
    shown = await desk.poster.show(desk.job(), at_place(1))
    job = desk.job(status_message_id=shown)
    assert await desk.poster.picture_link(job) is None
    await desk.poster.remove_status(job)
    assert await desk.poster.picture_link(job) is None


async def test_a_picture_in_a_history_that_is_hidden_has_no_link(desk: Desk, tmp_path: Path) -> None:
    picture = tmp_path / "77.png"
    picture.write_bytes(b"a picture")
    job = desk.job(status_message_id=await desk.poster.show(desk.job(), at_place(1), picture))
    desk.stage.channel.bot_permissions = PERMISSIONS - {"READ_MESSAGE_HISTORY"}
    assert await desk.poster.picture_link(job) is None
    desk.stage.channel.bot_permissions = PERMISSIONS
    assert await desk.poster.picture_link(job) is not None


async def test_a_picture_over_the_servers_limit_is_too_large(desk: Desk, tmp_path: Path) -> None:
    picture = tmp_path / "77.png"
    picture.write_bytes(bytes(2000))
    desk.stage.guild.upload_limit = 1000
    with pytest.raises(PostTooLargeError):
        await desk.poster.show(desk.job(), at_place(1), picture)
    assert desk.stage.posted() == []


async def test_a_status_that_a_person_deleted_is_gone(desk: Desk) -> None:
    shown = await desk.poster.show(desk.job(), at_place(1))
    desk.stage.guild.members[desk.stage.mia.id].manage_guild = True
    desk.stage.posted()[0].delete_by(desk.stage.mia)
    with pytest.raises(MessageGoneError):
        await desk.poster.show(desk.job(state=JobState.RUNNING, status_message_id=shown), None)


async def test_removing_a_status_twice_is_as_good_as_once(desk: Desk) -> None:
    shown = await desk.poster.show(desk.job(), at_place(1))
    for _ in range(2):
        await desk.poster.remove_status(desk.job(status_message_id=shown))
    await desk.poster.remove_status(desk.job())
    assert desk.stage.posted() == []


async def test_a_clip_is_posted_as_a_file_and_pings_the_requester_alone(desk: Desk) -> None:
    posted = await desk.poster.post_clip(desk.ready(spec=VideoSpec(prompt=HOSTILE)), desk.delivery(), desk.path)
    (seen,) = desk.stage.posted()
    assert seen.id == posted
    assert seen.pinged
    assert seen.embeds == []
    (file,) = seen.files
    assert file.name == f"{MARKER}.mp4"
    assert file.path.read_bytes() == desk.path.read_bytes()
    (body,) = desk.sent()
    assert body["nonce"] == f"d{MARKER}"
    assert body["enforce_nonce"] is True
    assert body["allowed_mentions"] == {"parse": [], "users": [desk.stage.mia.id]}
    assert seen.message.pings == {desk.stage.mia}


async def test_a_delivery_sent_twice_is_one_message(desk: Desk) -> None:
    first = await desk.poster.post_clip(desk.ready(), desk.delivery(), desk.path)
    assert await desk.poster.post_clip(desk.ready(), desk.delivery(), desk.path) == first
    assert len(desk.stage.posted()) == 1


async def test_removing_a_clip_twice_is_as_good_as_once(desk: Desk) -> None:
    posted = await desk.poster.post_clip(desk.ready(), desk.delivery(), desk.path)
    for message_id in (posted, posted, None):
        await desk.poster.remove_clip(desk.delivery(message_id=message_id))
    assert desk.stage.posted() == []


async def test_a_delivery_whose_message_a_person_deleted_is_gone(desk: Desk) -> None:
    await desk.poster.post_clip(desk.ready(), desk.delivery(), desk.path)
    desk.stage.guild.members[desk.stage.mia.id].manage_guild = True
    desk.stage.posted()[0].delete_by(desk.stage.mia)
    with pytest.raises(MessageGoneError):
        await desk.poster.post_clip(desk.ready(), desk.delivery(), desk.path)


async def test_a_clip_over_the_servers_limit_is_too_large_and_goes_as_a_link(desk: Desk) -> None:
    desk.stage.guild.upload_limit = 1000
    linked = desk.ready(video_url="https://cdn.example/clip.mp4?sig=1")
    with pytest.raises(PostTooLargeError):
        await desk.poster.post_clip(linked, desk.delivery(), desk.path)
    await desk.poster.post_clip(linked, desk.delivery(as_link=True), desk.path)
    (seen,) = desk.stage.posted()
    assert seen.files == []
    assert "\nhttps://cdn.example/clip.mp4?sig=1\n" in seen.content
    assert seen.flags & 4 == 0


@pytest.mark.parametrize("fault", ["lost-answer", "reset", "error-503"])
async def test_a_post_whose_answer_is_lost_is_unclear(desk: Desk, fault: str) -> None:
    desk.stage.discord.faults.arm(fault, method="POST", path=POST)
    with pytest.raises(PostUnclearError):
        await desk.poster.post_clip(desk.ready(), desk.delivery(), desk.path)


async def test_a_502_is_tried_again_by_discord_py_and_the_clip_stands_once(desk: Desk) -> None:
    desk.stage.discord.faults.arm("error-502", method="POST", path=POST)
    await desk.poster.post_clip(desk.ready(), desk.delivery(), desk.path)
    (seen,) = desk.stage.posted()
    assert seen.files[0].path.read_bytes() == desk.path.read_bytes()


async def test_a_long_rate_limit_delays(desk: Desk) -> None:
    desk.stage.discord.faults.arm("rate-limited", method="POST", path=POST, seconds=120.0)
    with pytest.raises(PostDelayedError) as delayed:
        await desk.poster.post_clip(desk.ready(), desk.delivery(), desk.path)
    assert delayed.value.wait == 120.0


@pytest.mark.parametrize("scope", ["user", "shared", "global"])
async def test_a_short_rate_limit_of_any_scope_is_waited_out_and_the_clip_stands_once(desk: Desk, scope: str) -> None:
    fault = desk.stage.discord.faults.arm("rate-limited", method="POST", path=POST, times=2, seconds=0.05, scope=scope)
    await desk.poster.post_clip(desk.ready(), desk.delivery(), desk.path)
    assert (fault.hits, len(desk.stage.posted())) == (2, 1)


@pytest.mark.parametrize("how", ["banned", "blocked"])
async def test_turned_away_before_discord_nothing_was_posted_and_nobody_tries_at_once(desk: Desk, how: str) -> None:
    fault = desk.stage.discord.faults.arm(how, method="POST", path=POST)
    with pytest.raises(PostDelayedError) as delayed:
        await desk.poster.post_clip(desk.ready(), desk.delivery(), desk.path)
    assert (delayed.value.wait, fault.hits, fault.seen) == (30.0, 1, 1)


async def test_without_a_connection_nothing_was_posted(desk: Desk) -> None:
    await desk.stage.discord.close()
    with pytest.raises(PostDelayedError):  # finds the connection dead that was kept open
        await desk.poster.newest(ChannelId(desk.stage.channel.id))
    with pytest.raises(PostDelayedError):
        await desk.poster.post_clip(desk.ready(), desk.delivery(), desk.path)


async def test_after_the_client_closed_a_post_is_unclear_and_a_read_is_delayed(desk: Desk) -> None:
    await desk.client.close()
    with pytest.raises(PostUnclearError):
        await desk.poster.post_clip(desk.ready(), desk.delivery(), desk.path)
    with pytest.raises(PostDelayedError):
        await desk.poster.newest(ChannelId(desk.stage.channel.id))


@pytest.mark.parametrize("fault", ["lost-answer", "reset", "error-503"])
async def test_what_can_be_repeated_is_delayed_when_its_answer_is_lost(desk: Desk, fault: str) -> None:
    shown = await desk.poster.show(desk.job(), at_place(1))
    standing = desk.job(status_message_id=shown)
    faults = desk.stage.discord.faults
    faults.arm(fault, method="PATCH")
    with pytest.raises(PostDelayedError):
        await desk.poster.show(standing, at_place(2))
    # aiohttp itself repeats a GET or DELETE once when a connection that was kept open dies.
    faults.arm(fault, method="GET", times=2)
    with pytest.raises(PostDelayedError):
        await desk.poster.scan(desk.delivery(), MessageId(1))
    faults.arm(fault, method="DELETE", times=2)
    with pytest.raises(PostDelayedError):
        await desk.poster.remove_status(standing)


async def test_a_scan_finds_the_delivery_by_its_file(desk: Desk) -> None:
    anchor = (await desk.stage.mia.post(desk.stage.channel, "before")).id
    posted = await desk.poster.post_clip(desk.ready(), desk.delivery(), desk.path)
    await desk.stage.mia.post(desk.stage.channel, "after")
    assert (await desk.poster.scan(desk.delivery(), MessageId(anchor))).found == posted
    assert (await desk.poster.scan(desk.delivery(number=2), MessageId(anchor))).found is None


async def test_a_scan_finds_a_link_by_the_marker(desk: Desk) -> None:
    linked, as_link = desk.ready(video_url="https://cdn.example/c.mp4"), desk.delivery(as_link=True)
    posted = await desk.poster.post_clip(linked, as_link, desk.path)
    assert (await desk.poster.scan(as_link, MessageId(1))).found == posted


async def test_a_scan_that_reaches_the_anchor_without_a_find_is_complete(desk: Desk) -> None:
    anchor = (await desk.stage.mia.post(desk.stage.channel, "before")).id
    for number in range(101):
        await desk.stage.mia.post(desk.stage.channel, f"chatter {number}")
    scan = await desk.poster.scan(desk.delivery(), MessageId(anchor))
    assert (scan.found, scan.complete) == (None, True)


@pytest.mark.parametrize(("messages", "complete"), [(0, False), (1, True), (99, True), (100, False), (101, True)])
async def test_a_scan_has_seen_the_channels_beginning_when_its_last_page_was_neither_empty_nor_full(
    desk: Desk, messages: int, complete: bool
) -> None:
    for number in range(messages):
        await desk.stage.mia.post(desk.stage.channel, f"chatter {number}")
    scan = await desk.poster.scan(desk.delivery(), MessageId(1))
    assert (scan.found, scan.complete) == (None, complete)


async def test_a_scan_takes_neither_other_peoples_messages_nor_prompts_nor_the_status_for_the_delivery(
    desk: Desk,
) -> None:
    anchor = (await desk.stage.mia.post(desk.stage.channel, "before")).id
    await desk.stage.mia.post(desk.stage.channel, f"job {MARKER}", files=[(f"{MARKER}.mp4", b"x")])
    await desk.poster.show(desk.job(spec=VideoSpec(prompt=f"job {MARKER}")), at_place(1))
    scan = await desk.poster.scan(desk.delivery(), MessageId(anchor))
    assert (scan.found, scan.complete) == (None, True)


async def test_an_empty_history_proves_nothing(desk: Desk) -> None:
    anchor = (await desk.stage.mia.post(desk.stage.channel, "before")).id
    desk.stage.channel.bot_permissions = PERMISSIONS - {"READ_MESSAGE_HISTORY"}
    scan = await desk.poster.scan(desk.delivery(), MessageId(anchor))
    assert (scan.found, scan.complete) == (None, False)
    assert await desk.poster.newest(ChannelId(desk.stage.channel.id)) is None


async def test_the_newest_message_is_found(desk: Desk) -> None:
    newest = (await desk.stage.mia.post(desk.stage.channel, "hello")).id
    assert await desk.poster.newest(ChannelId(desk.stage.channel.id)) == newest


async def test_a_failure_is_told_by_direct_message_once(desk: Desk) -> None:
    failed = desk.job(state=JobState.FAILED, ending=Ending.VENDOR_FAILED)
    assert await desk.poster.tell(failed)
    assert await desk.poster.tell(failed)
    (seen,) = desk.stage.mia.direct_messages()
    assert "did not come about" in seen.text


async def test_a_member_who_takes_no_direct_messages_is_not_told(desk: Desk) -> None:
    desk.stage.mia.closes_dms()
    assert not await desk.poster.tell(desk.job(state=JobState.FAILED, ending=Ending.VENDOR_FAILED))


async def test_an_alarm_is_posted_in_the_alert_channel(desk: Desk) -> None:
    assert await desk.poster.alarm_studio(Closure.TASKS_MISSING, "a1")
    (seen,) = desk.stage.posted()
    assert "The studio is closed." in seen.text


async def test_an_alarm_never_raises(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.stage.channel.delete()
    assert await desk.poster.alarm_studio(Closure.KEY, "a1")
    assert await DiscordPoster(desk.client, Texts(), SystemClock(), None).alarm_studio(Closure.KEY, "a1")
    assert "the alarm could not be posted" in capsys.readouterr().out


async def test_an_alarm_about_the_budget_is_one_message_however_often_it_is_tried(desk: Desk) -> None:
    for _ in range(2):
        assert await desk.poster.alarm_budget(99, 100, "b0123456789ab1")
    (seen,) = desk.stage.posted()
    assert "99 credits are neither spent nor set aside; LOW_BUDGET_ALARM is 100" in seen.text


async def test_an_alarm_about_the_budget_that_discord_does_not_take_now_is_for_later(desk: Desk) -> None:
    desk.stage.discord.faults.arm("error-503", method="POST", path="/messages")
    assert not await desk.poster.alarm_budget(99, 100, "b0123456789ab1")
    assert await desk.poster.alarm_budget(99, 100, "b0123456789ab1")
    assert len(desk.stage.posted()) == 1


async def test_an_alarm_about_the_budget_that_has_no_place_is_not_tried_again(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.stage.channel.delete()
    assert await desk.poster.alarm_budget(99, 100, "b0123456789ab1")
    assert "the alarm could not be posted" in capsys.readouterr().out
    assert await DiscordPoster(desk.client, Texts(), SystemClock(), None).alarm_budget(99, 100, "b1")


@pytest.mark.parametrize(("first_try", "meaning"), [(True, PostDelayedError), (False, PostUnclearError)])
def test_what_posted_nothing_counts_only_for_the_first_try(first_try: bool, meaning: type[Exception]) -> None:
    refused = OSError(111, "refused")
    key = aiohttp.client_reqrep.ConnectionKey("discord.com", 443, True, True, None, None, None)
    for error in (aiohttp.ClientConnectorError(key, refused), discord.RateLimited(3.0)):
        assert isinstance(_meaning(error, repeatable=False, first_try=first_try), meaning)


@pytest.mark.parametrize(
    "error", [TimeoutError(), aiohttp.ServerDisconnectedError(), ConnectionResetError(104, "reset")]
)
def test_a_slow_upload_or_a_cut_connection_is_unclear(error: Exception) -> None:
    assert isinstance(_meaning(error, repeatable=False, first_try=True), PostUnclearError)
    assert isinstance(_meaning(error, repeatable=True, first_try=True), PostDelayedError)
