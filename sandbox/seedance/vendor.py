"""The vendor behind the API: keys with balances, tasks, and when they end. No HTTP."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sandbox.seedance.answers import ApiError
from sandbox.seedance.contract import GENERATION_SECONDS, GENERATION_SHARE, LINK_SECONDS, State
from sandbox.seedance.faults import Fault
from sandbox.seedance.film import Film
from sandbox.seedance.studio import Studio
from sandbox.seedance.submission import Submission

JITTER: Final = 0.1
# How many times longer a task takes under a fault of that name.
SLOWER: Final = {"slow": 10.0, "never": math.inf}
# Faults under which nobody will ask for the clip; `finish` on one that never ends has it made then.
CLIPLESS: Final = frozenset({"failed", "silent-success", "never"})
FAILURE_TEXT: Final = "The request failed because the output video may contain sensitive information."


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
    started: float
    takes: float
    fault: Fault | None = None
    hurried: bool = False
    state: State = "IN_PROGRESS"
    error_message: str | None = None
    has_link: bool = False

    def payload(self, origin: str) -> dict[str, Any]:
        """Give `data` of GET /status; `origin` is where the clip is served."""
        return {
            "task_id": self.task_id,
            "status": self.state,
            "consumed_credits": self.charged,
            "created_at": self.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "request": self.request,
            "response": [f"{origin}/media/{self.task_id}.mp4"] if self.has_link else None,
            "error_message": self.error_message,
        }


class Vendor:
    """Keys and tasks. Every verb runs without an await, so what it checks still holds when it writes."""

    def __init__(self, studio: Studio, *, speed: float, seed: int, clock: Callable[[], float]) -> None:
        self.speed = speed
        self.holding = False
        self._studio = studio
        self._clock = clock
        self._random = random.Random(f"tasks {seed}")
        self._balances: dict[str, int] = {}
        self._tasks: dict[str, Task] = {}
        self._epoch = datetime.now(UTC) - timedelta(seconds=clock())

    def add_key(self, key: str, credits_added: int) -> None:
        self._balances[key] = self._balances.get(key, 0) + credits_added

    def knows(self, key: str | None) -> bool:
        return key in self._balances

    def balance(self, key: str) -> int:
        """Credits left; raises KeyError for an unknown key."""
        self._settle_all()
        return self._balances[key]

    def submit(self, key: str, submission: Submission, fault: Fault | None) -> Task:
        """Charge and start a task; raises ApiError 402 and changes nothing when the balance is too small."""
        price = submission.price
        if self._balances[key] < price:
            # A failure nobody has looked at yet may have credits to give back.
            self._settle_all()
        if self._balances[key] < price:
            raise ApiError(402, "INSUFFICIENT_CREDITS")
        self._balances[key] -= price
        now = self._clock()
        task = Task(
            task_id=f"seed15{self._random.getrandbits(48):012x}pro",
            key=key,
            request=dict(submission.fields),
            price=price,
            charged=price,
            created_at=self._epoch + timedelta(seconds=now),
            film=Film(*submission.size, submission.seconds, submission.audio, submission.prompt),
            started=now,
            takes=self._generation_seconds(submission, fault),
            fault=fault,
        )
        self._tasks[task.task_id] = task
        if fault is None or fault.name not in CLIPLESS:
            self._studio.order(task.film)
        return task

    def find(self, task_id: str | None, key: str | None = None) -> Task | None:
        """Look a task up, with a `key` only among its own."""
        task = self._tasks.get(task_id or "")
        if task is None or (key is not None and task.key != key):
            return None
        self._settle(task)
        return task

    def tasks(self, key: str | None = None) -> list[Task]:
        self._settle_all()
        return [task for task in self._tasks.values() if key in {None, task.key}]

    def link_has_expired(self, task: Task) -> bool:
        return self._clock() - task.started > LINK_SECONDS

    def _generation_seconds(self, submission: Submission, fault: Fault | None) -> float:
        usual = GENERATION_SECONDS[submission.seconds] * GENERATION_SHARE[submission.resolution]
        jitter = self._random.uniform(1 - JITTER, 1 + JITTER)
        return usual * jitter * (SLOWER.get(fault.name, 1.0) if fault else 1.0)

    def _settle_all(self) -> None:
        for task in self._tasks.values():
            self._settle(task)

    def _settle(self, task: Task) -> None:
        """End a task whose time has come: time passes by itself, so whoever looks does the writing."""
        if task.state != "IN_PROGRESS" or not self._is_due(task):
            return
        if _is(task.fault, "failed"):
            self._fail(task, (task.fault and task.fault.text) or FAILURE_TEXT)
        elif _is(task.fault, "silent-success"):
            task.state = "SUCCESS"
        elif problem := self._studio.problem(task.film):
            self._fail(task, problem)
        elif self._studio.has(task.film):
            task.state, task.has_link = "SUCCESS", True
        else:
            self._studio.order(task.film)

    def _is_due(self, task: Task) -> bool:
        if task.hurried:
            return True
        return not self.holding and (self._clock() - task.started) * self.speed >= task.takes

    def _fail(self, task: Task, text: str) -> None:
        task.state, task.error_message = "FAILED", text
        self._balances[task.key] += task.charged
        task.charged = 0


def _is(fault: Fault | None, name: str) -> bool:
    return fault is not None and fault.name == name
