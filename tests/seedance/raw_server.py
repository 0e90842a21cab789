"""A server on 127.0.0.1 whose every byte is the test's, so that it can misbehave in any way."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

Handler = Callable[["Call"], Awaitable[None]]


class Call:
    """One request as the server saw it, and the connection to answer on."""

    def __init__(self, head: str, body: bytes, writer: asyncio.StreamWriter) -> None:
        self.line, _, fields = head.partition("\r\n")
        self.headers = {
            name.lower(): value.strip() for name, _, value in (field.partition(":") for field in fields.split("\r\n"))
        }
        self.body = body
        self.writer = writer
        self.peer = writer.get_extra_info("peername")

    async def answer(self, status: int, body: bytes, *headers: str, length: int | None = None) -> None:
        size = len(body) if length is None else length
        head = "\r\n".join([f"HTTP/1.1 {status} X", f"Content-Length: {size}", *headers])
        self.writer.write(f"{head}\r\n\r\n".encode() + body)
        await self.writer.drain()

    async def abort(self) -> None:
        raw: socket.socket = self.writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


class Server:
    """A server whose every answer is the test's; `calls` are the requests it read whole."""

    def __init__(self, handler: Handler) -> None:
        self.calls: list[Call] = []
        self.called = asyncio.Event()
        self.url = ""
        self._handler = handler

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().rstrip()
                size = next(
                    (int(line[15:]) for line in head.split("\r\n") if line.lower().startswith("content-length:")), 0
                )
                call = Call(head, await reader.readexactly(size), writer)
                self.calls.append(call)
                self.called.set()
                await self._handler(call)
                if writer.is_closing():
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()


@asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[Server]:
    server = Server(handler)
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/v1"
    try:
        yield server
    finally:
        listener.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
