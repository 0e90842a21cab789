import json
from dataclasses import astuple
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.ids import TaskId
from bot.domain.task import (
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
)
from bot.domain.video import AspectRatio, Resolution, VideoSpec
from bot.seedance.wire import read_poll, read_probe, read_retry_after, read_submit, request_body

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


def test_the_documented_success_is_read() -> None:
    answer = standing(
        status="SUCCESS",
        consumed_credits=28,
        created_at="2026-02-07T10:30:00Z",
        request={"prompt": "x", "duration": "8"},
        response=["https://cdn.example/v.mp4"],
        error_message=None,
    )
    assert answer == Succeeded("https://cdn.example/v.mp4", 28)


@pytest.mark.parametrize("word", ["SUCCESS", "success", "Succeeded", "COMPLETED", "complete", "done"])
def test_words_for_success_are_understood(word: str) -> None:
    assert standing(status=word, response=[]) == Succeeded(None, None)


@pytest.mark.parametrize(
    "word", ["FAILED", "failure", "ERROR", "CANCELLED", "Canceled", "EXPIRED", "timed-out", "REJECTED"]
)
def test_words_for_failure_are_understood(word: str) -> None:
    assert standing(status=word, error_message="no\nfaces", consumed_credits="28") == Failed("no faces", 28)


@pytest.mark.parametrize("word", ["IN_PROGRESS", "QUEUED", "in_progress", "ascending", "成功了吗"])
def test_any_other_word_means_running(word: str) -> None:
    assert standing(status=word, response=["https://cdn.example/v.mp4"], consumed_credits=28) == Running(word)


@pytest.mark.parametrize(
    ("response", "url"),
    [
        (["https://a.example/1.mp4", "https://a.example/2.mp4"], "https://a.example/1.mp4"),
        ("https://a.example/1.mp4", "https://a.example/1.mp4"),
        ('["https://a.example/1.mp4"]', "https://a.example/1.mp4"),
        ('"https://a.example/1.mp4"', "https://a.example/1.mp4"),
        ({"video_url": "https://a.example/1.mp4"}, "https://a.example/1.mp4"),
        ([{"url": " https://a.example/1.mp4 "}], "https://a.example/1.mp4"),
        (["ftp://a.example/1.mp4", None, 7, "https://a.example/1.mp4"], "https://a.example/1.mp4"),
        (["http://a.example/1.mp4", "https://a.example/2.mp4"], "https://a.example/2.mp4"),
        (["http://127.0.0.1:8301/1.mp4"], "http://127.0.0.1:8301/1.mp4"),
        (["file:///etc/passwd"], None),
        (["javascript:alert(1)"], None),
        (["https:///no-host"], None),
        (["https://[::1"], None),
        (["https://a.example/\u0000"], None),
        (["https://a.example/\ud800"], None),
        (["https://a.example/" + "a" * 5000], None),
        ("[" * 5000, None),
        ([[[[["https://a.example/deep.mp4"]]]]], None),
        (None, None),
        (True, None),
        ([], None),
        ({}, None),
    ],
)
def test_the_link_is_found_in_any_shape_and_only_http_counts(response: Any, url: str | None) -> None:
    assert standing(status="SUCCESS", response=response) == Succeeded(url, None)


@pytest.mark.parametrize(
    ("value", "consumed"),
    [
        (28, 28),
        ("28", 28),
        (0, 0),
        (1000, 1000),
        (1001, None),
        (-1, None),
        ("-1", None),
        (True, None),
        (28.5, None),
        ("٢٨", None),
        ("9" * 5000, None),
        (float("nan"), None),
        (float("inf"), None),
        ([28], None),
        (None, None),
    ],
)
def test_absurd_credits_count_as_unsaid(value: Any, consumed: int | None) -> None:
    assert standing(status="SUCCESS", consumed_credits=value) == Succeeded(None, consumed)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, envelope(404, "TASK_NOT_FOUND")),
        (200, envelope(404, "TASK_NOT_FOUND")),
        (404, envelope("TASK_NOT_FOUND", "no such task")),
        (404, wire({"error": {"code": "TASK_NOT_FOUND"}})),
        (404, envelope(404, "no such task")),
    ],
)
def test_a_task_not_found_is_told_apart(status: int, body: bytes) -> None:
    assert poll(status, body) == TaskNotFound()


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, envelope(401, "INVALID_API_KEY"), RejectionKind.KEY),
        (200, envelope(401, "INVALID_API_KEY"), RejectionKind.KEY),
        (402, envelope(402, "INSUFFICIENT_CREDITS"), RejectionKind.CREDITS),
        (403, HTML, RejectionKind.GATEWAY),
        (404, HTML, None),
        (404, wire({"detail": "Not Found"}), None),
        (429, HTML, None),
        (500, envelope(500, "INTERNAL_ERROR"), None),
        (502, HTML, None),
        (500, envelope(200, "success", {"task_id": TASK, "status": "FAILED"}), None),
        (200, envelope(500, "INTERNAL_ERROR", {"task_id": TASK, "status": "FAILED"}), None),
        (200, envelope(200, "success", {"task_id": TASK}), None),
        (200, envelope(200, "success", {"task_id": TASK, "status": 2}), None),
        (200, b'{"code":200,"data":{"status":"SUCC', None),
        (200, b"", None),
        (302, b"", None),
    ],
)
def test_a_poll_that_tells_nothing_never_ends_a_task(status: int, body: bytes, kind: RejectionKind | None) -> None:
    answer = poll(status, body, {"Retry-After": "5"})
    assert isinstance(answer, PollFailed)
    assert (answer.kind, answer.retry_after) == (kind, 5.0)


@pytest.mark.parametrize(
    ("status", "body", "answer"),
    [
        (404, envelope(404, "TASK_NOT_FOUND"), None),
        (200, envelope(404, "TASK_NOT_FOUND"), None),
        (200, envelope(200, "success", {}), None),
        (400, envelope(400, "bad task id"), None),
        (401, envelope(401, "INVALID_API_KEY"), RejectionKind.KEY),
        (200, envelope("402", "INSUFFICIENT_CREDITS"), RejectionKind.CREDITS),
        (403, HTML, RejectionKind.GATEWAY),
        (404, HTML, RejectionKind.MISSING),
        (429, envelope(429, "slow down"), RejectionKind.GATEWAY),
        (500, envelope(500, "INTERNAL_ERROR"), RejectionKind.GATEWAY),
        (200, HTML, RejectionKind.GATEWAY),
        (301, b"", RejectionKind.GATEWAY),
    ],
)
def test_a_probe_lets_us_in_only_when_the_api_itself_answers(
    status: int, body: bytes, answer: RejectionKind | None
) -> None:
    assert read_probe(status, body) is answer


def test_the_vendors_texts_can_be_stored_anywhere() -> None:
    answer = standing(status="FAILED", error_message="a\u0000b\ud800c" + "x" * 10_000)
    assert isinstance(answer, Failed)
    assert answer.text.startswith("a b c")
    assert len(answer.text.encode()) <= 500


ATOMS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["200", "402", "SUCCESS", "FAILED", "INVALID_PROMPT", TASK, "https://a.example/v.mp4", '["x"]'])
)
KEYS = st.sampled_from(
    [
        "code",
        "message",
        "data",
        "error",
        "error_code",
        "task_id",
        "status",
        "response",
        "consumed_credits",
        "error_message",
    ]
)
TREES = st.recursive(ATOMS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6))
BODIES = st.binary(max_size=200) | TREES.map(lambda tree: json.dumps(tree).encode())
STATUSES = st.integers(0, 999) | st.sampled_from([200, 400, 401, 402, 403, 404, 408, 413, 422, 429, 500, 502])
HEADERS = st.dictionaries(st.sampled_from(["Retry-After", "Date", "x"]), st.text(max_size=40))


@settings(max_examples=300, deadline=None)
@given(status=STATUSES, headers=HEADERS, body=BODIES)
def test_any_answer_at_all_ends_in_a_value(status: int, headers: dict[str, str], body: bytes) -> None:
    submitted = read_submit(status, headers, body, NOW)
    polled = read_poll(status, headers, body, NOW)
    read_probe(status, body)
    assert isinstance(submitted, get_args(SubmitAnswer))
    assert isinstance(polled, get_args(PollAnswer))
    for value in (*astuple(submitted), *astuple(polled)):
        if isinstance(value, str):
            assert "\0" not in value
            assert value.encode()
    if isinstance(submitted, Accepted):
        assert 200 <= status < 300
    if isinstance(submitted, Rejected):
        assert submitted.code.isprintable()
