"""What the operator finds out about jobs that nobody knows the end of, made good in the books."""

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from bot.domain import reconcile
from bot.domain.budget import NO_GUILD, Instruction, refuse_amount
from bot.domain.ids import Instant, JobId, TaskId
from bot.domain.job import Move
from bot.domain.reconcile import Matter, NotReconciled, Reconciled, Step, Trouble
from bot.domain.refusals import AmountUnfit
from bot.domain.task import Failed, PollAnswer, PollFailed, Running, Succeeded, TaskNotFound
from bot.ports import Clock, ReconcileStore, StaleJobError, TaskReader, TaskTakenError
from bot.service.operation import Order


class Reconcile:
    """Works beside a running bot, which goes on with what is changed here, and tells the member.

    Each change is one transaction, fenced by the job's `rev`: a crash before its commit leaves everything as it was,
    one after it leaves it done, and asking again says so.
    """

    def __init__(self, store: ReconcileStore, api: TaskReader, clock: Clock, keep_clips: float) -> None:
        self._store = store
        self._api = api
        self._clock = clock
        self._keep_clips = keep_clips

    async def matters(self) -> Sequence[Matter]:
        """List what the operator should look at."""
        now = self._clock.now()
        return await self._store.matters(now, now - self._keep_clips)

    async def look(self, job_id: JobId) -> Matter | None:
        """Read what is known about one job."""
        now = self._clock.now()
        return await self._store.matter(job_id, now, now - self._keep_clips)

    async def bind(
        self, order: Order, job_id: JobId, task_id: TaskId, *, really: bool, anyway: bool = False
    ) -> Reconciled | NotReconciled:
        """Bind a task to a job, once the vendor says under our own key that there is one; `really` does it.

        As far as the vendor says what the task was asked for, it must be what the job asked for, or `anyway` be said.

        The vendor is asked before anything is written. Between that question and the write nothing can go wrong that
        the fence, or the task's uniqueness, does not stop.
        """
        matter = await self.look(job_id)
        if matter is None:
            return NotReconciled(trouble=Trouble.NO_JOB)
        job = matter.job
        if job.task_id == task_id:
            return Reconciled(step=Step.ALREADY, before=matter, after=job)
        if not reconcile.may_bind(job):
            return NotReconciled(trouble=Trouble.SETTLED, detail=job.state.value)
        owner = await self._store.owner_of(task_id)
        if owner is not None:
            return NotReconciled(trouble=Trouble.TASK_TAKEN, detail=str(owner))
        return await self._bind(order, matter, task_id, really=really, anyway=anyway)

    async def _bind(
        self, order: Order, matter: Matter, task_id: TaskId, *, really: bool, anyway: bool
    ) -> Reconciled | NotReconciled:
        found, asked = await self._api.look(task_id)
        vendor = _standing(task_id, found)
        if isinstance(vendor, NotReconciled):
            return vendor
        differ = reconcile.differences(matter.job, asked)
        if differ and not anyway:
            said = "; ".join(f"{name}: {theirs} ({ours})" for name, ours, theirs in differ)
            return NotReconciled(trouble=Trouble.DIFFERS, detail=said)
        now = self._clock.now()
        move = reconcile.bind(matter.job, task_id, now, key=self._api.key_fingerprint)
        finding = f"task {task_id}{', though it differs' if differ else ''}"
        try:
            done = await self._write(order, matter, move, now, finding, really=really, vendor=vendor)
        except TaskTakenError:
            owner = await self._store.owner_of(task_id)
            return NotReconciled(trouble=Trouble.TASK_TAKEN, detail=str(owner))
        return replace(done, unseen="prompt" not in asked) if isinstance(done, Reconciled) else done

    async def reckon(
        self, order: Order, job_id: JobId, charged: int, *, really: bool
    ) -> Reconciled | NotReconciled | AmountUnfit:
        """Say what the vendor took for a job from which no video will come, 0 for nothing; `really` does it."""
        unfit = refuse_amount(charged)
        if unfit:
            return unfit
        matter = await self.look(job_id)
        if matter is None:
            return NotReconciled(trouble=Trouble.NO_JOB)
        if not reconcile.may_reckon(matter.job):
            return NotReconciled(trouble=Trouble.SETTLED, detail=matter.job.state.value)
        if matter.settled is not None and matter.borne == charged:
            return Reconciled(step=Step.ALREADY, before=matter, after=matter.job, charged=charged)
        now = self._clock.now()
        move = reconcile.reckon(matter.job, charged, now)
        finding = f"{charged} credits taken" if charged else "nothing taken"
        return await self._write(order, matter, move, now, finding, really=really, charged=charged)

    async def _write(
        self,
        order: Order,
        matter: Matter,
        move: Move,
        now: Instant,
        finding: str,
        *,
        really: bool,
        charged: int | None = None,
        vendor: str = "",
    ) -> Reconciled | NotReconciled:
        if not really:
            return Reconciled(step=Step.PLANNED, before=matter, after=move.after, charged=charged, vendor=vendor)
        said = Instruction(guild_id=NO_GUILD, by=None, reason=order.reason, request=order.request, at=now)
        try:
            after = await self._store.reconcile(said, move, finding)
        except StaleJobError:
            return NotReconciled(trouble=Trouble.CHANGED)
        return Reconciled(step=Step.DONE, before=matter, after=after, charged=charged, vendor=vendor)


def _standing(task_id: TaskId, answer: PollAnswer) -> str | NotReconciled:
    """Name how a task stands: the vendor's word, or why nothing is verified."""
    match answer:
        case Running(word):
            return word
        case Succeeded():
            return "SUCCESS"
        case Failed():
            return "FAILED"
        case TaskNotFound():
            return NotReconciled(trouble=Trouble.NO_TASK, detail=task_id)
        case PollFailed(detail):
            return NotReconciled(trouble=Trouble.SILENT, detail=detail)
    assert_never(answer)
