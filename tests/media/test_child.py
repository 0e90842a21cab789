import asyncio
import os
from pathlib import Path

import pytest

from bot.media.child import NoAnswerError, ask
from tests.media.interpreter import fake_interpreter


def is_gone(pid_file: Path) -> bool:
    """Tell whether the process that wrote its id has ended."""
    try:
        os.kill(int(pid_file.read_text()), 0)
    except ProcessLookupError:
        return True
    return False


async def test_the_first_line_and_the_exit_code_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_interpreter(tmp_path, monkeypatch, 'echo "$1 $2 $3"; exit 3')
    assert await ask("bot.media.probe", "x", timeout=5) == (b"-m bot.media.probe x\n", 3)


async def test_a_child_that_does_not_end_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pid_file = fake_interpreter(tmp_path, monkeypatch, "exec sleep 60")
    with pytest.raises(NoAnswerError, match="did not end"):
        await ask("bot.media.probe", timeout=0.5)
    assert is_gone(pid_file)


async def test_a_child_that_says_too_much_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pid_file = fake_interpreter(tmp_path, monkeypatch, "head -c 200000 /dev/zero; exec sleep 60")
    with pytest.raises(NoAnswerError, match="says too much"):
        await ask("bot.media.probe", timeout=5)
    assert is_gone(pid_file)


async def test_the_child_does_not_see_our_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEEDANCE_API_KEY", "sk-canary")
    seen = tmp_path / "seen"
    fake_interpreter(tmp_path, monkeypatch, f"env > {seen}")
    await ask("bot.media.probe", timeout=5)
    assert "canary" not in seen.read_text()


async def test_a_caller_that_is_cancelled_leaves_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pid_file = fake_interpreter(tmp_path, monkeypatch, "exec sleep 60")
    asking = asyncio.create_task(ask("bot.media.probe", timeout=60))
    async with asyncio.timeout(5):
        while not pid_file.exists() or not pid_file.read_text().strip():  # noqa: ASYNC110 - written by another process
            await asyncio.sleep(0.01)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert is_gone(pid_file)
