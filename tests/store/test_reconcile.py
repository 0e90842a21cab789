"""What the operator finds out, in the books: on both databases, with every invariant checked afterwards."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain import life, reconcile, redelivery
from bot.domain.budget import NO_GUILD, Instruction
from bot.domain.history import LineKind
from bot.domain.ids import JobId, TaskId
from bot.domain.job import Ending, Job, JobState
from bot.domain.pace import STALE
from bot.domain.reconcile import SLACK, Matter, MatterKind
from bot.domain.stats import KeyBudget
from bot.domain.task import Failed
from bot.ports import StaleJobError, TaskTakenError
from bot.store import SqlStore
from tests.builders import GUILD, KEY, MEMBER, NOW, PACE, RULE, a_delivery, terms
from tests.store.walking import (
    accepted,
    brought_to,
    everything,
    fetch,
    finish,
    lose,
    nth,
    post,
    rows,
    run,
    turn,
)

DAY = 86400.0
LATER = NOW + 3 * DAY
TASK = TaskId("task-found")
BREAKING = {
    "sqlite": ["CREATE TRIGGER breaking BEFORE INSERT ON {} BEGIN SELECT RAISE(ABORT, 'disk full'); END"],
    "postgresql": [
        """CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION 'disk full'; END $$""",
        "CREATE TRIGGER breaking BEFORE INSERT ON {} EXECUTE FUNCTION full_disk()",
    ],
}
MENDING = {"sqlite": "DROP TRIGGER breaking", "postgresql": "DROP TRIGGER breaking ON {}"}


def word(job_id: JobId, **changes: object) -> Instruction:
    said = Instruction(guild_id=NO_GUILD, by=None, reason="seen in the account", request=f"r{job_id}", at=LATER)
    return replace(said, **changes)  # type: ignore[arg-type] # a test's own shorthand


async def bought(store: SqlStore, credits_: int = 1000) -> None:
    """Track the budget of the key."""
    await store.grant_key(word(JobId(0)), KEY, credits_)


async def bound(store: SqlStore, job: Job, task: TaskId = TASK) -> Job:
    return await store.reconcile(word(job.id), reconcile.bind(job, task, LATER, key=KEY), f"task {task}")


async def reckoned(store: SqlStore, job: Job, charged: int) -> Job:
    return await store.reconcile(word(job.id), reconcile.reckon(job, charged, LATER), f"{charged} credits")


async def stranded(store: SqlStore, job: Job) -> Job:
    return await store.apply(redelivery.stranded(job, a_delivery(job_id=job.id), NOW, Ending.NO_CHANNEL))


async def spent_and_held(store: SqlStore) -> tuple[int, int]:
    balance = await store.balance(GUILD, MEMBER, (), terms(RULE), NOW)
    return balance.spent, balance.held


async def look(store: SqlStore, job: Job) -> Matter:
    found = await store.matter(job.id, LATER, NOW)
    assert found is not None
    return found


async def key(store: SqlStore) -> KeyBudget:
    found = await store.key_budget(KEY)
    assert found is not None
    return found


async def test_an_unknown_job_whose_task_is_found_goes_on_and_is_paid(store: SqlStore) -> None:
    job = await bound(store, await brought_to(store, JobState.UNKNOWN))
    assert (job.state, job.free) == (JobState.RUNNING, False)
    assert await spent_and_held(store) == (0, 28)
    await store.apply(post(await store.apply(fetch(await store.apply(finish(job, LATER)), LATER)), LATER))
    assert await spent_and_held(store) == (28, 0)
    assert (await look(store, job)).borne == 0


@pytest.mark.parametrize("tracked", [True, False])
@pytest.mark.parametrize("consumed", [None, 0, 14, 28, 31])
async def test_the_clip_of_an_expired_job_is_free_and_the_operator_bears_what_it_took(
    store: SqlStore, engine: AsyncEngine, consumed: int | None, tracked: bool
) -> None:
    if tracked:
        await bought(store)
    expired = await brought_to(store, JobState.EXPIRED)
    assert (await look(store, expired)).borne == 28
    job = await bound(store, expired)
    assert (job.state, job.free) == (JobState.RUNNING, True)
    assert await store.check() == []
    job = await store.apply(fetch(await store.apply(finish(job, LATER, consumed=consumed)), LATER))
    assert await store.check() == []
    done = await store.apply(post(job, LATER))
    taken = 28 if consumed is None else consumed
    assert (done.state, await spent_and_held(store)) == (JobState.DELIVERED, (0, 0))
    assert (await look(store, done)).borne == taken
    if tracked:
        assert (await key(store)).free == 1000 - taken
    record = await store.record(job.id)
    assert record is not None
    assert [line.kind for line in record.lines] == [LineKind.HELD, LineKind.GIVEN_BACK]
    assert await rows(engine, "SELECT took FROM job") == [(None,)]


async def test_a_free_job_that_fails_after_all_costs_what_the_vendor_kept(store: SqlStore) -> None:
    await bought(store)
    job = await bound(store, await brought_to(store, JobState.EXPIRED))
    failed = await store.apply(life.polled(job, Failed("no", 8), LATER, pace=PACE, chance=0.5))
    assert (failed.state, (await look(store, failed)).borne, (await key(store)).free) == (JobState.FAILED, 8, 992)
    assert await spent_and_held(store) == (0, 0)


@pytest.mark.parametrize("state", [JobState.UNKNOWN, JobState.EXPIRED])
@pytest.mark.parametrize("charged", [0, 8, 28, 84])
async def test_what_the_vendor_took_is_the_operators_whether_or_not_the_job_expired(
    store: SqlStore, state: JobState, charged: int
) -> None:
    await bought(store)
    job = await reckoned(store, await brought_to(store, state), charged)
    ending = Ending.NEVER_MADE if charged else Ending.NEVER_TAKEN
    assert (job.state, job.ending) == (JobState.FAILED, ending)
    assert (await look(store, job)).borne == charged
    assert (await key(store)).free == 1000 - charged
    assert await spent_and_held(store) == (0, 0)


async def test_a_correction_can_be_corrected_and_each_is_a_line_of_the_operators(
    store: SqlStore, engine: AsyncEngine
) -> None:
    await bought(store, 30)
    job = await brought_to(store, JobState.EXPIRED)
    for charged in (84, 10, 0, 28):
        job = await reckoned(store, job, charged)
        assert (await look(store, job)).borne == charged
        assert (await key(store)).free == max(0, 30 - charged)
        assert await store.check() == []
    written = await rows(engine, "SELECT actor, reason FROM transfer WHERE id LIKE '%restored%'")
    assert set(written) == {("operator", "seen in the account")}
    kept = await rows(engine, "SELECT guild_id, actor, before, after, reason FROM audit ORDER BY id")
    assert kept[1] == (0, "operator", "expired", "84 credits", "seen in the account")
    assert len(kept) == 5


async def test_the_operator_bears_beyond_a_key_that_is_used_up_and_gets_that_back_first(
    store: SqlStore, engine: AsyncEngine
) -> None:
    await bought(store, 28)
    job = await reckoned(store, await brought_to(store, JobState.UNKNOWN), 40)
    of_operator = "SELECT id, amount FROM transfer WHERE debit = 'sys:operator'"
    assert [amount for _, amount in await rows(engine, of_operator)] == [12]
    await reckoned(store, job, 20)
    back = "SELECT credit, amount FROM transfer WHERE debit = 'sys:absorbed' ORDER BY amount"
    assert await rows(engine, back) == [(f"k:{KEY}", 8), ("sys:operator", 12)]


async def test_what_the_operator_bears_is_summed_up_as_it_stands(store: SqlStore) -> None:
    await reckoned(store, await brought_to(store, JobState.EXPIRED), 8)
    stats = await store.stats(KEY, LATER)
    assert stats.spans[-1].absorbed == 8


async def test_nothing_of_it_is_written_when_the_job_changed_meanwhile(store: SqlStore, engine: AsyncEngine) -> None:
    unknown = await brought_to(store, JobState.UNKNOWN)
    expired = await store.apply(life.overdue(unknown, LATER))  # type: ignore[arg-type] # it is overdue
    before = await everything(engine)
    for move in (reconcile.bind(unknown, TASK, LATER, key=KEY), reconcile.reckon(unknown, 8, LATER)):
        with pytest.raises(StaleJobError):
            await store.reconcile(word(unknown.id), move, "too late")
    assert await everything(engine) == before
    assert await store.job(expired.id) == expired


@pytest.mark.parametrize("state", [JobState.UNKNOWN, JobState.EXPIRED])
@pytest.mark.parametrize("last", ["transfer", "audit"])
async def test_a_crash_before_the_last_line_of_it_leaves_everything_as_it_was(
    store: SqlStore, engine: AsyncEngine, state: JobState, last: str
) -> None:
    job = await brought_to(store, state)
    move = reconcile.reckon(job, 14, LATER)
    before = await everything(engine)
    for statement in BREAKING[engine.dialect.name]:
        async with engine.begin() as connection:
            await connection.execute(text(statement.format(last)))
    with pytest.raises(DBAPIError, match="disk full"):
        await store.reconcile(word(job.id), move, "14 credits")
    assert await everything(engine) == before
    async with engine.begin() as connection:
        await connection.execute(text(MENDING[engine.dialect.name].format(last)))
    assert (await store.reconcile(word(job.id), move, "14 credits")).state is JobState.FAILED
    assert (await look(store, job)).borne == 14


async def test_a_task_belongs_to_one_job(store: SqlStore) -> None:
    job = await brought_to(store, JobState.RUNNING)
    assert job.task_id is not None
    assert (await store.owner_of(job.task_id), await store.owner_of(TASK)) == (job.id, None)


async def test_everything_that_needs_a_look_is_listed_with_what_is_known(store: SqlStore) -> None:
    states = (JobState.UNKNOWN, JobState.EXPIRED, JobState.READY, JobState.FAILED, JobState.DELIVERED)
    ready = [await brought_to(store, state, nth(number)) for number, state in enumerate(states)][2]
    await stranded(store, ready)
    running = await brought_to(store, JobState.RUNNING, nth(10), now=LATER - STALE - 1)
    queued = await accepted(store, nth(11), now=LATER - life.QUEUE_PATIENCE - SLACK - 1)
    forgotten = await store.apply(life.overdue(await brought_to(store, JobState.RUNNING, nth(12)), NOW + DAY))  # type: ignore[arg-type] # it is overdue
    found = {matter.job.id: matter for matter in await store.matters(LATER, NOW)}
    assert {job_id: matter.kind for job_id, matter in found.items()} == {
        nth(0): MatterKind.UNKNOWN,
        nth(1): MatterKind.EXPIRED,
        nth(2): MatterKind.UNDELIVERED,
        running.id: MatterKind.STALE,
        queued.id: MatterKind.OVERDUE,
        forgotten.id: MatterKind.BORNE,
    }
    unknown = found[nth(0)]
    assert (unknown.submitted_at, unknown.held, unknown.borne) == (NOW, 28, 0)
    assert unknown.said == "outcome unknown: reset"
    assert (unknown.worker, unknown.settled) == (None, None)
    assert found[forgotten.id].borne == 28


async def test_what_was_settled_needs_no_look_any_more(store: SqlStore) -> None:
    jobs = [await brought_to(store, state, nth(n)) for n, state in enumerate((JobState.UNKNOWN, JobState.EXPIRED))]
    jobs.append(await store.apply(life.overdue(await brought_to(store, JobState.RUNNING, nth(2)), NOW + DAY)))  # type: ignore[arg-type] # it is overdue
    for job in jobs:
        await reckoned(store, job, 28)
    assert await store.matters(LATER, NOW) == []
    assert (await look(store, jobs[2])).settled == "28 credits: seen in the account"


async def test_a_clip_whose_file_is_not_kept_any_more_needs_no_look(store: SqlStore) -> None:
    await stranded(store, await brought_to(store, JobState.READY))
    assert len(await store.matters(LATER, NOW)) == 1
    assert await store.matters(LATER, NOW + 1) == []


async def test_who_works_on_a_job_is_told(store: SqlStore) -> None:
    await brought_to(store, JobState.RUNNING)
    await store.claim("this-process", LATER, 60.0, 5)
    found = await store.matter(nth(0), LATER, NOW)
    assert found is not None
    assert found.worker == "this-process"


async def test_a_late_answer_is_not_what_a_video_of_this_kind_usually_takes(
    store: SqlStore, engine: AsyncEngine
) -> None:
    job = await store.apply(lose(await store.apply(turn(await accepted(store)))))
    job = await store.apply(run(job, NOW + 30))
    await store.apply(fetch(await store.apply(finish(job, NOW + 31)), NOW + 32))
    assert await rows(engine, "SELECT took FROM job") == [(None,)]


async def test_a_task_that_became_another_jobs_meanwhile_is_said_so_and_nothing_is_written(
    store: SqlStore, engine: AsyncEngine
) -> None:
    first, second = [await brought_to(store, JobState.UNKNOWN, nth(number)) for number in (1, 2)]
    moves = [reconcile.bind(job, TASK, NOW, key=KEY) for job in (first, second)]
    await store.reconcile(word(first.id), moves[0], "task")
    before = await everything(engine)
    with pytest.raises(TaskTakenError):
        await store.reconcile(word(first.id), moves[1], "task")
    assert await everything(engine) == before
