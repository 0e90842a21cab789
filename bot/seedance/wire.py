"""The paid API without I/O: a spec to a request's body, an answer's bytes to a value. Nothing here raises.

Sources: the vendor's API documentation (POST /v1/generate, GET /v1/status); what it leaves open is read defensively.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Final

from bot.domain.ids import Instant, TaskId
from bot.domain.task import (
    IMAGE_WORD,
    Accepted,
    Ambiguous,
    Failed,
    PollAnswer,
    PollFailed,
    Rejected,
    RejectionKind,
    Running,
    SubmitAnswer,
    Succeeded,
    TaskNotFound,
    Throttled,
    field_of,
)
from bot.domain.video import VideoSpec
from bot.seedance.envelope import Envelope, find_link, read_credits, read_envelope, read_reason, read_task_id, tidy

OK: Final = range(200, 300)
MIN_RETRY_AFTER: Final = 1.0
"""Seconds: a vendor that says "at once" must not be able to make us spin."""
MAX_RETRY_AFTER: Final = 86400.0

KINDS: Final = {
    400: RejectionKind.INVALID,
    401: RejectionKind.KEY,
    402: RejectionKind.CREDITS,
    403: RejectionKind.GATEWAY,
    404: RejectionKind.MISSING,
    413: RejectionKind.INVALID,
    422: RejectionKind.INVALID,
}
TELLING: Final = frozenset({401, 402, 403})
"""Statuses that mean a refusal whatever stands in the body."""

# The documented words and their statuses; INVALID_IMAGE… and the last three are what such APIs say besides.
WORDS: Final = {
    "INVALID_PROMPT": 400,
    "INVALID_ASPECT_RATIO": 400,
    "INVALID_RESOLUTION": 400,
    "INVALID_DURATION": 400,
    "TOO_MANY_IMAGES": 400,
    "INVALID_API_KEY": 401,
    "INSUFFICIENT_CREDITS": 402,
    "TASK_NOT_FOUND": 404,
    "INTERNAL_ERROR": 500,
    "TOO_MANY_REQUESTS": 429,
    "RATE_LIMITED": 429,
    "RATE_LIMIT_EXCEEDED": 429,
}
ASKED: Final = ("prompt", "aspect_ratio", "resolution", "duration", "generate_audio", "fixed_lens")
"""Fields that the vendor may repeat of a request."""
SUCCEEDED: Final = frozenset(
    {"SUCCESS", "SUCCEEDED", "SUCCEED", "SUCCESSFUL", "COMPLETED", "COMPLETE", "DONE", "FINISHED"}
)
FAILED: Final = frozenset(
    {"FAILED", "FAIL", "FAILURE", "ERROR", "CANCELLED", "CANCELED", "EXPIRED", "TIMEOUT", "TIMED_OUT", "REJECTED"}
)


def request_body(spec: VideoSpec, callback_url: str | None = None) -> dict[str, Any]:
    """Say every field explicitly, since the vendor's defaults differ from its upstream's."""
    body: dict[str, Any] = {
        "prompt": spec.prompt,
        "aspect_ratio": spec.aspect_ratio.value,
        "resolution": spec.resolution.value,
        "duration": str(spec.duration),
        "generate_audio": spec.generate_audio,
        "fixed_lens": spec.fixed_lens,
    }
    if spec.image_url is not None:
        body["image_urls"] = [spec.image_url]
    if callback_url is not None:
        body["callback_url"] = callback_url
    return body


@dataclass(frozen=True)
class _Verdict:
    """What an answer amounts to: an HTTP status, the body's own code before the status line's."""

    status: int
    word: str | None
    envelope: Envelope | None

    @property
    def code(self) -> str:
        """The vendor's word for it, else its text, else the number."""
        text = self.envelope.message if self.envelope else ""
        return self.word or text or f"HTTP {self.status}"

    @property
    def is_read(self) -> bool:
        return self.envelope is not None


def _judge(status: int, body: bytes) -> _Verdict:
    envelope = read_envelope(body)
    if envelope is None:
        return _Verdict(status, None, None)
    for word in envelope.words:
        known = WORDS.get(word) or (400 if word.startswith(IMAGE_WORD) else None)
        if known:
            return _Verdict(known, word, envelope)
    unknown = envelope.words[0] if envelope.words else None
    number = envelope.number
    # A number alone does not turn a server's error into a refusal: a gateway's page may carry any number.
    outranks = status in OK or status in KINDS
    return _Verdict(number if number and outranks else status, unknown, envelope)


def read_submit(status: int, headers: Mapping[str, str], body: bytes, now: Instant) -> SubmitAnswer:
    """Read the answer to the one POST; `headers` by any case of their names.

    In doubt it is Ambiguous: a refusal gives the member's credits back, so it must be certain.
    """
    verdict = _judge(status, body)
    task_id = read_task_id(verdict.envelope.data) if verdict.envelope else None
    if task_id is not None:
        if status in OK and verdict.status in OK:
            return Accepted(TaskId(task_id))
        return Ambiguous(f"HTTP {status} says {verdict.code}, and yet names a task: {task_id}")
    if verdict.status == HTTPStatus.TOO_MANY_REQUESTS:
        return Throttled(read_retry_after(headers, now))
    kind = KINDS.get(verdict.status)
    if kind is not None and (verdict.is_read or verdict.status in TELLING):
        return Rejected(kind, verdict.code, field_of(verdict.word or "") if kind is RejectionKind.INVALID else None)
    if not verdict.is_read:
        return Ambiguous(f"HTTP {status}, unreadable: {_excerpt(body)}")
    return Ambiguous(f"HTTP {status} without a task: {verdict.code}")


def read_poll(status: int, headers: Mapping[str, str], body: bytes, now: Instant) -> PollAnswer:
    """Read how a task stands. Only the vendor's own word ends a task; anything unclear is a failed poll."""
    verdict = _judge(status, body)
    data = verdict.envelope.data if verdict.envelope else {}
    word = tidy(data.get("status"), 64) if isinstance(data.get("status"), str) else ""
    number = verdict.envelope.number if verdict.envelope else None
    if status in OK and word and (not number or number in OK):
        return _standing(word, data)
    if _lacks_task(verdict):
        return TaskNotFound()
    detail = f"HTTP {status}: {verdict.code if verdict.envelope else _excerpt(body)}"
    kind = KINDS[verdict.status] if verdict.status in TELLING else None
    return PollFailed(detail, kind, read_retry_after(headers, now))


def read_asked(body: bytes) -> dict[str, str]:
    """Read what the vendor says that a task was asked for, as far as it says so; nothing depends on it but a look."""
    envelope = read_envelope(body)
    asked = envelope.data.get("request") if envelope else None
    if not isinstance(asked, dict):
        return {}
    plain = {name: asked[name] for name in ASKED if isinstance(asked.get(name), str | int)}
    return {name: tidy(value if isinstance(value, str) else str(value).lower()) for name, value in plain.items()}


def _standing(word: str, data: dict[str, Any]) -> PollAnswer:
    name = word.upper().replace(" ", "_").replace("-", "_")
    consumed = read_credits(data.get("consumed_credits"))
    if name in SUCCEEDED:
        return Succeeded(find_link(data.get("response")), consumed)
    if name in FAILED:
        return Failed(read_reason(data.get("error_message")), consumed)
    return Running(word)


def read_probe(status: int, body: bytes) -> RejectionKind | None:
    """Read the answer to a status request for a task that does not exist; None when the API itself answered it.

    What tells nothing (a server's error, a limit on the rate) is GATEWAY: not open yet.
    """
    verdict = _judge(status, body)
    if verdict.status in TELLING:
        return KINDS[verdict.status]
    if verdict.envelope and (verdict.status in OK or KINDS.get(verdict.status) is RejectionKind.INVALID):
        return None
    if _lacks_task(verdict):
        return None
    return RejectionKind.MISSING if verdict.status == HTTPStatus.NOT_FOUND else RejectionKind.GATEWAY


def _lacks_task(verdict: _Verdict) -> bool:
    """Whether it is the vendor's own 404: that of some other server has neither its word nor its number in a body."""
    if verdict.envelope is None or verdict.status != HTTPStatus.NOT_FOUND:
        return False
    return verdict.word == "TASK_NOT_FOUND" or verdict.envelope.number == HTTPStatus.NOT_FOUND


def read_retry_after(headers: Mapping[str, str], now: Instant) -> float | None:
    """Read Retry-After in seconds from now, given as seconds or as an HTTP date; None when absent or no sense.

    A date is taken against the answer's own Date if it has one, so that a clock that goes wrong does no harm.
    """
    fields = {name.lower(): value for name, value in headers.items()}
    text = fields.get("retry-after", "").strip()
    if text.isascii() and text.replace(".", "", 1).isdigit():
        return _bounded(float(text))
    then = _http_date(text)
    if then is None:
        return None
    sent = _http_date(fields.get("date", ""))
    return _bounded(then - (now if sent is None else sent))


def _bounded(seconds: float) -> float:
    return min(max(MIN_RETRY_AFTER, seconds), MAX_RETRY_AFTER)


def _http_date(text: str) -> Instant | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError, OSError):
        return None


def _excerpt(body: bytes) -> str:
    return tidy(body[:800].decode("utf-8", "replace"), 200) or "empty"
