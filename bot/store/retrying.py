"""What PostgreSQL asks to be done again: a transaction that it broke off, or whose connection was lost."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy.exc import DBAPIError

WAITS: Final = (0.05, 0.25, 1.0)
"""Seconds before each further attempt."""
BROKEN_OFF: Final = ("40001", "40P01", "55P03", "57P01", "57P02", "57P03", "08")
"""Beginnings of SQLSTATE: serialization failure, deadlock, lock not got, server down or coming up, connection lost."""


def causes(reason: BaseException | None) -> Iterator[BaseException]:
    """Go from an error to what it was made of."""
    while reason is not None:
        yield reason
        reason = getattr(reason, "orig", None) or reason.__cause__


def may_run_again(reason: BaseException) -> bool:
    """Tell whether the transaction failed for a reason that passes, and not for what it wanted to write."""
    if isinstance(reason, DBAPIError) and reason.connection_invalidated:
        return True
    return any(
        isinstance(cause, ConnectionError | TimeoutError) or (sqlstate(cause) or "").startswith(BROKEN_OFF)
        for cause in causes(reason)
    )


def sqlstate(reason: BaseException) -> str | None:
    """Read the five letters by which PostgreSQL names an error."""
    found = getattr(reason, "sqlstate", None)
    return found if isinstance(found, str) else None
