"""Jobs, clips and deliveries to render."""

from dataclasses import replace
from typing import Any, Final

from bot.domain.budget import Balance, Share
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.ids import ChannelId, GuildId, JobId, MemberId
from bot.domain.job import Clip, Job, JobState
from bot.domain.video import Resolution, VideoSpec
from bot.domain.waiting import Prospect

NOW: Final = 1_764_000_000.0
SPEC: Final = VideoSpec(prompt="A red fox in falling snow", resolution=Resolution.SD, duration=4)
CLIP: Final = Clip(
    name="1300000000000000001.mp4",
    size=812_345,
    sha256="0" * 64,
    width=864,
    height=496,
    seconds=4.04,
    has_audio=True,
)
HOSTILE: Final = (
    "@everyone @here <@&1> <@123456789012345678> # head **bold** __u__ ~~s~~ ||spoiler|| `code` > quote "
    "[free](https://evil.example/x) https://discord.gg/abc <https://a.example> <t:0:R> "
    "\u202egnp.exe\u200b\u2066\n\n-# small"
)


def job(**changes: Any) -> Job:
    """Build a queued job, changed as named."""
    queued = Job(
        id=JobId(1300000000000000001),
        guild_id=GuildId(1100000000000000001),
        channel_id=ChannelId(1200000000000000001),
        member_id=MemberId(123456789012345678),
        locale="en-US",
        guild_locale="en-US",
        spec=SPEC,
        price=SPEC.price,
        state=JobState.QUEUED,
        created_at=NOW,
        queued_at=NOW,
        state_at=NOW + 5,
        due_at=NOW,
        deadline_at=NOW + 3600,
    )
    return replace(queued, **changes)


def ready(**changes: Any) -> Job:
    """Build a job whose clip is ours, a minute after it was asked for."""
    return job(**{"state": JobState.READY, "clip": CLIP, "state_at": NOW + 62, "consumed": 8, **changes})


def at_place(place: int, **changes: Any) -> Prospect:
    """Build what is foreseen of a job that waits, when nothing is known of how long anything takes."""
    return replace(Prospect(at=NOW, place=place), **changes)


def delivery(**changes: Any) -> Delivery:
    """Build the first delivery of the job."""
    first = Delivery(
        job_id=JobId(1300000000000000001),
        number=1,
        channel_id=ChannelId(1200000000000000001),
        state=DeliveryState.POSTING,
        opened_at=NOW,
    )
    return replace(first, **changes)


def balance(**changes: Any) -> Balance:
    """Build the balance of a server that used some of its allowance."""
    some = Balance(allowance=500, held=28, spent=100, resets_at=NOW + 86_400, share=Share(held=28, spent=14))
    return replace(some, **changes)
