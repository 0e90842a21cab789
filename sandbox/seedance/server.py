"""The local Seedance as a whole: one HTTP server with the API, the clips, and the verbs of a test."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from aiohttp import web

from sandbox.journal import Journal
from sandbox.seedance.answers import send
from sandbox.seedance.api import Api, read_visit
from sandbox.seedance.caller import Caller
from sandbox.seedance.contract import MAX_BODY_BYTES
from sandbox.seedance.faults import Faults
from sandbox.seedance.fetcher import Fetcher
from sandbox.seedance.film import PICTURES
from sandbox.seedance.media import Media
from sandbox.seedance.modes import Modes
from sandbox.seedance.shapes import call_body, standing_word
from sandbox.seedance.studio import Studio
from sandbox.seedance.task import Task
from sandbox.seedance.vendor import Vendor
from sandbox.seedance.visits import Visits
from sandbox.serving import Served, serve


class LocalSeedance:
    """A strict stand-in of the Seedance 1.5 API, written from the vendor's documentation.

    Generation time is divided by `speed`, and a task succeeds only once its mp4 is encoded. Finished clips, and
    the pictures that some were made from, are kept in `work_dir` and found again by a later run. `clock` gives
    seconds and may be a test's own. The same `seed` gives the same task ids, times and chance faults. `modes` are
    what the vendor may do where its documentation is silent, `pictures` how many are drawn for a second of a clip. It
    may be closed and started again: keys, tasks and balances stay.
    """

    def __init__(
        self,
        *,
        work_dir: Path,
        speed: float = 1.0,
        seed: int = 0,
        journal: Journal | None = None,
        clock: Callable[[], float] = time.monotonic,
        modes: Modes | None = None,
        pictures: int = PICTURES,
    ) -> None:
        self.journal = journal or Journal()
        self.faults = Faults(seed)
        self.visits = Visits()
        self._modes = modes or Modes()
        self._studio = Studio(work_dir, pictures)
        self._fetcher = Fetcher(work_dir / "pictures")
        self._vendor = Vendor(self._studio, self._fetcher, speed=speed, seed=seed, clock=clock, modes=self._modes)
        self.callback_origins: set[str] = set()
        """Origins that may be called although they are not on the Internet."""
        self._api = Api(self._vendor, self.faults, self._modes, lambda: self.origin, self.callback_origins)
        self.caller = Caller(
            self._vendor,
            lambda task, state: call_body(task, state, self.origin, self._modes),
            self._modes,
            lambda: self._vendor.speed,
        )
        self._closing = asyncio.Event()
        self._served: Served | None = None

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; raises OSError when the port is taken."""
        self._closing.clear()
        media = Media(self._vendor, self._studio, self.faults, self.visits, self._closing)
        app = web.Application(client_max_size=MAX_BODY_BYTES)
        app.router.add_get("/media/{task_id}.mp4", media.answer)
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._served = await serve(app, host, port)
        self._studio.open()
        self._fetcher.open()
        self.caller.open()

    async def close(self) -> None:
        """Stop listening, let hanging requests go and give up what is being fetched and encoded."""
        self._closing.set()
        if self._served is not None:
            await self._served.close()
            self._served = None
        await self.caller.close()
        await self._fetcher.close()
        await asyncio.to_thread(self._studio.close)

    @property
    def origin(self) -> str:
        """Scheme, host and port; raises RuntimeError before `start`."""
        if self._served is None:
            raise RuntimeError("the local Seedance is not running")
        return self._served.origin

    @property
    def base_url(self) -> str:
        return f"{self.origin}/v1"

    @property
    def modes(self) -> Modes:
        """The choices in force; set one at any time."""
        return self._modes

    @property
    def speed(self) -> float:
        return self._vendor.speed

    @speed.setter
    def speed(self, speed: float) -> None:
        self._vendor.speed = speed

    def add_key(self, key: str, credits: int) -> None:  # noqa: A002 - the vendor's own word, and the caller's
        """Make a key known with this many credits, or add them to a known one."""
        self._vendor.add_key(key, credits)

    def balance(self, key: str) -> int:
        """Credits left; raises KeyError for an unknown key."""
        return self._vendor.balance(key)

    def tasks(self, key: str | None = None) -> list[Task]:
        """Give the tasks as of now, oldest first, of one key or of all."""
        return self._vendor.tasks(key)

    def told(self, task: Task) -> str:
        """Give the word for a task's state that GET /status would use now."""
        return standing_word(task, self._modes)

    def seconds_left(self, task: Task) -> float | None:
        """Seconds until a task is due at the present speed; None when it has ended, is held, or never is."""
        return self._vendor.seconds_left(task)

    def link(self, task: Task) -> str | None:
        """Give where the clip of a task is served; None while there is none."""
        return f"{self.origin}/media/{task.task_id}.mp4" if task.has_link else None

    def finish(self, task_id: str) -> None:
        """Make a task due at once, even while all are held; raises KeyError for an unknown one."""
        task = self._vendor.find(task_id)
        if task is None:
            raise KeyError(task_id)
        task.hurried = True

    async def fetched(self, task_id: str) -> None:
        """Wait until the picture of a task is there or given up; its `fetch` says which. Without one, at once."""
        await self._fetcher.wait(task_id)

    async def encoded(self, task_id: str) -> None:
        """Wait until the clip of a task is on disk; raises KeyError, or what stopped the encoder."""
        await self.fetched(task_id)
        task = self._vendor.find(task_id)
        if task is None:
            raise KeyError(task_id)
        order = self._studio.order_of(task.film)
        if order is not None:
            await asyncio.wrap_future(order)

    def hold_all(self) -> None:
        """Let nothing end by itself until `release_all`."""
        self._vendor.holding = True

    def release_all(self) -> None:
        self._vendor.holding = False

    @property
    def holding(self) -> bool:
        """Whether nothing ends by itself."""
        return self._vendor.holding

    def posts(self) -> int:
        """Count the POST /generate that arrived whole, whatever became of them."""
        entries = self.journal.entries
        return sum(1 for entry in entries if entry["method"] == "POST" and _path(entry["path"]) == "/v1/generate")

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        visit = await read_visit(request)
        answer = self._api.answer(visit)
        fault = visit.fault.name if visit.fault else None
        self.visits.add(visit.method, visit.path_and_query, answer.journalled_status, visit.task_id, fault)
        if not visit.path.startswith("/media/"):
            self.journal.write(visit.entry(answer.journalled_status))
        return await send(request, answer, self._closing)


def _path(path_and_query: str) -> str:
    return path_and_query.partition("?")[0]
