"""What the vendor says of a task beside how it stands, without I/O: when it was made, and which one a call is about.

The vendor documents no form for its calls, so that any that names a task is read. Nothing here raises.
"""

from datetime import UTC, datetime
from typing import Final

from bot.domain.ids import TaskId
from bot.domain.likeness import CREATED, LOCAL
from bot.seedance.envelope import read_envelope, read_task_id

NAMES: Final = ("task_id", "taskId", "id")
"""Under which the vendor, or one like it, may name the task."""
SECONDS: Final = 100_000_000_000
"""An instant larger than this is in milliseconds."""


def read_call(body: bytes) -> TaskId | None:
    """Read which task a call is about; None when it names none."""
    envelope = read_envelope(body)
    if envelope is None:
        return None
    for fields in (envelope.data, envelope.fields):
        for name in NAMES:
            found = read_task_id({"task_id": fields.get(name)})
            if found is not None:
                return TaskId(found)
    return None


def read_created(body: bytes) -> dict[str, str]:
    """Read when a task was made, in the form of `bot.domain.likeness`; nothing where that is not said."""
    envelope = read_envelope(body)
    seconds, local_time = _instant(envelope.data.get(CREATED)) if envelope else (None, False)
    return {} if seconds is None else {CREATED: f"{seconds!r}{LOCAL if local_time else ''}"}


def _instant(value: object) -> tuple[float | None, bool]:
    """Read a time as ISO 8601 or as seconds or milliseconds of the epoch; whether it came without a zone."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds = value / 1000 if abs(value) > SECONDS else value
        return (float(seconds), False) if abs(seconds) <= SECONDS else (None, False)
    if not isinstance(value, str):
        return None, False
    try:
        found = datetime.fromisoformat(value.strip())
        local_time = found.tzinfo is None
        return (found.replace(tzinfo=UTC) if local_time else found).timestamp(), local_time
    except (ValueError, OverflowError):
        return None, False
