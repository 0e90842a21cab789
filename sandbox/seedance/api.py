"""Answer POST /v1/generate and GET /v1/status: a request goes in, an Answer comes out, nothing is sent yet."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from aiohttp import web

from sandbox.seedance.answers import Answer, ApiError, Ending
from sandbox.seedance.faults import Fault, Faults
from sandbox.seedance.modes import Modes
from sandbox.seedance.shapes import payload, refusal, standing_word, success
from sandbox.seedance.submission import MALFORMED, parse_json, read_submission
from sandbox.seedance.vendor import Vendor

RETRY_AFTER: Final = "5"
_HTML: Final = "text/html; charset=utf-8"

FORBIDDEN: Final = Answer(403, b"<html><body>error code: 1010</body></html>\n", _HTML)

# What comes back before anything is processed.
REFUSALS: Final[dict[str, Answer | ApiError]] = {
    "refuse-before-processing": Answer(0, ending="dropped"),
    "hang": Answer(0, ending="hanging"),
    "error-500": ApiError(500, "INTERNAL_ERROR"),
    "error-502": Answer(502, b"<html><head><title>502 Bad Gateway</title></head></html>\n", _HTML),
    "error-503": Answer(503, b"<html><head><title>503 Service Unavailable</title></head></html>\n", _HTML),
    "forbidden-html": FORBIDDEN,
    "unauthorized": ApiError(401, "INVALID_API_KEY"),
    "out-of-credits": ApiError(402, "INSUFFICIENT_CREDITS"),
    "invalid-prompt": ApiError(400, "INVALID_PROMPT"),
    "not-found": ApiError(404, "TASK_NOT_FOUND"),
}
# How the answer to a request that was processed gets lost on the way.
LOSSES: Final[dict[str, Ending]] = {
    "process-charge-drop": "dropped",
    "truncated-json": "truncated",
    "late-answer": "late",
}


@dataclass
class Visit:
    """One request as read. `body` is None for what is not JSON, `task_id` is filled in by who learns it."""

    method: str
    path: str
    path_and_query: str
    content_type: str | None
    key: str | None
    body: Any = None
    is_json: bool = False
    too_large: bool = False
    task_id: str | None = None
    fault: Fault | None = None
    """What went wrong on purpose, filled in like `task_id`."""

    def entry(self, status: int | None) -> dict[str, Any]:
        """Give the journal's line; the key is cut to its end, so the journal opens nothing."""
        return {
            "method": self.method,
            "path": self.path_and_query,
            "content_type": self.content_type,
            "body": self.body,
            "status": status,
            "key": self.key[-min(4, len(self.key) // 2) :] if self.key else None,
            "task_id": self.task_id,
        }


async def read_visit(request: web.Request) -> Visit:
    visit = Visit(
        method=request.method,
        path=request.rel_url.raw_path,
        path_and_query=str(request.rel_url),
        content_type=_plain(request.headers.get("Content-Type")),
        key=_bearer(request.headers.get("Authorization", "")),
        task_id=request.query.get("task_id"),
    )
    try:
        visit.body = parse_json(await request.read())
        visit.is_json = True
    except web.HTTPRequestEntityTooLarge:
        visit.too_large = True
    except ValueError:
        visit.is_json = False
    return visit


class Api:
    """The two endpoints; every other path, method and spelling is a 404 (an assumption)."""

    def __init__(
        self,
        vendor: Vendor,
        faults: Faults,
        modes: Modes,
        origin: Callable[[], str],
        callback_origins: Collection[str] = (),
    ) -> None:
        self._vendor = vendor
        self._faults = faults
        self._modes = modes
        self._origin = origin
        self._callback_origins = callback_origins
        self._routes = {("POST", "/v1/generate"): self._generate, ("GET", "/v1/status"): self._status}

    def answer(self, visit: Visit) -> Answer:
        """Do what the request asks and say what to send; never awaits, so two requests cannot interleave."""
        route = self._routes.get((visit.method, visit.path))
        if route is None:
            return refusal(ApiError(404, "NOT_FOUND"), self._modes)
        try:
            return route(visit)
        except ApiError as error:
            if error.status == HTTPStatus.UNAUTHORIZED and self._modes.wrong_key == "403-page":
                return FORBIDDEN
            return refusal(error, self._modes)

    def _generate(self, visit: Visit) -> Answer:
        prompt = visit.body.get("prompt") if isinstance(visit.body, dict) else None
        fault = self._faults.pick("generate", prompt=prompt if isinstance(prompt, str) else "")
        visit.fault = fault
        visit.task_id = None
        made_after_all = _is(fault, "error-500") and self._modes.error_500 == "made-and-charged"
        if not made_after_all and (early := _refusal(fault)):
            return early
        key = self._known_key(visit)
        if visit.too_large:
            raise ApiError(413, "PAYLOAD_TOO_LARGE")
        if not visit.is_json:
            raise ApiError(400, MALFORMED)
        task = self._vendor.submit(key, read_submission(visit.body, self._modes, self._callback_origins), fault)
        visit.task_id = task.task_id
        if made_after_all:
            raise ApiError(500, "INTERNAL_ERROR")
        data = {"task_id": task.task_id, "status": standing_word(task, self._modes)}
        return success(data, self._modes, _ending(fault))

    def _status(self, visit: Visit) -> Answer:
        task = self._vendor.find(visit.task_id)
        prompt = task.film.prompt if task else ""
        fault = self._faults.pick("status", prompt=prompt, task_id=visit.task_id)
        visit.fault = fault
        if early := _refusal(fault):
            return early
        key = self._known_key(visit)
        if task is None or task.key != key:
            raise ApiError(404, "TASK_NOT_FOUND")
        data = payload(task, self._origin(), self._modes)
        task.told = task.state == "SUCCESS"
        return success(data, self._modes, _ending(fault))

    def _known_key(self, visit: Visit) -> str:
        if visit.key is None or not self._vendor.knows(visit.key):
            raise ApiError(401, "INVALID_API_KEY")
        return visit.key


def _refusal(fault: Fault | None) -> Answer | None:
    """Give what a fault answers before anything is processed; raises ApiError where it is the vendor's own word."""
    if fault is None:
        return None
    if fault.name == "too-many":
        raise ApiError(429, "TOO_MANY_REQUESTS", {"Retry-After": fault.text or RETRY_AFTER})
    answer = REFUSALS.get(fault.name)
    if isinstance(answer, ApiError):
        # A fresh one each time: an exception that is raised again keeps growing its traceback.
        raise ApiError(answer.status, answer.message)
    return answer


def _is(fault: Fault | None, name: str) -> bool:
    return fault is not None and fault.name == name


def _ending(fault: Fault | None) -> Ending:
    return LOSSES.get(fault.name, "whole") if fault else "whole"


def _bearer(header: str) -> str | None:
    scheme, _, key = header.partition(" ")
    return _plain(key) if scheme == "Bearer" and key else None


def _plain(text: str | None) -> str | None:
    """Make a header's text safe to write down: raw bytes in it would not encode as UTF-8."""
    return text.encode("ascii", "replace").decode() if text else None
