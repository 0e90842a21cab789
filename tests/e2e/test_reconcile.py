"""The operator finds out what the bot could not, at the shell, beside the running bot and past its death."""

import re

import pytest

from bot.domain.job import JobState
from bot.domain.life import UNKNOWN_PATIENCE
from tests.e2e.conftest import KEY, VERY_LONG, World
from tests.e2e.shell import bot_command

pytestmark = pytest.mark.timeout(VERY_LONG)


async def _say(world: World, *words: str) -> tuple[int, str]:
    return await bot_command(world.folder, "reconcile", *words, **world.settings)


async def _lost(world: World) -> str:
    """Have a video bought whose answer is lost; gives its number."""
    await world.start()
    world.seedance.faults.arm("process-charge-drop")
    await world.generate()
    job = await world.until_job_is(JobState.UNKNOWN)
    await world.sees("stay set aside")
    return str(job.id)


async def test_a_video_whose_answer_was_lost_is_found_by_its_task_and_delivered_though_the_bot_is_killed(
    world: World,
) -> None:
    number = await _lost(world)
    code, said = await _say(world)
    assert (code, f"{number}: unknown since" in said) == (0, True), said
    [task] = world.seedance.tasks(KEY)
    found = ("--task", task.task_id, "--reason", "seen in the vendor's account")
    code, said = await _say(world, number, *found)
    assert (code, "Would be done" in said, "Nothing was changed" in said) == (0, True, True), said
    assert (await world.jobs())[0].state is JobState.UNKNOWN
    code, said = await _say(world, number, *found, "--yes")
    assert (code, f"Done: {number} is task {task.task_id}" in said) == (0, True), said
    await world.kill()
    code, said = await _say(world, number, *found, "--yes")
    assert (code, "reconciled already" in said) == (0, True), said
    await world.start()
    await world.until_job_is(JobState.DELIVERED)
    assert len(world.clips()) == 1
    assert (world.seedance.posts(), world.charged()) == (1, 8)
    assert await world.ledger() == (0, 8, [])
    assert (await _say(world))[1].startswith("Nothing needs a look")


async def test_the_clip_of_a_video_that_expired_comes_free_after_all(world: World) -> None:
    number = await _lost(world)
    await world.restart(later=UNKNOWN_PATIENCE + 60)
    await world.until_job_is(JobState.EXPIRED)
    assert (await world.ledger(), await world.absorbed()) == ((0, 0, []), 8)
    [task] = world.seedance.tasks(KEY)
    code, said = await _say(world, number, "--task", task.task_id, "--reason", "found", "--yes")
    assert (code, "at no charge" in said) == (0, True), said
    await world.until_job_is(JobState.DELIVERED)
    [clip] = world.clips()
    assert "at no charge" in clip.text
    assert (await world.ledger(), await world.absorbed(), world.charged()) == ((0, 0, []), 8, 8)


async def test_a_video_that_was_never_bought_gives_its_credits_back_and_says_so(world: World) -> None:
    number = await _lost(world)
    code, said = await _say(world, number, "--task", "no-such-task", "--reason", "a guess", "--yes")
    assert (code, "does not know the task no-such-task" in said) == (1, True), said
    code, said = await _say(world, number, "--charged", "8", "--reason", "no video to be had", "--yes")
    assert (code, re.search("8 credits go back .* you bear 8 credits", said) is not None) == (0, True), said
    assert "no video that could be had" in (await world.sees("went back")).text
    assert (await world.ledger(), await world.absorbed()) == ((0, 0, []), 8)
    code, said = await _say(world, number, "--not-charged", "--reason", "they paid it back", "--yes")
    assert (code, "you bear 0 credits for it (before: 8)" in said) == (0, True), said
    code, said = await _say(world, number)
    assert (code, "you said before: nothing taken: they paid it back" in said) == (0, True), said
    assert (await world.ledger())[2] == []
