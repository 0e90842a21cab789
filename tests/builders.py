"""Build legal values of the domain in one line, so that a test names only what it is about."""

from dataclasses import replace
from typing import Any, Final

from bot.domain.budget import Terms
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.ids import ChannelId, GuildId, Instant, JobId, MemberId, MessageId, TaskId
from bot.domain.job import CAPTURED, WAITING, Clip, Ending, Job, JobState
from bot.domain.life import (
    APPROVAL_PATIENCE,
    DELIVERY_PATIENCE,
    FETCH_PATIENCE,
    QUEUE_PATIENCE,
    RUNNING_PATIENCE,
    UNKNOWN_PATIENCE,
)
from bot.domain.pace import Pace
from bot.domain.period import Allowance, PeriodKind
from bot.domain.queue import Caps
from bot.domain.requester import Requester
from bot.domain.video import VideoSpec, Wish

NOW: Final[Instant] = 1_790_000_000.0
"""An ordinary Monday in September 2026, 13:33:20 UTC."""
GUILD: Final = GuildId(900_000_000_000_000_001)
CHANNEL: Final = ChannelId(800_000_000_000_000_001)
MEMBER: Final = MemberId(700_000_000_000_000_001)
JOB: Final = JobId(1_400_000_000_000_000_001)
RULE: Final = Allowance(credits=500, period=PeriodKind.MONTH)
KEY: Final = "0123456789ab"
"""The fingerprint of an API key."""
CAPS: Final = Caps(running=5, running_per_guild=3, running_per_member=1, queued_per_member=5)
NO_CAPS: Final = Caps(running=10_000, running_per_guild=10_000, running_per_member=10_000, queued_per_member=10_000)
"""Caps that never bite."""
PACE: Final = Pace(first=10.0, maximum=15.0)
SIZE: Final = 1_000_000
"""Bytes of a clip."""

HAS_TASK: Final = frozenset({JobState.RUNNING, JobState.FETCHING}) | CAPTURED
PATIENCE: Final = {
    JobState.AWAITING_APPROVAL: APPROVAL_PATIENCE,
    JobState.QUEUED: QUEUE_PATIENCE,
    JobState.UNKNOWN: UNKNOWN_PATIENCE,
    JobState.RUNNING: RUNNING_PATIENCE,
    JobState.FETCHING: FETCH_PATIENCE,
    JobState.READY: DELIVERY_PATIENCE,
}
ENDINGS: Final = {
    JobState.FAILED: Ending.VENDOR_FAILED,
    JobState.EXPIRED: Ending.NEVER_KNOWN,
    JobState.CANCELLED: Ending.BY_REQUESTER,
    JobState.UNDELIVERABLE: Ending.NO_CHANNEL,
}


def terms(rule: Allowance = RULE, ceiling: int | None = None) -> Terms:
    """Build what the operator gives every server: a rule, by default with a ceiling that is reached by it."""
    return Terms(rule=rule, ceiling=rule.credits if ceiling is None else ceiling, key=KEY)


def a_requester(**changes: Any) -> Requester:
    """Build a member of GUILD who asks in CHANNEL, in English."""
    return replace(
        Requester(guild_id=GUILD, channel_id=CHANNEL, member_id=MEMBER, locale="en-US", guild_locale="en-US"),
        **changes,
    )


def a_spec(prompt: str = "a paper boat on a pond", **changes: Any) -> VideoSpec:
    """Build a specification with the API's own defaults: 720p, 8 s, no sound, 28 credits."""
    return VideoSpec(prompt=prompt, **changes)


def a_wish(prompt: str = "a paper boat on a pond", **changes: Any) -> Wish:
    """Build what a member asks for who chooses nothing but the prompt."""
    return Wish(prompt=prompt, **changes)


def a_clip(**changes: Any) -> Clip:
    """Build the facts of a verified file."""
    clip = Clip(name=f"{JOB}.mp4", size=SIZE, sha256="0" * 64, width=960, height=960, seconds=8.0, has_audio=False)
    return replace(clip, **changes)


def a_job(state: JobState = JobState.QUEUED, **changes: Any) -> Job:
    """Build a job of MEMBER as it stands when it has just entered a state, with all that the state implies."""
    job = Job(
        id=JOB,
        guild_id=GUILD,
        channel_id=CHANNEL,
        member_id=MEMBER,
        locale="en-US",
        guild_locale="en-US",
        spec=a_spec(),
        price=28,
        state=state,
        created_at=NOW,
        queued_at=NOW,
        state_at=NOW,
        due_at=NOW,
        deadline_at=NOW + PATIENCE[state] if state in PATIENCE else None,
        submits=0 if state in WAITING | {JobState.CANCELLED} else 1,
        ending=ENDINGS.get(state),
    )
    if state in HAS_TASK:
        job = replace(job, task_id=TaskId("task-1"), key_fingerprint=KEY)
    if state in {JobState.FETCHING, *CAPTURED}:
        job = replace(job, video_url="https://media.example/clip.mp4", consumed=28)
    if state in CAPTURED:
        job = replace(job, clip=a_clip())
    return replace(job, **changes)


def a_delivery(**changes: Any) -> Delivery:
    """Build the first delivery of JOB, before anything was sent."""
    delivery = Delivery(job_id=JOB, number=1, channel_id=CHANNEL, state=DeliveryState.WAITING, opened_at=NOW)
    return replace(delivery, **changes)


def a_posted_delivery(job_id: JobId = JOB, **changes: Any) -> Delivery:
    """Build a delivery whose message stands; its message's id is made from the job's."""
    message = MessageId(int(job_id) + 1_000_000)
    return a_delivery(job_id=job_id, state=DeliveryState.POSTED, message_id=message, **changes)
