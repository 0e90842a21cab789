"""What the operator finds out about a job that the bot could not: which task it is, or what the vendor took for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain import life
from bot.domain.ids import Instant, TaskId
from bot.domain.job import Correct, Ending, Job, JobState, Move, Void, enter, stay

SLACK: Final = 600.0
"""Seconds after its deadline that a job may still be open: what is due is looked at within seconds while a bot runs."""
COMPARED: Final = 200
"""Letters and digits of a prompt that are compared: the vendor may cut a long one, or clean it."""
FOUND_OUT: Final = frozenset({Ending.NEVER_TAKEN, Ending.NEVER_MADE})
TOLD: Final = frozenset({Ending.VENDOR_FAILED, *FOUND_OUT})
"""Endings whose cost somebody named; that of any other is our guess."""


class MatterKind(StrEnum):
    """Why the operator should look at a job; each has its words in the catalogues (`reconcile-kind-…`)."""

    UNKNOWN = "unknown"
    """Nobody knows whether it was bought; its hold is open."""
    OVERDUE = "overdue"
    """It should have left its state by now."""
    STALE = "stale"
    """Its task runs out of all proportion."""
    UNDELIVERED = "undelivered"
    """The clip is ours and there was nowhere to post it."""
    EXPIRED = "expired"
    """Nobody ever learned whether it was bought; the operator bears its price until somebody does."""
    DRIFT = "drift"
    """Made lately, and the vendor took more than its price."""
    BORNE = "borne"
    """It failed, and what the operator bears for it is a guess of ours."""


@dataclass(frozen=True, kw_only=True)
class Matter:
    """A job that the operator should look at, with what is known. Credits; instants in seconds UTC."""

    job: Job
    kind: MatterKind | None
    """None for one that needs nobody."""
    submitted_at: Instant | None = None
    """When its last POST was about to happen."""
    said: str = ""
    """What is kept of the vendor's answer, or of what went wrong last."""
    held: int = 0
    borne: int = 0
    """What the operator bears for it."""
    worker: str | None = None
    """The process that works on it now."""
    settled: str | None = None
    """The operator's own word about it, when it was reconciled before."""


def may_bind(job: Job) -> bool:
    """Whether a task can be bound to a job: nobody knows what became of it, or nobody ever knew."""
    return job.task_id is None and job.state in {JobState.UNKNOWN, JobState.EXPIRED}


def bind(job: Job, task_id: TaskId, now: Instant, *, key: str, finder: str = "the operator") -> Move:
    """Follow a task that turned out to be the job's; one that expired is free, because its hold was given back."""
    return enter(
        job,
        JobState.RUNNING,
        now,
        f"its task was found by {finder}",
        task_id=task_id,
        hint=None,
        key_fingerprint=key,
        free=job.state is JobState.EXPIRED,
        ending=None,
        deadline_at=now + life.RUNNING_PATIENCE,
    )


def differences(job: Job, asked: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Compare a job with what the vendor says that a task was asked for: each field that differs, ours and theirs."""
    spec = job.spec
    ours = {
        "prompt": spec.prompt,
        "aspect_ratio": spec.aspect_ratio.value,
        "resolution": spec.resolution.value,
        "duration": str(spec.duration),
        "generate_audio": str(spec.generate_audio),
        "fixed_lens": str(spec.fixed_lens),
    }
    # a prompt that is not kept any more cannot be compared
    named = [name for name in ours if name in asked and (name != "prompt" or spec.prompt)]
    return [(name, ours[name], asked[name]) for name in named if _plain(ours[name]) != _plain(asked[name])]


def _plain(value: str) -> str:
    return "".join(letter for letter in value.casefold() if letter.isalnum())[:COMPARED]


def may_reckon(job: Job) -> bool:
    """Whether it can be said what the vendor took for a job from which no video will come."""
    lost = job.state in {JobState.UNKNOWN, JobState.EXPIRED}
    return lost or (job.state is JobState.FAILED and job.submits > 0)


def reckon(job: Job, charged: int, now: Instant) -> Move:
    """End a job by what the vendor took for it (credits), or correct what was assumed; its member pays nothing."""
    ending = Ending.NEVER_MADE if charged else Ending.NEVER_TAKEN
    why = f"the operator: {charged} credits were taken"
    if job.state is JobState.UNKNOWN:
        return enter(job, JobState.FAILED, now, why, settlement=Void(charged), ending=ending)
    if job.state is JobState.EXPIRED:
        return enter(job, JobState.FAILED, now, why, settlement=Correct(charged), ending=ending)
    kept = ending if job.ending in FOUND_OUT else job.ending
    return stay(job, why, settlement=Correct(charged), noted_at=now, ending=kept)


class Trouble(StrEnum):
    """Why nothing was reconciled; each has its words in the catalogues (`reconcile-not-…`)."""

    NO_JOB = "no-job"
    SETTLED = "settled"
    """Nothing is unknown about it."""
    NO_TASK = "no-task"
    """The vendor does not know this task under our key."""
    TASK_TAKEN = "task-taken"
    """The task is another job's."""
    DIFFERS = "differs"
    """The vendor says that the task was asked for with something else."""
    SILENT = "silent"
    """The vendor did not answer, so nothing is verified."""
    CHANGED = "changed"
    """The job changed while we looked."""


@dataclass(frozen=True, kw_only=True)
class NotReconciled:
    """Nothing was changed, and why."""

    trouble: Trouble
    detail: str = ""


class Step(StrEnum):
    """How far a reconciliation went."""

    PLANNED = "planned"
    """It would be done like this; nothing was changed."""
    DONE = "done"
    ALREADY = "already"
    """It was so before; nothing was changed."""


@dataclass(frozen=True, kw_only=True)
class Reconciled:
    """What was, or would be, made of a job. Credits."""

    step: Step
    before: Matter
    after: Job
    charged: int | None = None
    """What the vendor took, as the operator says; None when a task was bound."""
    vendor: str = ""
    """How the vendor says that the task stands."""
    unseen: bool = False
    """Whether the vendor did not say what the task was asked for, so that nobody compared it."""
