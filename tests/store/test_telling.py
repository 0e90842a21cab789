import asyncio
from dataclasses import replace

import pytest

from bot.domain.ids import MessageId
from bot.domain.job import FINAL, JobState, stay
from bot.store import SqlStore
from bot.store.rows import TELL_AFTER
from tests.builders import NOW
from tests.store.walking import accepted, brought_to, finish, nth, run, turn

TOLD = FINAL | {JobState.AWAITING_APPROVAL, JobState.QUEUED, JobState.RUNNING, JobState.UNKNOWN}
AFTER = NOW + 100_000
"""When every state of a test was entered, deadlines included."""
RETRY = AFTER + 30
MESSAGE = MessageId(5)


@pytest.mark.parametrize("state", list(JobState))
async def test_a_state_worth_telling_is_told_and_the_others_pass(store: SqlStore, state: JobState) -> None:
    job = await brought_to(store, state)
    assert await store.claim_untold(AFTER, RETRY, 10) == ([job] if state in TOLD else [])


async def test_what_was_taken_is_offered_again_at_its_time_only(store: SqlStore) -> None:
    job = await accepted(store)
    assert await store.claim_untold(NOW + TELL_AFTER - 0.1, RETRY, 10) == []
    assert await store.claim_untold(NOW + TELL_AFTER, RETRY, 10) == [job]
    assert await store.claim_untold(RETRY - 1, RETRY, 10) == []
    assert await store.claim_untold(RETRY, RETRY + 30, 10) == [replace(job, status_tried=True)]


async def test_of_many_who_tell_at_once_one_gets_the_job(store: SqlStore) -> None:
    await accepted(store)
    answers = await asyncio.gather(*(store.claim_untold(NOW + TELL_AFTER, RETRY, 10) for _ in range(6)))
    assert sorted(len(answer) for answer in answers) == [0] * 5 + [1]


async def test_the_longest_untold_come_first_and_no_more_than_asked_for(store: SqlStore) -> None:
    for number, at in ((1, 3), (2, 1), (3, 2)):
        await accepted(store, nth(number), now=NOW + at)
    assert [job.id for job in await store.claim_untold(AFTER, RETRY, 2)] == [nth(2), nth(3)]


async def test_what_was_told_is_told_once_with_its_message(store: SqlStore) -> None:
    job = await accepted(store)
    await store.told(replace(job, state=JobState.QUEUED), MESSAGE)
    assert await store.claim_untold(AFTER, RETRY, 10) == []
    assert await store.job(job.id) == replace(job, shown=JobState.QUEUED, status_message_id=MESSAGE)
    await store.told(replace(job, state=JobState.QUEUED), None)
    assert await store.job(job.id) == replace(job, shown=JobState.QUEUED)


async def test_a_job_that_got_its_turn_at_once_is_not_told_its_place(store: SqlStore) -> None:
    running = await store.apply(run(await store.apply(turn(await accepted(store), NOW)), NOW))
    assert await store.claim_untold(NOW, RETRY, 10) == [running]


async def test_that_a_task_takes_long_is_told_once_more(store: SqlStore) -> None:
    job = await brought_to(store, JobState.RUNNING)
    await store.told(job, MESSAGE)
    late = await store.apply(stay(job, "late", late=True))
    told = replace(late, shown=JobState.RUNNING, status_message_id=MESSAGE)
    assert await store.claim_untold(AFTER, RETRY, 10) == [told]
    await store.told(late, MESSAGE)
    assert await store.claim_untold(AFTER, RETRY, 10) == []


async def test_a_new_state_is_told_at_once_even_after_a_long_retry(store: SqlStore) -> None:
    job = await accepted(store)
    await store.claim_untold(NOW + TELL_AFTER, AFTER, 10)
    running = await store.apply(run(await store.apply(turn(job, NOW + 1)), NOW + 2))
    assert await store.claim_untold(NOW + 2, RETRY, 10) == [replace(running, status_tried=True)]


async def test_a_state_that_came_while_another_was_told_is_due_at_once(store: SqlStore) -> None:
    job = await accepted(store)
    running = await store.apply(run(await store.apply(turn(job, NOW + 1)), NOW + 2))
    await store.claim_untold(NOW + 2, AFTER, 10)
    await store.told(replace(job, state=JobState.QUEUED), MESSAGE)
    shown = replace(running, shown=JobState.QUEUED, status_message_id=MESSAGE, status_tried=True)
    assert await store.claim_untold(NOW + 2, RETRY, 10) == [shown]


async def test_telling_does_not_fence_off_who_works_on_the_job(store: SqlStore) -> None:
    job = await brought_to(store, JobState.RUNNING)
    await store.claim_untold(AFTER, RETRY, 10)
    await store.told(replace(job, state=JobState.RUNNING), MESSAGE)
    assert (await store.apply(finish(job))).state is JobState.FETCHING
