"""What callbacks leave in the database, on both engines."""

from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain import life
from bot.domain.callback import ASK_AGAIN, SPACING, Call
from bot.domain.ids import TaskId
from bot.domain.job import Ending, Job, JobState, stay
from bot.domain.reconcile import bind
from bot.domain.task import Ambiguous, NotSent
from bot.store import SqlStore
from tests.builders import KEY, NO_CAPS, NOW, PACE
from tests.store.walking import accepted

LEASE = 60.0
DIGEST = "d" * 64
TASK = TaskId("task-9")
OTHER = TaskId("task-7")
POLL = NOW + 1000


async def submitting(store: SqlStore) -> Job:
    await accepted(store)
    taken = await store.take_turn(NO_CAPS, "me", NOW, LEASE, DIGEST)
    assert taken is not None
    assert taken.callback == DIGEST
    return taken


async def unknown(store: SqlStore) -> Job:
    job = await submitting(store)
    answer = Ambiguous("the connection broke")
    return await store.apply(life.submitted(job, answer, NOW, key=KEY, pace=PACE, chance=0.5))


async def running(store: SqlStore) -> Job:
    job = await submitting(store)
    return await store.apply(bind(await store.apply(life.lose_sight(job, NOW, "?")), OTHER, NOW, key=KEY))


async def expired(store: SqlStore) -> Job:
    job = await unknown(store)
    move = life.overdue(job, NOW + life.CALLBACK_PATIENCE)
    assert move is not None
    return await store.apply(move)


async def call(store: SqlStore, task_id: TaskId | None = TASK, now: float = NOW, digest: str = DIGEST) -> int:
    return await store.hear([Call(digest, task_id)], now)


async def claim(store: SqlStore, now: float = NOW) -> list[Job]:
    return await store.claim("me", now, LEASE, 10)


async def test_a_call_that_nobody_asked_for_changes_nothing(store: SqlStore) -> None:
    job = await unknown(store)
    assert await call(store, digest="e" * 64) == 0
    assert await store.job(job.id) == job
    assert await claim(store) == []


async def test_a_running_job_is_polled_at_once_and_only_as_often_as_is_decent(store: SqlStore) -> None:
    job = await running(store)
    job = await store.apply(stay(job, "wait", due_at=POLL))
    assert await claim(store, NOW + 1) == []
    assert await call(store, None, NOW + 1) == 1
    assert await store.next_due() == NOW + 1
    [claimed] = await claim(store, NOW + 1)
    assert (claimed.task_id, claimed.hint, claimed.due_at) == (OTHER, None, NOW + 1)
    await store.apply(stay(claimed, "polled", due_at=POLL))
    for _ in range(3):
        await call(store, None, NOW + 2)
    assert await claim(store, NOW + 2) == []
    assert len(await claim(store, NOW + 1 + SPACING)) == 1


async def test_a_call_that_comes_while_the_job_is_polled_leads_to_another_poll(store: SqlStore) -> None:
    job = await store.apply(stay(await running(store), "wait", due_at=NOW))
    [held] = await claim(store)
    await call(store, None, NOW + 1)
    assert await claim(store, NOW + 1) == []
    await store.apply(stay(held, "polled", due_at=POLL))
    [again] = await claim(store, NOW + 1)
    assert again.id == job.id


async def test_a_call_during_the_submit_is_kept_until_nobody_knows_what_became_of_it(store: SqlStore) -> None:
    job = await submitting(store)
    assert await call(store) == 1
    assert await claim(store) == []
    lost = await store.apply(life.lose_sight(job, NOW + 1, "?"))
    assert lost.rev == job.rev + 1
    [claimed] = await claim(store, NOW + 1)
    assert (claimed.state, claimed.hint, claimed.heard_at) == (JobState.UNKNOWN, TASK, NOW)


async def test_a_call_during_the_submit_that_names_nothing_rescues_nothing(store: SqlStore) -> None:
    job = await submitting(store)
    await call(store, None)
    await store.apply(life.lose_sight(job, NOW + 1, "?"))
    assert await claim(store, NOW + 2) == []


@pytest.mark.parametrize("lost", [unknown, expired], ids=["unknown", "expired"])
async def test_a_named_task_is_looked_at_again_when_nobody_finished_looking(store: SqlStore, lost: object) -> None:
    assert callable(lost)
    job = await lost(store)
    now = job.state_at
    await call(store, now=now)
    [held] = await claim(store, now)
    assert held.hint == TASK
    assert await claim(store, now + 1) == []
    [again] = await claim(store, now + LEASE)
    assert again == replace(held, rev=held.rev + 1)


async def test_a_named_task_is_put_off_or_forgotten_unless_another_was_named_meanwhile(store: SqlStore) -> None:
    await unknown(store)
    await call(store)
    [held] = await claim(store)
    await store.put_off(held, NOW + ASK_AGAIN)
    assert await claim(store, NOW + ASK_AGAIN - 1) == []
    [held] = await claim(store, NOW + ASK_AGAIN)
    await call(store, OTHER, NOW + ASK_AGAIN)
    await store.put_off(held, None)
    [held] = await claim(store, NOW + ASK_AGAIN + LEASE)
    assert held.hint == OTHER
    await store.put_off(held, None)
    found = await store.job(held.id)
    assert found is not None
    assert found.hint is None
    assert await claim(store, NOW + 1000) == []
    await call(store, now=NOW + 1000)
    assert len(await claim(store, NOW + 1000)) == 1


async def test_a_job_whose_task_was_bound_has_nothing_to_look_at_any_more(store: SqlStore) -> None:
    await expired(store)
    now = NOW + life.CALLBACK_PATIENCE
    await call(store, now=now)
    [held] = await claim(store, now)
    found = await store.apply(bind(held, TASK, now, key=KEY, finder="a callback"))
    assert (found.state, found.free, found.hint) == (JobState.RUNNING, True, None)
    [polled] = await claim(store, now)
    assert polled.hint is None


async def test_a_final_job_hears_nothing(store: SqlStore) -> None:
    job = await store.apply(life.fail(await running(store), NOW, Ending.VENDOR_FAILED))
    assert await call(store) == 0
    assert await store.job(job.id) == job


async def test_the_next_turn_has_a_token_of_its_own(store: SqlStore) -> None:
    job = await submitting(store)
    answer = NotSent("no connection")
    back = await store.apply(life.submitted(job, answer, NOW, key=KEY, pace=PACE, chance=0.5))
    assert back.callback is None
    taken = await store.take_turn(NO_CAPS, "me", NOW + 60, LEASE, "e" * 64)
    assert taken is not None
    assert taken.callback == "e" * 64
    assert await call(store) == 0


async def test_when_the_last_post_was_about_to_happen_is_known(store: SqlStore) -> None:
    job = await unknown(store)
    assert await store.submitted_at(job.id) == NOW


async def test_calls_about_many_jobs_are_kept_in_one_go(store: SqlStore) -> None:
    job = await unknown(store)
    calls = [Call(f"{number:064}", TASK) for number in range(300)]
    assert await store.hear([*calls, Call(DIGEST, None), Call(DIGEST, TASK)], NOW) == 1
    [held] = await claim(store)
    assert (held.id, held.hint) == (job.id, TASK)


async def test_what_one_process_hears_another_looks_at(store: SqlStore, engine: AsyncEngine) -> None:
    await unknown(store)
    other = SqlStore(engine)
    assert await call(other) == 1
    [held] = await store.claim("another", NOW, LEASE, 10)
    assert held.hint == TASK
    assert await other.claim("me", NOW, LEASE, 10) == []
