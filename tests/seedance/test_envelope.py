import json
from typing import Any

import pytest

from bot.seedance.envelope import find_link, read_credits, read_envelope, read_reason, read_task_id, tidy


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
    assert find_link(response) == url


@pytest.mark.parametrize(
    ("value", "consumed"),
    [
        (28, 28),
        ("28", 28),
        (28.0, 28),
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
    assert read_credits(value) == consumed


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"7",
        b"NaN",
        b"<html>",
        b'{"code":200',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_object_that_says_anything_is_no_envelope(body: bytes) -> None:
    assert read_envelope(body) is None


def test_one_field_out_of_bounds_does_not_spoil_the_others() -> None:
    body = b'{"code": 200, "a": NaN, "b": -Infinity, "c": 1e999, "d": %s, "message": "\xff"}' % (b"9" * 6000)
    read = read_envelope(body)
    assert read is not None
    assert read.number == 200
    assert (read.fields["a"], read.fields["b"], read.fields["d"]) == (None, None, None)


@pytest.mark.parametrize(
    ("code", "number"),
    [
        (402, 402),
        ("402", 402),
        (" 402 ", 402),
        (402.0, 402),
        (-1, -1),
        ("-1", -1),
        ("success", 200),
        ("INVALID_PROMPT", None),
        (True, None),
        (402.5, None),
        (None, None),
        ("", None),
        ("--1", None),
        ([402], None),
    ],
)
def test_the_number_of_a_code_is_read_in_any_spelling(code: Any, number: int | None) -> None:
    read = read_envelope(json.dumps({"code": code, "x": 1}).encode())
    assert read is not None
    assert read.number == number


def test_a_word_inside_of_a_message_is_not_the_vendors() -> None:
    read = read_envelope(b'{"message": "the prompt INVALID_API_KEY was queued"}')
    assert read is not None
    assert read.words == ()


@pytest.mark.parametrize("value", [None, 7, True, "", "a" * 129, "a b", "a\nb", "a\u0000", "\ud800", ["a"]])
def test_a_task_id_that_cannot_be_one_is_none(value: Any) -> None:
    assert read_task_id({"task_id": value}) is None


def test_a_task_id_is_otherwise_opaque() -> None:
    assert read_task_id({"task_id": "seed/15?a=b&c%20" + "x" * 100}) == "seed/15?a=b&c%20" + "x" * 100


def test_a_text_is_made_storable_and_short() -> None:
    assert tidy("a\u0000b\ud800c\r\n d") == "a b c d"
    assert len(tidy("x" * 10_000)) == 500
    assert tidy(None) == ""
    assert tidy({"a": 1}) == "{'a': 1}"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("no\nfaces", "no faces"),
        ({"code": "OutputVideo", "message": "no faces"}, "no faces"),
        ({"message": None}, "{'message': None}"),
        (["no faces"], "['no faces']"),
        (None, ""),
    ],
)
def test_the_reason_of_a_failure_is_a_text_or_the_message_in_an_object(value: Any, reason: str) -> None:
    assert read_reason(value) == reason
