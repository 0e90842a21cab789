"""`make demo`: what a newcomer sees, and that Ctrl-C ends it all."""

import asyncio
import os
import re
import signal
import stat
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import av
import pytest

ROOT = Path(__file__).parents[2]
PATIENCE = 90
CTRL_C = 5


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """The sandbox as `make demo` starts it, on any free ports, in a process group of its own like a terminal's."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "sandbox", "--port", "0", "--speed", "50"),
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    yield process
    if process.returncode is None:
        process.kill()
        await process.wait()


async def _until_line(process: asyncio.subprocess.Process, pattern: str) -> re.Match[str]:
    assert process.stdout is not None
    said = []
    async with asyncio.timeout(PATIENCE):
        async for line in process.stdout:
            said.append(line.decode())
            if found := re.search(pattern, said[-1]):
                return found
    raise AssertionError("".join(said))


def _group(leader: int) -> list[int]:
    """The living processes of a group."""
    members = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[2]) == leader and fields[0] != "Z":
            members.append(int(status.parent.name))
    return members


async def test_the_demo_posts_a_video_that_outlives_it_and_ctrl_c_ends_every_process(
    demo: asyncio.subprocess.Process,
) -> None:
    await _until_line(demo, r"nothing is bought")
    watched = await _until_line(demo, r"watch it here +(http://127\.0\.0\.1:\d+/) ")
    async with aiohttp.ClientSession() as session, session.get(watched.group(1)) as page:
        assert "<title>Sandbox</title>" in await page.text()
    posted = await _until_line(demo, r"^video posted: (/.+\.mp4)$")
    await _until_line(demo, r"Ctrl-C ends it")
    assert len(_group(demo.pid)) == 2
    # a terminal sends Ctrl-C to the whole group
    os.killpg(demo.pid, signal.SIGINT)
    assert await asyncio.wait_for(demo.wait(), CTRL_C) == 0
    assert _group(demo.pid) == []
    with av.open(posted.group(1)) as video:
        stream = video.streams.video[0]
        assert (stream.codec_context.name, stream.width, stream.height) == ("h264", 864, 496)
        assert stream.frames == 4 * 24
        assert len(video.streams.audio) == 1


async def test_the_servers_alone_say_how_to_connect_a_bot(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "sandbox", "--port", "0", "--no-bot"),
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    folder = Path((await _until_line(process, r"^ +cd (/.+/operator)$")).group(1))
    await _until_line(process, r"Ctrl-C ends it")
    assert stat.S_IMODE((folder / ".env").stat().st_mode) == 0o600
    asked = await asyncio.create_subprocess_exec(
        *("./reelroom", "stats"),
        cwd=folder,
        env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": "", "DATA_DIR": "/elsewhere"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asyncio.wait_for(asked.communicate(), 30)
    assert f"{folder}/data" in said.decode()
    process.terminate()
    assert await asyncio.wait_for(process.wait(), CTRL_C) == 0
