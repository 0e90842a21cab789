import asyncio
from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain import life, redelivery
from bot.domain.ids import MessageId
from bot.domain.job import Job, JobState, stay
from bot.domain.task import NotSent
from bot.ports import StaleJobError
from bot.store import SqlStore
from bot.store.leases import WAITING, WORKED
from tests.builders import CHANNEL, KEY, NOW, PACE, a_posted_delivery
from tests.store.walking import accepted, brought_to, finish, nth, rows

LEASE = 60.0
LATER = NOW + 20
"""When everything that waits for a first poll is due."""


async def claim(store: SqlStore, now: float = LATER, owner: str = "me", limit: int = 10) -> list[Job]:
    return await store.claim(owner, now, LEASE, limit)


@pytest.mark.parametrize("state", list(JobState))
async def test_what_wants_work_is_claimed_and_nothing_else(store: SqlStore, state: JobState) -> None:
    job = await brought_to(store, state)
    claimed = await claim(store)
    assert claimed == ([replace(job, rev=job.rev + 1)] if state in WORKED else [])


@pytest.mark.parametrize("state", WORKED)
async def test_a_job_that_is_not_due_is_left_alone(store: SqlStore, state: JobState) -> None:
    job = await brought_to(store, state)
    assert await claim(store, job.due_at - 1) == []
    assert len(await claim(store, job.due_at)) == 1


@pytest.mark.parametrize("state", WAITING)
async def test_a_waiting_job_is_claimed_at_its_deadline(store: SqlStore, state: JobState) -> None:
    job = await brought_to(store, state)
    assert job.deadline_at is not None
    assert await claim(store, job.deadline_at - 1) == []
    [claimed] = await claim(store, job.deadline_at)
    ended = life.overdue(claimed, job.deadline_at)
    assert ended is not None
    assert (await store.apply(ended)).is_final


async def test_the_longest_due_come_first_and_no_more_than_asked_for(store: SqlStore) -> None:
    for number, wait in ((1, 3), (2, 1), (3, 2)):
        job = await brought_to(store, JobState.RUNNING, nth(number))
        await store.apply(stay(job, "wait", due_at=NOW + wait))
    assert [job.id for job in await claim(store, limit=2)] == [nth(2), nth(3)]
    assert [job.id for job in await claim(store)] == [nth(1)]
    assert await claim(store, limit=0) == []


async def test_a_claimed_job_is_nobody_elses_until_the_lease_runs_out(store: SqlStore) -> None:
    await brought_to(store, JobState.RUNNING)
    [mine] = await claim(store)
    assert await claim(store, LATER + LEASE - 1, "other") == []
    [theirs] = await claim(store, LATER + LEASE, "other")
    assert theirs.rev == mine.rev + 1
    with pytest.raises(StaleJobError):
        await store.apply(finish(mine))
    assert (await store.apply(finish(theirs))).state is JobState.FETCHING


async def test_of_many_claims_at_once_one_gets_the_job(store: SqlStore) -> None:
    await brought_to(store, JobState.RUNNING)
    answers = await asyncio.gather(*(claim(store, owner=str(number)) for number in range(8)))
    assert sorted(len(answer) for answer in answers) == [0] * 7 + [1]


async def test_renewing_prolongs_an_owners_leases_that_have_not_run_out(store: SqlStore) -> None:
    for number in (1, 2):
        await brought_to(store, JobState.RUNNING, nth(number))
    [first] = await claim(store, limit=1)
    [second] = await claim(store, owner="other", limit=1)
    await store.renew("me", (first.id, second.id), LATER + LEASE - 1, LEASE)
    assert [job.id for job in await claim(store, LATER + LEASE, "third")] == [second.id]
    assert [job.id for job in await claim(store, LATER + 2 * LEASE - 1, "third")] == [first.id]


async def test_a_lease_that_ran_out_is_not_renewed(store: SqlStore) -> None:
    await brought_to(store, JobState.RUNNING)
    [job] = await claim(store)
    await store.renew("me", (job.id,), LATER + LEASE, LEASE)
    assert len(await claim(store, LATER + LEASE, "other")) == 1


async def test_a_move_ends_the_lease_unless_the_work_goes_on(store: SqlStore) -> None:
    await brought_to(store, JobState.RUNNING)
    [job] = await claim(store)
    job = await store.apply(stay(job, "goes on"), keep_lease=True)
    assert await claim(store, LATER, "other") == []
    await store.apply(stay(job, "done"))
    assert len(await claim(store, LATER, "other")) == 1


async def test_a_lease_given_back_makes_the_job_due_when_said(store: SqlStore) -> None:
    await brought_to(store, JobState.RUNNING)
    [job] = await claim(store)
    await store.let_go(job, LATER + 5)
    assert await claim(store, LATER + 4, "other") == []
    assert len(await claim(store, LATER + 5, "other")) == 1


async def test_a_lease_that_is_anothers_is_not_given_back(store: SqlStore) -> None:
    await brought_to(store, JobState.RUNNING)
    [mine] = await claim(store)
    [theirs] = await claim(store, LATER + LEASE, "other")
    await store.let_go(mine, LATER)
    assert await store.job(mine.id) == theirs
    assert await claim(store, LATER + LEASE + 1) == []


async def test_clearing_forgets_every_lease_and_fences_its_holder(store: SqlStore) -> None:
    await brought_to(store, JobState.RUNNING, nth(1))
    untouched = await accepted(store, nth(2))
    [mine] = await claim(store)
    await store.clear_leases()
    assert await store.job(untouched.id) == untouched
    with pytest.raises(StaleJobError):
        await store.apply(finish(mine))
    assert [job.id for job in await claim(store, LATER, "other")] == [mine.id]


async def test_the_next_due_is_the_first_that_nobody_works_on(store: SqlStore) -> None:
    assert await store.next_due() is None
    await brought_to(store, JobState.DELIVERED, nth(1))
    assert await store.next_due() is None
    queued = await accepted(store, nth(2))
    assert await store.next_due() == queued.deadline_at
    unknown = await brought_to(store, JobState.UNKNOWN, nth(3))
    assert await store.next_due() == queued.deadline_at != unknown.deadline_at
    running = await brought_to(store, JobState.RUNNING, nth(4))
    assert await store.next_due() == running.due_at
    await claim(store)
    assert await store.next_due() == queued.deadline_at


async def test_a_job_sent_back_to_the_queue_keeps_the_deadline_of_its_creation(store: SqlStore) -> None:
    job = await brought_to(store, JobState.SUBMITTING)
    back = life.submitted(job, NotSent("no route"), NOW + 1800, key=KEY, pace=PACE, chance=0.5)
    await store.apply(back)
    assert await store.next_due() == NOW + 3600


async def test_final_jobs_want_work_only_while_a_delivery_is_open(store: SqlStore) -> None:
    job = await brought_to(store, JobState.DELIVERED)
    assert await store.claim("me", NOW + 9, 60, 10) == []
    assert await store.next_due() is None
    opened = await store.apply(redelivery.deliver_again(job, a_posted_delivery(), CHANNEL, NOW + 10, "asked"))
    assert await store.next_due() == NOW + 10
    (claimed,) = await store.claim("me", NOW + 10, 60, 10)
    assert (claimed.state, claimed.rev) == (JobState.DELIVERED, opened.rev + 1)
    assert await store.claim("another", NOW + 11, 60, 10) == []
    posted = replace(a_posted_delivery(number=2), message_id=MessageId(5))
    await store.apply(redelivery.posted(claimed, posted, NOW + 12))
    assert await store.claim("another", NOW + 99, 60, 10) == []
    assert await store.next_due() is None


async def test_no_more_is_claimed_than_there_is_room_for(store: SqlStore) -> None:
    for number in range(3):
        job = await brought_to(store, JobState.DELIVERED, nth(number))
        newest = a_posted_delivery(nth(number))
        await store.apply(redelivery.deliver_again(job, newest, CHANNEL, NOW, "asked"))
    await brought_to(store, JobState.RUNNING, nth(4))
    assert len(await store.claim("me", NOW + 99, 60, 2)) == 2
    assert len(await store.claim("me", NOW + 99, 60, 9)) == 2


async def test_jobs_to_deliver_again_are_found_without_reading_every_final_one(sqlite_engine: AsyncEngine) -> None:
    final = (
        "SELECT id FROM job WHERE state IN ('delivered', 'undeliverable') AND deadline_at IS NOT NULL AND due_at <= 5"
    )
    plan = await rows(sqlite_engine, f"EXPLAIN QUERY PLAN {final} ORDER BY due_at LIMIT 3")
    assert "job_with_deadline" in str(plan)


async def test_what_its_owner_works_on_yet_is_not_claimed_again_when_the_clock_was_set_forward(store: SqlStore) -> None:
    job = await brought_to(store, JobState.RUNNING)
    await claim(store)
    much_later = LATER + 31 * 86400
    assert await store.claim("me", much_later, LEASE, 10, but=[job.id]) == []
    assert [one.id for one in await store.claim("other", much_later, LEASE, 10)] == [job.id]
