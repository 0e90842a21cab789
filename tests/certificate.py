"""A server that nobody vouches for: TLS with a certificate of its own making."""

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest


def _selfmade(folder: Path) -> ssl.SSLContext:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    about = [
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=127.0.0.1",
    ]
    named = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([openssl, "req", "-x509", *about, *named], check=True, capture_output=True)  # noqa: S603 - openssl's own
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


@asynccontextmanager
async def nobody_vouches(folder: Path) -> AsyncIterator[tuple[str, list[bytes]]]:
    """Listen with such a certificate; gives the origin, and what anybody said to it nevertheless."""
    heard: list[bytes] = []

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(65536))
        writer.close()

    listener = await asyncio.start_server(hear, "127.0.0.1", 0, ssl=_selfmade(folder))
    async with listener:
        yield f"https://127.0.0.1:{listener.sockets[0].getsockname()[1]}", heard
