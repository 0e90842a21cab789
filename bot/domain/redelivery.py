"""A clip of ours after its job is final: it can be delivered again, each time by a delivery of its own, or deleted.

The job keeps its final state. As long as a delivery is open, or being deleted, the job has a deadline, which no other
final job has; so it is claimed, leased, fenced and retried like any job that wants work.
"""

from dataclasses import replace
from typing import Final

from bot.domain import life
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.ids import ChannelId, Instant
from bot.domain.job import Ending, Job, JobState, Move, stay
from bot.domain.refusals import ClipGone, ClipNotKept, DeliveryUnderWay, NoClipYet, Refusal

SETTLED: Final = frozenset({JobState.DELIVERED, JobState.UNDELIVERABLE})
"""Final states with a clip of ours."""


def is_under_way(job: Job) -> bool:
    """Whether a delivery is open, the first or a later one, or the clip is being deleted."""
    return job.state is JobState.READY or (job.state in SETTLED and job.deadline_at is not None)


def may_stand(job: Job, delivery: Delivery, rewound_at: Instant | None) -> bool:
    """Whether a delivery that sent nothing may have been posted: its job was there before the database was put back.

    A delivery that somebody asked for afterwards is a wish of its own.
    """
    if rewound_at is None or job.created_at > rewound_at:
        return False
    return delivery.number == 1 or delivery.opened_at <= rewound_at


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


def refuse_delete(job: Job, *, stands: bool, kept: bool) -> Refusal | None:
    """Say why a job's clip cannot be deleted now: whether a message of it stands, whether its file is still ours."""
    refusal = refuse(job, kept=True)
    if refusal:
        return refusal
    return None if stands or kept else ClipGone()


def delete(job: Job, newest: Delivery, now: Instant, why: str) -> Move:
    """Write down that all messages with the clip and its file are to be deleted, by the job's newest delivery."""
    deleting = replace(newest, state=DeliveryState.DELETING)
    until = now + life.DELIVERY_PATIENCE
    return stay(job, why, delivery=deleting, noted_at=now, due_at=now, deadline_at=until, tries=0)


def unposted(job: Job, older: Delivery) -> Move:
    """Record that the message of an older delivery is deleted; more is to be done."""
    return stay(job, "an older message is deleted", delivery=replace(older, state=DeliveryState.DELETED))


def deleted(job: Job, newest: Delivery, now: Instant) -> Move:
    """Record that no message with the clip stands any more, and its file neither."""
    return _close(job, replace(newest, state=DeliveryState.DELETED), now, "the clip is deleted")


def not_deleted(job: Job, newest: Delivery, now: Instant) -> Move:
    """Record that Discord did not let us delete the message, so that it can be asked for again."""
    state = DeliveryState.DELETED if newest.message_id is None else DeliveryState.POSTED
    return _close(job, replace(newest, state=state), now, "Discord did not let us delete the message")


def _close(job: Job, delivery: Delivery, now: Instant, why: str) -> Move:
    return stay(job, why, delivery=delivery, noted_at=now, due_at=now, deadline_at=None, tries=0)
