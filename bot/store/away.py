"""Tell a database that cannot be used at present from one that refuses what was to be written."""

from typing import Final

from sqlalchemy.exc import TimeoutError as NoConnectionError

from bot.store.retrying import causes, may_run_again, sqlstate

SQLITE: Final = frozenset({"BUSY", "LOCKED", "NOMEM", "READONLY", "IOERR", "FULL", "CANTOPEN", "PROTOCOL"})
"""SQLite's names, without what stands behind the first: in use, out of memory, not writable, no room, not there."""
DAMAGED: Final = frozenset({"CORRUPT", "NOTADB"})
POSTGRES: Final = ("53", "25006", "58", "3D000", "28")
"""Beginnings of SQLSTATE: no room or too many connections, read-only, the system's error, no database, not let in."""
CORRUPT: Final = "XX001"


def is_away(reason: BaseException) -> bool:
    """Whether the database cannot be used at present; nothing that was to be written stands, or will be asked again."""
    if isinstance(reason, NoConnectionError) or may_run_again(reason) or is_damaged(reason):
        return True
    return any(
        _sqlite_name(cause) in SQLITE or (sqlstate(cause) or "").startswith(POSTGRES) for cause in causes(reason)
    )


def is_damaged(reason: BaseException) -> bool:
    """Whether what is stored cannot be read any more."""
    return any(_sqlite_name(cause) in DAMAGED or sqlstate(cause) == CORRUPT for cause in causes(reason))


def said_by(reason: BaseException) -> str:
    """Give the first line of what the database said, without the statement and its values."""
    cause = getattr(reason, "orig", None) or reason
    return str(cause).partition("\n")[0] or type(cause).__name__


def _sqlite_name(cause: BaseException) -> str | None:
    """Read SQLite's name of an error; what stands behind the second underscore is a finer distinction."""
    name = getattr(cause, "sqlite_errorname", None)
    return name.split("_")[1] if isinstance(name, str) else None
