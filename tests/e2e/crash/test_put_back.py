"""A copy of the database, made after each transaction of a job's life, is put back after its end, and the bot started.

Nothing is bought or posted a second time, what may have been bought is held as unknown and told so, and nobody can ask
for anything before the operator has looked.
"""

from pathlib import Path

import pytest

from bot.domain.job import Job, JobState
from bot.domain.studio import Closure
from bot.opening import DATABASE
from tests.e2e.conftest import READY, World
from tests.e2e.crash.effects import COPIES
from tests.e2e.crash.victim import again, at_rest, judge, launch, posted_clips, release_in_time, said
from tests.e2e.test_restore import accept, replace_database
from tests.waiting import until

MAY_BE_BOUGHT = {JobState.QUEUED, JobState.SUBMITTING}


@pytest.mark.soak
@pytest.mark.timeout(900)
async def test_put_back_as_it_was_after_any_transaction(world: World) -> None:
    copies = await _copies_of_a_life(world)
    ends = [await _put_back(world, copy) for copy in copies]
    # before the command, while it may have been bought since, and ever after: each of them was met
    assert {tuple(job.state for job in jobs) for jobs in ends} == {(), (JobState.UNKNOWN,), (JobState.DELIVERED,)}
    assert len(copies) > 15
    await world.until_studio_is(Closure.RESTORED)
    await accept(world)
    await (await world.generate(world.lin)).answered(20)
    await world.until_job_is(JobState.DELIVERED, number=1)
    assert world.seedance.posts() == 2


async def _copies_of_a_life(world: World) -> list[Path]:
    """Have a video made by a bot that copies its database all the time; gives the last of its start and all later."""
    folder = world.folder / "copies"
    folder.mkdir()
    await launch(world, **{COPIES: str(folder)})
    await world.discord.until_ready(READY)
    of_the_start = sorted(folder.iterdir())
    world.seedance.hold_all()
    await world.generate()

    async def made() -> bool | None:
        release_in_time(world)
        return True if world.clips() else None

    await until(made, "the clip")
    await judge(world)
    return sorted({*folder.iterdir()}.difference(of_the_start[:-1]))


async def _put_back(world: World, copy: Path) -> list[Job]:
    await world.bot.stop()
    await world.discord.until_away(READY)
    replace_database(world.folder / "bot" / DATABASE, copy)
    before = await world.jobs()
    await again(world)
    jobs = await at_rest(world)
    held, _, findings = await world.ledger()
    assert findings == []
    assert (world.seedance.posts(), list(posted_clips(world).values())) == (1, [1])
    may_be_bought = bool(before) and before[0].state in MAY_BE_BOUGHT
    assert [job.state for job in jobs] == [JobState.UNKNOWN if may_be_bought else JobState.DELIVERED] * len(before)
    assert held == (8 if may_be_bought else 0)
    if may_be_bought:
        assert any("8 credits stay set aside" in seen.text for seen in said(world))
    return jobs
