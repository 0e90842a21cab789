"""Clips and their places: kinds of channels, threads that close, servers that remove the bot, messages that go."""

import re
from functools import partial

import pytest

from bot.domain.job import Ending, Job, JobState
from sandbox.discord import Channel, ChannelKind, Person
from sandbox.discord.faults import Fault
from tests.e2e.conftest import LONG, World, clips_of
from tests.waiting import until

MANY = {"MAX_RUNNING": "10", "MAX_RUNNING_PER_SERVER": "10", "MAX_RUNNING_PER_MEMBER": "10"}
AT_MOST = 4
"""Requests to a closed channel that one job may cost: its status, a look and a send for the clip, its end."""


def _counted(world: World, channel: Channel) -> Fault:
    """Count the requests to a channel's messages from now on; nothing happens to them."""
    return world.discord.faults.rate("slow", 0.0, path=rf"/channels/{channel.id}/messages")


async def _begin(world: World, channel: Channel, person: Person | None = None) -> Job:
    """Ask for a video in a channel, and wait until it is being made and its message says so."""
    use = await world.generate(person, channel)
    assert "are set aside" in (await use.answered(LONG)).text
    await (person or world.mia).until_sees(channel, lambda seen: "Being made" in seen.text, LONG)
    (job,) = [job for job in await world.jobs() if job.id == use.interaction.id]
    return job


async def _until_final(world: World, *job_ids: int) -> list[Job]:
    """Wait for the ends of jobs; gives them in the order of their numbers."""

    async def over() -> list[Job] | None:
        jobs = [job for job in await world.jobs() if job.id in job_ids]
        return jobs if all(job.is_final for job in jobs) else None

    return await until(over, "the ends of the jobs")


async def test_clips_arrive_in_every_kind_of_channel_and_wake_a_thread_that_fell_asleep(world: World) -> None:
    await world.start(**MANY)
    world.seedance.hold_all()
    news = world.guild.add_channel("news", ChannelKind.ANNOUNCEMENT)
    secret = world.studio.add_thread("secret", private=True)
    await world.mia.post(secret, f"<@{world.discord.state.bot.id}>")
    asleep = world.studio.add_thread("takes")
    places = [
        news,
        world.guild.add_channel("on air", ChannelKind.VOICE),
        world.guild.add_channel("ideas", ChannelKind.FORUM).add_thread("a kite"),
        secret,
        asleep,
    ]
    jobs = [await _begin(world, place) for place in places]
    asleep.archived = True
    world.seedance.release_all()
    ends = await _until_final(world, *(job.id for job in jobs))
    assert {job.state for job in ends} == {JobState.DELIVERED}

    def only_the_clip(place: Channel) -> bool:
        return [bool(clips_of(seen)) for seen in world.sam.sees(place) if seen.message.author.bot] == [True]

    for place in places:
        await world.discord.until(partial(only_the_clip, place), LONG, f"the clip alone in #{place.name}")
    assert not asleep.archived
    assert await world.ledger() == (0, 8 * len(places), [])


async def test_closed_threads_strand_their_clips_for_free_posting_elsewhere_and_stop_nothing_else(world: World) -> None:
    await world.start(**MANY)
    world.seedance.hold_all()
    locked, gone = world.studio.add_thread("locked"), world.studio.add_thread("gone")
    first, second = await _begin(world, locked), await _begin(world, gone)
    last = await _begin(world, world.studio)
    counted = [_counted(world, thread) for thread in (locked, gone)]
    locked.locked = True
    gone.delete()
    world.seedance.release_all()
    ends = await _until_final(world, first.id, second.id, last.id)
    assert [job.state for job in ends] == [JobState.UNDELIVERABLE, JobState.UNDELIVERABLE, JobState.DELIVERED]
    assert {job.ending for job in ends[:2]} == {Ending.NO_CHANNEL}

    def told() -> bool:
        return len(world.mia.direct_messages()) == 2

    await world.discord.until(told, LONG, "both direct messages")
    for message in world.mia.direct_messages():
        assert "is made, but could not be posted" in message.text
        assert "the thread is locked, or I may not post there" in message.text
    await world.discord.until(lambda: not world.sam.sees(locked), LONG, "the status message to go")
    panel = await (await world.mia.use("jobs", world.studio, id=str(first.id))).answered(LONG)
    assert "being posted again" in (await (await world.mia.press(panel, "Post again")).answered(LONG)).text
    await world.discord.until(lambda: len(world.clips()) == 2, LONG, "the stranded clip in another channel")
    assert [fault.seen <= AT_MOST for fault in counted] == [True, True]
    assert world.seedance.posts() == 3
    assert await world.ledger() == (0, 24, [])


async def test_a_bot_removed_from_a_server_buys_nothing_more_for_it_and_serves_the_others(world: World) -> None:
    await world.start(MAX_RUNNING="10", MAX_RUNNING_PER_SERVER="1", MAX_RUNNING_PER_MEMBER="10")
    elsewhere = world.discord.add_guild("Kite Club")
    elsewhere.join(world.mia)
    lawn = elsewhere.add_channel("lawn")
    world.seedance.hold_all()
    running = await _begin(world, world.studio)
    waiting = []
    for person in (world.mia, world.lin):
        use = await world.generate(person)
        await use.answered(LONG)  # one after the other, so that it is known who is next
        waiting.append(use.interaction.id)
    await world.sees("place 2")
    other = await _begin(world, lawn)
    counted = _counted(world, world.studio)
    world.discord.kick_bot(world.guild)
    # its end frees a place for the next, whose message then finds the channel gone
    world.seedance.finish(running.task_id or "")
    (last,) = await _until_final(world, waiting[1])
    assert (last.state, last.ending) == (JobState.FAILED, Ending.CHANNEL_LOST)
    world.seedance.release_all()
    ends = {job.id: job for job in await _until_final(world, running.id, *waiting, other.id)}
    assert (ends[running.id].state, ends[other.id].state) == (JobState.UNDELIVERABLE, JobState.DELIVERED)
    assert ends[running.id].clip is not None
    assert world.seedance.posts() <= 3
    assert (await world.ledger())[0] == 0
    await world.mia.until_sees(world.mia.private, "Your video in #studio did not come about|is made, but", LONG)
    assert counted.seen <= AT_MOST * 3


@pytest.mark.parametrize("within", [True, False])
async def test_a_clip_deleted_while_its_answer_was_lost_stands_once_at_most(world: World, *, within: bool) -> None:
    await world.start(SCAN_WAIT="30")
    await world.being_made()
    if not within:
        world.discord.state.nonce_window = 0.0
    lost = world.discord.faults.arm("lost-answer", method="POST", path=rf"/channels/{world.studio.id}/messages$")
    world.seedance.release_all()
    (await world.clip()).delete_by(world.sam)
    assert lost.hits == 1
    await world.until_job_is(JobState.DELIVERED)
    assert len(world.clips()) == (0 if within else 1)
    panel = await (await world.mia.use("jobs", world.studio)).answered(LONG)
    assert bool(re.search(r"\[clip\]", panel.text)) is not within
    assert world.seedance.posts() == 1
    assert await world.ledger() == (0, 8, [])
