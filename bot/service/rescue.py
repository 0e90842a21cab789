"""Find out about a job that nobody knows the end of, by the task that a callback named."""

from typing import Final

import structlog

from bot.domain import reconcile
from bot.domain.callback import ASK_AGAIN, HINT_LASTS, HINT_PATIENCE
from bot.domain.job import Job
from bot.domain.likeness import unlike
from bot.domain.task import PollFailed, TaskNotFound
from bot.ports import CallbackStore, Clock, TaskReader

log: Final = structlog.get_logger(__name__)


class Rescue:
    """Every job handed in carries our lease, and a hint.

    The vendor is asked before anything is written: a crash until then leaves the hint, which is looked at again when
    the lease is over. The task is bound by the one move that the operator's word makes too, and in its transaction the
    hint goes: a crash before the commit leaves the job as it was, one after it a running job like any other.
    """

    def __init__(self, store: CallbackStore, api: TaskReader, clock: Clock) -> None:
        self._store = store
        self._api = api
        self._clock = clock

    async def look(self, job: Job) -> None:
        """Ask the vendor, under our own key, about the task that was named; follow it if it is the job's."""
        hint = job.hint
        if hint is None:
            raise ValueError(f"job {job.id} has no hint")
        no = await self._cannot_be(job)
        if no is None:
            answer, asked = await self._api.look(hint)
            if isinstance(answer, PollFailed | TaskNotFound) and self._may_come_yet(job, answer):
                await self._store.put_off(job, self._clock.now() + ASK_AGAIN)
                return
            no = _says_nothing(answer) or unlike(job, asked, await self._store.submitted_at(job.id))
        if no is not None:
            log.warning("a callback named a task that is not the job's", job=job.id, task=hint, why=no)
            await self._store.put_off(job, None)
            return
        move = reconcile.bind(job, hint, self._clock.now(), key=self._api.key_fingerprint, finder="a callback")
        await self._store.apply(move)
        log.warning("rescued by a callback", job=job.id, task=hint, was=job.state.value)

    async def _cannot_be(self, job: Job) -> str | None:
        """Tell what speaks against a hint before anybody is asked."""
        if not reconcile.may_bind(job) or job.hint is None:
            return "the job has a task"
        owner = await self._store.owner_of(job.hint)
        return None if owner is None else f"it is the task of job {owner}"

    def _may_come_yet(self, job: Job, answer: PollFailed | TaskNotFound) -> bool:
        since = self._clock.now() - (job.heard_at or 0.0)
        return since < (HINT_PATIENCE if isinstance(answer, TaskNotFound) else HINT_LASTS)


def _says_nothing(answer: object) -> str | None:
    if isinstance(answer, TaskNotFound):
        return "the vendor has no such task under our key"
    return answer.detail if isinstance(answer, PollFailed) else None
