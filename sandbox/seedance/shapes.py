"""The forms an answer may take: one documented, the others as vendors of the same kind have them (see `modes`)."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from sandbox.seedance.answers import Answer, ApiError, Ending
from sandbox.seedance.modes import Modes
from sandbox.seedance.task import Task

REFUSED: Final = "The request was refused."
ABSENT: Final = object()

OTHER_WORDS: Final = {"IN_PROGRESS": "GENERATING", "SUCCESS": "COMPLETED", "FAILED": "FAILURE"}

# What a body of the code (as a number or as a text) and the vendor's word looks like.
REFUSALS: Final[dict[str, Callable[[Any, str], dict[str, Any]]]] = {
    "word-in-message": lambda code, word: {"code": code, "message": word, "data": None},
    "word-in-code": lambda _code, word: {"code": word, "message": REFUSED, "data": None},
    "word-in-error": lambda _code, word: {"error": word},
    "code-in-error": lambda _code, word: {"error": {"code": word, "message": REFUSED}},
    "code-in-data": lambda code, word: {"code": code, "message": "error", "data": {"code": word}},
    "error-code": lambda code, word: {"code": code, "error_code": word, "message": REFUSED},
}
RESPONSES: Final[dict[str, Callable[[str], Any]]] = {
    "list": lambda link: [link],
    "text": lambda link: link,
    "json-text": lambda link: json.dumps([link]),
    "objects": lambda link: [{"type": "video", "url": link}],
    "two": lambda link: [link, f"{link}?take=2"],
    "empty-list": lambda _link: [],
    "ftp": lambda link: [link.replace("http:", "ftp:", 1)],
}
NO_RESPONSES: Final = {"null": None, "empty-list": [], "absent": ABSENT}
CONSUMED: Final[dict[str, Callable[[int], Any]]] = {
    "number": int,
    "text": str,
    "fraction": float,
    "absent": lambda _credits: ABSENT,
    "null": lambda _credits: None,
    "negative": lambda credits_taken: -credits_taken,
    "nan": lambda _credits: float("nan"),
    "higher": lambda credits_taken: 2 * credits_taken,
}
DATES: Final[dict[str, Callable[[datetime], Any]]] = {
    "seconds": lambda when: when.strftime("%Y-%m-%dT%H:%M:%SZ"),
    "offset": lambda when: when.isoformat(timespec="seconds"),
    "milliseconds": lambda when: when.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
    "epoch": lambda when: int(when.timestamp() * 1000),
    "nonsense": lambda _when: "just now",
    "absent": lambda _when: ABSENT,
}


FAILED_MESSAGES: Final[dict[str, Callable[[str], Any]]] = {
    "text": str,
    "object": lambda text: {"code": "GENERATION_FAILED", "message": text},
    "null": lambda _text: None,
    "absent": lambda _text: ABSENT,
}
DATA: Final[dict[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]]] = {
    "object": lambda data: {"data": data},
    "text": lambda data: {"data": json.dumps(data, ensure_ascii=False)},
    "flat": dict,
}


def refusal(error: ApiError, modes: Modes) -> Answer:
    body = REFUSALS[modes.envelope](_code(error.status, modes), error.message)
    status = 200 if modes.http_status == "always-200" else error.status
    return Answer(status, _wire(body), headers=error.headers)


def success(data: Mapping[str, Any], modes: Modes, ending: Ending = "whole") -> Answer:
    body = {"code": _code(200, modes), "message": "success", **DATA[modes.data](data)}
    return Answer(200, _wire(body), ending=ending)


def standing_word(task: Task, modes: Modes) -> str:
    """Say how a task stands; a success that is taken back is told once."""
    state = "IN_PROGRESS" if _is_taken_back(task, modes) else task.state
    if task.waiting or (modes.status_words == "queued" and state == "IN_PROGRESS"):
        return "QUEUED"
    if modes.status_words == "lower-case":
        return state.lower()
    return OTHER_WORDS[state] if modes.status_words == "other" else state


def payload(task: Task, origin: str, modes: Modes) -> dict[str, Any]:
    """Give `data` of GET /status; `origin` is where the clip is served."""
    has_link = task.has_link and not _is_taken_back(task, modes)
    link = f"{origin}/media/{task.task_id}.mp4"
    data = {
        "task_id": task.task_id,
        "status": standing_word(task, modes),
        "consumed_credits": CONSUMED[modes.consumed](task.charged),
        "created_at": DATES[modes.created_at](task.created_at),
        "request": task.request,
        "response": RESPONSES[modes.response](link) if has_link else NO_RESPONSES[modes.no_response],
        "error_message": task.error_message,
    }
    if task.error_message is not None:
        data["error_message"] = FAILED_MESSAGES[modes.failed_message](task.error_message)
    return {name: value for name, value in data.items() if value is not ABSENT}


def call_body(task: Task, state: str, origin: str, modes: Modes) -> bytes:
    """Give the body of a call about a task: that of GET /status, or less where a mode says so."""
    if modes.callback == "no-body":
        return b""
    data = {**payload(task, origin, modes), **({"status": state} if state != task.state else {})}
    return _wire(data) if modes.callback == "bare-data" else success(data, modes).body


def _is_taken_back(task: Task, modes: Modes) -> bool:
    return modes.success == "taken-back" and task.state == "SUCCESS" and task.told


def _code(status: int, modes: Modes) -> int | str:
    return str(status) if modes.code_type == "text" else status


def _wire(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
