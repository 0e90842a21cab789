"""Submit a job once and follow its task to the end."""

import itertools
import random
from dataclasses import replace
from typing import Final

import structlog

from bot.domain import life
from bot.domain.ids import Instant, TaskId
from bot.domain.job import Ending, Job, JobState, Move, stay
from bot.domain.pace import Pace, backoff
from bot.domain.task import (
    Accepted,
    Ambiguous,
    Failed,
    NotSent,
    PollAnswer,
    PollFailed,
    Rejected,
    SubmitAnswer,
    Succeeded,
    TaskNotFound,
    Throttled,
)
from bot.ports import Clock, StaleJobError, Store, StoreAwayError, VideoApi
from bot.service.breaker import Breaker
from bot.service.callbacks import Callbacks

log: Final = structlog.get_logger(__name__)

STORE_TRIES: Final = 5
"""Tries to store an answer that a defect of ours keeps from being stored; a database that is away is waited for."""


def _may_adopt(late: Job, answer: SubmitAnswer) -> bool:
    """Whether an answer still tells something about a job that another worker took over meanwhile."""
    if late.state is JobState.UNKNOWN:
        return isinstance(answer, Accepted | Rejected | NotSent)
    return late.state is JobState.SUBMITTING


def _named(answer: SubmitAnswer) -> str:
    """Name an answer for the log: the vendor's texts may quote a prompt, a task's id is worth finding again."""
    return f"Accepted {answer.task_id}" if isinstance(answer, Accepted) else type(answer).__name__


class Tracker:
    """Talks to the vendor about jobs; every job handed in carries our lease."""

    def __init__(
        self,
        store: Store,
        api: VideoApi,
        breaker: Breaker,
        callbacks: Callbacks,
        clock: Clock,
        chance: random.Random,
        pace: Pace,
    ) -> None:
        self._store = store
        self._api = api
        self._breaker = breaker
        self._callbacks = callbacks
        self._clock = clock
        self._chance = chance
        self._pace = pace
        self.throttled_until: Instant = 0.0
        """Until then no job may take its turn: the vendor said that we ask too often."""

    def follow_clock(self, now: Instant) -> None:
        """Wait no longer than the vendor may ask for, also when the clock was set back since it did."""
        self.throttled_until = min(self.throttled_until, now + life.THROTTLE_LIMIT)

    async def submit(self, job: Job, callback_url: str | None = None) -> None:
        """Buy the video of a job in *submitting*, with the one POST that its turn stands for.

        The token in `callback_url` is the one whose digest was written down with the turn.

        A crash before the POST and one after it look the same afterwards, and both are *unknown*; a crash after the
        answer was written costs nothing. A process that was frozen between its turn and the POST does not send it:
        others have given the job up meanwhile, and its hold back perhaps.
        """
        asked_at = self._clock.now()
        if not life.is_in_time(job.state_at, asked_at):
            # no silence of the vendor, which was not asked
            await self._store_answer(job, NotSent("its turn was long over"))
            return
        answer = await self._api.submit(job.spec, callback_url)
        await self._store_answer(job, answer)
        if isinstance(answer, NotSent):
            await self._breaker.unanswered()
        elif not isinstance(answer, Ambiguous):
            self._breaker.answered()
        if callback_url is not None:
            await self._breaker.heed_address(answer)
        match answer:
            case Accepted():
                await self._breaker.accepted(asked_at)
            case Rejected(kind):
                await self._breaker.refused(kind)
            case Ambiguous():
                await self._breaker.lost_sight()
            case Throttled(retry_after):
                wait = life.THROTTLE_WAIT if retry_after is None else min(retry_after, life.THROTTLE_LIMIT)
                self.throttled_until = self._clock.now() + wait
            case _:
                pass

    async def _store_answer(self, job: Job, answer: SubmitAnswer) -> None:
        """Write the answer down, however long the database is away: it is the only proof of what was bought.

        A process that ends before leaves the job *unknown*, and in its log the task's id for the operator.
        """
        for tries in itertools.count():
            try:
                await self._store_answer_once(job, answer)
            except StaleJobError:
                log.warning("an answer came too late", job=job.id, answer=_named(answer))
                raise
            except Exception as reason:
                log.exception("an answer could not be stored", job=job.id, answer=_named(answer))
                if tries >= STORE_TRIES and not isinstance(reason, StoreAwayError):
                    raise
            else:
                return
            await self._clock.sleep(backoff(tries, self._chance.random()))

    async def _store_answer_once(self, job: Job, answer: SubmitAnswer) -> None:
        try:
            await self._apply(self._answered(job, answer))
        except StaleJobError:
            # our lease ran out while the vendor answered, and the job was, or is being, given up as unknown
            late = await self._store.job(job.id)
            if late is None or not _may_adopt(late, answer):
                raise
            await self._apply(self._answered(late, answer))

    def _answered(self, job: Job, answer: SubmitAnswer) -> Move:
        key, pace = self._api.key_fingerprint, self._pace_of(job)
        return life.submitted(job, answer, self._clock.now(), key=key, pace=pace, chance=self._chance.random())

    def _pace_of(self, job: Job) -> Pace:
        """Poll seldom where the vendor calls."""
        return replace(self._pace, called=job.callback is not None and self._callbacks.come)

    async def lose_sight(self, job: Job) -> None:
        """Admit that nobody knows what became of a submit that a dead process left behind."""
        await self._apply(life.lose_sight(job, self._clock.now(), "the process ended during the submit"))
        await self._breaker.lost_sight()

    async def follow(self, job: Job) -> None:
        """Ask how a running job's task stands, and act on it."""
        if job.task_id is None:
            raise ValueError(f"job {job.id} runs without a task")
        answer = await self._ask(job, job.task_id)
        now = self._clock.now()
        if isinstance(answer, Succeeded | Failed):
            self._callbacks.ended(job)
        move = life.polled(job, answer, now, pace=self._pace_of(job), chance=self._chance.random())
        if move.after.ending is Ending.TASK_LOST and await self._breaker.many_tasks_missing():
            move = stay(job, "many tasks are missing", due_at=now + life.MISSING_SPAN)
        if life.is_stale(job, now):
            log.warning("a task is out of all proportion", job=job.id, hours=round((now - job.state_at) / 3600, 1))
        await self._apply(move)

    async def link_afresh(self, job: Job) -> None:
        """Ask for a fresh link of a task that is done but whose link is dead."""
        if job.task_id is None:
            raise ValueError(f"job {job.id} is fetched without a task")
        answer = await self._ask(job, job.task_id)
        await self._apply(life.linked_afresh(job, answer, self._clock.now(), chance=self._chance.random()))

    async def _ask(self, job: Job, task_id: TaskId) -> PollAnswer:
        answer = await self._api.poll(task_id)
        if isinstance(answer, PollFailed) and answer.kind is None:
            await self._breaker.unanswered()
        else:
            self._breaker.answered()
        if isinstance(answer, TaskNotFound) and job.key_fingerprint != self._api.key_fingerprint:
            answer = PollFailed("the task belongs to another API key")
        if isinstance(answer, PollFailed):
            await self._breaker.refused(answer.kind)
        return answer

    async def _apply(self, move: Move) -> None:
        job = await self._store.apply(move)
        if move.after.state is not move.before.state:
            log.info("moved", job=job.id, state=job.state.value)
