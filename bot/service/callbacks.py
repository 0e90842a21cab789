"""Addresses that the vendor may call about a job, and what follows from a call."""

import asyncio
import secrets
from dataclasses import dataclass
from typing import Final

import structlog

from bot.domain.callback import TOKEN_BYTES, Call, digest_of, is_token
from bot.domain.ids import TaskId
from bot.domain.job import Job
from bot.ports import CallbackStore, Clock
from bot.service.nudge import Nudge

log: Final = structlog.get_logger(__name__)

PATH: Final = "cb"
"""What stands before the token in an address; a token is written down nowhere."""
WAITING: Final = 1000
"""Calls that may wait for the database; one more is told to come again."""
BATCH: Final = 200
"""Calls that are looked up in one transaction."""
MISSES: Final = 3
"""Tasks in a row whose end no call told, after which polls are as frequent as without callbacks."""


@dataclass(frozen=True)
class Line:
    """Where the vendor may call about one POST. The address is known to the vendor alone; we keep the digest."""

    url: str
    digest: str


class CallsWaitingError(Exception):
    """More calls wait than can be looked up soon, or the database does not answer: the caller may come again."""


class Callbacks:
    """Hands out addresses, and keeps what is called there with the jobs.

    A call is acknowledged once it is written down, so that a crash loses only what the caller will repeat. All that
    wait are looked up together, by one transaction at a time: a flood costs no more than a call now and then, and
    what is no token of ours costs nothing.
    """

    def __init__(self, store: CallbackStore, clock: Clock, nudge: Nudge, base: str) -> None:
        """Hand out addresses under `base`, which is PUBLIC_URL; none at all where that is empty."""
        self._store = store
        self._clock = clock
        self._nudge = nudge
        self._base = base
        self._waiting: asyncio.Queue[tuple[Call, asyncio.Future[None]]] = asyncio.Queue(WAITING)
        self._misses = MISSES

    def line(self) -> Line | None:
        """Make an address for the next POST; None without PUBLIC_URL."""
        if not self._base:
            return None
        token = secrets.token_urlsafe(TOKEN_BYTES)
        return Line(f"{self._base}/{PATH}/{token}", digest_of(token))

    async def hear(self, token: str, task_id: TaskId | None) -> None:
        """Keep a call with the job that its token is of, if there is one: the caller cannot tell.

        Raises CallsWaitingError, also for what is no token, so that this tells nothing either.
        """
        if self._waiting.full():
            raise CallsWaitingError
        if not is_token(token):
            return
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait((Call(digest_of(token), task_id), kept))
        await kept

    async def run(self) -> None:
        """Look up calls until cancelled."""
        while True:
            batch = [await self._waiting.get()]
            while len(batch) < BATCH and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            await self._keep(batch)

    async def _keep(self, batch: list[tuple[Call, asyncio.Future[None]]]) -> None:
        failed: CallsWaitingError | None = None
        try:
            # what is said twice in a batch is written once
            known = await self._store.hear(list(dict.fromkeys(call for call, _ in batch)), self._clock.now())
        except Exception:
            log.exception("calls could not be kept", calls=len(batch))
            failed = CallsWaitingError()
        else:
            if known:
                log.info("called back", jobs=known)
                self._nudge.set()
        for _, kept in batch:
            if kept.done():
                continue
            if failed:
                kept.set_exception(failed)
            else:
                kept.set_result(None)

    def ended(self, job: Job) -> None:
        """Learn from a task that ended whether calls come at all."""
        if job.callback is not None:
            self._misses = self._misses + 1 if job.heard_at is None else 0

    @property
    def come(self) -> bool:
        """Whether calls have come of late, so that they can be relied on."""
        return self._misses < MISSES
