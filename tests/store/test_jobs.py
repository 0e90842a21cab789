import asyncio
from dataclasses import asdict, replace
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.ids import ChannelId, JobId, MessageId, TaskId
from bot.domain.job import Job, JobState, stay
from bot.domain.period import Allowance
from bot.domain.refusals import AllowanceUsedUp, Refusal, StudioClosed, TooManyQueued
from bot.domain.studio import OPEN, TRIAL_EVERY, Closure
from bot.ports import StaleJobError
from bot.store import SqlStore
from tests.builders import (
    CAPS,
    CHANNEL,
    GUILD,
    JOB,
    MEMBER,
    NOW,
    RULE,
    a_clip,
    a_posted_delivery,
    a_requester,
    a_spec,
    terms,
)
from tests.store.walking import (
    accepted,
    ask,
    brought_to,
    cancel,
    everything,
    fetch,
    finish,
    guild,
    lose,
    member,
    nth,
    post,
    rows,
    run,
    said,
    turn,
)

NO_DELIVERY = {
    "sqlite": ["CREATE TRIGGER no_delivery BEFORE INSERT ON delivery BEGIN SELECT RAISE(ABORT, 'disk full'); END"],
    "postgresql": [
        """CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION 'disk full' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
        "CREATE TRIGGER no_delivery BEFORE INSERT ON delivery EXECUTE FUNCTION full_disk()",
    ],
}
DELIVERY_AGAIN = {"sqlite": "DROP TRIGGER no_delivery", "postgresql": "DROP TRIGGER no_delivery ON delivery"}
HOSTILE = [
    "'); DROP TABLE job; --",
    '" OR ""=" %s %(x)s {} :id ? $1',
    "\\' \\x00 ${7*7} \u202e\u200b",
    "job'||(SELECT 1)||'",
]
EVENTS = "SELECT source, target FROM job_event ORDER BY rev"


async def test_an_accepted_job_is_queued_with_all_that_was_asked_for(store: SqlStore) -> None:
    spec = a_spec("a \U0001f3a5 猫", duration=12, generate_audio=True, image_url="https://cdn.example/a.png")
    job = await accepted(store, spec=spec, locale="zh-CN", guild_locale="de")
    assert await store.job(job.id) == job
    assert (job.state, job.spec, job.price, job.rev) == (JobState.QUEUED, spec, 84, 0)
    assert (job.locale, job.guild_locale, job.created_at, job.due_at) == ("zh-CN", "de", NOW, NOW)
    assert job.deadline_at == NOW + 3600


async def test_a_job_that_nobody_asked_for_is_not_there(store: SqlStore) -> None:
    assert await store.job(JOB) is None


@pytest.mark.parametrize("state", list(JobState))
async def test_a_repeated_interaction_is_the_same_job_in_any_state(
    store: SqlStore, engine: AsyncEngine, state: JobState
) -> None:
    job = await brought_to(store, state)
    await store.change_studio(OPEN, OPEN.closed(Closure.KEY, NOW))
    before = await everything(engine)
    assert await ask(store, spec=a_spec("another", duration=4), now=NOW + 99, rule=replace(RULE, credits=1)) == job
    assert await everything(engine) == before


async def test_a_closed_studio_refuses_before_a_hold(store: SqlStore, engine: AsyncEngine) -> None:
    await store.change_studio(OPEN, OPEN.closed(Closure.CREDITS, NOW))
    assert await ask(store) == StudioClosed()
    assert await rows(engine, "SELECT 1 FROM transfer") == []
    assert isinstance(await ask(store, now=NOW + TRIAL_EVERY), Job)


async def test_a_member_has_a_bounded_number_of_jobs_waiting(store: SqlStore) -> None:
    caps = replace(CAPS, queued_per_member=2)
    jobs = [await accepted(store, nth(number), caps=caps, guild_id=guild(number)) for number in (1, 2)]
    assert await ask(store, nth(3), caps=caps) == TooManyQueued(2)
    assert isinstance(await ask(store, nth(4), caps=caps, member_id=member(2)), Job)
    await store.apply(turn(jobs[0]))
    assert isinstance(await ask(store, nth(3), caps=caps), Job)


async def test_what_would_be_refused_is_said_as_it_would_be_and_nothing_is_changed(
    store: SqlStore, engine: AsyncEngine
) -> None:
    caps = replace(CAPS, queued_per_member=1)
    poor = replace(RULE, credits=27)

    async def foreseen(job_id: JobId, rule: Allowance = RULE) -> Refusal | None:
        before = await everything(engine)
        answer = await store.refuse(job_id, a_requester(), a_spec(), terms(rule), caps, NOW)
        assert await everything(engine) == before
        return answer

    assert await foreseen(JOB) is None
    assert await foreseen(JOB, poor) == await ask(store, rule=poor, caps=caps)
    job = await accepted(store, caps=caps)
    assert await foreseen(job.id) is None
    assert await foreseen(nth(2)) == TooManyQueued(1) == await ask(store, nth(2), caps=caps)


async def test_thirty_at_once_get_what_fits_and_no_more(store: SqlStore) -> None:
    rule = replace(RULE, credits=7 * 28)
    asked = [ask(store, nth(number), rule=rule, member_id=member(number % 5)) for number in range(30)]
    answers = await asyncio.gather(*asked)
    assert sum(isinstance(answer, Job) for answer in answers) == 7
    assert sum(isinstance(answer, AllowanceUsedUp) for answer in answers) == 23
    balance = await store.balance(GUILD, MEMBER, (), terms(rule), NOW)
    assert (balance.held, balance.available) == (7 * 28, 0)


async def test_the_same_interaction_thirty_times_at_once_is_one_job(store: SqlStore) -> None:
    answers = await asyncio.gather(*(ask(store) for _ in range(30)))
    assert len({answer.id for answer in answers if isinstance(answer, Job)}) == 1
    assert (await store.balance(GUILD, MEMBER, (), terms(RULE), NOW)).held == 28


@pytest.mark.parametrize("state", list(JobState))
async def test_a_job_is_read_as_it_was_written_in_any_state(store: SqlStore, state: JobState) -> None:
    job = await brought_to(store, state)
    assert await store.job(job.id) == job


@pytest.mark.parametrize("text_", HOSTILE)
async def test_a_text_that_would_be_sql_is_kept_as_a_text(store: SqlStore, engine: AsyncEngine, text_: str) -> None:
    job = await accepted(store, spec=a_spec(text_), locale=text_, guild_locale=text_)
    assert await store.job(job.id) == job
    await store.block_words(said(reason=text_), text_, "")
    assert await rows(engine, "SELECT DISTINCT reason FROM audit") == [(text_,)]
    moved = await store.apply(replace(cancel(job), why=text_))
    assert await store.job(job.id) == moved
    assert await rows(engine, "SELECT why FROM job_event ORDER BY rev DESC LIMIT 1") == [(text_,)]


async def test_every_change_of_state_is_an_event_and_nothing_else_is(store: SqlStore, engine: AsyncEngine) -> None:
    job = await brought_to(store, JobState.RUNNING)
    job = await store.apply(stay(job, "polled", polls=1))
    await store.apply(finish(job))
    assert await rows(engine, EVENTS) == [
        (None, "queued"),
        ("queued", "submitting"),
        ("submitting", "running"),
        ("running", "fetching"),
    ]


async def test_a_long_reason_is_cut_and_does_not_stop_the_job(store: SqlStore, engine: AsyncEngine) -> None:
    job = await brought_to(store, JobState.SUBMITTING)
    move = lose(job)
    await store.apply(replace(move, why="x" * 9999))
    assert await rows(engine, "SELECT max(length(why)) FROM job_event") == [(500,)]


async def test_the_facts_of_a_move_are_written_and_what_was_told_is_not_touched(store: SqlStore) -> None:
    job = await brought_to(store, JobState.RUNNING)
    await store.told(replace(job, state=JobState.RUNNING), MessageId(5))
    facts: dict[str, Any] = {
        "tries": 1,
        "polls": 2,
        "missing": 3,
        "missing_since": NOW,
        "linkless": 4,
        "due_at": NOW + 9,
    }
    after = await store.apply(stay(job, "facts", **facts))
    assert {name: getattr(after, name) for name in facts} == facts
    assert await store.job(job.id) == replace(after, shown=JobState.RUNNING, status_message_id=MessageId(5))


@pytest.mark.parametrize(
    ("state", "step"),
    [(JobState.QUEUED, turn), (JobState.SUBMITTING, run), (JobState.RUNNING, finish), (JobState.FETCHING, fetch)],
)
async def test_a_stale_copy_changes_nothing_at_all(
    store: SqlStore, engine: AsyncEngine, state: JobState, step: Any
) -> None:
    job = await brought_to(store, state)
    await store.apply(step(job))
    before = await everything(engine)
    for again in (step(job, NOW + 5), stay(job, "late", tries=9)):
        with pytest.raises(StaleJobError):
            await store.apply(again)
    assert await everything(engine) == before


async def test_of_two_who_end_a_hold_at_once_one_does(store: SqlStore) -> None:
    job = await accepted(store)
    ends = await asyncio.gather(*(store.apply(cancel(job)) for _ in range(5)), return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends) == ["Job"] + ["StaleJobError"] * 4


async def test_a_move_of_a_job_that_is_not_there_is_stale(store: SqlStore) -> None:
    job = await accepted(store)
    with pytest.raises(StaleJobError):
        await store.apply(turn(replace(job, id=nth(9))))


async def test_a_move_that_fails_half_way_leaves_nothing(store: SqlStore, engine: AsyncEngine) -> None:
    job = await brought_to(store, JobState.FETCHING)
    async with engine.begin() as connection:
        for statement in NO_DELIVERY[engine.dialect.name]:
            await connection.execute(text(statement))
    before = await everything(engine)
    with pytest.raises(IntegrityError, match="disk full"):
        await store.apply(fetch(job))
    assert await everything(engine) == before
    async with engine.begin() as connection:
        await connection.execute(text(DELIVERY_AGAIN[engine.dialect.name]))
    assert (await store.apply(fetch(job))).state is JobState.READY


async def test_a_task_belongs_to_one_job(store: SqlStore, engine: AsyncEngine) -> None:
    job = await brought_to(store, JobState.RUNNING, nth(1))
    other = run(await brought_to(store, JobState.SUBMITTING, nth(2)))
    before = await everything(engine)
    with pytest.raises(IntegrityError):
        await store.apply(replace(other, after=replace(other.after, task_id=TaskId(str(job.task_id)))))
    assert await everything(engine) == before


async def test_a_delivery_is_written_with_its_move_and_changed_by_the_next(store: SqlStore) -> None:
    job = await brought_to(store, JobState.FETCHING)
    assert await store.delivery(job.id) is None
    opening = fetch(job)
    job = await store.apply(opening)
    assert job.clip == a_clip(name=f"{job.id}.mp4")
    assert await store.delivery(job.id) == opening.delivery
    sent = replace(opening.delivery, sent_at=NOW, anchor=MessageId(7), fit_to=3 * 10**9) if opening.delivery else None
    job = await store.apply(stay(job, "about to post", delivery=sent))
    assert await store.delivery(job.id) == sent
    await store.apply(post(job))
    assert await store.delivery(job.id) == a_posted_delivery(job.id)


async def test_the_newest_delivery_is_the_one_that_counts(store: SqlStore) -> None:
    job = await brought_to(store, JobState.DELIVERED)
    second = replace(a_posted_delivery(job.id), number=2, message_id=MessageId(99))
    await store.apply(stay(job, "again", delivery=second))
    assert asdict(await store.delivery(job.id) or second) == asdict(second)
    assert await store.delivery(nth(5)) is None


async def test_entered_states_and_missing_tasks_are_counted(store: SqlStore) -> None:
    for number in range(3):
        job = await brought_to(store, JobState.SUBMITTING, nth(number))
        await store.apply(lose(job, NOW + number))
    assert [await store.entered_since(JobState.UNKNOWN, NOW + later) for later in range(4)] == [3, 2, 1, 0]
    missed = await brought_to(store, JobState.RUNNING, nth(10))
    await brought_to(store, JobState.RUNNING, nth(11))
    assert await store.missing_tasks() == 0
    missed = await store.apply(stay(missed, "not found", missing=1))
    assert await store.missing_tasks() == 1
    await store.apply(finish(missed))
    assert await store.missing_tasks() == 0


async def test_the_jobs_that_wait_for_a_channel_are_found_and_no_others(store: SqlStore) -> None:
    another = ChannelId(CHANNEL + 1)
    waiting = [await accepted(store, nth(number)) for number in (1, 2)]
    await accepted(store, nth(3), channel_id=another)
    await brought_to(store, JobState.RUNNING, nth(4))
    await brought_to(store, JobState.CANCELLED, nth(5))
    assert await store.queued_for(CHANNEL) == waiting
    assert [job.id for job in await store.queued_for(another)] == [nth(3)]
    assert await store.queued_for(ChannelId(1)) == []


async def test_a_note_is_kept_and_written_over(store: SqlStore) -> None:
    assert await store.recall("epoch") is None
    await store.remember("epoch", "1")
    await store.remember("epoch", "2")
    assert await store.recall("epoch") == "2"
