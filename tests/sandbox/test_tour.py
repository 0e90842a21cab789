"""The tour: every scene comes out right, and what it leaves behind can be read and checked."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(420)
async def test_the_tour_comes_out_right_and_leaves_transcript_clips_and_journals(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "sandbox", "--pictures", "1", "tour", "--out", str(tmp_path)),
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asyncio.wait_for(process.communicate(), 400)
    assert process.returncode == 0, said.decode()
    _check_what_is_left(tmp_path)


def _check_what_is_left(out: Path) -> None:
    transcript = (out / "transcript.md").read_text(encoding="utf-8")
    assert "went back to the server's pool" in transcript
    assert "积分" in transcript
    assert len(list(out.glob("*.mp4"))) == 17
    assert len(list(out.glob("reelroom-*.csv"))) == len(list(out.glob("reelroom-*.png"))) == 2
    discord = [json.loads(line) for line in (out / "discord.jsonl").read_text().splitlines()]
    assert {"method", "path", "content_type", "body", "status"} <= discord[0].keys()
    assert any(entry["method"] == "PUT" and entry["path"].endswith("/commands") for entry in discord)
    assert not [entry for entry in discord if entry["status"] == 501]
    seedance = [json.loads(line) for line in (out / "seedance.jsonl").read_text().splitlines()]
    assert sum(entry["method"] == "POST" for entry in seedance) == 18
