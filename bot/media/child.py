"""Run one of our programs that decode in a child process: limited in time, killed at its end, without our keys."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Final

from bot.media.lineage import ASKED_BY

_ROOT: Final = Path(__file__).resolve().parents[2]
_INHERITED: Final = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG", "TMPDIR")
"""What the child gets of our environment; the keys in it are not its business."""


class NoAnswerError(Exception):
    """The child did not end in its time, or says more than a line."""


async def ask(program: str, *words: str, timeout: float) -> tuple[bytes, int]:
    """Run a module of ours as a program; gives its first line and its exit code.

    It is killed after `timeout` seconds and when the caller is cancelled. Raises NoAnswerError, or OSError when no
    process can be had.
    """
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        program,
        *words,
        cwd=_ROOT,
        env={name: os.environ[name] for name in _INHERITED if name in os.environ} | {ASKED_BY: str(os.getpid())},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(timeout):
            line = await child.stdout.readline() if child.stdout else b""
            return line, await child.wait()
    except TimeoutError:
        raise NoAnswerError("did not end") from None
    except ValueError:
        raise NoAnswerError("says too much") from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.communicate()
