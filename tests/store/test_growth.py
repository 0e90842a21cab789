"""What is asked all day costs no more because many jobs ended."""

import sqlite3
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.job import JobState
from bot.service.worker import TALKING, TRANSFERRING
from bot.store import SqlStore
from tests.builders import CAPS, NOW
from tests.store.walking import brought_to, nth

LATER = NOW + 600
ENDED = 2000
STEPS = 100
"""Of SQLite's machine, between two times that it is counted."""
ASKED: dict[str, Callable[[SqlStore], Awaitable[object]]] = {
    "what talks to the vendor": lambda store: store.claim("me", LATER, 60, 64, TALKING),
    "what moves a file": lambda store: store.claim("me", LATER, 60, 8, TRANSFERRING),
    "when something is due": lambda store: store.next_due(),
    "whose turn it is": lambda store: store.take_turn(CAPS, "me", LATER, 60),
    "what is untold": lambda store: store.claim_untold(LATER, LATER + 30, 20),
    "whom a wait misleads": lambda store: store.claim_misled(CAPS, LATER, LATER + 30, NOW, 10),
    "which card is untold": lambda store: store.claim_cards(LATER, LATER + 30, 10),
    "whether the clock was set back": lambda store: store.follow_clock(LATER, 60),
    "whose words are old": lambda store: store.blank_words(NOW - 1, 100),
}


def _columns(file: sqlite3.Connection, table: str, **values: str) -> tuple[str, str]:
    names = [row[1] for row in file.execute(f"PRAGMA table_info({table})")]
    return ", ".join(names), ", ".join(values.get(name, name) for name in names)


def multiply(path: str) -> None:
    """Have every job that ended many times, with its delivery."""
    with sqlite3.connect(path) as file:
        numbers = f"(WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n LIMIT {ENDED}) SELECT n FROM n)"  # noqa: S608 - all ours
        names, values = _columns(file, "job", id="id + 1000000 * n", task_id="id || '-' || n", callback="NULL")
        file.execute(f"INSERT INTO job ({names}) SELECT {values} FROM job, {numbers} WHERE state = 'delivered'")  # noqa: S608 - ours
        names, values = _columns(file, "delivery", job_id="job_id + 1000000 * n", message_id="NULL")
        file.execute(f"INSERT INTO delivery ({names}) SELECT {values} FROM delivery, {numbers}")  # noqa: S608 - all ours


async def steps_of(engine: AsyncEngine, ask: Awaitable[object]) -> int:
    """Count what SQLite's machine does for an answer."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 1
        return 0

    async def watch(by: Callable[[], int] | None) -> None:
        async with engine.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            await driver.set_progress_handler(by, STEPS)  # type: ignore[union-attr] # aiosqlite's, which is open

    await watch(count)
    await ask
    await watch(None)
    return counted * STEPS


@pytest.mark.parametrize("what", ASKED)
async def test_what_is_asked_all_day_reads_no_job_that_ended(sqlite_engine: AsyncEngine, what: str) -> None:
    store = SqlStore(sqlite_engine)
    job = await brought_to(store, JobState.DELIVERED, nth(1))
    await store.told(job, None)
    multiply(str(sqlite_engine.url.database))
    assert await steps_of(sqlite_engine, ASKED[what](store)) < ENDED
