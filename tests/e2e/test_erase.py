"""A person is forgotten at the shell, beside the running bot."""

import pytest

from bot.domain.job import JobState
from tests.e2e.conftest import VERY_LONG, World
from tests.e2e.shell import bot_command

pytestmark = pytest.mark.timeout(VERY_LONG)


async def _erase(world: World, *words: str) -> tuple[int, str]:
    member = str(world.mia.id)
    return await bot_command(world.folder, "erase-member", member, "--reason", "they asked", *words, **world.settings)


async def test_a_person_is_forgotten_beside_the_running_bot_and_what_they_spent_still_adds_up(world: World) -> None:
    await world.start()
    world.seedance.hold_all()
    await world.generate(prompt="A very private kite")
    await world.until_job_is(JobState.RUNNING)
    code, said = await _erase(world, "--yes")
    assert (code, "under way" in said) == (1, True), said
    world.seedance.release_all()
    job = await world.until_job_is(JobState.DELIVERED)
    assert job.clip is not None
    file = world.folder / "bot" / "videos" / job.clip.name
    assert file.is_file()
    code, said = await _erase(world)
    assert (code, "Would be forgotten: one video's" in said) == (0, True), said
    code, said = await _erase(world, "--yes")
    assert (code, "Forgotten: one video's" in said) == (0, True), said
    assert not file.exists()
    [after] = await world.jobs()
    assert (after.member_id, after.spec.prompt, after.state) == (0, "", JobState.DELIVERED)
    assert await world.ledger() == (0, 8, [])
    use = await world.sam.use("jobs", world.studio, everyone=True)
    assert "a member who was erased" in (await use.answered(20)).text
    assert "Accepted" in (await (await world.generate()).answered(20)).text
