"""A call of the vendor's about a job's task: what is kept of it, and when it counts.

A call proves nothing but that somebody knows the token, which only the vendor was given. It says that it is time to
ask, and which task may be an *unknown* job's; what is true is what the vendor answers when we ask.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from bot.domain.ids import Instant, TaskId
from bot.domain.job import JobState

TOKEN_BYTES: Final = 32
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")
"""32 bytes in the alphabet of URLs (RFC 4648, base64url without padding)."""

SPACING: Final = 5.0
"""Seconds between two questions about one job that calls can lead to, however many come."""
POLLED: Final = frozenset({JobState.RUNNING})
"""States in which a call means: poll now."""
RESCUED: Final = frozenset({JobState.UNKNOWN, JobState.EXPIRED})
"""States out of which the task that a call names leads, if it is the job's."""
HEARD: Final = POLLED | RESCUED | {JobState.SUBMITTING}
"""States in which a call is listened to; one that is being submitted keeps what it hears until it is known."""
HINT_PATIENCE: Final = 120.0
"""Seconds that a task which a call named may take to be found by its id: it may not be visible at once."""
HINT_LASTS: Final = 24 * 3600.0
"""Seconds after which a task is not asked about any more that nothing could be learned of."""
ASK_AGAIN: Final = 30.0


def is_token(text: str) -> bool:
    """Whether a text looks like a token of ours, so that it is worth looking up."""
    return _TOKEN.fullmatch(text) is not None


def digest_of(token: str) -> str:
    """Give what is kept of a token: it cannot be found from that."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class Call:
    """One call, as far as anything is made of it: whom it is about, and the task that it names."""

    digest: str
    task_id: TaskId | None


def counts_at(now: Instant, heard_at: Instant | None) -> Instant:
    """Tell when a call may lead to a question: at once, unless another did so just before.

    One that is said to have come later than it can have was heard before the clock was set back.
    """
    if heard_at is None or heard_at > now + SPACING:
        return now
    return max(now, heard_at + SPACING)
