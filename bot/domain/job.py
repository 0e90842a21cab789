"""A job: one member's request for one video, from the command to its end.

Whoever changes a state goes through a `Move`, and a `Move` that the table `NEXT` does not know, or that forgets the
hold, cannot be built.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from bot.domain.delivery import Delivery
from bot.domain.ids import ChannelId, GuildId, Instant, JobId, MemberId, MessageId, TaskId
from bot.domain.picture import KeptPicture
from bot.domain.video import VideoSpec


class JobState(StrEnum):
    """Where a job stands, who moves it on, and what a crash in it leaves behind."""

    AWAITING_APPROVAL = "awaiting-approval"
    """Accepted, hold open, waiting for a moderator. A crash leaves it waiting. Cancel is free."""
    QUEUED = "queued"
    """Accepted, hold open, waiting for a turn. A crash leaves it waiting. Cancel is free."""
    SUBMITTING = "submitting"
    """Written durably before the one POST. Found so after a crash, nobody knows: unknown."""
    UNKNOWN = "unknown"
    """Nobody knows whether it was bought. Never posted again; hold open until a deadline."""
    RUNNING = "running"
    """The task's id is stored. A crash costs one poll."""
    FETCHING = "fetching"
    """The vendor is done, its link stored; downloading. A crash downloads again."""
    READY = "ready"
    """The file is ours and the hold captured, in one transaction; a delivery is under way."""
    DELIVERED = "delivered"
    """The clip stands in the channel."""
    UNDELIVERABLE = "undeliverable"
    """The clip is ours, but there is nowhere to post it."""
    FAILED = "failed"
    """No video; the hold was given back."""
    EXPIRED = "expired"
    """Nobody learned what became of it in time; the hold was given back. The operator's word, or a late callback, leads
    out of it."""
    CANCELLED = "cancelled"
    """Called off while it waited; the hold was given back."""


S = JobState
NEXT: Final[dict[JobState, frozenset[JobState]]] = {
    S.AWAITING_APPROVAL: frozenset({S.QUEUED, S.CANCELLED, S.FAILED, S.UNKNOWN}),
    S.QUEUED: frozenset({S.SUBMITTING, S.CANCELLED, S.FAILED, S.UNKNOWN}),
    S.SUBMITTING: frozenset({S.QUEUED, S.RUNNING, S.UNKNOWN, S.FAILED}),
    S.UNKNOWN: frozenset({S.RUNNING, S.EXPIRED, S.FAILED}),
    S.RUNNING: frozenset({S.FETCHING, S.FAILED}),
    S.FETCHING: frozenset({S.READY, S.FAILED}),
    S.READY: frozenset({S.DELIVERED, S.UNDELIVERABLE}),
    S.DELIVERED: frozenset(),
    S.UNDELIVERABLE: frozenset(),
    S.FAILED: frozenset(),
    S.EXPIRED: frozenset({S.RUNNING, S.FAILED}),
    S.CANCELLED: frozenset(),
}
OPEN: Final = frozenset({S.AWAITING_APPROVAL, S.QUEUED, S.SUBMITTING, S.UNKNOWN, S.RUNNING, S.FETCHING})
"""States with an open hold."""
WAITING: Final = frozenset({S.AWAITING_APPROVAL, S.QUEUED})
"""Open states in which nobody works on it and nothing can have been bought, so that calling it off is free."""
VOID: Final = frozenset({S.FAILED, S.EXPIRED, S.CANCELLED})
"""Final states whose hold was given back."""
CAPTURED: Final = frozenset({S.READY, S.DELIVERED, S.UNDELIVERABLE})
"""States whose hold was spent."""
FINAL: Final = VOID | {S.DELIVERED, S.UNDELIVERABLE}


class Ending(StrEnum):
    """Why a job ended without a clip in the channel; each has its words in the catalogues (`ending-…`)."""

    REFUSED = "refused"
    """The vendor refused a field of the request."""
    VENDOR_KEY = "vendor-key"
    VENDOR_CREDITS = "vendor-credits"
    VENDOR_GATEWAY = "vendor-gateway"
    VENDOR_FAILED = "vendor-failed"
    """The vendor took the task and gave up, with a text."""
    TASK_LOST = "task-lost"
    NO_LINK = "no-link"
    LINK_DEAD = "link-dead"
    NOT_A_VIDEO = "not-a-video"
    PICTURE_GONE = "picture-gone"
    """When its turn came, nobody could reach the picture any more."""
    NO_TURN = "no-turn"
    """The queue did not reach it in time."""
    NEVER_FINISHED = "never-finished"
    NEVER_KNOWN = "never-known"
    NEVER_TAKEN = "never-taken"
    """The operator found out that the vendor took nothing."""
    NEVER_MADE = "never-made"
    """The operator found out that the vendor took credits, and that no video is to be had."""
    BY_REQUESTER = "by-requester"
    BY_MODERATOR = "by-moderator"
    NOT_APPROVED = "not-approved"
    """A moderator was asked and said no."""
    NEVER_APPROVED = "never-approved"
    """No moderator said anything for a day."""
    CHANNEL_LOST = "channel-lost"
    """The channel went, or was closed to the bot, while the job waited: ended before anything was bought."""
    NO_CHANNEL = "no-channel"
    """The clip is ours, but the channel is gone or closed to the bot."""
    FILE_LOST = "file-lost"
    """The clip was ours, but its file is gone, and so is the vendor's."""
    NO_ANSWER = "no-answer"
    """The clip is ours, but Discord did not let us see whether it was posted."""


@dataclass(frozen=True, kw_only=True)
class Clip:
    """A verified video file of ours. `name` is its file name in the clip folder; `size` in bytes, sides in pixels."""

    name: str
    size: int
    sha256: str
    width: int
    height: int
    seconds: float
    has_audio: bool


@dataclass(frozen=True, kw_only=True)
class Job:
    """The record of a job. `rev` counts its changes and fences them."""

    id: JobId
    guild_id: GuildId
    channel_id: ChannelId
    parent_id: ChannelId | None = None
    """The channel of a thread."""
    member_id: MemberId
    locale: str
    guild_locale: str
    spec: VideoSpec
    price: int
    """Credits held, and the most that will ever be captured."""
    state: JobState
    rev: int = 0
    created_at: Instant
    queued_at: Instant
    """When it came, or may come, into the queue: its place and its patience count from there."""
    state_at: Instant
    due_at: Instant
    """When it next wants work."""
    deadline_at: Instant | None
    """When its state is left by the failure edge; None in final states."""
    picture: KeptPicture | None = None
    """Our copy of the picture it starts from; None without one, and for a link that the member gave."""
    tries: int = 0
    """Fruitless tries in a row in this state."""
    polls: int = 0
    submits: int = 0
    """How often it came to a POST that was certainly not taken, plus the last one."""
    task_id: TaskId | None = None
    key_fingerprint: str | None = None
    callback: str | None = None
    """The digest of the token in the address that the vendor may call about the last POST; None when it has none."""
    hint: TaskId | None = None
    """The task that a callback named and that nobody looked at yet. Others write it: it is not fenced by `rev`."""
    heard_at: Instant | None = None
    """When a callback last came, or was let count."""
    video_url: str | None = None
    consumed: int | None = None
    """Credits the vendor says it took; None when it said nothing usable."""
    missing: int = 0
    """TASK_NOT_FOUND in a row."""
    missing_since: Instant | None = None
    linkless: int = 0
    """In a row: SUCCESS without a link while running, a dead link or none while fetching."""
    ending: Ending | None = None
    ending_detail: str | None = None
    """The vendor's word or text, raw; cleaned before a person sees it."""
    clip: Clip | None = None
    status_message_id: MessageId | None = None
    status_tried: bool = False
    """Whether a post of the status message was tried before, so that one may stand that we do not know."""
    late: bool = False
    """Whether its task takes longer than is usual."""
    free: bool = False
    """Whether its hold was given back before its task was found: its clip is delivered at no charge."""
    shown: JobState | None = None
    """The state that the member was last told."""
    shown_late: bool = False
    """Whether the member was told that it takes long."""

    @property
    def is_final(self) -> bool:
        """Whether nothing will change any more."""
        return self.state in FINAL


class IllegalMoveError(Exception):
    """A change that the table of moves does not allow: a defect of ours, never a circumstance."""


@dataclass(frozen=True)
class Capture:
    """Spend `amount` credits of the hold and release the rest; `absorbed` is what the operator bears in all."""

    amount: int
    absorbed: int = 0


@dataclass(frozen=True)
class Void:
    """Give the whole hold back; `absorbed` is what the vendor says to have kept nevertheless."""

    absorbed: int = 0


@dataclass(frozen=True)
class Correct:
    """Nothing is held any more; what the operator bears for the job becomes `absorbed`."""

    absorbed: int = 0


Settlement = Capture | Void | Correct


@dataclass(frozen=True)
class Move:
    """One change of a job, with everything that belongs to the same transaction."""

    before: Job
    after: Job
    why: str
    settlement: Settlement | None = None
    delivery: Delivery | None = None
    """The delivery to write along with it."""
    noted_at: Instant | None = None
    """When it happened, for a change that is an event although the state stays."""

    def __post_init__(self) -> None:
        source, target = self.before.state, self.after.state
        if target is not source and target not in NEXT[source]:
            raise IllegalMoveError(f"{source} -> {target}")
        if source is S.EXPIRED and target is S.RUNNING and not self.after.free:
            raise IllegalMoveError(f"{source} -> {target} with nothing held")
        if self.after.rev != self.before.rev + 1:
            raise IllegalMoveError(f"rev {self.before.rev} -> {self.after.rev}")
        if not isinstance(self.settlement, _settlements(source, target)):
            raise IllegalMoveError(f"{source} -> {target} with {self.settlement}")


def _settlements(source: JobState, target: JobState) -> tuple[type[Any], ...]:
    """Tell how a hold may end with a move: in one way when it leaves the open states, and corrected afterwards."""
    if source in OPEN and target not in OPEN:
        return (Capture,) if target in CAPTURED else (Void,)
    if target is not S.FAILED:
        return (type(None),)
    return (Correct,) if source is S.EXPIRED else (type(None), Correct)


def stay(
    job: Job,
    why: str,
    *,
    settlement: Correct | None = None,
    delivery: Delivery | None = None,
    noted_at: Instant | None = None,
    **changes: Any,
) -> Move:
    """Change facts of a job within its state."""
    return Move(job, replace(job, rev=job.rev + 1, **changes), why, settlement, delivery, noted_at)


def enter(
    job: Job,
    state: JobState,
    now: Instant,
    why: str,
    *,
    settlement: Settlement | None = None,
    delivery: Delivery | None = None,
    **changes: Any,
) -> Move:
    """Bring a job into another state, its tries starting anew; without `due_at` it is due at once.

    Raises IllegalMoveError for the state it is in already: a second turn would be a second POST.
    """
    if state is job.state:
        raise IllegalMoveError(f"{state} -> {state}")
    fresh: dict[str, Any] = {"due_at": now, "deadline_at": None, "tries": 0, **changes}
    after = replace(job, state=state, rev=job.rev + 1, state_at=now, **fresh)
    return Move(job, after, why, settlement, delivery)
