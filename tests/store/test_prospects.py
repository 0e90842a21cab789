"""What the store foresees of jobs that wait or run."""

from dataclasses import replace

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.ids import JobId, MessageId
from bot.domain.job import Job, JobState
from bot.domain.period import Allowance, PeriodKind
from bot.domain.studio import OPEN, Closure
from bot.domain.video import Resolution
from bot.domain.waiting import ENOUGH, NEWEST, RECENT, Prospect, Usual
from bot.store import SqlStore
from tests.builders import NO_CAPS, NOW, a_spec
from tests.store.walking import accepted, brought_to, cancel, fetch, finish, guild, member, nth, rows, run, turn

RICH = Allowance(credits=100_000, period=PeriodKind.MONTH)
ONE = replace(NO_CAPS, running=1)
SMALL = a_spec(resolution=Resolution.SD)
MESSAGE = MessageId(5)


async def made(store: SqlStore, number: int, took: float, *, asked: float = NOW - 9000, sound: bool = False) -> Job:
    """Make a clip whose task took so many seconds, of which the download took five."""
    job = await accepted(store, nth(1000 + number), spec=a_spec(generate_audio=sound), rule=RICH, now=asked)
    job = await store.apply(run(await store.apply(turn(job, asked + 1)), asked + 10))
    return await store.apply(fetch(await store.apply(finish(job, asked + 5 + took)), asked + 10 + took))


async def history(store: SqlStore, *took: float) -> None:
    for number, seconds in enumerate(took):
        await made(store, number, seconds)


async def queue(store: SqlStore, number: int, of_guild: int = 1, *, of_member: int | None = None) -> Job:
    who = member(number if of_member is None else of_member)
    asked = NOW - 60 + number
    return await accepted(store, nth(number), guild_id=guild(of_guild), member_id=who, now=asked, rule=RICH)


async def foreseen(store: SqlStore, job: Job, now: float = NOW) -> Prospect:
    return (await store.prospects([job], ONE, now))[job.id]


async def told(store: SqlStore, *jobs: Job, now: float = NOW) -> None:
    """Show jobs as they are foreseen."""
    prospects = await store.prospects(jobs, ONE, now)
    for job in jobs:
        await store.told(job, MESSAGE, prospects.get(job.id))


async def misled(store: SqlStore, now: float, *, shown_before: float = NOW, limit: int = 10) -> list[JobId]:
    return [job.id for job, _ in await store.claim_misled(ONE, now, now + 30, shown_before, limit)]


async def test_a_place_is_counted_across_servers_in_the_order_of_turns(store: SqlStore) -> None:
    jobs = [await queue(store, 1), await queue(store, 2), await queue(store, 3, 2), await queue(store, 4, 3)]
    prospects = await store.prospects(jobs, ONE, NOW)
    assert [prospects[job.id].place for job in jobs] == [1, 4, 2, 3]
    await store.take_turn(ONE, "me", NOW, 60)
    prospects = await store.prospects(jobs[1:], ONE, NOW)
    assert [prospects[job.id].place for job in jobs[1:]] == [3, 1, 2]


async def test_without_enough_history_no_time_is_told(store: SqlStore) -> None:
    await history(store, *[60.0] * (ENOUGH - 1))
    first, second = await queue(store, 1), await queue(store, 2)
    assert await foreseen(store, first) == Prospect(at=NOW, place=1, starts_at=NOW)
    assert await foreseen(store, second) == Prospect(at=NOW, place=2)


async def test_a_start_is_foreseen_from_what_is_usual_and_how_long_the_running_one_has_run(store: SqlStore) -> None:
    await history(store, *[60.0] * ENOUGH)
    jobs = [await queue(store, number) for number in (1, 2, 3)]
    taken = await store.take_turn(ONE, "me", NOW - 30, 60)
    assert taken
    await store.apply(run(taken, NOW - 20))
    assert (await foreseen(store, jobs[1])).starts_at == NOW + 40
    assert await foreseen(store, jobs[2]) == Prospect(
        at=NOW, place=2, starts_at=NOW + 100, usual=Usual((60.0,) * ENOUGH)
    )


async def test_one_that_takes_longer_than_all_before_it_is_not_assumed_to_end(store: SqlStore) -> None:
    await history(store, *[60.0] * ENOUGH)
    await queue(store, 1)
    waiting = await queue(store, 2)
    await store.take_turn(ONE, "me", NOW, 60)
    assert (await foreseen(store, waiting, NOW + 61)).starts_at is None


async def test_usual_is_learned_from_task_to_file_of_the_same_kind_alone(store: SqlStore) -> None:
    await history(store, 50, 60, 70, 80, 90)
    for number in range(ENOUGH):
        await made(store, 50 + number, 500, sound=True)
    running = await brought_to(store, JobState.RUNNING, nth(1), rule=RICH)
    small = await brought_to(store, JobState.RUNNING, nth(2), spec=SMALL, rule=RICH)
    loud = await brought_to(store, JobState.RUNNING, nth(3), spec=a_spec(generate_audio=True), rule=RICH)
    prospects = await store.prospects([running, small, loud], NO_CAPS, NOW)
    assert prospects[running.id] == Prospect(at=NOW, usual=Usual((50, 60, 70, 80, 90)))
    assert prospects[small.id].usual is None
    assert prospects[loud.id].usual == Usual((500,) * ENOUGH)


async def test_usual_forgets_what_is_old_and_all_but_the_newest(store: SqlStore) -> None:
    for number in range(ENOUGH):
        await made(store, number, 500, asked=NOW - RECENT - 1)
    for number in range(3):
        await made(store, 10 + number, 300, asked=NOW - 50_000)
    for number in range(NEWEST):
        await made(store, 20 + number, 60, asked=NOW - 40_000 + number)
    running = await brought_to(store, JobState.RUNNING, nth(1), rule=RICH)
    assert (await foreseen(store, running)).usual == Usual((60,) * NEWEST)


async def test_what_came_to_nothing_teaches_nothing(store: SqlStore) -> None:
    for number, state in enumerate((JobState.FAILED, JobState.FETCHING, JobState.EXPIRED) * 3):
        await brought_to(store, state, nth(100 + number), rule=RICH, now=NOW - 9000)
    running = await brought_to(store, JobState.RUNNING, nth(1), rule=RICH)
    assert (await foreseen(store, running)).usual is None


async def test_a_closed_studio_starts_nothing_and_keeps_the_order(store: SqlStore) -> None:
    jobs = [await queue(store, number) for number in (1, 2)]
    await store.change_studio(OPEN, OPEN.closed(Closure.KEY, NOW))
    assert await foreseen(store, jobs[1]) == Prospect(at=NOW, place=2, closed=True)


async def test_who_is_being_ended_is_in_nobodys_way_and_has_no_place(store: SqlStore) -> None:
    old = await accepted(store, nth(1), now=NOW - 3600)
    waiting = await queue(store, 2)
    assert await foreseen(store, old) == Prospect(at=NOW)
    assert (await foreseen(store, waiting)).place == 1


@pytest.mark.parametrize("state", sorted(set(JobState) - {JobState.QUEUED, JobState.RUNNING}))
async def test_of_other_states_nothing_is_foreseen(store: SqlStore, state: JobState) -> None:
    assert await store.prospects([await brought_to(store, state)], ONE, NOW) == {}


async def test_a_message_that_misleads_is_found_and_offered_once_at_a_time(store: SqlStore) -> None:
    jobs = [await queue(store, number) for number in (1, 2, 3)]
    await told(store, *jobs)
    assert await misled(store, NOW + 20) == []
    await store.apply(cancel(jobs[0], NOW + 20))
    assert await misled(store, NOW + 21, shown_before=NOW - 1) == []
    ((second, prospect), (third, _)) = await store.claim_misled(ONE, NOW + 21, NOW + 51, NOW, 10)
    assert (second.id, third.id) == (nth(2), nth(3))
    assert prospect == Prospect(at=NOW + 21, place=1, starts_at=NOW + 21)
    assert await misled(store, NOW + 50) == []
    assert await misled(store, NOW + 51) == [nth(2), nth(3)]
    await store.told(second, MESSAGE, prospect)
    assert await misled(store, NOW + 90, shown_before=NOW + 90) == [nth(3)]
    assert await misled(store, NOW + 119, shown_before=NOW + 119) == []


async def test_those_near_the_front_are_corrected_first_and_no_more_than_asked_for(store: SqlStore) -> None:
    jobs = [await queue(store, number, number) for number in (4, 3, 2, 1)]
    await told(store, *jobs)
    await store.take_turn(ONE, "me", NOW + 1, 60)
    assert await misled(store, NOW + 20, limit=2) == [nth(2), nth(3)]
    assert await misled(store, NOW + 20, limit=2) == [nth(4)]


async def test_a_wait_that_was_never_told_or_whose_message_is_gone_misleads_nobody(store: SqlStore) -> None:
    jobs = [await queue(store, number) for number in (1, 2, 3)]
    await told(store, *jobs[:2])
    await store.told(jobs[1], None, (await store.prospects(jobs, ONE, NOW))[nth(2)])
    await store.apply(cancel(jobs[0], NOW + 20))
    assert await misled(store, NOW + 30) == []


async def test_a_state_that_comes_while_a_wait_is_corrected_is_told_next(store: SqlStore) -> None:
    jobs = [await queue(store, number) for number in (1, 2)]
    await told(store, *jobs)
    await store.apply(cancel(jobs[0], NOW + 20))
    ((waiting, prospect),) = await store.claim_misled(ONE, NOW + 21, NOW + 51, NOW, 10)
    await store.apply(cancel(waiting, NOW + 22))
    await store.told(waiting, MESSAGE, prospect)
    assert nth(2) in [job.id for job in await store.claim_untold(NOW + 22, NOW + 52, 10)]


async def test_no_usual_reads_more_than_the_newest_of_its_kind(sqlite_engine: AsyncEngine) -> None:
    store = SqlStore(sqlite_engine)
    running = await brought_to(store, JobState.RUNNING)
    said: list[str] = []

    def listen(_connection: object, _cursor: object, words: str, *_: object) -> None:
        said.append(words)

    event.listen(sqlite_engine.sync_engine, "before_cursor_execute", listen)
    await foreseen(store, running)
    event.remove(sqlite_engine.sync_engine, "before_cursor_execute", listen)
    (query,) = [words for words in said if "took" in words]
    plan = " ".join(str(row) for row in await rows(sqlite_engine, f"EXPLAIN QUERY PLAN {_filled(query)}"))
    assert "COVERING INDEX job_made_by_kind (resolution=? AND duration=? AND generate_audio=? AND created_at>?)" in plan
    assert "TEMP B-TREE" not in plan


def _filled(query: str) -> str:
    return query.replace("?", "1")
