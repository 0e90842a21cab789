"""A program of ours that outlives who asked for it would write the files of the next bot."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from bot.media.lineage import ASKED_BY
from tests.waiting import until

ROOT: Final = Path(__file__).parents[2]
CHILD: Final = """
import os, sys, time
from bot.media.confined import confine
confine(cpu_seconds=60, file_bytes=1000)
open(sys.argv[1], "w").write(str(os.getpid()))
time.sleep(60)
"""
PARENT: Final = f"""
import os, subprocess, sys
os.environ["{ASKED_BY}"] = str(os.getpid())
subprocess.run([sys.executable, "-c", sys.argv[2], sys.argv[1]])
"""


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent ended")
async def test_a_program_ends_when_the_one_who_asked_is_killed(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", PARENT, str(note), CHILD, cwd=ROOT)

    async def started() -> int | None:
        return int(note.read_text()) if note.exists() and note.read_text() else None

    child = await until(started, "the program to start")
    assert _is_alive(child)
    parent.kill()
    await parent.wait()

    async def gone() -> bool | None:
        return None if _is_alive(child) else True

    await until(gone, "the program to end")


def test_a_program_whose_asker_ended_before_it_began_does_not_begin() -> None:
    words = [sys.executable, "-c", "from bot.media.confined import confine; confine(cpu_seconds=9, file_bytes=9)"]
    environment = {**os.environ, ASKED_BY: "1"}
    ended = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - words of this test alone
    assert (ended.returncode, "has ended" in ended.stderr) == (1, sys.platform == "linux")
