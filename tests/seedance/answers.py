"""Answers of the vendor as bytes, and what they are read as."""

import json
from typing import Any

from bot.domain.task import PollAnswer, SubmitAnswer
from bot.seedance.wire import read_poll, read_submit

NOW = 1_800_000_000.0  # 2027-01-15 08:00:00 UTC
TASK = "seed15abc123def456pro"
HTML = b"<html><head><title>403</title></head><body>error code: 1010</body></html>"


def wire(fields: Any) -> bytes:
    return json.dumps(fields).encode()


def envelope(code: Any, message: str, data: Any = None) -> bytes:
    return wire({"code": code, "message": message, "data": data})


def submit(status: int, body: bytes, headers: dict[str, str] | None = None) -> SubmitAnswer:
    return read_submit(status, headers or {}, body, NOW)


def poll(status: int, body: bytes, headers: dict[str, str] | None = None) -> PollAnswer:
    return read_poll(status, headers or {}, body, NOW)


def standing(**data: Any) -> PollAnswer:
    return poll(200, envelope(200, "success", {"task_id": TASK, **data}))
