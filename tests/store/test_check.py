"""Every invariant is found broken when it is, and a database that lived healthily has none broken."""

import asyncio
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from bot.domain.budget import Allowance, PeriodKind
from bot.domain.job import JobState
from bot.ports import Finding
from bot.store import SqlStore
from bot.store.engine import open_sqlite
from tests.builders import MEMBER, NOW
from tests.store.damages import CHEAP, DAMAGES, DEAR, FETCHED, OLD, QUEUED, STATES, VALUES
from tests.store.walking import accepted, brought_to, fetch, finish, guild, nth

DAILY = Allowance(credits=100, period=PeriodKind.DAY)
UNGUARD = """
CREATE TABLE bare AS SELECT * FROM transfer; DROP TABLE transfer; ALTER TABLE bare RENAME TO transfer;
CREATE TABLE bare AS SELECT * FROM account; DROP TABLE account; ALTER TABLE bare RENAME TO account;
CREATE TABLE bare AS SELECT * FROM job; DROP TABLE job; ALTER TABLE bare RENAME TO job;
CREATE TABLE bare AS SELECT * FROM delivery; DROP TABLE delivery; ALTER TABLE bare RENAME TO delivery;
"""
"""Copies of tables have neither constraints nor triggers."""


async def live(path: Path) -> None:
    """Bring jobs into every state, with smaller and larger bills, and over the end of a period."""
    engine = open_sqlite(path)
    store = SqlStore(engine)
    for number, state in enumerate(STATES):
        await brought_to(store, state, nth(number))
    for job_id, consumed in ((CHEAP, 5), (DEAR, 31)):
        job = await brought_to(store, JobState.RUNNING, job_id)
        await store.apply(fetch(await store.apply(finish(job, consumed=consumed))))
    await brought_to(store, JobState.DELIVERED, FETCHED, guild_id=guild(2), rule=DAILY)
    await accepted(store, OLD, guild_id=guild(2), rule=DAILY)
    await store.balance(guild(2), MEMBER, DAILY, NOW + 86400)
    await store.balance(guild(3), MEMBER, DAILY, NOW)
    await store.balance(guild(3), MEMBER, DAILY, NOW + 86400)
    await engine.dispose()


@pytest.fixture(scope="session")
def lived(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the file that the tests damage copies of."""
    path = Path(shutil.copy(migrated, tmp_path_factory.mktemp("check") / "lived.db"))
    asyncio.run(live(path))
    return path


@pytest.fixture
def patient(lived: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(lived, tmp_path / "patient.db"))


def damage(path: Path, statements: Sequence[str]) -> None:
    """Take the guards away and write what they would have refused; every statement must change something."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(UNGUARD)
        for statement in statements:
            assert connection.execute(statement, VALUES).rowcount > 0, statement


async def examine(path: Path) -> list[Finding]:
    engine = open_sqlite(path)
    found = list(await SqlStore(engine).check())
    await engine.dispose()
    return found


async def test_nothing_is_found_in_a_healthy_database(patient: Path, database: Path) -> None:
    assert await examine(database) == []
    assert await examine(patient) == []


async def test_taking_the_guards_away_alone_breaks_nothing(patient: Path) -> None:
    damage(patient, [])
    assert await examine(patient) == []


@pytest.mark.parametrize("name", DAMAGES)
async def test_damage_is_found(patient: Path, name: str) -> None:
    invariants, statements = DAMAGES[name]
    damage(patient, statements)
    assert {finding.invariant for finding in await examine(patient)} == invariants


async def test_a_finding_says_where_and_what(patient: Path) -> None:
    damage(patient, ["UPDATE job SET price = 29 WHERE id = :queued"])
    [finding] = await examine(patient)
    assert (finding.invariant, finding.subject) == ("E5", str(QUEUED))
    assert finding.detail == "state queued, price 29, held 28, paid 0"


def test_every_invariant_that_a_database_can_show_has_its_damage() -> None:
    assert {name for names, _ in DAMAGES.values() for name in names} == {
        *(f"E{number}" for number in range(1, 9)),
        "E10",
    }
