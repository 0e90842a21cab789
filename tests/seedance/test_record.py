import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.ids import TaskId
from bot.seedance.record import read_call, read_created
from bot.seedance.wire import read_poll, request_body
from tests.builders import NOW, a_spec

TASK = TaskId("seed15abc123def456pro")
SPEC = a_spec(duration=4)
ADDRESS = "https://bot.example/cb/" + "s3cr3tT0k3n" * 4


def status(**data: Any) -> bytes:
    return json.dumps({"code": 200, "data": {"task_id": TASK, "request": request_body(SPEC), **data}}).encode()


@pytest.mark.parametrize(
    "body",
    [
        status(status="SUCCESS"),
        json.dumps({"task_id": TASK}).encode(),
        json.dumps({"data": json.dumps({"taskId": TASK})}).encode(),
        json.dumps({"id": TASK, "status": "succeeded"}).encode(),
        json.dumps({"event": "done", "data": [{"task_id": TASK}]}).encode(),
    ],
)
def test_a_call_is_about_the_task_that_it_names_in_whatever_form(body: bytes) -> None:
    assert read_call(body) == TASK


@pytest.mark.parametrize("body", [b"", b"{}", b"null", b"task_id=x", b"\xff\xfe", b'{"task_id": 7}', b'{"id": "a b"}'])
def test_a_call_that_names_no_task_is_about_none(body: bytes) -> None:
    assert read_call(body) is None


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("2026-09-21T16:13:20+02:00", "1790000000.0"),
        ("2026-09-21T14:13:20.000Z", "1790000000.0"),
        ("2026-09-21T14:13:20", "1790000000.0 local"),
        (1_790_000_000, "1790000000.0"),
        (1_790_000_000_000, "1790000000.0"),
        ("just now", None),
        (None, None),
        (True, None),
        (1e300, None),
    ],
)
def test_a_time_is_read_in_every_form_that_the_vendor_may_have(value: Any, read: str | None) -> None:
    assert read_created(status(created_at=value)).get("created_at") == read
    assert read_created(b"<html>") == {}


def test_a_secret_address_in_an_answer_that_cannot_be_read_is_not_kept() -> None:
    cut = status(request={**request_body(SPEC, ADDRESS)})[:-40]
    assert b"s3cr3t" in cut
    assert "s3cr3t" not in repr(read_poll(200, {}, cut, NOW))
    assert "s3cr3t" not in repr(read_poll(500, {}, json.dumps({"message": ADDRESS}).encode(), NOW))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["task_id", "id", "data", "request", "prompt", "duration", "x"]), inner)
    ),
    max_leaves=12,
)
BODIES = st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode())


def _read_anything(body: bytes) -> None:
    named = read_call(body)
    assert named is None or (0 < len(named) <= 128 and named.isprintable() and " " not in named)
    for created in read_created(body).values():
        assert abs(float(created.removesuffix(" local"))) <= 1e12


@settings(max_examples=150, derandomize=True, deadline=None)
@given(BODIES)
def test_anything_at_all_is_read_without_an_error(body: bytes) -> None:
    _read_anything(body)


@pytest.mark.thorough
@pytest.mark.timeout(1800)
@settings(max_examples=100_000, deadline=None)
@given(BODIES)
def test_a_hundred_thousand_bodies_are_read_without_an_error(body: bytes) -> None:
    _read_anything(body)
