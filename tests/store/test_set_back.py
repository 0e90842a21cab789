"""The clock is set back: nothing waits for longer than it was to."""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.callback import Call
from bot.domain.ids import TaskId
from bot.domain.job import OPEN, JobState, stay
from bot.domain.life import lose_sight
from bot.domain.studio import OPEN as OPEN_STUDIO
from bot.domain.studio import Closure, Studio
from bot.store import SqlStore
from bot.store.leases import WORKED
from tests.builders import CAPS, JOB, NOW, a_job
from tests.store.walking import accepted, brought_to, nth, rows

HOUR = 3600.0
MONTH = 30 * 86400.0
LEASE = 60.0
UNDER_WAY = sorted(OPEN | {JobState.READY})


@pytest.mark.parametrize("back", [HOUR, MONTH])
@pytest.mark.parametrize("state", UNDER_WAY)
async def test_what_is_under_way_has_as_long_as_it_was_promised_from_now_on(
    store: SqlStore, state: JobState, back: float
) -> None:
    job = await brought_to(store, state)
    now = NOW - back
    assert await store.follow_clock(now, LEASE) == 1
    found = await store.job(job.id)
    assert found is not None
    # a submit has none: it ends with its process at the latest
    assert (found.deadline_at or now) - now == pytest.approx((job.deadline_at or NOW) - NOW)
    assert found.due_at - now == pytest.approx(job.due_at - job.state_at)
    assert (found.state_at, found.rev) == (now, job.rev)
    assert found.queued_at <= now
    assert await store.follow_clock(now, LEASE) == 0


async def test_a_queued_job_gets_its_turn_at_once(store: SqlStore) -> None:
    job = await accepted(store)
    assert await store.take_turn(CAPS, "me", NOW - MONTH, LEASE) is None
    await store.follow_clock(NOW - MONTH, LEASE)
    taken = await store.take_turn(CAPS, "me", NOW - MONTH, LEASE)
    assert taken is not None
    assert taken.id == job.id


@pytest.mark.parametrize("state", WORKED)
async def test_what_is_in_its_state_for_long_is_looked_at_soon_all_the_same(store: SqlStore, state: JobState) -> None:
    job = await brought_to(store, state)
    await store.apply(stay(job, "looked at since", due_at=NOW + 8 * HOUR))
    assert await store.follow_clock(NOW + HOUR, LEASE) == 1
    assert [one.id for one in await store.claim("me", NOW + HOUR, LEASE, 5)] == [job.id]


async def test_a_lease_is_cut_and_never_taken(store: SqlStore, engine: AsyncEngine) -> None:
    await brought_to(store, JobState.RUNNING)
    await store.claim("other", NOW + 20, LEASE, 5)
    await store.follow_clock(NOW - HOUR, LEASE)
    assert await rows(engine, "SELECT lease_owner, lease_until FROM job") == [("other", NOW - HOUR + LEASE)]


async def test_a_clip_that_was_sent_in_what_is_the_future_now_is_looked_for_soon(
    store: SqlStore, engine: AsyncEngine
) -> None:
    await brought_to(store, JobState.READY)
    async with engine.begin() as conn:
        await conn.execute(text("UPDATE delivery SET state = 'posting', sent_at = :at, anchor = 1"), {"at": NOW})
    await store.follow_clock(NOW - HOUR, LEASE)
    assert await rows(engine, "SELECT sent_at FROM delivery") == [(NOW - HOUR,)]


async def test_a_closed_studio_is_tried_when_it_was_to_be(store: SqlStore) -> None:
    closed = OPEN_STUDIO.closed(Closure.CREDITS, NOW)
    await store.change_studio(OPEN_STUDIO, closed)
    await store.follow_clock(NOW - MONTH, LEASE)
    assert await store.studio() == Studio(Closure.CREDITS, NOW - MONTH, NOW - MONTH + closed.retry_at - NOW)


async def test_a_clock_that_went_on_changes_nothing(store: SqlStore) -> None:
    jobs = [await brought_to(store, state, nth(number)) for number, state in enumerate(JobState)]
    assert await store.follow_clock(NOW, LEASE) == 0
    assert await store.follow_clock(NOW + MONTH, LEASE) == 0
    assert [await store.job(job.id) for job in jobs] == jobs


async def test_a_call_that_came_before_is_looked_at_soon_all_the_same(store: SqlStore) -> None:
    await accepted(store)
    await store.take_turn(CAPS, "me", NOW, LEASE, "d" * 64)
    job = await store.apply(lose_sight((await store.job(JOB)) or a_job(), NOW, "?"))
    await store.hear([Call("d" * 64, TaskId("task-9"))], NOW)
    assert await store.claim("me", NOW - HOUR, LEASE, 5) == []
    await store.follow_clock(NOW - HOUR, LEASE)
    [claimed] = await store.claim("me", NOW - HOUR, LEASE, 5)
    assert (claimed.id, claimed.hint) == (job.id, TaskId("task-9"))
