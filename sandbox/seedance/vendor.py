"""The vendor behind the API: keys with balances, tasks, and when they end. No HTTP."""

import math
import random
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Final

from sandbox.seedance.answers import ApiError
from sandbox.seedance.contract import (
    DEFAULT_RESOLUTION,
    GENERATION_SECONDS,
    GENERATION_SHARE,
    LINK_SECONDS,
    SIZES,
    nearest_ratio,
)
from sandbox.seedance.faults import Fault
from sandbox.seedance.fetcher import Fetcher
from sandbox.seedance.film import Film
from sandbox.seedance.modes import Modes
from sandbox.seedance.picture import Picture
from sandbox.seedance.studio import Studio
from sandbox.seedance.submission import Submission
from sandbox.seedance.task import Fetch, Task

JITTER: Final = 0.1
# How many times longer a task takes under a fault of that name.
SLOWER: Final = {"slow": 10.0, "never": math.inf}
# Faults under which nobody will ask for the clip; `finish` on one that never ends has it made then.
CLIPLESS: Final = frozenset({"failed", "silent-success", "never"})
FAILURE_TEXT: Final = "The request failed because the output video may contain sensitive information."
NO_CREDITS: Final = "INSUFFICIENT_CREDITS"
NO_PICTURE: Final = "The image could not be downloaded."
NO_SUCH_RATIO: Final = "The ratio 9:21 is not supported by this model."

# Limits under the modes that have them: the rate is that of the vendor's likely upstream, the number is ours.
MOST_POSTS: Final = 20
POST_SECONDS: Final = 10.0
MOST_RUNNING: Final = 3
TASK_SECONDS: Final = 24 * 3600


class Vendor:
    """Keys and tasks. Every verb runs without an await, so what it checks still holds when it writes."""

    def __init__(
        self,
        studio: Studio,
        fetcher: Fetcher,
        *,
        speed: float,
        seed: int,
        clock: Callable[[], float],
        modes: Modes,
    ) -> None:
        self.speed = speed
        self.modes = modes
        self.holding = False
        self._studio = studio
        self._fetcher = fetcher
        self._clock = clock
        self._random = random.Random(f"tasks {seed}")
        self._balances: dict[str, int] = {}
        self._tasks: dict[str, Task] = {}
        self._under_way: dict[str, Task] = {}
        self._callable: dict[str, Task] = {}
        self._posts: dict[str, deque[float]] = {}
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
        """Charge and start a task; raises ApiError (402, under some modes 400 or 429) and changes nothing then."""
        self._throttle(key)
        doom = self._doom(submission, fault)
        waits = self._wait_for_others(key)
        price = submission.price
        if self._balances[key] < price:
            # A failure nobody has looked at yet may have credits to give back.
            self._settle_all()
        if self._balances[key] < price:
            if self.modes.no_credits == "refused":
                raise ApiError(402, NO_CREDITS)
            price, doom = 0, NO_CREDITS
        self._balances[key] -= price
        now = self._clock()
        task = Task(
            task_id=f"seed15{self._random.getrandbits(48):012x}pro",
            key=key,
            request=dict(submission.fields),
            price=price,
            charged=price,
            created_at=self._date(now),
            film=self._film(submission),
            started=now,
            takes=self._generation_seconds(submission, fault) + waits,
            fetch=Fetch(submission.image) if submission.image else None,
            fault=fault,
            doom=doom,
            waits=waits,
            waiting=waits > 0,
        )
        self._tasks[task.task_id] = self._under_way[task.task_id] = task
        if isinstance(task.request.get("callback_url"), str):
            self._callable[task.task_id] = task
        self._fetch(task)
        self._order(task)
        return task

    def find(self, task_id: str | None, key: str | None = None) -> Task | None:
        """Look a task up, with a `key` only among its own."""
        task = self._tasks.get(task_id or "")
        if task is None or (key is not None and task.key != key) or self._is_forgotten(task):
            return None
        self._settle(task)
        return task

    def tasks(self, key: str | None = None) -> list[Task]:
        self._settle_all()
        return [task for task in self._tasks.values() if key in {None, task.key}]

    def tasks_to_call_about(self) -> list[Task]:
        """Give the tasks as of now of which somebody asked to be called about, until it is said that this was done."""
        self._settle_all()
        return list(self._callable.values())

    def was_called_about(self, task: Task) -> None:
        """Note that nobody is called about a task any more."""
        self._callable.pop(task.task_id, None)

    def link_has_expired(self, task: Task) -> bool:
        return self._clock() - task.started > LINK_SECONDS

    def seconds_left(self, task: Task) -> float | None:
        """Seconds until a task is due at the present speed; None when it has ended, is held, or never is."""
        if task.state != "IN_PROGRESS" or (self.holding and not task.hurried) or math.isinf(task.takes):
            return None
        return 0.0 if task.hurried else max(task.takes / self.speed - (self._clock() - task.started), 0.0)

    def _date(self, moment: float) -> datetime:
        return self._epoch + timedelta(seconds=moment)

    def _throttle(self, key: str) -> None:
        """Count a submit that is well formed; raises ApiError 429 for one too many in the last seconds."""
        if self.modes.rate_limit == "off":
            return
        now = self._clock()
        posts = self._posts.setdefault(key, deque())
        while posts and now - posts[0] >= POST_SECONDS:
            posts.popleft()
        if len(posts) < MOST_POSTS:
            posts.append(now)
            return
        seconds = math.ceil(posts[0] + POST_SECONDS - now)
        date = format_datetime(self._date(now + seconds), usegmt=True)
        headers = {"with-seconds": {"Retry-After": str(seconds)}, "with-date": {"Retry-After": date}}
        raise ApiError(429, "TOO_MANY_REQUESTS", headers.get(self.modes.rate_limit))

    def _wait_for_others(self, key: str) -> float:
        """Seconds of generation until the key has room for one more; raises ApiError 429 where it is refused."""
        if self.modes.concurrency == "unlimited":
            return 0.0
        now = self._clock()
        running = [task for task in self.tasks(key) if task.state == "IN_PROGRESS"]
        if len(running) < MOST_RUNNING:
            return 0.0
        if self.modes.concurrency == "refused":
            raise ApiError(429, "TOO_MANY_TASKS")
        left = sorted(task.takes - (now - task.started) * self.speed for task in running)
        return max(left[len(running) - MOST_RUNNING], 0.0)

    def _doom(self, submission: Submission, fault: Fault | None) -> str | None:
        """Foretell the error message of a task that will fail; raises ApiError where that is told at once."""
        if fault is not None and fault.name == "failed":
            text = fault.text or FAILURE_TEXT
            if self.modes.moderation == "refused":
                raise ApiError(400, text)
            return text
        if submission.aspect_ratio == "9:21" and self.modes.tall_ratio == "fails-later":
            return NO_SUCH_RATIO
        return None

    def _film(self, submission: Submission) -> Film:
        audio = submission.audio and self.modes.sound == "as-asked"
        return Film(*submission.size, submission.seconds, audio, submission.prompt)

    def _fetch(self, task: Task) -> None:
        """Have the picture of a task fetched unless that is under way, has ended, or there is none."""
        fetch = task.fetch
        if fetch is None or fetch.ended_at is not None:
            return
        if self.modes.image == "fetch-fails":
            self._fetched(task, fetch, NO_PICTURE)
        else:
            self._fetcher.fetch(task.task_id, fetch.link, lambda found: self._fetched(task, fetch, found))

    def _fetched(self, task: Task, fetch: Fetch, found: Picture | str) -> None:
        """Write down the picture, or why there is none."""
        fetch.ended_at = self._date(self._clock())
        if isinstance(found, str):
            fetch.problem = found
            task.doom = task.doom or found
            return
        fetch.picture = found
        task.film = replace(task.film, picture=found)
        if self.modes.image == "gives-the-ratio":
            resolution = task.request.get("resolution", DEFAULT_RESOLUTION)
            width, height = SIZES[resolution, nearest_ratio(found.width, found.height)]
            task.film = replace(task.film, width=width, height=height)
        self._order(task)

    def _order(self, task: Task) -> None:
        """Have the clip of a task made once all that goes into it is there, unless nobody will ask for it."""
        is_clipless = task.doom is not None or (task.fault is not None and task.fault.name in CLIPLESS)
        if not is_clipless and not task.waits_for_picture:
            self._studio.order(task.film)

    def _is_forgotten(self, task: Task) -> bool:
        return self.modes.task_life == "a-day" and self._clock() - task.started > TASK_SECONDS

    def _generation_seconds(self, submission: Submission, fault: Fault | None) -> float:
        usual = GENERATION_SECONDS[submission.seconds] * GENERATION_SHARE[submission.resolution]
        jitter = self._random.uniform(1 - JITTER, 1 + JITTER)
        return usual * jitter * (SLOWER.get(fault.name, 1.0) if fault else 1.0)

    def _settle_all(self) -> None:
        for task in list(self._under_way.values()):
            self._settle(task)
            if task.state != "IN_PROGRESS":
                del self._under_way[task.task_id]

    def _settle(self, task: Task) -> None:
        """End a task whose time has come: time passes by itself, so whoever looks does the writing."""
        task.waiting = task.waiting and (self._clock() - task.started) * self.speed < task.waits
        if task.state != "IN_PROGRESS" or not self._is_due(task):
            return
        task.waiting = False
        if task.doom is not None:
            self._fail(task, task.doom)
        elif _is(task.fault, "silent-success"):
            task.state = "SUCCESS"
        elif task.waits_for_picture:
            # Under way, unless the server was closed meanwhile.
            self._fetch(task)
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
        if self.modes.refund == "given-back":
            self._balances[task.key] += task.charged
            task.charged = 0


def _is(fault: Fault | None, name: str) -> bool:
    return fault is not None and fault.name == name
