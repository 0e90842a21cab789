"""The database: SQLAlchemy Core, one file per part of the port, one transaction per method."""

from bot.store.store import SqlStore

__all__ = ["SqlStore"]
