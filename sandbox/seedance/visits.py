"""The newest requests of every kind, and what was made to go wrong with each: for people to look at."""

from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

REMEMBERED: Final = 100


@dataclass(frozen=True, kw_only=True)
class Visited:
    """One request. `status` is what the client could see, None when it saw none; `number` counts from 1."""

    number: int
    at: datetime
    method: str
    path: str
    status: int | None
    task_id: str | None
    fault: str | None
    """What went wrong on purpose."""


class Visits:
    """The newest requests, oldest first."""

    def __init__(self) -> None:
        self.newest: deque[Visited] = deque(maxlen=REMEMBERED)
        self._count = 0

    def add(self, method: str, path: str, status: int | None, task_id: str | None, fault: str | None) -> None:
        """Remember one, as of now."""
        self._count += 1
        self.newest.append(
            Visited(
                number=self._count,
                at=datetime.now(UTC),
                method=method,
                path=path,
                status=status,
                task_id=task_id,
                fault=fault,
            )
        )
