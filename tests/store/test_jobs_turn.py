"""The turns of `bot.store.jobs`: who is next, and when nobody is."""

import asyncio
from dataclasses import replace

import pytest

from bot.domain import life
from bot.domain.job import Job, JobState
from bot.domain.picture import KeptPicture
from bot.domain.queue import Caps
from bot.domain.studio import OPEN, TRIAL_EVERY, Closure
from bot.domain.task import Throttled
from bot.ports import StaleJobError
from bot.store import SqlStore
from tests.builders import KEY, NO_CAPS, NOW, PACE, a_requester, a_spec, terms
from tests.store.walking import accepted, brought_to, finish, guild, lose, member, nth, run

LEASE = 60.0


async def take(store: SqlStore, now: float = NOW, caps: Caps = NO_CAPS) -> Job | None:
    return await store.take_turn(caps, "me", now, LEASE)


async def takes(store: SqlStore, now: float = NOW, caps: Caps = NO_CAPS) -> list[int]:
    """Take turns until nobody may start; tell the jobs' numbers."""
    found: list[int] = []
    while (job := await take(store, now + len(found) / 100, caps)) is not None:
        found.append(int(job.id) - int(nth(0)))
    return found


async def queue(store: SqlStore, number: int, of_guild: int = 1, of_member: int | None = None) -> Job:
    """Put a job into the queue, `number` seconds after NOW minus a minute, of a member of its own by default."""
    who = member(number if of_member is None else of_member)
    return await accepted(store, nth(number), guild_id=guild(of_guild), member_id=who, now=NOW - 60 + number)


async def test_an_empty_queue_gives_no_turn(store: SqlStore) -> None:
    assert await take(store) is None


async def test_a_turn_is_written_leased_and_given_once(store: SqlStore) -> None:
    job = await queue(store, 1)
    taken = await take(store)
    assert taken == life.take_turn(job, NOW).after
    assert await store.job(job.id) == taken
    assert await take(store) is None
    assert await store.claim("other", NOW + LEASE - 1, LEASE, 10) == []
    assert [late.id for late in await store.claim("other", NOW + LEASE, LEASE, 10)] == [job.id]


async def test_within_a_server_the_longest_waiting_is_next(store: SqlStore) -> None:
    for number in (3, 1, 2):
        await queue(store, number)
    assert await takes(store) == [1, 2, 3]


async def test_the_least_recently_served_server_is_next(store: SqlStore) -> None:
    for number in range(1, 7):
        await queue(store, number, of_guild=1)
    await queue(store, 7, of_guild=2)
    await queue(store, 8, of_guild=2)
    await queue(store, 9, of_guild=3)
    assert await takes(store) == [1, 7, 9, 2, 8, 3, 4, 5, 6]


async def test_turns_of_one_instant_are_as_fair_as_others(store: SqlStore) -> None:
    for number in range(1, 5):
        await queue(store, number, of_guild=1)
    for number in range(5, 7):
        await queue(store, number, of_guild=2)
    turns = [await take(store) for _ in range(6)]
    assert [job.id for job in turns if job] == [nth(number) for number in (1, 5, 2, 6, 3, 4)]


async def test_a_clock_that_was_set_back_sends_nobody_to_the_end(store: SqlStore) -> None:
    await queue(store, 1, of_guild=1)
    await take(store, NOW + 600)
    for number in range(2, 4):
        await queue(store, number, of_guild=1)
    for number in range(4, 7):
        await queue(store, number, of_guild=2)
    assert await takes(store, NOW) == [4, 2, 5, 3, 6]


async def test_as_many_jobs_are_with_the_vendor_as_the_key_allows(store: SqlStore) -> None:
    for number in range(1, 6):
        await queue(store, number, of_guild=number)
    caps = replace(NO_CAPS, running=2)
    assert await takes(store, caps=caps) == [1, 2]
    running = await store.apply(run(await job_of(store, 1), NOW))
    assert await takes(store, NOW + 1, caps) == []
    await store.apply(finish(running))
    assert await takes(store, NOW + 2, caps) == [3]


async def test_a_server_at_its_cap_lets_the_others_pass(store: SqlStore) -> None:
    for number in range(1, 5):
        await queue(store, number, of_guild=1)
    await queue(store, 5, of_guild=2)
    assert await takes(store, caps=replace(NO_CAPS, running_per_guild=2)) == [1, 5, 2]


async def test_a_member_at_the_cap_waits_in_every_server(store: SqlStore) -> None:
    await queue(store, 1, of_guild=1, of_member=1)
    await queue(store, 2, of_guild=2, of_member=1)
    await queue(store, 3, of_guild=1, of_member=2)
    assert await takes(store, caps=replace(NO_CAPS, running_per_member=1)) == [1, 3]


async def test_a_job_of_unknown_outcome_takes_no_place(store: SqlStore) -> None:
    await queue(store, 1, of_member=1)
    await queue(store, 2, of_member=1)
    caps = replace(NO_CAPS, running_per_member=1)
    assert await takes(store, caps=caps) == [1]
    await store.apply(lose(await job_of(store, 1)))
    assert await takes(store, NOW + 1, caps) == [2]


async def test_a_job_sent_back_waits_for_its_time(store: SqlStore) -> None:
    job = await brought_to(store, JobState.SUBMITTING)
    back = life.submitted(job, Throttled(30), NOW, key=KEY, pace=PACE, chance=0.5)
    assert (await store.apply(back)).due_at == NOW + 30
    assert await take(store, NOW + 29) is None
    again = await take(store, NOW + 30)
    assert again is not None
    assert again.submits == 2


async def test_a_job_past_its_deadline_gets_no_turn(store: SqlStore) -> None:
    job = await accepted(store)
    assert job.deadline_at is not None
    assert await take(store, job.deadline_at) is None
    assert await take(store, job.deadline_at - 1) is not None


async def test_a_job_that_is_being_ended_gets_no_turn(store: SqlStore) -> None:
    job = await accepted(store)
    assert job.deadline_at is not None
    assert len(await store.claim("other", job.deadline_at, 600, 1)) == 1
    assert await take(store, job.deadline_at - 1) is None


async def test_a_studio_that_a_probe_opens_gives_no_turn(store: SqlStore) -> None:
    await accepted(store)
    await store.change_studio(OPEN, OPEN.closed(Closure.KEY, NOW))
    assert await take(store, NOW + 3000) is None


async def test_a_closed_studio_gives_exactly_one_turn_as_a_trial(store: SqlStore) -> None:
    for number in range(1, 4):
        await accepted(store, nth(number), member_id=member(number))
    closed = OPEN.closed(Closure.UNKNOWNS, NOW)
    await store.change_studio(OPEN, closed)
    assert await takes(store, NOW + TRIAL_EVERY - 1) == []
    due = NOW + TRIAL_EVERY
    answers = await asyncio.gather(*(take(store, due) for _ in range(4)))
    assert len([one for one in answers if one is not None]) == 1
    assert await store.studio() == closed.tried(due)
    assert await takes(store, due + TRIAL_EVERY - 1) == []
    assert len(await takes(store, due + TRIAL_EVERY)) == 1


async def test_a_trial_is_not_used_up_by_an_empty_queue(store: SqlStore) -> None:
    closed = OPEN.closed(Closure.CREDITS, NOW)
    await store.change_studio(OPEN, closed)
    assert await take(store, NOW + TRIAL_EVERY) is None
    assert await store.studio() == closed


async def test_ten_at_once_take_ten_different_jobs(store: SqlStore) -> None:
    for number in range(10):
        await queue(store, number)
    answers = await asyncio.gather(*(take(store) for _ in range(12)))
    taken = [job.id for job in answers if job is not None]
    assert len(taken) == len(set(taken)) == 10


async def pictured(store: SqlStore, number: int = 1) -> Job:
    """Queue a job with a picture of ours whose link is relied on until NOW."""
    spec = a_spec(image_url="https://cdn.example/a.png")
    asked = store.accept(nth(number), a_requester(), spec, terms(), NO_CAPS, NOW - 60, KeptPicture("1.png", NOW))
    job = await asked
    assert isinstance(job, Job)
    return job


async def test_a_picture_is_written_and_read_back_with_its_link(store: SqlStore) -> None:
    job = await pictured(store)
    assert job.picture == KeptPicture("1.png", NOW)
    assert await store.job(job.id) == job
    fresh = await store.apply(life.picture_linked(job, "https://cdn.example/new.png", NOW))
    assert await store.job(job.id) == fresh
    assert fresh.spec.image_url == "https://cdn.example/new.png"


async def test_while_its_link_is_relied_on_a_job_takes_its_turn(store: SqlStore) -> None:
    job = await pictured(store)
    taken = await take(store, NOW - 1)
    assert taken == life.take_turn(job, NOW - 1).after


async def test_afterwards_it_is_leased_as_it_is_and_its_server_not_served(store: SqlStore) -> None:
    job = await pictured(store)
    leased = await take(store)
    assert leased == replace(job, rev=job.rev + 1)
    assert await store.job(job.id) == leased
    assert await take(store) is None
    assert await store.claim("other", NOW + LEASE, LEASE, 10) == []
    assert await take(store, NOW + LEASE) == replace(job, rev=job.rev + 2)
    await store.let_go(replace(job, rev=job.rev + 2), NOW + LEASE)
    await queue(store, 5, of_guild=2)
    assert [one.id for one in (await take(store, NOW + LEASE + 1), await take(store, NOW + LEASE + 2)) if one] == [
        nth(1),
        nth(5),
    ]


async def test_who_held_the_lease_before_is_fenced_off(store: SqlStore) -> None:
    job = await pictured(store)
    leased = await take(store)
    assert leased is not None
    with pytest.raises(StaleJobError):
        await store.apply(life.picture_linked(job, "https://cdn.example/new.png", NOW))
    taken = await store.apply(life.picture_linked(leased, "https://cdn.example/new.png", NOW))
    assert await take(store, NOW + 1) == life.take_turn(taken, NOW + 1).after


async def test_a_picture_looked_for_takes_one_of_the_places(store: SqlStore) -> None:
    await pictured(store)
    await queue(store, 5, of_guild=2)
    assert len(await takes(store, NOW, replace(NO_CAPS, running=1))) == 1


async def test_a_picture_looked_for_uses_up_no_trial(store: SqlStore) -> None:
    await pictured(store)
    closed = OPEN.closed(Closure.CREDITS, NOW - TRIAL_EVERY)
    await store.change_studio(OPEN, closed)
    leased = await take(store)
    assert leased is not None
    assert await store.studio() == closed
    await store.apply(life.picture_linked(leased, "https://cdn.example/new.png", NOW))
    assert await take(store, NOW + 1) is not None
    assert await store.studio() == closed.tried(NOW + 1)


async def job_of(store: SqlStore, number: int) -> Job:
    job = await store.job(nth(number))
    assert job is not None
    return job
