from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.job import JobState
from bot.store import SqlStore
from bot.store.engine import open_sqlite
from bot.store.migrate import NewerSchemaError, migrate
from bot.store.tables import metadata
from tests.store.walking import brought_to, everything, rows

AGAIN = (
    "INSERT INTO transfer SELECT 'x', kind, debit, credit, amount, pending_id, job_id, actor, reason, at "
    "FROM transfer WHERE kind = 'post' LIMIT 1"
)
SCHEMA = "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name"


def differences(connection: Connection) -> Any:
    return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)


def checks_of(sql: str) -> set[str]:
    return {line.strip(" ,\t") for line in sql.splitlines() if "CHECK" in line}


async def test_the_migrations_lead_to_the_tables_of_the_code(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_the_migrations_know_every_check_of_the_code(engine: AsyncEngine, tmp_path: Path) -> None:
    other = open_sqlite(tmp_path / "by-code.db")
    async with other.begin() as connection:
        await connection.run_sync(metadata.create_all)
    query = "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%CHECK%' ORDER BY name"
    migrated = {name: checks_of(sql) for name, sql in await rows(engine, query)}
    made = {name: checks_of(sql) for name, sql in await rows(other, query)}
    await other.dispose()
    assert migrated == made
    assert set(made) == {"account", "studio", "transfer"}


async def test_migrating_twice_changes_nothing(engine: AsyncEngine) -> None:
    await brought_to(SqlStore(engine), JobState.DELIVERED)
    before = await rows(engine, SCHEMA), await everything(engine)
    assert await migrate(engine) == "0002"
    assert (await rows(engine, SCHEMA), await everything(engine)) == before


async def test_a_database_of_a_newer_version_is_refused_untouched(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = await rows(engine, SCHEMA), await everything(engine)
    with pytest.raises(NewerSchemaError, match="9999"):
        await migrate(engine)
    assert (await rows(engine, SCHEMA), await everything(engine)) == before


async def test_a_migration_that_breaks_off_leaves_the_old_schema(tmp_path: Path) -> None:
    def break_off(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "TRIGGER" in statement:
            raise ConnectionError("the power went")

    engine = open_sqlite(tmp_path / "new.db")
    event.listen(engine.sync_engine, "before_cursor_execute", break_off)
    with pytest.raises(ConnectionError):
        await migrate(engine)
    assert await rows(engine, SCHEMA) == []
    event.remove(engine.sync_engine, "before_cursor_execute", break_off)
    assert await migrate(engine) == "0002"
    await engine.dispose()


@pytest.mark.parametrize("table", ["transfer", "job_event"])
@pytest.mark.parametrize("change", ["UPDATE {} SET job_id = 1", "DELETE FROM {}"])
async def test_what_was_booked_is_never_changed_or_removed(engine: AsyncEngine, table: str, change: str) -> None:
    await brought_to(SqlStore(engine), JobState.DELIVERED)
    with pytest.raises(IntegrityError, match="append-only"):
        async with engine.begin() as connection:
            await connection.execute(text(change.format(table)))


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("UPDATE account SET pending = credits + 1 WHERE kind = 'allowance'", "account_is_not_overdrawn"),
        ("UPDATE account SET posted = -1", "account_is_natural"),
        ("INSERT INTO transfer VALUES ('x', 'post', 'a', 'b', 1, NULL, 1, 'me', 'why', 0)", "transfer_resolves"),
        ("INSERT INTO transfer VALUES ('x', 'direct', 'a', 'b', -1, NULL, 1, 'me', 'why', 0)", "transfer_amount"),
        ("INSERT INTO transfer VALUES ('x', 'gift', 'a', 'b', 1, NULL, 1, 'me', 'why', 0)", "transfer_kind"),
        ("INSERT INTO transfer VALUES ('x', 'post', 'a', 'b', 1, 'nothing', 1, 'me', 'why', 0)", "FOREIGN KEY"),
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
