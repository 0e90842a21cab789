"""The bot as a process of its own: started, stopped or killed, and started again on the same data."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).parents[1]
GRACE = 4.0
"""Seconds between the request to stop and the end: Ctrl-C must end everything within five."""


class Process(Protocol):
    """What is asked of a process."""

    @property
    def returncode(self) -> int | None:
        """Its exit code; None while it lives."""

    def send_signal(self, signal: int) -> None:
        """Raise ProcessLookupError when it has ended."""

    def kill(self) -> None:
        """End it as a power cut would."""

    async def wait(self) -> int:
        """Wait for its end; gives its exit code."""


class BotProcess:
    """`python -m bot run` with discord.py pointed at the local Discord; its log goes to a file."""

    def __init__(self, settings: Mapping[str, str], folder: Path, launcher: Sequence[str]) -> None:
        """`folder` holds the log; it must hold no `.env`, which the bot would read."""
        self._settings = settings
        self.folder = folder
        self._launcher = launcher
        self._process: Process | None = None

    @property
    def log_path(self) -> Path:
        """Where the bot's own words are."""
        return self.folder / "bot.log"

    @property
    def environment(self) -> dict[str, str]:
        """What the process is told; nothing else of this one's environment reaches it."""
        inherited = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
        return {**inherited, **self._settings, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start it; it is ready when the local Discord says so."""
        self._process = await self._spawn()

    async def _spawn(self) -> Process:
        with self.log_path.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable,
                *self._launcher,
                "run",
                cwd=self.folder,
                env=self.environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    async def stop(self, number: signal.Signals = signal.SIGTERM, grace: float = GRACE) -> int:
        """Ask it to stop, and end it when it does not in time; gives its exit code."""
        if self._process is None:
            return 0
        with suppress(ProcessLookupError):
            self._process.send_signal(number)
        try:
            code = await asyncio.wait_for(self._process.wait(), grace)
        except TimeoutError:
            self._process.kill()
            code = await self._process.wait()
        self._process = None
        return code

    async def kill(self) -> None:
        """End it as a power cut would (-9)."""
        await self.stop(signal.SIGKILL)

    async def ended(self) -> int:
        """Wait until it ends by itself; gives its exit code."""
        if self._process is None:
            raise RuntimeError("the bot was not started")
        return await self._process.wait()
