import json

import pytest

from bot.domain.ids import TaskId
from bot.domain.task import (
    Accepted,
    Ambiguous,
    Rejected,
    RejectionKind,
    Throttled,
)
from bot.domain.video import AspectRatio, Resolution, VideoSpec
from bot.seedance.wire import read_retry_after, request_body
from tests.seedance.answers import HTML, NOW, TASK, envelope, submit, wire


def test_whom_to_call_is_said_only_where_somebody_listens() -> None:
    spec = VideoSpec(prompt="A fox")
    assert "callback_url" not in request_body(spec)
    assert request_body(spec, "https://bot.example/cb/x")["callback_url"] == "https://bot.example/cb/x"


def test_every_field_is_said_and_the_duration_is_a_string() -> None:
    assert request_body(VideoSpec(prompt="a cat")) == {
        "prompt": "a cat",
        "aspect_ratio": "1:1",
        "resolution": "720p",
        "duration": "8",
        "generate_audio": False,
        "fixed_lens": False,
    }


def test_an_image_is_a_list_of_one() -> None:
    spec = VideoSpec(
        prompt="it turns",
        aspect_ratio=AspectRatio.TOWER,
        resolution=Resolution.SD,
        duration=12,
        generate_audio=True,
        fixed_lens=True,
        image_url="https://cdn.example/cat.png",
    )
    body = json.loads(json.dumps(request_body(spec)))
    assert body == {
        "prompt": "it turns",
        "aspect_ratio": "9:21",
        "resolution": "480p",
        "duration": "12",
        "generate_audio": True,
        "fixed_lens": True,
        "image_urls": ["https://cdn.example/cat.png"],
    }


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, envelope(200, "success", {"task_id": TASK, "status": "IN_PROGRESS"})),
        (200, envelope("200", "success", {"task_id": TASK})),
        (200, envelope(200.0, "success", {"task_id": TASK})),
        (201, envelope("success", "", {"task_id": TASK})),
        (202, wire({"data": {"task_id": TASK}})),
        (200, envelope(200, "success", [{"task_id": TASK}])),
        (200, envelope(200, "success", json.dumps({"task_id": TASK}))),
        (200, wire({"task_id": TASK, "status": "IN_PROGRESS"})),
        (200, b"\xef\xbb\xbf" + envelope(200, "success", {"task_id": TASK})),
        (200, b'{"code":200,"message":"\xff\xfe","data":{"task_id":"%s","eta":NaN}}' % TASK.encode()),
        (200, b'{"code":200,"data":{"task_id":"%s","eta":1e999,"seed":%s}}' % (TASK.encode(), b"9" * 6000)),
    ],
)
def test_a_task_that_is_named_without_an_error_is_accepted(status: int, body: bytes) -> None:
    assert submit(status, body) == Accepted(TaskId(TASK))


@pytest.mark.parametrize(
    ("status", "body", "kind", "code", "field"),
    [
        (400, envelope(400, "INVALID_PROMPT"), "invalid", "INVALID_PROMPT", "prompt"),
        (200, envelope(400, "INVALID_PROMPT"), "invalid", "INVALID_PROMPT", "prompt"),
        (200, envelope("400", "INVALID_RESOLUTION: 1080p"), "invalid", "INVALID_RESOLUTION", "resolution"),
        (400, envelope("INVALID_DURATION", "bad"), "invalid", "INVALID_DURATION", "duration"),
        (400, wire({"error_code": "INVALID_ASPECT_RATIO"}), "invalid", "INVALID_ASPECT_RATIO", "aspect_ratio"),
        (400, wire({"error": "TOO_MANY_IMAGES"}), "invalid", "TOO_MANY_IMAGES", "image_url"),
        (400, wire({"error": {"code": "INVALID_PROMPT", "message": "x"}}), "invalid", "INVALID_PROMPT", "prompt"),
        (400, envelope(400, "no", {"code": "INVALID_IMAGE_URL"}), "invalid", "INVALID_IMAGE_URL", "image_url"),
        (400, envelope("invalid_prompt", ""), "invalid", "INVALID_PROMPT", "prompt"),
        (400, envelope(400, "The prompt is too rude"), "invalid", "The prompt is too rude", None),
        (422, wire({"detail": "nope"}), "invalid", "HTTP 422", None),
        (413, envelope(413, "too big"), "invalid", "too big", None),
        (400, envelope(400, "PROMPT_POLICY: no"), "invalid", "PROMPT_POLICY", None),
        (401, envelope(401, "INVALID_API_KEY"), "key", "INVALID_API_KEY", None),
        (200, envelope(401, "unauthorised"), "key", "unauthorised", None),
        (403, envelope(401, "INVALID_API_KEY"), "key", "INVALID_API_KEY", None),
        (401, HTML, "key", "HTTP 401", None),
        (402, envelope(402, "INSUFFICIENT_CREDITS"), "credits", "INSUFFICIENT_CREDITS", None),
        (200, envelope("402", "Insufficient balance"), "credits", "Insufficient balance", None),
        (429, envelope(429, "INSUFFICIENT_CREDITS"), "credits", "INSUFFICIENT_CREDITS", None),
        (500, envelope(500, "INSUFFICIENT_CREDITS"), "credits", "INSUFFICIENT_CREDITS", None),
        (402, b"", "credits", "HTTP 402", None),
        (403, HTML, "gateway", "HTTP 403", None),
        (403, envelope(403, "forbidden"), "gateway", "forbidden", None),
        (404, envelope(404, "not here"), "missing", "not here", None),
    ],
)
def test_what_was_certainly_refused_is_rejected(
    status: int, body: bytes, kind: str, code: str, field: str | None
) -> None:
    assert submit(status, body) == Rejected(RejectionKind(kind), code, field)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, envelope(500, "INTERNAL_ERROR")),
        (200, envelope(500, "INTERNAL_ERROR")),
        (400, envelope(500, "INTERNAL_ERROR")),
        (502, HTML),
        (503, b""),
        (503, envelope(400, "upstream said no")),
        (504, b"gateway timeout"),
        (520, HTML),
        (408, envelope(408, "timeout")),
        (307, b""),
        (200, HTML),
        (200, b""),
        (200, b"null"),
        (200, b"[]"),
        (200, b"{}"),
        (200, b'{"code":200,"data":{"task_id":"see'),
        (200, envelope(200, "success")),
        (200, envelope(200, "success", {"task_id": None})),
        (200, envelope(200, "success", {"task_id": 12})),
        (200, envelope(200, "success", {"task_id": ""})),
        (200, envelope(200, "success", {"task_id": "a" * 129})),
        (200, envelope(200, "success", {"task_id": "a\nb"})),
        (200, envelope(200, "success", {"task_id": "a\u0000b"})),
        (200, b'{"code":200,"data":{"task_id":"\\ud800"}}'),
        (200, envelope(-1, "busy")),
        (200, b"[" * 100_000),
        (200, b'{"a":' * 100_000),
        (200, b"NaN"),
        (200, b"9" * 5000),
        (200, b"\xff\xfe\x00"),
        (400, HTML),
        (400, b""),
        (400, b"{}"),
        (404, HTML),
        (413, HTML),
        (400, envelope(200, "success")),
        (400, envelope(400, "INVALID_PROMPT", {"task_id": TASK})),
        (500, envelope(200, "success", {"task_id": TASK})),
        (200, envelope(402, "INSUFFICIENT_CREDITS", {"task_id": TASK})),
        (500, envelope(500, 'failed on "INSUFFICIENT_CREDITS"')),
    ],
)
def test_whatever_leaves_a_doubt_is_ambiguous(status: int, body: bytes) -> None:
    assert isinstance(submit(status, body), Ambiguous)


def test_an_ambiguous_answer_keeps_the_task_it_named_for_the_operator() -> None:
    answer = submit(500, envelope(500, "INTERNAL_ERROR", {"task_id": TASK}))
    assert isinstance(answer, Ambiguous)
    assert TASK in answer.detail


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "7"}, 7.0),
        ({"retry-after": " 2.5 "}, 2.5),
        ({"Retry-After": "0"}, 1.0),
        ({"Retry-After": "9" * 400}, 86400.0),
        ({"Retry-After": "-3"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "Fri, 15 Jan 2027 08:00:30 GMT"}, 30.0),
        ({"Retry-After": "Fri, 15 Jan 2027 07:00:00 GMT"}, 1.0),
        ({"Retry-After": "Fri, 15 Jan 2027 09:00:30 GMT", "Date": "Fri, 15 Jan 2027 09:00:00 GMT"}, 30.0),
        ({"Retry-After": "Fri, 99 Foo 99999 99:99:99 GMT"}, None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(headers: dict[str, str], seconds: float | None) -> None:
    assert read_retry_after(headers, NOW) == seconds
    assert submit(429, b"<html>slow down</html>", headers) == Throttled(seconds)


def test_a_throttle_in_the_body_is_one_too() -> None:
    assert submit(200, envelope(429, "slow down")) == Throttled(None)
    assert submit(400, envelope("RATE_LIMITED", "")) == Throttled(None)
