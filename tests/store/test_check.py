"""Every invariant is found broken when it is, and a database that lived healthily has none broken."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.job import JobState
from bot.domain.period import Allowance, PeriodKind
from bot.store import SqlStore
from bot.store.check import check
from bot.store.engine import open_postgres, open_sqlite
from tests import postgres, sqlite
from tests.builders import MEMBER, NOW, terms
from tests.store.damages import CHEAP, DAMAGES, DEAR, FETCHED, HARMLESS, OLD, QUEUED, STATES, VALUES
from tests.store.walking import accepted, brought_to, fetch, finish, guild, nth

DAILY = Allowance(credits=100, period=PeriodKind.DAY)
TABLES = ("transfer", "account", "job_event", "delivery", "card_note", "log_card", "job")
"""Copies of these have neither constraints nor triggers."""


async def live(engine: AsyncEngine) -> None:
    """Bring jobs into every state, with smaller and larger bills, and over the end of a period."""
    store = SqlStore(engine)
    for number, state in enumerate(STATES):
        await brought_to(store, state, nth(number))
    for job_id, consumed in ((CHEAP, 5), (DEAR, 31)):
        job = await brought_to(store, JobState.RUNNING, job_id)
        await store.apply(fetch(await store.apply(finish(job, consumed=consumed))))
    await brought_to(store, JobState.DELIVERED, FETCHED, guild_id=guild(2), rule=DAILY)
    await accepted(store, OLD, guild_id=guild(2), rule=DAILY)
    await store.balance(guild(2), MEMBER, (), terms(DAILY), NOW + 86400)
    await store.balance(guild(3), MEMBER, (), terms(DAILY), NOW)
    await store.balance(guild(3), MEMBER, (), terms(DAILY), NOW + 86400)


@pytest.fixture(scope="session")
def lived_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], AsyncEngine]:
    path = sqlite.copied(tmp_path_factory.mktemp("lived") / "reelroom.db")
    return _lived(lambda: open_sqlite(path))


@pytest.fixture(scope="session")
def lived_postgres(postgres_server: postgres.Postgres) -> Callable[[], AsyncEngine]:
    assert postgres_server.port
    url = asyncio.run(postgres.new_database())
    return _lived(lambda: open_postgres(url))


def _lived(opening: Callable[[], AsyncEngine]) -> Callable[[], AsyncEngine]:
    """Make the database that the tests damage, each in a transaction that is rolled back."""

    async def make() -> None:
        engine = opening()
        await live(engine)
        await engine.dispose()

    asyncio.run(make())
    return opening


@pytest.fixture(params=["sqlite", "postgres"])
def lived(request: pytest.FixtureRequest) -> Callable[[], AsyncEngine]:
    """Give each database in turn."""
    opening: Callable[[], AsyncEngine] = request.getfixturevalue(f"lived_{request.param}")
    return opening


@pytest.fixture
async def patient(lived: Callable[[], AsyncEngine]) -> AsyncIterator[AsyncConnection]:
    """Open a transaction on it."""
    engine = lived()
    async with engine.connect() as connection:
        transaction = await connection.begin()
        yield connection
        await transaction.rollback()
    await engine.dispose()


async def damage(conn: AsyncConnection, statements: Sequence[str]) -> None:
    """Take the guards away and write what they would have refused; every statement must change something."""
    for table in TABLES:
        for step in ("CREATE TABLE bare AS SELECT * FROM {}", "DROP TABLE {}", "ALTER TABLE bare RENAME TO {}"):
            await conn.exec_driver_sql(step.format(table))
    for statement in statements:
        used = {name: value for name, value in VALUES.items() if f":{name}" in statement}
        assert (await conn.execute(text(statement), used)).rowcount > 0, statement


async def test_nothing_is_found_in_an_empty_database(store: SqlStore) -> None:
    assert await store.check() == []


async def test_nothing_is_found_in_a_healthy_database(patient: AsyncConnection) -> None:
    assert await check(patient) == []


async def test_taking_the_guards_away_alone_breaks_nothing(patient: AsyncConnection) -> None:
    await damage(patient, [])
    assert await check(patient) == []


@pytest.mark.parametrize("name", DAMAGES)
async def test_damage_is_found(patient: AsyncConnection, name: str) -> None:
    invariants, statements = DAMAGES[name]
    await damage(patient, statements)
    assert {finding.invariant for finding in await check(patient)} == invariants


@pytest.mark.parametrize("name", HARMLESS)
async def test_what_only_looks_like_damage_is_not_found(patient: AsyncConnection, name: str) -> None:
    await damage(patient, HARMLESS[name])
    assert await check(patient) == []


async def test_a_finding_says_where_and_what(patient: AsyncConnection) -> None:
    await damage(patient, ["UPDATE job SET price = 29 WHERE id = :queued"])
    [finding] = await check(patient)
    assert (finding.invariant, finding.subject) == ("E5", str(QUEUED))
    assert finding.detail == "state queued, price 29, held 28, paid 0"


def test_every_invariant_that_a_database_can_show_has_its_damage() -> None:
    assert {name for names, _ in DAMAGES.values() for name in names} == {
        *(f"E{number}" for number in range(1, 9)),
        "E10",
        "E13",
    }
