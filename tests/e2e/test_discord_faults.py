"""What Discord can do to a clip and to what the bot says: one message at most, and the member learns what happened."""

import re
from pathlib import Path

import pytest

from bot.domain.job import Ending, JobState
from sandbox.discord import Channel, SeenMessage
from sandbox.discord.permissions import BITS, BOT_DEFAULT
from tests.e2e.conftest import World, clips_of, until_struck
from tests.waiting import until

AN_HOUR = 3600.0
FAST = "30"
SLOW = "10"
"""What could not be told is told three real seconds later."""
MADE_BUT = "is made, but could not be posted"
SEND_FAULTS = ("error-500", "error-502", "error-503", "reset", "rate-limited", "banned", "blocked", "lost-answer")


def _posts_to(channel: Channel) -> str:
    return rf"/channels/{channel.id}/messages$"


def _forget_nonces(world: World) -> None:
    """From now on a send that is repeated is a second message, as it is when the repetition comes minutes later."""
    world.discord.state.nonce_window = 0.0


def _clips_ever(world: World) -> int:
    """Count the messages with a clip that ever stood in the channel, deleted ones too."""
    return sum(1 for message in world.studio.log.values() if any(f.filename.endswith(".mp4") for f in message.files))


def _bots_words_ever(world: World) -> list[str]:
    """What the bot ever posted for all to see, as it stands now, clips excepted."""
    bot = world.discord.state.bot
    public = [m for m in world.studio.log.values() if m.author is bot and m.visible_to is None]
    return [message.content for message in public if not message.files]


async def _told_directly(world: World, words: str) -> SeenMessage:
    """Wait for the direct message; there is one, and it is about the prompt."""
    told = await world.mia.until_sees(world.mia.private, re.escape(words), 30)
    assert "A red kite" in told.text
    assert len(world.mia.direct_messages()) == 1
    return told


async def _is_undeliverable(world: World, ending: Ending) -> None:
    """The clip is paid and kept, and the vendor was asked once."""
    job = await world.until_job_is(JobState.UNDELIVERABLE)
    assert job.ending is ending
    assert job.clip is not None
    assert (Path(world.settings["DATA_DIR"]) / "videos" / job.clip.name).stat().st_size == job.clip.size
    assert world.seedance.posts() == 1
    assert await world.ledger() == (0, 8, [])


async def test_whatever_the_first_try_to_post_a_clip_meets_there_is_one_message(world: World) -> None:
    _forget_nonces(world)
    await world.start()
    for number, name in enumerate(SEND_FAULTS):
        await world.being_made()
        fault = world.discord.faults.arm(name, method="POST", path=_posts_to(world.studio), seconds=0.3)
        world.seedance.release_all()
        await world.until_job_is(JobState.DELIVERED, number=number)
        assert (name, fault.hits, _clips_ever(world)) == (name, 1, number + 1)
    assert await world.ledger() == (0, 8 * len(SEND_FAULTS), [])


@pytest.mark.parametrize("told_before_the_end", [True, False])
async def test_a_status_message_whose_answer_is_lost_is_not_posted_twice_and_goes(
    world: World, *, told_before_the_end: bool
) -> None:
    fault = world.discord.faults.arm("lost-answer", method="POST", path=_posts_to(world.studio))
    await world.start(CLOCK_FACTOR=FAST if told_before_the_end else SLOW)
    await world.being_made()

    async def told() -> bool | None:
        return (await world.jobs())[0].status_message_id is not None or None

    if told_before_the_end:
        await until(told, "a second try to tell")
    assert fault.hits == 1
    assert len(_bots_words_ever(world)) == 1
    world.seedance.release_all()
    await world.until_job_is(JobState.DELIVERED)

    def only_the_clip() -> bool:
        return [bool(clips_of(seen)) for seen in world.sam.sees(world.studio)] == [True]

    await world.discord.until(only_the_clip, 10, "the status message to go")
    assert len(_bots_words_ever(world)) == 1


async def test_a_clip_far_over_the_servers_limit_is_posted_as_a_link(world: World) -> None:
    world.guild.upload_limit = 1000
    await world.start()
    await world.generate()
    posted = await world.sees("here is a link")
    await world.until_job_is(JobState.DELIVERED)
    assert "It stops working within about a day" in posted.text
    assert f"{world.seedance.origin}/media/{world.seedance.tasks()[0].task_id}.mp4" in posted.text
    assert posted.pinged
    assert [seen.id for seen in world.sam.sees(world.studio) if "here is a link" in seen.text] == [posted.id]
    assert world.clips() == []
    assert await world.ledger() == (0, 8, [])


async def test_a_channel_closed_to_the_bot_before_the_clip(world: World) -> None:
    await world.start()
    await world.being_made()
    world.studio.bot_permissions = BOT_DEFAULT & ~BITS["VIEW_CHANNEL"]
    world.seedance.release_all()
    told = await _told_directly(world, MADE_BUT)
    assert "#studio" in told.text
    await _is_undeliverable(world, Ending.NO_CHANNEL)
    assert _clips_ever(world) == 0


async def test_files_forbidden_before_the_clip_is_said_in_the_status_message(world: World) -> None:
    await world.start()
    status = await world.being_made()
    world.studio.bot_permissions = BOT_DEFAULT & ~BITS["ATTACH_FILES"]
    world.seedance.release_all()
    told = await world.sees("I may not post there")
    assert told.id == status.id
    assert "The credits were spent and the file is kept" in told.text
    assert world.mia.direct_messages() == []
    await _is_undeliverable(world, Ending.NO_CHANNEL)


async def test_a_channel_deleted_before_the_clip(world: World) -> None:
    await world.start()
    await world.being_made()
    world.studio.delete()
    world.seedance.release_all()
    await _told_directly(world, MADE_BUT)
    await _is_undeliverable(world, Ending.NO_CHANNEL)


async def test_a_member_who_takes_no_direct_messages_holds_up_nothing(world: World) -> None:
    await world.start()
    await world.being_made()
    world.mia.closes_dms()
    world.studio.delete()
    world.seedance.release_all()
    await _is_undeliverable(world, Ending.NO_CHANNEL)
    other = world.guild.add_channel("other")
    await world.generate(world.lin, other)
    await world.clip(other)
    assert world.mia.direct_messages() == []


async def test_a_status_message_deleted_by_a_person_changes_nothing_for_the_clip(world: World) -> None:
    await world.start()
    (await world.being_made()).delete_by(world.sam)
    world.seedance.release_all()
    assert (await world.clip()).pinged
    await world.until_job_is(JobState.DELIVERED)
    assert _clips_ever(world) == 1
    assert len(_bots_words_ever(world)) == 1
    assert world.mia.direct_messages() == []


async def test_a_failure_is_told_directly_when_the_status_message_was_deleted(world: World) -> None:
    await world.start()
    (await world.being_made(prompt="A red kite [fault:silent-success]")).delete_by(world.sam)
    world.seedance.release_all()
    told = await _told_directly(world, "Your video in #studio did not come about.")
    assert "8 credits went back" in told.text
    assert len(_bots_words_ever(world)) == 1
    assert await world.ledger() == (0, 0, [])


@pytest.mark.parametrize("readable_again", [True, False])
async def test_a_lost_answer_where_the_history_is_hidden_never_makes_a_second_message(
    world: World, *, readable_again: bool
) -> None:
    await world.start()
    status = await world.being_made()
    _forget_nonces(world)
    world.studio.bot_permissions = BOT_DEFAULT & ~BITS["READ_MESSAGE_HISTORY"]
    world.discord.faults.arm("lost-answer", method="POST", path=_posts_to(world.studio))
    # the first look is for the anchor, before the clip is sent; the others look for the clip and see nothing
    looks = world.discord.faults.arm("slow", method="GET", path=_posts_to(world.studio), nth=3, seconds=0)
    world.seedance.release_all()
    await until_struck(looks)
    assert (await world.until_job_is(JobState.READY)).submits == 1
    if readable_again:
        world.studio.bot_permissions = BOT_DEFAULT
        await world.until_job_is(JobState.DELIVERED)
        assert await world.ledger() == (0, 8, [])
    else:
        await world.restart(later=AN_HOUR)
        told = await world.sees("did not let me see whether it was posted")
        assert told.id == status.id
        await _is_undeliverable(world, Ending.NO_ANSWER)
    assert _clips_ever(world) == 1
    assert len(_bots_words_ever(world)) == 1
