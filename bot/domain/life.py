"""What follows from what happened: an event and a job in, a move out. The rules of the life of a job, nothing else.

`chance` is everywhere a number in [0, 1) that spreads waits.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final, assert_never

from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.ids import Instant
from bot.domain.job import Capture, Clip, Ending, IllegalMoveError, Job, JobState, Move, Void, enter, stay
from bot.domain.pace import STALE, Pace, backoff
from bot.domain.picture import LINK_TRUST
from bot.domain.task import (
    Accepted,
    Ambiguous,
    Failed,
    NotSent,
    PollAnswer,
    PollFailed,
    Rejected,
    RejectionKind,
    Running,
    SubmitAnswer,
    Succeeded,
    TaskNotFound,
    Throttled,
)

APPROVAL_PATIENCE: Final = 24 * 3600.0
QUEUE_PATIENCE: Final = 3600.0
UNKNOWN_PATIENCE: Final = 24 * 3600.0
"""How long a hold stays open when nobody knows; without callbacks nothing can come but the operator's word."""
CALLBACK_PATIENCE: Final = 6 * 3600.0
"""The same where the vendor was told whom to call back: by then it has called, and tried again."""
LATE: Final = 900.0
"""A task that runs longer than this is out of the ordinary, and the member is told so."""
RUNNING_PATIENCE: Final = 24 * 3600.0
FETCH_PATIENCE: Final = 7200.0
DELIVERY_PATIENCE: Final = 3600.0
LINKLESS_POLLS: Final = 3
"""SUCCESS without a link is polled this many times more."""
DEAD_LINKS: Final = 5
"""A dead link is asked for afresh this many times."""
LINK_WAIT: Final = 10.0
LINK_WAIT_LIMIT: Final = 300.0
MISSING_POLLS: Final = 3
MISSING_SPAN: Final = 120.0
"""TASK_NOT_FOUND counts only when said this often over this long: a task may not be visible at once."""
SEND_WITHIN: Final = 25.0
"""Seconds after it was written down in which a POST or a clip is sent, because a lease is sure to last so long."""
THROTTLE_WAIT: Final = 10.0
THROTTLE_LIMIT: Final = 120.0

ENDINGS: Final = {
    RejectionKind.INVALID: Ending.REFUSED,
    RejectionKind.MISSING: Ending.VENDOR_GATEWAY,
    RejectionKind.KEY: Ending.VENDOR_KEY,
    RejectionKind.CREDITS: Ending.VENDOR_CREDITS,
    RejectionKind.GATEWAY: Ending.VENDOR_GATEWAY,
}


def take_turn(job: Job, now: Instant, callback: str | None = None) -> Move:
    """Write down that the POST is about to happen; after this commit a crash means unknown.

    With it goes the digest of the callback's token: what the vendor will say of this POST, it says under that.
    """
    changes: dict[str, Any] = {"submits": job.submits + 1, "callback": callback, "hint": None}
    return enter(job, JobState.SUBMITTING, now, "its turn", **changes)


def is_in_time(written_at: Instant, now: Instant) -> bool:
    """Whether what was written down may still be sent; a process that slept since, or whose clock was set, may not."""
    return 0.0 <= now - written_at <= SEND_WITHIN


def wants_picture_link(job: Job, now: Instant) -> bool:
    """Whether the link to a waiting job's picture must be looked after before the job may take its turn."""
    return job.picture is not None and now >= job.picture.trusted_until


def picture_linked(job: Job, url: str, now: Instant) -> Move:
    """Note a link to the job's picture that works now."""
    if job.picture is None:
        raise ValueError(f"job {job.id} has no picture of ours")
    trusted = replace(job.picture, trusted_until=now + LINK_TRUST)
    return stay(job, "the picture is within reach", spec=replace(job.spec, image_url=url), picture=trusted)


def submitted(job: Job, answer: SubmitAnswer, now: Instant, *, key: str, pace: Pace, chance: float) -> Move:
    """Follow the answer to the one POST; `key` is the fingerprint of the API key used."""
    match answer:
        case Accepted(task_id):
            return enter(
                job,
                JobState.RUNNING,
                now,
                "accepted",
                task_id=task_id,
                key_fingerprint=key,
                due_at=now + pace.next_poll(0, 0, chance),
                deadline_at=now + RUNNING_PATIENCE,
            )
        case NotSent(detail) if job.state is JobState.UNKNOWN:
            return fail(job, now, Ending.NEVER_TAKEN, detail)
        case NotSent(detail):
            return _back_to_queue(job, now, f"not sent: {detail}", backoff(job.submits, chance))
        case Throttled(retry_after):
            wait = THROTTLE_WAIT * (1 + chance) if retry_after is None else min(retry_after, THROTTLE_LIMIT)
            return _back_to_queue(job, now, "throttled", wait)
        case Rejected(kind, code):
            return fail(job, now, ENDINGS[kind], code)
        case Ambiguous(detail):
            return lose_sight(job, now, detail)
    assert_never(answer)


def _back_to_queue(job: Job, now: Instant, why: str, wait: float) -> Move:
    until = job.queued_at + QUEUE_PATIENCE
    return enter(job, JobState.QUEUED, now, why, due_at=now + wait, deadline_at=until, callback=None)


def lose_sight(job: Job, now: Instant, detail: str) -> Move:
    """Admit that nobody knows whether the vendor took it; it is never posted again."""
    until = now + (UNKNOWN_PATIENCE if job.callback is None else CALLBACK_PATIENCE)
    return enter(job, JobState.UNKNOWN, now, f"outcome unknown: {detail}", due_at=until, deadline_at=until)


def rewound(job: Job, now: Instant) -> Move | None:
    """Follow the discovery that the database is an older copy of what ran; None for what it changes nothing about.

    What waited may have been bought since, so that it is *unknown*. What was to be posted is looked for first. A task
    is followed as ever, because asking how it stands costs nothing. A copy may be days old: each has some time left.
    """
    if job.state in {JobState.AWAITING_APPROVAL, JobState.QUEUED, JobState.SUBMITTING}:
        return lose_sight(job, now, "the database was put back from a copy")
    if job.deadline_at is None or job.state is JobState.UNKNOWN:
        return None
    patience = FETCH_PATIENCE if job.state in {JobState.RUNNING, JobState.FETCHING} else DELIVERY_PATIENCE
    until = max(job.deadline_at, now + patience)
    return stay(job, "the database was put back", due_at=now, deadline_at=until, tries=0)


def polled(job: Job, answer: PollAnswer, now: Instant, *, pace: Pace, chance: float) -> Move:
    """Follow the answer to a poll, and note when the task takes longer than is usual."""
    move = _polled(job, answer, now, pace, chance)
    if move.after.state is JobState.RUNNING and now - job.state_at > LATE:
        return replace(move, after=replace(move.after, late=True))
    return move


def _polled(job: Job, answer: PollAnswer, now: Instant, pace: Pace, chance: float) -> Move:
    """Follow the answer to a poll. A failed poll never fails a job; unknown words mean running."""
    later = now + pace.next_poll(job.polls + 1, now - job.state_at, chance)
    match answer:
        case Running(word):
            return stay(job, f"polled: {word}", **_SEEN, polls=job.polls + 1, due_at=later)
        case Succeeded():
            return _succeeded(job, answer, now, later)
        case Failed(text, consumed):
            return fail(job, now, Ending.VENDOR_FAILED, text, absorbed=consumed)
        case TaskNotFound():
            return _missed(job, now, later)
        case PollFailed(detail, _, retry_after):
            wait = backoff(job.tries, chance) if retry_after is None else min(retry_after, THROTTLE_LIMIT)
            return stay(job, f"poll failed: {detail}", tries=job.tries + 1, due_at=now + wait)
    assert_never(answer)


_SEEN: Final[dict[str, Any]] = {"tries": 0, "missing": 0, "missing_since": None, "linkless": 0}


def _succeeded(job: Job, answer: Succeeded, now: Instant, later: Instant) -> Move:
    if answer.url is not None:
        until = now + FETCH_PATIENCE
        done: dict[str, Any] = {
            "video_url": answer.url,
            "consumed": answer.consumed,
            "deadline_at": until,
            "linkless": 0,
        }
        return enter(job, JobState.FETCHING, now, "done", **done)
    if job.linkless >= LINKLESS_POLLS:
        return fail(job, now, Ending.NO_LINK, absorbed=_taken(job, answer.consumed))
    changes: dict[str, Any] = {**_SEEN, "linkless": job.linkless + 1}
    return stay(job, "done without a link", **changes, polls=job.polls + 1, due_at=later)


def _missed(job: Job, now: Instant, later: Instant) -> Move:
    since = now if job.missing_since is None else job.missing_since
    if job.missing + 1 >= MISSING_POLLS and now - since >= MISSING_SPAN:
        return fail(job, now, Ending.TASK_LOST, absorbed=job.price)
    changes: dict[str, Any] = {"missing": job.missing + 1, "missing_since": since, "polls": job.polls + 1}
    return stay(job, "task not found", **changes, due_at=max(later, now + MISSING_SPAN / 4))


def is_stale(job: Job, now: Instant) -> bool:
    """Whether a running task is out of all proportion, so that the operator should look."""
    return job.state is JobState.RUNNING and now - job.state_at > STALE


@dataclass(frozen=True)
class LinkDead:
    """The link answers, but not with the file (403, 404, 410): a fresh one may."""

    detail: str


@dataclass(frozen=True)
class LinkSilent:
    """The file could not be had this time: the same link may do later."""

    detail: str


@dataclass(frozen=True)
class NotAVideo:
    """What came is no video that we can play, is too large, or stands where we do not go: gone for good."""

    detail: str


FetchAnswer = Clip | LinkDead | LinkSilent | NotAVideo


def fetched(job: Job, answer: FetchAnswer, now: Instant, *, chance: float) -> Move:
    """Follow a download. With the file ours, the hold is captured in the same move and its delivery opened."""
    match answer:
        case Clip():
            delivery = Delivery(
                job_id=job.id,
                number=1,
                channel_id=job.channel_id,
                state=DeliveryState.WAITING,
                opened_at=now,
            )
            return enter(
                job,
                JobState.READY,
                now,
                "the file is ours",
                clip=answer,
                linkless=0,
                settlement=settle(job),
                delivery=delivery,
                deadline_at=now + DELIVERY_PATIENCE,
            )
        case LinkDead(detail):
            if job.linkless + 1 >= DEAD_LINKS:
                return fail(job, now, Ending.LINK_DEAD, absorbed=_taken(job, job.consumed))
            return drop_link(job, detail, now, chance=chance)
        case LinkSilent(detail):
            return stay(job, f"no file: {detail}", tries=job.tries + 1, due_at=now + backoff(job.tries, chance))
        case NotAVideo(detail):
            return fail(job, now, Ending.NOT_A_VIDEO, detail, absorbed=_taken(job, job.consumed))
    assert_never(answer)


def drop_link(job: Job, detail: str, now: Instant, *, chance: float) -> Move:
    """Give up a link that leads to no clip, so that the vendor is asked for a fresh one."""
    return stay(
        job,
        f"dead link: {detail}",
        video_url=None,
        linkless=job.linkless + 1,
        tries=job.tries + 1,
        due_at=now + _link_wait(job, chance),
    )


def has_no_link(job: Job) -> bool:
    """Whether there is no link, and the vendor was asked often enough for one."""
    return job.video_url is None and job.linkless >= DEAD_LINKS


def _link_wait(job: Job, chance: float) -> float:
    """Spread the questions for a fresh link over minutes: what hides a file seldom passes in seconds."""
    return backoff(job.linkless, chance, base=LINK_WAIT, limit=LINK_WAIT_LIMIT)


def _taken(job: Job, consumed: int | None) -> int:
    """Tell what the vendor took, or may have taken (credits): the price where it says nothing usable."""
    return job.price if consumed is None else consumed


def settle(job: Job) -> Capture:
    """Capture what the vendor reports, never more than the price shown; the operator bears the rest, or all of it."""
    consumed = _taken(job, job.consumed)
    if job.free:
        return Capture(0, absorbed=consumed)
    return Capture(min(consumed, job.price), absorbed=max(0, consumed - job.price))


def linked_afresh(job: Job, answer: PollAnswer, now: Instant, *, chance: float) -> Move:
    """Follow the poll that asks for a fresh link of a task already known to be done.

    A question without an answer counts once the job is out of time. A ready job is not ended here but by its delivery.
    """
    if isinstance(answer, Succeeded) and answer.url is not None:
        return stay(job, "fresh link", video_url=answer.url, due_at=now)
    in_time = job.deadline_at is None or now < job.deadline_at
    linkless = job.linkless if isinstance(answer, PollFailed) and in_time else job.linkless + 1
    if linkless >= DEAD_LINKS and job.state is JobState.FETCHING:
        return fail(job, now, Ending.LINK_DEAD, absorbed=_taken(job, job.consumed))
    due = now + _link_wait(job, chance)
    return stay(job, "no fresh link", linkless=linkless, tries=job.tries + 1, due_at=due)


def delivered(job: Job, delivery: Delivery, now: Instant) -> Move:
    """Record that the clip stands in the channel; `delivery` is its final record."""
    return enter(job, JobState.DELIVERED, now, "delivered", delivery=delivery)


def undeliverable(job: Job, delivery: Delivery, now: Instant, ending: Ending) -> Move:
    """Record that there is nowhere to post; the file is kept."""
    return enter(job, JobState.UNDELIVERABLE, now, ending.value, delivery=delivery, ending=ending)


def approve(job: Job, now: Instant) -> Move:
    """Let a job into the queue that waited for a moderator; its hour there begins now."""
    if job.state is not JobState.AWAITING_APPROVAL:
        raise IllegalMoveError(f"{job.state} is approved")
    until = now + QUEUE_PATIENCE
    return enter(job, JobState.QUEUED, now, "approved by a moderator", queued_at=now, deadline_at=until)


def cancel(job: Job, now: Instant, ending: Ending) -> Move:
    """Call off a job that waits."""
    return enter(job, JobState.CANCELLED, now, ending.value, settlement=Void(), ending=ending)


def fail(job: Job, now: Instant, ending: Ending, detail: str | None = None, *, absorbed: int | None = None) -> Move:
    """End a job without a video: the member gets the hold back, the operator bears what the vendor kept (credits)."""
    return enter(
        job,
        JobState.FAILED,
        now,
        ending.value,
        settlement=Void(absorbed or 0),
        ending=ending,
        ending_detail=detail,
    )


def overdue(job: Job, now: Instant) -> Move | None:
    """Leave a state whose deadline has passed by its failure edge; None while there is time.

    A ready job is not ended here: only its delivery knows whether something was posted.
    """
    if job.deadline_at is None or now < job.deadline_at:
        return None
    edge = _EDGES.get(job.state)
    return edge(job, now) if edge else None


def _never_known(job: Job, now: Instant) -> Move:
    ending = Ending.NEVER_KNOWN
    return enter(job, JobState.EXPIRED, now, ending.value, settlement=Void(absorbed=job.price), ending=ending)


_EDGES: Final[dict[JobState, Callable[[Job, Instant], Move]]] = {
    JobState.AWAITING_APPROVAL: lambda job, now: cancel(job, now, Ending.NEVER_APPROVED),
    JobState.QUEUED: lambda job, now: fail(job, now, Ending.NO_TURN),
    JobState.UNKNOWN: _never_known,
    JobState.RUNNING: lambda job, now: fail(job, now, Ending.NEVER_FINISHED, absorbed=job.price),
    JobState.FETCHING: lambda job, now: fail(job, now, Ending.LINK_DEAD, absorbed=_taken(job, job.consumed)),
}
"""How a state is left whose deadline has passed."""
