"""The client against real servers on 127.0.0.1 that misbehave on purpose."""

import asyncio
import json
import socket
from pathlib import Path

import pytest

from bot.domain.ids import TaskId
from bot.domain.task import (
    Accepted,
    Ambiguous,
    NotSent,
    PollFailed,
    Rejected,
    RejectionKind,
    Running,
    TaskNotFound,
    Throttled,
)
from bot.domain.video import VideoSpec
from bot.ports import VideoApi
from bot.seedance.client import MAX_BODY, SeedanceClient, shared_session
from tests.certificate import nobody_vouches
from tests.seedance.connected import KEY, SHORT, StillClock, client
from tests.seedance.raw_server import Call, Handler, free_port, serving

SPEC = VideoSpec(prompt="a canary sings")
TASK = TaskId("seed15abc/é def")
ACCEPTED = b'{"code":200,"message":"success","data":{"task_id":"t1","status":"IN_PROGRESS"}}'


async def accept(call: Call) -> None:
    await call.answer(200, ACCEPTED)


async def test_a_submit_is_one_post_with_key_and_json_over_a_connection_of_its_own() -> None:
    async with serving(accept) as server, client(server.url) as api:
        assert await api.submit(SPEC) == Accepted(TaskId("t1"))
        assert await api.submit(SPEC) == Accepted(TaskId("t1"))
    first, second = server.calls
    assert first.line == "POST /v1/generate HTTP/1.1"
    assert first.headers["authorization"] == f"Bearer {KEY}"
    assert first.headers["content-type"] == "application/json"
    assert first.headers["user-agent"] == "Reelroom (Discord bot)"
    assert "cookie" not in first.headers
    assert json.loads(first.body)["prompt"] == SPEC.prompt
    assert first.peer != second.peer


async def test_polls_share_one_connection_and_quote_the_task() -> None:
    async def running(call: Call) -> None:
        await call.answer(200, b'{"code":200,"data":{"status":"IN_PROGRESS"}}')

    async with serving(running) as server, client(server.url) as api:
        assert await api.poll(TASK) == Running("IN_PROGRESS")
        assert await api.poll(TASK) == Running("IN_PROGRESS")
    first, second = server.calls
    assert first.line == "GET /v1/status?task_id=seed15abc/%C3%A9+def HTTP/1.1"
    assert first.headers["authorization"] == f"Bearer {KEY}"
    assert first.peer == second.peer


async def test_a_refused_connection_was_never_sent() -> None:
    async with client(f"http://127.0.0.1:{free_port()}/v1") as api:
        assert isinstance(await api.submit(SPEC), NotSent)
        assert isinstance(await api.poll(TASK), PollFailed)
        assert await api.probe() is RejectionKind.GATEWAY


async def test_a_name_that_does_not_resolve_was_never_sent() -> None:
    async with client("http://no-such-host.invalid/v1") as api:
        assert isinstance(await api.submit(SPEC), NotSent)


async def test_a_server_without_tls_was_never_sent_anything() -> None:
    async def mute(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    listener = await asyncio.start_server(mute, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    async with client(f"https://127.0.0.1:{port}/v1") as api:
        assert isinstance(await api.submit(SPEC), NotSent)
    listener.close()


async def test_a_server_whose_certificate_nobody_vouches_for_hears_nothing_of_us(tmp_path: Path) -> None:
    async with nobody_vouches(tmp_path) as (origin, heard), client(f"{origin}/v1") as api:
        assert isinstance(await api.submit(SPEC), NotSent)
        assert isinstance(await api.poll(TASK), PollFailed)
        assert await api.probe() is RejectionKind.GATEWAY
    assert b"".join(heard) == b""


async def test_a_connection_that_is_not_taken_in_time_was_never_sent() -> None:
    with socket.socket() as deaf, socket.socket() as first, socket.socket() as second:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        for waiting in (first, second):
            waiting.setblocking(False)
            waiting.connect_ex(deaf.getsockname())
        async with client(f"http://127.0.0.1:{deaf.getsockname()[1]}/v1", SHORT) as api:
            answer = await api.submit(SPEC)
    assert isinstance(answer, NotSent)
    assert "imeout" in answer.detail


async def disconnect(call: Call) -> None:
    call.writer.close()


async def truncate(call: Call) -> None:
    await call.answer(200, ACCEPTED[:30], length=len(ACCEPTED))
    call.writer.close()


async def garble(call: Call) -> None:
    call.writer.write(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
    call.writer.close()


async def flood(call: Call) -> None:
    await call.answer(200, b'{"code":200,"message":"' + b"a" * (2 * MAX_BODY) + b'","data":{"task_id":"t1"}}')


async def hang(_call: Call) -> None:
    await asyncio.sleep(5)


async def stall(call: Call) -> None:
    await call.answer(200, ACCEPTED[:30], length=len(ACCEPTED))
    await asyncio.sleep(5)


@pytest.mark.parametrize("handler", [Call.abort, disconnect, truncate, garble, flood, hang, stall])
async def test_what_breaks_after_sending_is_ambiguous_and_sent_once(handler: Handler) -> None:
    async with serving(handler) as server, client(server.url, SHORT) as api:
        assert isinstance(await api.submit(SPEC), Ambiguous)
        assert len(server.calls) == 1


@pytest.mark.parametrize("handler", [Call.abort, disconnect, truncate, garble, flood, hang, stall])
async def test_a_poll_that_breaks_is_a_failed_poll(handler: Handler) -> None:
    async with serving(handler) as server, client(server.url, SHORT) as api:
        assert isinstance(await api.poll(TASK), PollFailed)
        assert await api.probe() is RejectionKind.GATEWAY


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(status: int) -> None:
    async with serving(accept) as elsewhere:

        async def redirect(call: Call) -> None:
            await call.answer(status, b"", f"Location: {elsewhere.url}/generate")

        async with serving(redirect) as server, client(server.url) as api:
            assert isinstance(await api.submit(SPEC), Ambiguous)
            assert isinstance(await api.poll(TASK), PollFailed)
        assert len(server.calls) == 2
        assert elsewhere.calls == []


async def test_a_throttle_counts_even_when_its_page_breaks_off() -> None:
    async def throttle(call: Call) -> None:
        await call.answer(429, b"<html>", "Retry-After: Fri, 15 Jan 2027 08:00:20 GMT", length=9000)
        call.writer.close()

    async with serving(throttle) as server, client(server.url) as api:
        assert await api.submit(SPEC) == Throttled(20.0)


async def test_half_an_envelope_shows_the_operator_the_task() -> None:
    async def break_off(call: Call) -> None:
        await call.answer(200, ACCEPTED[:-20], length=len(ACCEPTED))
        call.writer.close()

    async with serving(break_off) as server, client(server.url) as api:
        answer = await api.submit(SPEC)
    assert isinstance(answer, Ambiguous)
    assert '"task_id":"t1"' in answer.detail


async def test_a_packed_body_is_never_unpacked() -> None:
    async def pack(call: Call) -> None:
        await call.answer(200, b"\x1f\x8b" + b"\0" * 100, "Content-Encoding: gzip")

    async with serving(pack) as server, client(server.url) as api:
        assert isinstance(await api.submit(SPEC), Ambiguous)
        assert isinstance(await api.poll(TASK), PollFailed)
    assert server.calls[0].headers["accept-encoding"] == "identity"


async def test_refusals_and_missing_tasks_come_through() -> None:
    async def refuse(call: Call) -> None:
        if call.line.startswith("POST"):
            await call.answer(402, b'{"code":402,"message":"INSUFFICIENT_CREDITS","data":null}')
        else:
            await call.answer(404, b'{"code":404,"message":"TASK_NOT_FOUND","data":null}')

    async with serving(refuse) as server, client(server.url) as api:
        assert await api.submit(SPEC) == Rejected(RejectionKind.CREDITS, "INSUFFICIENT_CREDITS")
        assert await api.poll(TASK) == TaskNotFound()
        assert await api.probe() is None


async def test_cancelling_a_submit_ends_it_and_sends_nothing_again() -> None:
    async with serving(hang) as server, client(server.url) as api:
        submit = asyncio.create_task(api.submit(SPEC))
        await asyncio.wait_for(server.called.wait(), 2)
        submit.cancel()
        with pytest.raises(asyncio.CancelledError):
            await submit
        assert len(server.calls) == 1


async def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    async with serving(accept) as server, client(server.url) as api:
        assert await api.submit(SPEC) == Accepted(TaskId("t1"))


async def test_the_key_is_named_by_its_fingerprint_and_told_by_nothing() -> None:
    async with client("http://127.0.0.1:9/v1") as api:
        video_api: VideoApi = api
        assert video_api.key_fingerprint == "782a873f91fd"
        assert KEY not in repr(api)
        assert KEY not in repr(await api.submit(SPEC))


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("ftp://a.example", KEY),
        ("a.example/v1", KEY),
        ("https://a.example/v1?x=1", KEY),
        ("https://a.example", ""),
        ("https://a.example", "sk-\r\nX-Evil: 1"),
        ("https://a.example", "sk-é"),
    ],
)
async def test_a_base_url_or_key_that_cannot_work_is_told_at_once(url: str, key: str) -> None:
    async with shared_session() as session:
        with pytest.raises(ValueError, match="API"):
            SeedanceClient(url, key, session=session, clock=StillClock())
