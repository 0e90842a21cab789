import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.job import JobState
from bot.domain.policy import PolicyChange
from bot.store import SqlStore
from bot.store.engine import open_sqlite
from bot.store.migrate import NewerSchemaError, _config, migrate
from bot.store.tables import metadata
from tests import postgres
from tests.builders import NOW
from tests.store.walking import accepted, brought_to, everything, fetch, finish, give_up, nth, rows, run, said, turn

HEAD = "0010"
WAITING = ScriptDirectory.from_config(_config()).get_revision("0005")
TOOK = WAITING.module.TOOK
AGAIN = (
    "INSERT INTO transfer SELECT 'x', kind, debit, credit, amount, pending_id, job_id, actor, reason, at "
    "FROM transfer WHERE kind = 'post' LIMIT 1"
)
SCHEMA = {
    "sqlite": "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name",
    "postgresql": """SELECT table_name::text, column_name::text, data_type::text FROM information_schema.columns
                     WHERE table_schema = 'public'
                     UNION ALL SELECT c.relname::text, t.tgname::text, pg_get_triggerdef(t.oid)
                     FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal
                     UNION ALL SELECT tablename::text, indexname::text, indexdef FROM pg_indexes
                     WHERE schemaname = 'public' ORDER BY 1, 2""",
}
CHECKS = {
    "sqlite": "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%CHECK%' ORDER BY name",
    "postgresql": """SELECT conrelid::regclass::text, 'CHECK ' || conname || ' ' || pg_get_constraintdef(oid)
                     FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace ORDER BY 1, 2""",
}


async def schema(engine: AsyncEngine) -> list[tuple[Any, ...]]:
    return await rows(engine, SCHEMA[engine.dialect.name].replace("::", "\\:\\:"))


async def checks(engine: AsyncEngine) -> set[tuple[str, str]]:
    """Find every check by its table and words."""
    found = await rows(engine, CHECKS[engine.dialect.name].replace("::", "\\:\\:"))
    return {(table, line) for table, sql in found for line in checks_of(sql)}


@pytest.fixture(params=["sqlite", "postgres"])
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """Open a database that was never used."""
    if request.param == "postgres":
        request.getfixturevalue("postgres_server")
        async with postgres.empty_database() as url, postgres.opened(url) as engine:
            yield engine
        return
    engine = open_sqlite(tmp_path / "empty.db")
    yield engine
    await engine.dispose()


def differences(connection: Connection) -> Any:
    return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)


def checks_of(sql: str) -> set[str]:
    return {line.strip(" ,\t") for line in sql.splitlines() if "CHECK" in line}


async def test_the_migrations_lead_to_the_tables_of_the_code(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_the_migrations_know_every_check_of_the_code(empty: AsyncEngine) -> None:
    async with empty.begin() as connection:
        await connection.run_sync(metadata.create_all)
    made = await checks(empty)
    async with empty.begin() as connection:
        await connection.run_sync(metadata.drop_all)
    await migrate(empty)
    assert await checks(empty) == made
    assert {table for table, _ in made} == {"account", "studio", "transfer"}


async def test_migrating_twice_changes_nothing(engine: AsyncEngine) -> None:
    await brought_to(SqlStore(engine), JobState.DELIVERED)
    before = await schema(engine), await everything(engine)
    assert await migrate(engine) == HEAD
    assert (await schema(engine), await everything(engine)) == before


async def test_a_database_of_a_newer_version_is_refused_untouched(empty: AsyncEngine) -> None:
    await migrate(empty)
    async with empty.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = await schema(empty), await everything(empty)
    with pytest.raises(NewerSchemaError, match="9999"):
        await migrate(empty)
    assert (await schema(empty), await everything(empty)) == before


async def test_a_migration_that_breaks_off_leaves_the_old_schema(empty: AsyncEngine) -> None:
    def break_off(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "TRIGGER" in statement:
            raise ConnectionError("the power went")

    event.listen(empty.sync_engine, "before_cursor_execute", break_off)
    with pytest.raises(ConnectionError):
        await migrate(empty)
    assert await schema(empty) == []
    event.remove(empty.sync_engine, "before_cursor_execute", break_off)
    assert await migrate(empty) == HEAD


async def test_two_processes_that_start_together_migrate_once(postgres_server: postgres.Postgres) -> None:
    assert postgres_server.process.poll() is None
    async with postgres.empty_database() as url, postgres.opened(url) as one, postgres.opened(url) as other:
        assert set(await asyncio.gather(migrate(one), migrate(other))) == {HEAD}


async def test_what_jobs_took_is_learned_from_what_was_written_down_before_it_was_kept(engine: AsyncEngine) -> None:
    store = SqlStore(engine)
    for number, state in enumerate((JobState.DELIVERED, JobState.FAILED)):
        job = await store.apply(run(await store.apply(turn(await accepted(store, nth(number)), NOW + 1)), NOW + 2))
        if state is JobState.FAILED:
            await store.apply(give_up(job, NOW + 60))
        else:
            await store.apply(fetch(await store.apply(finish(job, NOW + 60)), NOW + 65))
    kept = await rows(engine, "SELECT took FROM job ORDER BY id")
    assert kept == [(63.0,), (None,)]
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE job SET took = NULL"))
        await connection.execute(text(TOOK))
    assert await rows(engine, "SELECT took FROM job ORDER BY id") == kept


@pytest.mark.parametrize("table", ["transfer", "job_event"])
@pytest.mark.parametrize("change", ["UPDATE {} SET job_id = 1", "DELETE FROM {}"])
async def test_what_was_booked_is_never_changed_or_removed(engine: AsyncEngine, table: str, change: str) -> None:
    await brought_to(SqlStore(engine), JobState.DELIVERED)
    with pytest.raises(IntegrityError, match="append-only"):
        async with engine.begin() as connection:
            await connection.execute(text(change.format(table)))


@pytest.mark.parametrize("change", ["UPDATE audit SET reason = 'other'", "DELETE FROM audit"])
async def test_who_changed_what_and_why_is_never_changed_or_removed(engine: AsyncEngine, change: str) -> None:
    await SqlStore(engine).change_policy(said(), PolicyChange(paused=True))
    with pytest.raises(IntegrityError, match="append-only"):
        async with engine.begin() as connection:
            await connection.execute(text(change))


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("UPDATE account SET pending = credits + 1 WHERE kind = 'allowance'", "account_is_not_overdrawn"),
        ("UPDATE account SET posted = -1", "account_is_natural"),
        ("INSERT INTO transfer VALUES ('x', 'post', 'a', 'b', 1, NULL, 1, 'me', 'why', 0)", "transfer_resolves"),
        ("INSERT INTO transfer VALUES ('x', 'direct', 'a', 'b', -1, NULL, 1, 'me', 'why', 0)", "transfer_amount"),
        ("INSERT INTO transfer VALUES ('x', 'gift', 'a', 'b', 1, NULL, 1, 'me', 'why', 0)", "transfer_kind"),
        ("INSERT INTO transfer VALUES ('x', 'post', 'a', 'b', 1, 'nothing', 1, 'me', 'why', 0)", "(?i)foreign key"),
        (AGAIN, "transfer.pending_id"),
        ("INSERT INTO studio VALUES (2, NULL, 0, 0)", "studio_is_one"),
    ],
)
async def test_the_database_itself_refuses_what_would_break_the_ledger(
    engine: AsyncEngine, change: str, constraint: str
) -> None:
    await brought_to(SqlStore(engine), JobState.DELIVERED)
    with pytest.raises(IntegrityError, match=constraint):
        async with engine.begin() as connection:
            await connection.execute(text(change))
