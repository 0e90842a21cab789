"""Call who asked to be called about a task, as the vendor might: after it ended, without a signature, three times."""

import asyncio
import contextlib
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

import aiohttp

from sandbox.seedance.modes import Modes
from sandbox.seedance.task import Task
from sandbox.seedance.vendor import Vendor

LOOK_EVERY: Final = 0.05
PATIENCE: Final = 10.0
"""Seconds for one call."""
TRIES: Final = (0.0, 3.0, 10.0)
"""Seconds to wait before each try, divided by the speed."""
HEADERS: Final = {"User-Agent": "local-seedance", "Content-Type": "application/json"}

Word = Callable[[Task, str], bytes]
"""Gives the body of a call about a task, in a state."""


class Caller:
    """Watches tasks and calls about them. Nothing of the API's keys goes out with it."""

    def __init__(self, vendor: Vendor, word: Word, modes: Modes, speed: Callable[[], float]) -> None:
        self._vendor = vendor
        self._word = word
        self._modes = modes
        self._speed = speed
        self._session: aiohttp.ClientSession | None = None
        self._watching: asyncio.Task[None] | None = None
        self._calls: set[asyncio.Task[None]] = set()
        self._done: set[tuple[str, str]] = set()
        self.holding = False
        """Whether nobody is called for the time being."""
        self.answers: list[tuple[str, int]] = []
        """Which task each call was about, and what it was answered: 0 for nothing."""

    def open(self) -> None:
        self._session = aiohttp.ClientSession(
            headers=HEADERS, cookie_jar=aiohttp.DummyCookieJar(), timeout=aiohttp.ClientTimeout(total=PATIENCE)
        )
        self._watching = asyncio.create_task(self._watch(), name="callbacks")

    async def close(self) -> None:
        """Give up what is under way."""
        running = [task for task in (self._watching, *self._calls) if task is not None]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def _watch(self) -> None:
        while True:
            if not self.holding and self._modes.callback != "never":
                for task in self._vendor.tasks_to_call_about():
                    self._look(task)
            await asyncio.sleep(LOOK_EVERY)

    def _look(self, task: Task) -> None:
        """Call about a task unless that was done for the state it is in."""
        url = task.request.get("callback_url")
        ended = task.state != "IN_PROGRESS"
        begun = self._modes.callback == "every-status"
        if not isinstance(url, str) or (task.task_id, task.state) in self._done or not (ended or begun):
            return
        self._done.add((task.task_id, task.state))
        if ended:
            self._vendor.was_called_about(task)
        states: list[str] = [task.state]
        if ended and self._modes.callback == "reordered":
            states.append("IN_PROGRESS")
        if self._modes.callback == "twice":
            states *= 2
        call = asyncio.create_task(self._call_about(task, url, states), name=f"call about {task.task_id}")
        self._calls.add(call)
        call.add_done_callback(self._calls.discard)

    async def _call_about(self, task: Task, url: str, states: list[str]) -> None:
        for state in states:
            body = self._word(task, state)
            for wait in TRIES:
                await asyncio.sleep(wait / self._speed())
                if await self._post(task, url, body):
                    break

    async def _post(self, task: Task, url: str, body: bytes) -> bool:
        """Call once; tells whether that was acknowledged."""
        status = 0
        if self._session is not None:
            with contextlib.suppress(aiohttp.ClientError, TimeoutError, OSError):
                async with self._session.post(url, data=body, allow_redirects=False) as answer:
                    status = answer.status
        self.answers.append((task.task_id, status))
        return HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES
