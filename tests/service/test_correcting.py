"""What was told of a wait is corrected when it misleads, seldom, and those near the front first."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.ids import GuildId, MemberId
from bot.domain.job import Job, JobState
from bot.ports import PostUnclearError
from bot.service.telling import CORRECT_EVERY, CORRECTIONS, RETRY, STANDS
from tests.builders import GUILD, MEMBER, a_requester
from tests.service.house import House

TOLD = 3.0
"""Seconds after which everybody was told once."""


async def queue(house: House, count: int, *, guild: int = 0) -> list[Job]:
    """Let so many members ask."""
    return [
        await house.queued(of=MemberId(MEMBER + 100 * guild + number), at=GuildId(GUILD + guild))
        for number in range(count)
    ]


def telling(house: House) -> "asyncio.Task[None]":
    """Run the teller alone; nothing gets a turn by itself."""
    return asyncio.create_task(house.teller.run())


async def end(teller: "asyncio.Task[None]") -> None:
    teller.cancel()
    await asyncio.gather(teller, return_exceptions=True)


def places(house: House, jobs: Sequence[Job]) -> list[int | None]:
    """Read the places that stand in the channel."""
    shown = [house.poster.status(job.id) for job in jobs]
    return [message.prospect.place if message and message.prospect else None for message in shown]


async def leave(house: House, job: Job) -> None:
    await house.requests.cancel(job.id, replace(a_requester(is_moderator=True), guild_id=job.guild_id))


def edits_of(house: House, state: JobState) -> int:
    return sum(edited is state for _, edited in house.poster.edits)


async def test_a_place_that_changed_is_corrected_after_a_while_and_once(house: House) -> None:
    jobs = await queue(house, 3)
    teller = telling(house)
    await house.clock.pass_time(TOLD)
    assert places(house, jobs) == [1, 2, 3]
    await leave(house, jobs[0])
    await house.clock.pass_time(STANDS - TOLD - 2)
    assert places(house, jobs[1:]) == [2, 3]
    await house.clock.pass_time(CORRECT_EVERY + 4)
    assert places(house, jobs[1:]) == [1, 2]
    await house.clock.pass_time(5 * STANDS)
    assert edits_of(house, JobState.QUEUED) == 2
    await end(teller)


async def test_time_that_merely_passes_edits_nothing(house: House) -> None:
    jobs = await queue(house, 3)
    teller = telling(house)
    await house.clock.pass_time(600)
    assert places(house, jobs) == [1, 2, 3]
    assert house.poster.edits == []
    await end(teller)


async def test_a_message_is_corrected_at_most_every_so_often(house: House) -> None:
    jobs = await queue(house, 5) + await queue(house, 5, guild=1)
    teller = telling(house)
    await house.clock.pass_time(STANDS + TOLD)
    for job in (*jobs[:4], *jobs[5:9]):
        await leave(house, job)
        await house.clock.pass_time(STANDS / 8)
    await house.clock.pass_time(2 * STANDS)
    assert places(house, [jobs[4], jobs[9]]) == [1, 2]
    corrected = Counter(message for message, state in house.poster.edits if state is JobState.QUEUED)
    seconds = 8 * STANDS / 8 + 2 * STANDS
    assert max(corrected.values()) <= seconds / STANDS
    await end(teller)


async def test_a_burst_of_waiting_jobs_is_corrected_from_the_front_at_a_bounded_rate(house: House) -> None:
    jobs = [job for number in range(20) for job in await queue(house, 3, guild=number)]
    teller = telling(house)
    await house.clock.pass_time(STANDS + 2 * TOLD)
    assert len(house.poster.messages) == len(jobs)
    for number in range(20):
        await leave(house, jobs[3 * number])
    before = edits_of(house, JobState.QUEUED)
    await house.clock.pass_time(2 * CORRECT_EVERY - 1)
    assert 1 <= edits_of(house, JobState.QUEUED) - before <= 2 * CORRECTIONS
    corrected = [job for job in jobs if (await house.fresh(job)).state is JobState.QUEUED]
    shown = places(house, corrected)
    assert sorted(place for place in shown if place)[:CORRECTIONS] == list(range(1, CORRECTIONS + 1))
    await end(teller)


async def test_a_correction_whose_answer_was_lost_is_made_again(house: House) -> None:
    jobs = await queue(house, 2)
    teller = telling(house)
    await house.clock.pass_time(STANDS)
    await leave(house, jobs[0])
    house.poster.spoils_status(PostUnclearError("reset"), PostUnclearError("reset"))
    await house.clock.pass_time(RETRY - 1)
    assert places(house, jobs[1:]) == [2]
    await house.clock.pass_time(RETRY + CORRECT_EVERY + STANDS)
    assert places(house, jobs[1:]) == [1]
    assert len(house.poster.messages) == 2
    await end(teller)


async def test_a_message_that_a_person_deleted_is_not_brought_back(house: House) -> None:
    jobs = await queue(house, 2)
    teller = telling(house)
    await house.clock.pass_time(STANDS)
    message = house.poster.status(jobs[1].id)
    assert message
    house.poster.person_deletes(message.id)
    await leave(house, jobs[0])
    await house.clock.pass_time(3 * STANDS)
    assert house.poster.status(jobs[1].id) is None
    assert house.poster.direct == []
    await end(teller)


async def test_a_correction_after_a_restart_edits_the_same_message(house: House) -> None:
    jobs = await queue(house, 2)
    teller = telling(house)
    await house.clock.pass_time(TOLD)
    await end(teller)
    await house.restart()
    await leave(house, jobs[0])
    teller = telling(house)
    await house.clock.pass_time(STANDS + CORRECT_EVERY)
    assert places(house, jobs[1:]) == [1]
    assert len(house.poster.messages) == 2
    await end(teller)
