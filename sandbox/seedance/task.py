"""What the vendor remembers of one generation."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.seedance.contract import State
from sandbox.seedance.faults import Fault
from sandbox.seedance.film import Film
from sandbox.seedance.picture import Picture


@dataclass
class Fetch:
    """How a task gets its picture. Without `ended_at` it is under way; then there is a picture or a problem."""

    link: str
    ended_at: datetime | None = None
    picture: Picture | None = None
    problem: str | None = None


@dataclass
class Task:
    """One generation. `request` is what was submitted, `charged` the credits kept for it, `takes` in seconds."""

    task_id: str
    key: str
    request: dict[str, Any]
    price: int
    charged: int
    created_at: datetime
    film: Film
    """The clip it makes; the picture is in it once that is fetched."""
    started: float
    takes: float
    fetch: Fetch | None = None
    """None without an image."""
    fault: Fault | None = None
    hurried: bool = False
    state: State = "IN_PROGRESS"
    error_message: str | None = None
    has_link: bool = False
    doom: str | None = None
    """The error message that it will fail with."""
    waits: float = 0.0
    """The part of `takes` that it spends waiting for others."""
    waiting: bool = False
    told: bool = False
    """Whether its success was told once."""

    @property
    def picture(self) -> Picture | None:
        """The picture that the vendor fetched, None until it did."""
        return self.fetch.picture if self.fetch else None

    @property
    def waits_for_picture(self) -> bool:
        return self.fetch is not None and self.fetch.picture is None
