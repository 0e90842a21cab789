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
from tests.store.walking import accepted, brought_to, fetch, finish, guild, nth

DAILY = Allowance(credits=100, period=PeriodKind.DAY)
QUEUED, FETCHED, CHEAP, DEAR, OLD = nth(0), nth(20), nth(21), nth(22), nth(23)
POOL = "a:900000000000000001:%"
UNGUARDED = ("transfer", "account", "job", "delivery")
"""Tables whose constraints and triggers must go before they can be damaged."""


async def live(path: Path) -> None:
    """Bring jobs into every state, with smaller and larger bills, and over the end of a period."""
    engine = open_sqlite(path)
    store = SqlStore(engine)
    for number, state in enumerate(JobState):
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
        for table in UNGUARDED:
            connection.execute(f"CREATE TABLE bare AS SELECT * FROM {table}")
            connection.execute(f"DROP TABLE {table}")
            connection.execute(f"ALTER TABLE bare RENAME TO {table}")
        for statement in statements:
            assert connection.execute(statement).rowcount > 0, statement


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


LINE = "INSERT INTO transfer SELECT"
REST = "job_id, actor, reason, at FROM transfer WHERE"
OF_POOL = f"account_id LIKE '{POOL}'".replace("account_id", "id")
HELD = f"kind = 'pending' AND job_id = {QUEUED}"
DAMAGES: list[tuple[str, set[str], list[str]]] = [
    ("credits from nowhere", {"E1", "E7"}, [f"UPDATE account SET credits = credits + 1 WHERE {OF_POOL}"]),
    (
        "a meter that forgot",
        {"E1", "E8"},
        ["UPDATE account SET posted = posted - 1 WHERE kind = 'member' AND posted > 0"],
    ),
    ("a hold that nobody placed", {"E1", "E7", "E8"}, [f"UPDATE account SET pending = pending + 1 WHERE {OF_POOL}"]),
    ("a line that vanished", {"E1", "E7"}, ["DELETE FROM transfer WHERE credit = 'sys:expired' AND amount = 100"]),
    (
        "a pool that gave more than it had",
        {"E2"},
        [
            f"UPDATE transfer SET amount = 1 WHERE credit LIKE '{POOL}'",
            f"UPDATE account SET credits = 1 WHERE {OF_POOL}",
        ],
    ),
    (
        "a pool that owes a hold",
        {"E2", "E5"},
        [
            f"UPDATE transfer SET amount = -200 WHERE {HELD}",
            f"UPDATE account SET pending = pending - 228 WHERE id IN (SELECT debit FROM transfer WHERE {HELD})",
        ],
    ),
    (
        "a negative line",
        {"E3"},
        [f"{LINE} 'x', 'direct', 'sys:a', 'sys:b', -1, NULL, NULL, actor, reason, at FROM transfer LIMIT 1"],
    ),
    (
        "a line to itself",
        {"E3"},
        [f"{LINE} 'x', 'direct', 'sys:a', 'sys:a', 1, NULL, NULL, actor, reason, at FROM transfer LIMIT 1"],
    ),
    ("a second void", {"E4"}, [f"{LINE} 'x', kind, debit, credit, 0, pending_id, {REST} kind = 'void' LIMIT 1"]),
    (
        "a capture sent elsewhere",
        {"E4"},
        ["UPDATE transfer SET credit = 'sys:else' WHERE kind = 'post' AND credit = 'sys:spent'"],
    ),
    ("a void worth something", {"E4"}, ["UPDATE transfer SET amount = 1 WHERE kind = 'void' AND debit LIKE 'm:%'"]),
    (
        "a resolution of a resolution",
        {"E4"},
        [f"{LINE} 'x', 'void', debit, credit, 0, id, {REST} kind = 'post' LIMIT 1"],
    ),
    (
        "a resolution of nothing",
        {"E4"},
        [f"{LINE} 'x', 'void', debit, credit, 0, 'gone', {REST} kind = 'void' LIMIT 1"],
    ),
    ("a grant that resolves", {"E4"}, ["UPDATE transfer SET pending_id = id WHERE kind = 'direct'"]),
    ("a hold that outlived its job", {"E5"}, ["UPDATE job SET state = 'cancelled' WHERE state = 'queued'"]),
    ("a hold that is not the price", {"E5"}, ["UPDATE job SET price = 29 WHERE state = 'queued'"]),
    ("a hold whose job is gone", {"E5"}, ["DELETE FROM job WHERE state = 'queued'"]),
    ("a failed job that paid", {"E5"}, ["UPDATE job SET state = 'failed' WHERE state = 'delivered'"]),
    (
        "an open job without a hold",
        {"E5"},
        ["UPDATE job SET state = 'running', task_id = 't' WHERE state = 'cancelled'"],
    ),
    (
        "a hold placed twice",
        {"E5"},
        [
            f"UPDATE transfer SET amount = 56 WHERE {HELD}",
            f"UPDATE account SET pending = pending + 28 WHERE id IN (SELECT debit FROM transfer WHERE {HELD})",
        ],
    ),
    ("a clip that cost more than it took", {"E6"}, [f"UPDATE job SET consumed = 14 WHERE id = {FETCHED}"]),
    ("a clip that cost less than it took", {"E6"}, [f"UPDATE job SET consumed = 6 WHERE id = {CHEAP}"]),
    ("a loss that nobody bears", {"E6"}, [f"DELETE FROM transfer WHERE id = '{DEAR}:absorbed'"]),
    (
        "credits that left the server",
        {"E7", "E8"},
        [
            f"{LINE} 'x', 'direct', id, 'sys:else', 1, NULL, NULL, 'me', 'why', 0 FROM account WHERE {OF_POOL}",
            f"UPDATE account SET posted = posted + 1 WHERE {OF_POOL}",
        ],
    ),
    (
        "a member who spent what no pool gave",
        {"E8"},
        [
            f"{LINE} 'x', 'direct', id, 'sys:meter', 1, NULL, NULL, 'me', 'why', 0 FROM account "
            "WHERE kind = 'member' LIMIT 1",
            "UPDATE account SET posted = posted + 1 WHERE id = (SELECT debit FROM transfer WHERE id = 'x')",
        ],
    ),
    ("a delivered job without a delivery", {"E10"}, ["DELETE FROM delivery WHERE state = 'posted'"]),
    (
        "a delivered job whose delivery is under way",
        {"E10"},
        ["UPDATE delivery SET state = 'posting' WHERE state = 'posted'"],
    ),
    ("a running job without a task", {"E10"}, ["UPDATE job SET task_id = NULL WHERE state = 'running'"]),
]


@pytest.mark.parametrize(("invariants", "statements"), [one[1:] for one in DAMAGES], ids=[one[0] for one in DAMAGES])
async def test_damage_is_found(patient: Path, invariants: set[str], statements: list[str]) -> None:
    damage(patient, statements)
    assert {finding.invariant for finding in await examine(patient)} == invariants


async def test_a_finding_says_where_and_what(patient: Path) -> None:
    damage(patient, [f"UPDATE job SET price = 29 WHERE id = {QUEUED}"])
    [finding] = await examine(patient)
    assert (finding.invariant, finding.subject) == ("E5", str(QUEUED))
    assert finding.detail == "state queued, price 29, held 28, paid 0"


def test_every_invariant_that_a_database_can_show_has_its_damage() -> None:
    assert {name for _, names, _ in DAMAGES for name in names} == {*(f"E{number}" for number in range(1, 9)), "E10"}
