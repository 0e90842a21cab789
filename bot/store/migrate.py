"""Bring a database to the schema of this version, from code: there is no alembic.ini."""

from functools import cache
from importlib import resources

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.locks import MIGRATION


class NewerSchemaError(Exception):
    """The database was written by a newer version of Reelroom than this one."""


class OlderSchemaError(Exception):
    """The database has yet to be brought to this version's schema; the message is its revision."""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(resources.files("bot.store") / "migrations"))
    config.attributes["connection"] = connection
    return config


@cache
def _scripts() -> ScriptDirectory:
    """Read this version's steps, once in a process."""
    return ScriptDirectory.from_config(_config())


def _upgrade(connection: Connection) -> str:
    if connection.dialect.name == "postgresql":
        # two processes that start together: the second one finds the work done
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION})
    scripts = _scripts()
    known = {script.revision for script in scripts.walk_revisions()}
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in known:
        raise _newer(current)
    if current != scripts.get_current_head():
        command.upgrade(_config(connection), "head")
    return scripts.get_current_head() or ""


def _newer(revision: str) -> NewerSchemaError:
    return NewerSchemaError(f"the database is at revision {revision}, which this version does not know")


def head() -> str:
    """Tell the revision of this version's schema."""
    return _scripts().get_current_head() or ""


def revision_of(connection: Connection) -> tuple[str, bool]:
    """Read the revision of a database's schema, and whether this version knows it."""
    known = {script.revision for script in _scripts().walk_revisions()}
    current = MigrationContext.configure(connection).get_current_revision() or ""
    return current, current in known


def is_ours(connection: Connection) -> bool:
    """Whether a bot ever used the database, which then has this version's schema.

    Raises OlderSchemaError and NewerSchemaError where it has another.
    """
    if not inspect(connection).has_table("alembic_version"):
        return False
    revision, is_known = revision_of(connection)
    if not is_known:
        raise _newer(revision)
    if revision != head():
        raise OlderSchemaError(revision)
    return True


async def migrate(engine: AsyncEngine) -> str:
    """Apply what is missing and return the revision reached. Raises NewerSchemaError before it changes anything."""
    async with engine.begin() as connection:
        return await connection.run_sync(_upgrade)
