"""The bot as a process of its own: started, stopped or killed, and started again on the same data."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).parents[1]
GRACE = 4.0
"""Seconds between the request to stop and the end: Ctrl-C must end everything within five."""
PATIENCE = 30.0
"""Seconds that one of the operator's commands may take."""


class Process(Protocol):
    """What is asked of a process."""

    @property
    def pid(self) -> int:
        """Its number."""

    @property
    def returncode(self) -> int | None:
        """Its exit code; None while it lives."""

    def send_signal(self, signal: int) -> None:
        """Raise ProcessLookupError when it has ended."""

    def kill(self) -> None:
        """End it as a power cut would."""

    async def wait(self) -> int:
        """Wait for its end; gives its exit code."""


@dataclass(frozen=True)
class Said:
    """What one of the operator's commands said; `code` is None when it took too long and was ended."""

    code: int | None
    output: str
    errors: str


class BotProcess:
    """`python -m bot run` with discord.py pointed at the local Discord; its log goes to a file.

    Whoever asks, one at a time is started or ended, so there are never two on the same data.
    """

    def __init__(self, settings: Mapping[str, str], folder: Path, launcher: Sequence[str]) -> None:
        """`folder` holds the log; it must hold no `.env`, which the bot would read. `settings` count at each start."""
        self._settings = settings
        self.folder = folder
        self._launcher = launcher
        self._process: Process | None = None
        self._dismissed: Process | None = None
        """The one that was asked to end."""
        self._code: int | None = None
        self._since = 0.0
        self._turn = asyncio.Lock()
        self._going = asyncio.Event()
        """Set while there is a process that nobody asked to end."""
        self._closed = False

    @property
    def log_path(self) -> Path:
        """Where the bot's own words are."""
        return self.folder / "bot.log"

    @property
    def settings(self) -> Mapping[str, str]:
        """What is set for it alone."""
        return dict(self._settings)

    @property
    def environment(self) -> dict[str, str]:
        """What the process is told; nothing else of this one's environment reaches it."""
        inherited = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
        return {**inherited, **self._settings, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int | None:
        """The number of the living process."""
        return self._process.pid if self._process and self.running else None

    @property
    def uptime(self) -> float | None:
        """Seconds that the living process has run."""
        return time.monotonic() - self._since if self.running else None

    @property
    def exit_code(self) -> int | None:
        """How the last process ended; None while one lives and when none ever did."""
        return self._process.returncode if self._process else self._code

    async def start(self) -> None:
        """Start it unless it lives; it is ready when the local Discord says so. Raises RuntimeError once closed."""
        async with self._turn:
            await self._start()

    async def _start(self) -> None:
        if self._closed:
            raise RuntimeError("the sandbox is closing")
        if self.running:
            return
        self._process = await self._spawn()
        self._since = time.monotonic()
        self._going.set()

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
        async with self._turn:
            return await self._stop(number, grace)

    async def _stop(self, number: signal.Signals, grace: float = GRACE) -> int:
        if self._process is None:
            return 0
        self._dismissed = self._process
        self._going.clear()
        with suppress(ProcessLookupError):
            self._process.send_signal(number)
        try:
            code = await asyncio.wait_for(self._process.wait(), grace)
        except TimeoutError:
            self._process.kill()
            code = await self._process.wait()
        self._process, self._code = None, code
        return code

    async def kill(self) -> None:
        """End it as a power cut would (-9)."""
        await self.stop(signal.SIGKILL)

    async def restart(self) -> None:
        """End it as a power cut would and start it again; nobody comes in between."""
        async with self._turn:
            await self._stop(signal.SIGKILL)
            await self._start()

    async def close(self) -> None:
        """Stop it for good: whoever waits to start it is refused."""
        self._closed = True
        await self.stop()

    async def ended(self) -> int:
        """Wait until it ends by itself, and not because it was asked to here; gives its exit code."""
        while True:
            await self._going.wait()
            process = self._process
            if process is None:
                raise RuntimeError("a bot that goes on has a process")
            code = await process.wait()
            if process is not self._dismissed:
                return code

    async def ask(self, *words: str, patience: float = PATIENCE, **environment: str) -> Said:
        """Run one of the operator's commands, `python -m bot` and these words, with the bot's own settings."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", *words),
            cwd=self.folder,
            env={**self.environment, **environment},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            output, errors = await asyncio.wait_for(process.communicate(), patience)
        except TimeoutError:
            return Said(None, "", "")
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        return Said(process.returncode, *(text.decode(errors="replace").strip() for text in (output, errors)))
