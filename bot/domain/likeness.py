"""Whether a task that a callback named can be the one that a job was submitted as, by what the vendor says of it."""

from collections.abc import Mapping
from typing import Final

from bot.domain import reconcile
from bot.domain.ids import Instant
from bot.domain.job import Job

CREATED: Final = "created_at"
"""Under which it stands when a task was made: seconds UTC, with LOCAL where the vendor named no zone."""
LOCAL: Final = " local"
CLOCKS: Final = 3600.0
"""Seconds by which the vendor's clock and ours may differ, with how long a POST may take."""
ZONES: Final = 14 * 3600.0
"""Seconds by which a time without a zone may be off."""


def unlike(job: Job, asked: Mapping[str, str], submitted_at: Instant | None) -> str | None:
    """Name what of a task is not the job's; None when everything that can be compared is.

    The prompt must be among it, since two videos of one day are alike in all the rest and nobody looks at this.
    """
    if not job.spec.prompt or "prompt" not in asked:
        return "no prompt to compare"
    for name, _ours, _theirs in reconcile.differences(job, asked):
        return name
    created = asked.get(CREATED)
    if created is not None and submitted_at is not None:
        apart = CLOCKS + (ZONES if created.endswith(LOCAL) else 0.0)
        if abs(float(created.removesuffix(LOCAL)) - submitted_at) > apart:
            return CREATED
    return None
