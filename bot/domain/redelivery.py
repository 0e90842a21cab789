"""A clip of ours after its job is final: it can be delivered again, each time by a delivery of its own.

The job keeps its final state. As long as such a delivery is open the job has a deadline, which no other final job has;
so it is claimed, leased, fenced and retried like any job that wants work.
"""

from dataclasses import replace
from typing import Final

from bot.domain import life
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.ids import ChannelId, Instant
from bot.domain.job import Ending, Job, JobState, Move, stay
from bot.domain.refusals import ClipNotKept, DeliveryUnderWay, NoClipYet, Refusal

SETTLED: Final = frozenset({JobState.DELIVERED, JobState.UNDELIVERABLE})
"""Final states with a clip of ours."""


def is_under_way(job: Job) -> bool:
    """Whether a delivery is open, the first or a later one."""
    return job.state is JobState.READY or (job.state in SETTLED and job.deadline_at is not None)


def refuse(job: Job, *, kept: bool) -> Refusal | None:
    """Say why a job's clip cannot be delivered again now; `kept` is whether its file is still ours."""
    if is_under_way(job):
        return DeliveryUnderWay()
    if job.state not in SETTLED:
        return NoClipYet()
    return None if kept else ClipNotKept()


def deliver_again(job: Job, newest: Delivery, channel_id: ChannelId, now: Instant, why: str) -> Move:
    """Open another delivery of a final job, into a channel of the asker's choice, at no charge."""
    delivery = Delivery(
        job_id=job.id,
        number=newest.number + 1,
        channel_id=channel_id,
        state=DeliveryState.WAITING,
        opened_at=now,
    )
    until = now + life.DELIVERY_PATIENCE
    return stay(job, why, delivery=delivery, noted_at=now, due_at=now, deadline_at=until, tries=0)


def posted(job: Job, delivery: Delivery, now: Instant) -> Move:
    """Record that the clip stands in the channel; `delivery` is its final record."""
    return _close(job, delivery, now, "delivered again") if job.is_final else life.delivered(job, delivery, now)


def stranded(job: Job, delivery: Delivery, now: Instant, ending: Ending) -> Move:
    """Record that a delivery came to nothing; the file is kept."""
    failed = replace(delivery, state=DeliveryState.FAILED)
    if job.is_final:
        return _close(job, failed, now, f"not delivered again: {ending.value}")
    return life.undeliverable(job, failed, now, ending)


def fileless(job: Job, delivery: Delivery, now: Instant) -> Move:
    """Record that another delivery came to nothing because the file went meanwhile."""
    return _close(job, replace(delivery, state=DeliveryState.FAILED), now, "its file is not kept any more")


def _close(job: Job, delivery: Delivery, now: Instant, why: str) -> Move:
    return stay(job, why, delivery=delivery, noted_at=now, due_at=now, deadline_at=None, tries=0)
