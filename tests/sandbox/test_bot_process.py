"""The bot's process: never two at once, and who waits for its end is not told of one that was asked for."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.bot_process import BotProcess
from tests.sandbox.little_bot import LAUNCHER, SETTINGS, write_little_bot
from tests.waiting import until

PATIENCE = 20.0


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[BotProcess]:
    write_little_bot(tmp_path)
    bot = BotProcess(SETTINGS, tmp_path, LAUNCHER)
    yield bot
    await bot.close()


async def _started(bot: BotProcess, times: int) -> list[int]:
    """The numbers of all processes that there were, once so many said that they run."""

    async def look() -> list[int] | None:
        lines = await asyncio.to_thread(bot.log_path.read_text)
        said = [int(line.split()[1]) for line in lines.splitlines() if line.startswith("running")]
        return said if len(said) >= times else None

    return await until(look, "the bot to say that it runs", PATIENCE)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_two_presses_start_one_bot(bot: BotProcess) -> None:
    await asyncio.gather(bot.start(), bot.start())
    await bot.start()
    assert await _started(bot, 1) == [bot.pid]
    assert bot.running
    assert bot.uptime is not None
    assert bot.exit_code is None


async def test_two_restarts_at_once_leave_one_bot(bot: BotProcess) -> None:
    await bot.start()
    first = await _started(bot, 1)
    await bot.restart()
    await _started(bot, 2)
    await asyncio.gather(bot.restart(), bot.start())
    pids = await _started(bot, 3)
    assert [pid for pid in pids if _lives(pid)] == [bot.pid]
    assert bot.pid not in first


async def test_it_says_how_it_ended(bot: BotProcess) -> None:
    assert (bot.pid, bot.exit_code) == (None, None)
    await bot.start()
    await bot.kill()
    assert (bot.running, bot.pid, bot.uptime, bot.exit_code) == (False, None, None, -signal.SIGKILL)
    await bot.start()
    assert await bot.stop() == -signal.SIGTERM
    assert bot.exit_code == -signal.SIGTERM


async def test_only_an_end_that_nobody_asked_for_is_told(bot: BotProcess) -> None:
    ended = asyncio.create_task(bot.ended())
    await bot.start()
    await bot.kill()
    await bot.start()
    await bot.restart()
    await bot.stop()
    await bot.start()
    assert not ended.done()
    assert bot.pid
    os.kill(bot.pid, signal.SIGKILL)
    assert await asyncio.wait_for(ended, PATIENCE) == -signal.SIGKILL
    assert bot.exit_code == -signal.SIGKILL


async def test_once_closed_nobody_starts_it(bot: BotProcess) -> None:
    await bot.start()
    closing = asyncio.create_task(bot.close())
    await asyncio.sleep(0)
    with pytest.raises(RuntimeError, match="closing"):
        await bot.start()
    await closing
    assert not bot.running


async def test_a_question_is_answered_with_its_settings_and_those_of_who_asks(bot: BotProcess) -> None:
    said = await bot.ask("stats", LC_ALL="zh_CN.UTF-8")
    assert (said.code, said.output, said.errors) == (0, "3 videos zh_CN.UTF-8 set", "careful")
    assert (await bot.ask("ledger", "check")).code == 1


async def test_a_question_that_takes_too_long_is_ended(bot: BotProcess) -> None:
    assert (await bot.ask("dawdle", patience=0.2)).code is None
