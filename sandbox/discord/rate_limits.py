"""Buckets and their headers (docs: topics/rate-limits), counted in real time because discord.py waits in real time."""

import hashlib
import time
from dataclasses import dataclass

from sandbox.discord.errors import DiscordError, rate_limited

# Any route not known for a tighter limit.
ORDINARY = (50, 1.0)
RELAXED = (10_000, 1.0)


@dataclass
class Window:
    """The requests counted since `started`, a reading of the monotonic clock."""

    started: float
    used: int = 0


class RateLimits:
    """Fixed windows per bucket and major parameter; `message_limit` is (requests, seconds), None relaxes all."""

    def __init__(self, message_limit: tuple[int, float] | None) -> None:
        self.message_limit = message_limit
        self._windows: dict[tuple[str, str], Window] = {}

    def count(self, bucket: str, major: str) -> tuple[dict[str, str], DiscordError | None]:
        """Count a request; gives the headers of its answer and, over the limit, the 429 that is the answer."""
        limit, span = self._limit(bucket)
        now = time.monotonic()
        window = self._windows.get((bucket, major))
        if window is None or now - window.started >= span:
            window = self._windows[bucket, major] = Window(now)
        left = window.started + span - now
        headers = {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(max(0, limit - window.used - 1)),
            "X-RateLimit-Reset": f"{time.time() + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": hashlib.sha256(bucket.encode()).hexdigest()[:32],
        }
        if window.used < limit:
            window.used += 1
            return headers, None
        return headers, rate_limited(round(left, 3))

    def _limit(self, bucket: str) -> tuple[int, float]:
        if self.message_limit is None:
            return RELAXED
        return self.message_limit if bucket in {"message-create", "message-edit"} else ORDINARY
