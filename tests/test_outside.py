"""The door that the vendor calls at, over real sockets."""

import asyncio
import contextlib
import gzip
import json
import logging
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clip_door import ClipDoor
from bot.domain.callback import Call, digest_of
from bot.domain.ids import Instant, JobId, TaskId
from bot.domain.job import Job, Move
from bot.http import health_app, serve
from bot.i18n import Texts
from bot.media.opened import OpenClip
from bot.outside import AT_ONCE, MAX_BODY, CallbackDoor, open_to_outside
from bot.service.callbacks import Callbacks
from bot.service.links import Links
from bot.service.nudge import Nudge
from tests.builders import NOW
from tests.fakes import FakeClock, FakeMedia, UnexpectedCallError

PUBLIC_URL: Final = "https://bot.example/reel"
TOKEN: Final = "k9Zx-2Vd0QpL_7sTgHw3uYbNcRfEoMiJaSlKqWvXy1t"
PATH: Final = f"/reel/cb/{TOKEN}"
BODY: Final = json.dumps({"data": {"task_id": "task-1", "status": "SUCCESS"}}).encode()
IMPATIENT: Final = 0.2
SHORT: Final = 0.02
HARMLESS: Final = frozenset({100, 200, 400, 404, 405, 408, 413, 417, 501, 503, 505})
"""What the door may answer; 500 is not among it."""


class Ear:
    """A store that keeps what it hears in a list, and has no clips."""

    def __init__(self) -> None:
        self.heard: list[Call] = []
        self.broken = False

    async def hear(self, heard: Sequence[Call], now: Instant) -> int:
        assert now == NOW
        if self.broken:
            raise OSError
        self.heard += heard
        return sum(call.digest == digest_of(TOKEN) for call in heard)

    async def recall(self, key: str) -> str | None:
        return key.encode().hex()

    async def exchange(self, key: str, before: str | None, after: str) -> bool:
        raise UnexpectedCallError(key, before, after)

    async def open(self, name: str) -> OpenClip | None:
        raise UnexpectedCallError(name)

    async def submitted_at(self, job_id: JobId) -> Instant | None:
        raise UnexpectedCallError(job_id)

    async def owner_of(self, task_id: TaskId) -> JobId | None:
        raise UnexpectedCallError(task_id)

    async def apply(self, move: Move, *, keep_lease: bool = False) -> Job:
        raise UnexpectedCallError(move, keep_lease)

    async def put_off(self, held: Job, again_at: Instant | None) -> None:
        raise UnexpectedCallError(held, again_at)


class Door:
    """A door that is open, and who stands before it."""

    def __init__(self, ear: Ear, nudged: asyncio.Event, address: tuple[str, int]) -> None:
        self.ear = ear
        self.nudged = nudged
        self._address = address

    async def send(self, sent: bytes, patience: float = 30.0) -> bytes:
        """Send bytes, and read until the door closes the connection, or for so long and then say that this was all."""
        reader, writer = await asyncio.open_connection(*self._address)
        answer = b""
        # what came until the end, however that came about, is the answer
        with contextlib.closing(writer), contextlib.suppress(TimeoutError, ConnectionError):
            writer.write(sent)
            await writer.drain()
            async with asyncio.timeout(patience):
                while piece := await reader.read(65536):
                    answer += piece
        return answer

    async def request(self, path: str = PATH, body: bytes = BODY, *, method: str = "POST", **headers: str) -> bytes:
        """Send one request."""
        lines = {"Host": "bot.example", "Content-Length": str(len(body)), "Connection": "close"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return await self.send(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)

    async def status(self, path: str = PATH, body: bytes = BODY, *, method: str = "POST", **headers: str) -> int:
        """Send one request; gives the answer's status."""
        return status_of(await self.request(path, body, method=method, **headers))


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


@asynccontextmanager
async def opened(patience: float = IMPATIENT) -> AsyncIterator[Door]:
    async def health() -> dict[str, bool | str]:
        return {"database": True}

    async def ready() -> tuple[bool, dict[str, object]]:
        return True, {}

    async def measure(accept: str) -> tuple[bytes, str]:
        return accept.encode(), "text/plain"

    ear, nudge = Ear(), Nudge()
    callbacks = Callbacks(ear, FakeClock(), nudge, PUBLIC_URL)
    app = health_app(health, ready, measure)
    clips = ClipDoor(Links(ear, FakeMedia(), FakeClock(), PUBLIC_URL, 1.0), ear, Texts())
    open_to_outside(app, PUBLIC_URL, CallbackDoor(callbacks, patience), clips)
    runner = await serve(app, "127.0.0.1", 0)
    listening = asyncio.create_task(callbacks.run())
    try:
        yield Door(ear, nudge.listen(), runner.addresses[0])
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await runner.cleanup()


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    """An open door."""
    async with opened() as door:
        yield door


async def test_a_call_is_kept_acknowledged_and_nudges(door: Door) -> None:
    assert await door.status() == HTTPStatus.OK
    assert door.ear.heard == [Call(digest_of(TOKEN), TaskId("task-1"))]
    assert door.nudged.is_set()


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\x00", b"[]", BODY * 3, b"x" * MAX_BODY])
async def test_whatever_a_body_says_the_answer_is_the_same(door: Door, body: bytes) -> None:
    known = await door.request(body=body)
    unknown = await door.request(f"/reel/cb/{secrets.token_urlsafe(32)}", body)
    no_token = await door.request("/reel/cb/x", body)
    assert {_undated(answer) for answer in (known, unknown, no_token)} == {_undated(await door.request())}
    assert door.ear.heard[0] == Call(digest_of(TOKEN), None)


def _undated(answer: bytes) -> bytes:
    return b"\r\n".join(line for line in answer.split(b"\r\n") if not line.startswith(b"Date:"))


@pytest.mark.parametrize("path", [PATH, "/reel/cb/x"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"])
async def test_any_other_method_is_refused_whatever_the_token(door: Door, path: str, method: str) -> None:
    assert await door.status(path, b"", method=method) == HTTPStatus.METHOD_NOT_ALLOWED
    assert door.ear.heard == []


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "\x80"])
async def test_the_type_that_a_body_says_to_have_does_not_count(door: Door, kind: str) -> None:
    assert await door.status(Content_Type=kind) == HTTPStatus.OK
    assert door.ear.heard == [Call(digest_of(TOKEN), TaskId("task-1"))]


async def test_a_body_that_says_to_be_too_large_is_not_even_read(door: Door) -> None:
    assert await door.status(body=b"", Content_Length=str(10**12)) == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert door.ear.heard == []


async def test_a_body_in_pieces_that_becomes_too_large_is_let_go(door: Door) -> None:
    piece = b"1000\r\n" + b"x" * 4096 + b"\r\n"
    head = f"POST {PATH} HTTP/1.1\r\nHost: bot.example\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    assert status_of(await door.send(head + piece * 17)) == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert door.ear.heard == []


async def test_a_body_that_does_not_come_is_not_waited_for_and_holds_up_nobody(door: Door) -> None:
    head = f"POST {PATH} HTTP/1.1\r\nHost: bot.example\r\nContent-Length: 10\r\n\r\n1".encode()
    slow = [asyncio.create_task(door.send(head)) for _ in range(10)]
    await asyncio.sleep(0)
    assert await door.status() == HTTPStatus.OK
    assert {status_of(answer) for answer in await asyncio.gather(*slow)} == {HTTPStatus.REQUEST_TIMEOUT}
    assert len(door.ear.heard) == 1


async def test_a_flood_is_answered_and_everything_else_still_is(door: Door) -> None:
    paths = [f"/reel/cb/{secrets.token_urlsafe(32)}" for _ in range(300)]
    answers = await asyncio.gather(*(door.status(path) for path in paths))
    assert set(answers) <= {HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE}
    assert answers.count(HTTPStatus.OK) >= AT_ONCE
    assert await door.status() == HTTPStatus.OK


async def test_a_call_that_cannot_be_kept_is_to_come_again(door: Door) -> None:
    door.ear.broken = True
    answer = await door.request()
    assert status_of(answer) == HTTPStatus.SERVICE_UNAVAILABLE
    assert b"Retry-After: 10" in answer
    door.ear.broken = False
    assert await door.status() == HTTPStatus.OK


@pytest.mark.parametrize("headers", [{"Host": "bot.example"}, {"X_Forwarded_For": "203.0.113.7"}, {"Forwarded": "x"}])
async def test_health_is_not_told_outside(door: Door, headers: dict[str, str]) -> None:
    asked = {"Host": "127.0.0.1:8080", **headers}
    for path in ("/healthz", "/readyz", "/metrics", "/reel/healthz"):
        assert await door.status(path, b"", method="GET", **asked) == HTTPStatus.NOT_FOUND
    assert await door.status("/healthz", b"", method="GET", Host="127.0.0.1:8080") == HTTPStatus.OK


async def test_nothing_that_is_sent_is_written_down(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await door.status(method="BREW")
    await door.status(Content_Length="x")
    await door.status(Content_Encoding="gzip")
    await door.status("/reel/cb/" + "x" * 9000)
    await door.status()
    assert caplog.text == ""


async def test_a_body_that_is_packed_is_not_unpacked(door: Door) -> None:
    bomb = gzip.compress(b" " * 10_000_000 + BODY)
    assert len(bomb) < MAX_BODY
    assert await door.status(body=bomb, Content_Encoding="gzip") == HTTPStatus.OK
    assert door.ear.heard == [Call(digest_of(TOKEN), None)]


async def test_a_link_that_nobody_signed_leads_nowhere(door: Door) -> None:
    for path in ("/reel/clips/x/1/1.mp4", "/reel/clips/x/1/..%2f..%2freelroom.db"):
        answer = await door.request(path, b"", method="GET", Host="bot.example")
        assert (status_of(answer), b"There is nothing here" in answer) == (HTTPStatus.NOT_FOUND, True)


TOKENS = st.sampled_from([TOKEN, "x" * 43, "..", "%2e%2e%2f", "%00", "a/b", ""]) | st.text(max_size=50)
METHODS = st.sampled_from(["POST", "POST", "POST", "GET", "HEAD", "TRACE", "BREW", "post", "P\tST", ""])
LENGTHS = st.none() | st.sampled_from(["0", "-1", "abc", "99999999999999999999", "65537", "1e3", " 5", "5, 5"])
EXTRA = st.lists(
    st.sampled_from(
        [
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: gzip",
            "Content-Encoding: gzip",
            "Content-Type: multipart/form-data; boundary=x",
            "Expect: 100-continue",
            "Expect: 200-maybe",
            "X-Forwarded-For: ::1",
            "Upgrade: websocket",
            "Host: elsewhere.example",
            "Cookie: " + "c" * 9000,
            "no colon",
        ]
    ),
    max_size=3,
)
BODIES = st.binary(max_size=120) | st.sampled_from([BODY, b"", b"0\r\n\r\n", b"5\r\nhello\r\n0\r\n\r\n", b"{" * 70_000])
RAW = st.binary(max_size=80)


@st.composite
def requests(draw: st.DrawFn) -> bytes:
    """Anything that somebody may send to the door, from a good call to no HTTP at all."""
    if draw(st.integers(0, 9)) == 0:
        return draw(RAW)
    body, length = draw(BODIES), draw(LENGTHS)
    lines = ["Host: bot.example", f"Content-Length: {len(body) if length is None else length}", "Connection: close"]
    head = "\r\n".join([f"{draw(METHODS)} /reel/cb/{draw(TOKENS)} HTTP/1.1", *lines, *draw(EXTRA)])
    return head.encode("utf-8", "replace") + b"\r\n\r\n" + body


def _bear(sent: "st.SearchStrategy[bytes]", examples: int, *, derandomize: bool) -> None:
    with asyncio.Runner() as runner:
        holding = opened(patience=SHORT)
        door = runner.run(holding.__aenter__())

        @settings(max_examples=examples, derandomize=derandomize, deadline=None, database=None)
        @given(sent)
        def bear(example: bytes) -> None:
            answer = runner.run(door.send(example, 2 * SHORT))
            assert not answer or status_of(answer) in HARMLESS, answer
            # nothing is heard but whole calls, each under the digest of something that is a token
            assert all(len(call.digest) == 64 for call in door.ear.heard)
            door.ear.heard.clear()

        bear()
        assert runner.run(door.status()) == HTTPStatus.OK
        assert door.ear.heard == [Call(digest_of(TOKEN), TaskId("task-1"))]
        runner.run(holding.__aexit__(None, None, None))


def test_the_door_bears_whatever_is_sent_to_it() -> None:
    _bear(requests(), 120, derandomize=True)


@pytest.mark.thorough
@pytest.mark.timeout(3600)
def test_the_door_bears_a_hundred_thousand_things_that_are_sent_to_it() -> None:
    _bear(requests(), 100_000, derandomize=False)
