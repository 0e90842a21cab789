"""Any answer at all: it ends in a value, that can be stored, and soon."""

import gc
import json
import unicodedata
from collections.abc import Callable
from dataclasses import astuple
from time import thread_time
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.task import Accepted, PollAnswer, Rejected, SubmitAnswer
from bot.seedance.client import MAX_BODY
from bot.seedance.wire import read_poll, read_probe, read_submit
from tests.seedance.answers import NOW, TASK

SLOW = 0.2

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


def _ends_in_a_value(status: int, headers: dict[str, str], body: bytes) -> None:
    _is_quick_to_read(status, headers, body)
    submitted = read_submit(status, headers, body, NOW)
    polled = read_poll(status, headers, body, NOW)
    assert isinstance(submitted, get_args(SubmitAnswer))
    assert isinstance(polled, get_args(PollAnswer))
    for value in (*astuple(submitted), *astuple(polled)):
        if isinstance(value, str):
            assert "\0" not in value
            value.encode()  # raises for half a surrogate pair, which no database takes
    if isinstance(submitted, Accepted):
        assert 200 <= status < 300
    if isinstance(submitted, Rejected):
        assert not any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in submitted.code)


def _is_quick_to_read(status: int, headers: dict[str, str], body: bytes) -> None:
    """Read an answer to a submit, a poll and a probe, each in less than SLOW seconds of this thread."""
    for read in (
        lambda: read_submit(status, headers, body, NOW),
        lambda: read_poll(status, headers, body, NOW),
        lambda: read_probe(status, body),
    ):
        # once may be slow by chance, on a machine that does other things
        assert any(_seconds(read) < SLOW for _ in range(3))


def _seconds(read: Callable[[], object]) -> float:
    gc.disable()  # what earlier tests left behind is not the answer's fault
    try:
        started = thread_time()
        read()
        return thread_time() - started
    finally:
        gc.enable()


@settings(max_examples=500, deadline=None)
@given(status=STATUSES, headers=HEADERS, body=BODIES)
def test_any_answer_at_all_ends_in_a_value(status: int, headers: dict[str, str], body: bytes) -> None:
    _ends_in_a_value(status, headers, body)


@pytest.mark.thorough
@pytest.mark.timeout(3600)
@settings(max_examples=100_000, deadline=None)
@given(status=STATUSES, headers=HEADERS, body=BODIES)
def test_any_of_a_hundred_thousand_answers_ends_in_a_value(status: int, headers: dict[str, str], body: bytes) -> None:
    _ends_in_a_value(status, headers, body)


def _full(pattern: bytes, around: bytes = b"%s") -> bytes:
    """Fill an answer of the greatest length that is read: one more piece after it was just not long enough."""
    return around % (pattern * (2 * MAX_BODY // len(pattern) - len(around)))


@pytest.mark.parametrize(
    "body",
    [
        _full(b"["),
        _full(b'{"a":'),
        _full(b"9"),
        _full(b"9", b'{"code":%s}'),
        _full(b"9", b'{"code":%s.5}'),
        _full(b"9", b'{"code":1e%s}'),
        _full(b"-", b'{"code":"%s"}'),
        _full(b" ", b'{"code":"%s1"}'),
        _full(b"A_", b'{"message":"%s"}'),
        _full(b"A_", b'{"code":"%s"}'),
        _full(b"\\u0000", b'{"message":"%s"}'),
        _full(b"\\ud800", b'{"data":{"status":"FAILED","error_message":"%s"}}'),
        _full(b"[1],", b'{"data":{"status":"FAILED","error_message":[%s1]}}'),
        _full(b'"https://[",', b'{"data":{"status":"SUCCESS","response":[%s1]}}'),
        _full(b"[", b'{"data":{"status":"SUCCESS","response":"%s"}}'),
        _full(b"[[[[1]]]],", b'{"data":{"status":"SUCCESS","response":"[%s1]"}}'),
        _full(b"https://a.example/", b'{"data":{"status":"SUCCESS","response":"%s"}}'),
        _full(b'{"task_id":1},', b'{"data":[%s1]}'),
        _full(b"1,", b'{"data":[%s1]}'),
        _full(b"[1,", b'{"data":"%s"}'),
        _full(b'"a":1,', b'{%s"code":402}'),
        _full(b"\xff"),
        _full(b"\x00"),
    ],
)
def test_no_answer_is_slow_to_read(body: bytes) -> None:
    for status in (200, 400, 500):
        _is_quick_to_read(status, {}, body)


@pytest.mark.parametrize(
    "text", ["9" * 8000, "9." * 4000, "(" * 8000, "Fri, " * 1600, "1 " * 4000, '"' * 8000, ":" * 8000]
)
def test_no_header_is_slow_to_read(text: str) -> None:
    _is_quick_to_read(429, {"Retry-After": text, "Date": text}, b"")
