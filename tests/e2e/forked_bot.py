"""A bot out of the nursery: for its user a process like that of `sandbox.bot_process`, only sooner there."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final

from sandbox.bot_process import ROOT, BotProcess

PATIENCE = 60.0


@contextmanager
def nursery() -> Iterator[Path]:
    """Run a nursery, and beside it who forks decoders; gives the socket where bots are asked for."""
    with tempfile.TemporaryDirectory(prefix="nursery-") as folder, ExitStack() as stack:
        path = Path(folder) / "socket"
        started = [_start(name, at, stack) for name, at in (("nursery", path), ("decoders", decoders_of(path)))]
        for process, at in started:
            _wait_for(process, at)
        yield path


def decoders_of(nursery: Path) -> Path:
    """Name the socket where decoders are asked for, beside that of a nursery."""
    return nursery.with_name("decoders")


def _start(name: str, at: Path, stack: ExitStack) -> "tuple[subprocess.Popen[bytes], Path]":
    words = [sys.executable, "-m", f"tests.e2e.{name}", str(at)]
    process = subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE)  # noqa: S603 - a module of ours, named here
    stack.callback(process.communicate, timeout=PATIENCE)
    return process, at


def _wait_for(process: "subprocess.Popen[bytes]", at: Path) -> None:
    until = time.monotonic() + PATIENCE
    while not at.exists():
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"nobody serves at {at}")
        time.sleep(0.02)


_OPEN: Final = ExitStack()


@cache
def nursery_at_hand() -> Path:
    """Give the nursery of this process, started when somebody asks for it."""
    return _OPEN.enter_context(nursery())


def close_nursery() -> None:
    """End the nursery of this process, if there is one."""
    _OPEN.close()
    nursery_at_hand.cache_clear()


class Forked:
    """A bot that was forked, with what of `asyncio.subprocess.Process` is asked of a bot."""

    def __init__(self, pid: int, end: "asyncio.Task[bytes]") -> None:
        self._pid = pid
        self._end = end

    @property
    def pid(self) -> int:
        """Its number."""
        return self._pid

    @property
    def returncode(self) -> int | None:
        """Its exit code; None while it lives."""
        return int(self._end.result()) if self._end.done() else None

    def send_signal(self, number: int) -> None:
        if self._end.done():
            raise ProcessLookupError
        os.kill(self._pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> int:
        return int(await asyncio.shield(self._end))


async def forked(nursery: Path, **wanted: Any) -> Forked:
    """Have a process forked; the nursery says what can be wanted."""
    reader, writer = await asyncio.open_unix_connection(nursery)
    writer.write(json.dumps(wanted).encode() + b"\n")
    pid = int(await reader.readline())

    async def end() -> bytes:
        try:
            return await reader.readline()
        finally:
            writer.close()

    return Forked(pid, asyncio.create_task(end()))


class ForkedBot(BotProcess):
    """The bot as a process of its own, forked by the nursery at a socket."""

    def __init__(self, settings: Mapping[str, str], folder: Path, nursery: Path) -> None:
        super().__init__(settings, folder, ())
        self.nursery = nursery

    async def _spawn(self) -> Forked:
        wanted = {"log": str(self.log_path), "folder": str(self.folder), "environment": self.environment}
        return await forked(self.nursery, module="tests.e2e.launcher", words=[], **wanted)
