import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.history import Cursor, Line, LineKind, Page, Way
from bot.domain.ids import JobId
from bot.domain.job import JobState
from bot.store import SqlStore
from tests.builders import GUILD, JOB, MEMBER, NOW, a_posted_delivery
from tests.store.walking import accepted, brought_to, finish, guild, member, nth, rows, turn
from tests.store.walking import fetch as fetched
from tests.store.walking import run as running


async def asked(store: SqlStore, *numbers: int) -> None:
    for number in numbers:
        await accepted(store, nth(number))


def ids(page: Page) -> list[JobId]:
    return [entry.job.id for entry in page.entries]


async def test_the_newest_jobs_come_first_and_the_rest_is_known_to_be_there(store: SqlStore) -> None:
    await asked(store, 1, 2, 3, 4)
    page = await store.history(GUILD, MEMBER, None, 3)
    assert ids(page) == [nth(4), nth(3), nth(2)]
    assert (page.older, page.newer) == (True, False)


async def test_pages_lead_to_each_other_and_neither_repeat_nor_hide_a_job(store: SqlStore) -> None:
    await asked(store, *range(1, 6))
    second = await store.history(GUILD, MEMBER, Cursor(Way.OLDER, nth(4)), 2)
    assert (ids(second), second.older, second.newer) == ([nth(3), nth(2)], True, True)
    last = await store.history(GUILD, MEMBER, Cursor(Way.OLDER, nth(2)), 2)
    assert (ids(last), last.older, last.newer) == ([nth(1)], False, True)
    back = await store.history(GUILD, MEMBER, Cursor(Way.NEWER, nth(1)), 2)
    assert (ids(back), back.older, back.newer) == ([nth(3), nth(2)], True, True)
    await asked(store, 6)
    assert ids(await store.history(GUILD, MEMBER, Cursor(Way.OLDER, nth(4)), 2)) == ids(second)


async def test_the_way_back_to_fewer_jobs_than_a_page_is_the_first_page(store: SqlStore) -> None:
    await asked(store, 1, 2, 3)
    first = await store.history(GUILD, MEMBER, Cursor(Way.NEWER, nth(2)), 2)
    assert (ids(first), first.older, first.newer) == ([nth(3), nth(2)], True, False)


async def test_other_members_and_other_servers_are_left_out(store: SqlStore) -> None:
    await accepted(store, nth(1), member_id=member(7))
    await accepted(store, nth(2), guild_id=guild(7))
    await accepted(store, nth(3))
    assert ids(await store.history(GUILD, MEMBER, None, 5)) == [nth(3)]
    assert ids(await store.history(GUILD, None, None, 5)) == [nth(3), nth(1)]
    assert ids(await store.history(guild(8), None, None, 5)) == []


async def test_a_delivered_job_comes_with_the_message_that_stands(store: SqlStore) -> None:
    await brought_to(store, JobState.DELIVERED)
    await brought_to(store, JobState.RUNNING, nth(1))
    page = await store.history(GUILD, MEMBER, None, 5)
    assert [entry.standing for entry in page.entries] == [None, a_posted_delivery()]


@pytest.mark.parametrize("whose", ["member_id = 1", "1 = 1"])
async def test_no_list_reads_what_it_does_not_show(sqlite_engine: AsyncEngine, whose: str) -> None:
    query = f"SELECT * FROM job WHERE guild_id = 1 AND {whose} ORDER BY id DESC LIMIT 6"  # noqa: S608 - of this test
    plan = " ".join(str(row) for row in await rows(sqlite_engine, f"EXPLAIN QUERY PLAN {query}"))
    assert "USING INDEX job_by_" in plan


async def test_a_record_has_times_deliveries_and_what_happened_to_the_credits(store: SqlStore) -> None:
    job = await accepted(store)
    for after, step in ((10, turn), (20, running)):
        job = await store.apply(step(job, NOW + after))
    job = await store.apply(finish(job, NOW + 60, consumed=20))
    job = await store.apply(fetched(job, NOW + 70))
    record = await store.record(JOB)
    assert record
    assert record.job == job
    assert (record.started_at, record.finished_at) == (NOW + 20, NOW + 70)
    assert list(record.lines) == [
        Line(LineKind.HELD, 28, NOW),
        Line(LineKind.CAPTURED, 20, NOW + 70),
        Line(LineKind.RELEASED, 8, NOW + 70),
    ]
    assert [one.number for one in record.deliveries] == [1]
    assert record.standing is None


async def test_what_the_operator_bears_is_in_no_record(store: SqlStore) -> None:
    await brought_to(store, JobState.EXPIRED)
    record = await store.record(JOB)
    assert record
    assert [line.kind for line in record.lines] == [LineKind.HELD, LineKind.GIVEN_BACK]


async def test_a_job_that_nobody_asked_for_has_no_record(store: SqlStore) -> None:
    assert await store.record(JOB) is None
