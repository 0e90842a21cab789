import pytest

from bot.domain.task import (
    Failed,
    PollFailed,
    RejectionKind,
    Running,
    Succeeded,
    TaskNotFound,
)
from bot.seedance.wire import read_asked, read_probe
from tests.seedance.answers import HTML, TASK, envelope, poll, standing, wire


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


def test_what_the_vendor_repeats_of_a_request_is_read_as_far_as_it_does() -> None:
    body = b'{"code":200,"data":{"status":"SUCCESS","request":{"prompt":"a boat","duration":8,"fixed_lens":true}}}'
    assert read_asked(body) == {"prompt": "a boat", "duration": "8", "fixed_lens": "true"}
    for other in (b"", b"no", b'{"data":{"request":"text"}}', b'{"data":{}}', b'{"data":{"request":{"prompt":[1]}}}'):
        assert read_asked(other) == {}
