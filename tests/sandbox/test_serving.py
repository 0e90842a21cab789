"""Where a server of the sandbox is heard, and what becomes of its files."""

import asyncio
import io
import threading
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from sandbox.serving import SentFile, serve
from tests.waiting import until

PATIENCE = 30.0


async def _hello(_request: web.Request) -> web.Response:
    return web.Response(text="hello")


EVERYWHERE = "0.0.0.0"  # noqa: S104 - what a person may ask for


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", EVERYWHERE, "localhost"])
async def test_wherever_it_listens_a_browser_on_this_machine_reaches_it(host: str) -> None:
    app = web.Application()
    app.router.add_get("/", _hello)
    served = await serve(app, host, 0)
    port = served.origin.rpartition(":")[2]
    async with aiohttp.ClientSession() as session:
        for address in (f"http://127.0.0.1:{port}/", served.origin):
            async with session.get(address) as answer:
                assert await answer.text() == "hello"
    await served.close()


async def test_a_file_is_closed_although_whoever_asked_for_it_hung_up_while_it_was_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(bytes(1_000_000))
    opening, hung_up, opened = threading.Event(), threading.Event(), list[io.BufferedReader]()
    slow_open = Path.open

    def slowly(file: Path, *how: Any, **more: Any) -> Any:
        opening.set()
        assert hung_up.wait(PATIENCE)
        opened.append(slow_open(file, *how, **more))
        return opened[0]

    monkeypatch.setattr(Path, "open", slowly)
    ended = asyncio.Event()

    async def answer(_request: web.Request) -> web.StreamResponse:
        return SentFile(path)

    @web.middleware
    async def noticed(request: web.Request, handler: Any) -> web.StreamResponse:
        sent: web.StreamResponse = await handler(request)
        try:
            await sent.prepare(request)
        finally:
            ended.set()
        return sent

    app = web.Application(middlewares=[noticed])
    app.router.add_get("/clip.mp4", answer)
    served = await serve(app, "127.0.0.1", 0)
    _, writer = await asyncio.open_connection("127.0.0.1", int(served.origin.rpartition(":")[2]))
    writer.write(b"GET /clip.mp4 HTTP/1.1\r\nHost: here\r\n\r\n")
    assert await asyncio.to_thread(opening.wait, PATIENCE)
    writer.transport.abort()
    await asyncio.wait_for(ended.wait(), PATIENCE)
    hung_up.set()

    async def closed() -> bool | None:
        return bool(opened and opened[0].closed) or None

    try:
        await until(closed, "the file to be closed")
    finally:
        await served.close()
