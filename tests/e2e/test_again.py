"""A clip is posted again once, or deleted, whatever becomes of the process meanwhile."""

import pytest

from bot.domain.job import JobState
from sandbox.discord import SeenMessage
from tests.e2e.conftest import LONG, World, clips_of, until_struck
from tests.waiting import until

CHANNEL_POST = r"/channels/\d+/messages$"


async def _panel(world: World) -> SeenMessage:
    """Make a video, and look at it with /jobs."""
    await world.generate()
    job = await world.until_job_is(JobState.DELIVERED)
    return await (await world.mia.use("jobs", world.studio, id=str(job.id))).answered(LONG)


async def _posted_twice(world: World) -> None:
    """Wait for the second clip to be known, and see that there are two, bought once and paid once."""

    async def known() -> bool | None:
        (job,) = await world.jobs()
        return (job.state is JobState.DELIVERED and job.deadline_at is None) or None

    await until(known, "the end of the second delivery")
    first, second = (path.name for seen in world.clips() for path in clips_of(seen))
    assert first != second
    names = [file.name for seen in world.clips() for file in seen.files]
    (job,) = await world.jobs()
    assert names == [f"{job.id}.mp4", f"{job.id}-2.mp4"]
    assert [seen.pinged for seen in world.mia.sees(world.studio) if clips_of(seen)] == [True, True]
    assert world.seedance.posts() == 1
    assert world.charged() == 8
    assert await world.ledger() == (0, 8, [])


async def test_a_clip_is_posted_again_free_of_charge(world: World) -> None:
    await world.start()
    press = await world.mia.press(await _panel(world), "Post again")
    assert "being posted again" in (await press.answered(LONG)).text
    await _posted_twice(world)


@pytest.mark.parametrize("fault", ["hang", "lost-answer"])
async def test_killed_between_the_intent_and_the_answer_it_is_posted_once(world: World, fault: str) -> None:
    await world.start(SCAN_WAIT="60")
    panel = await _panel(world)
    struck = world.discord.faults.arm(fault, method="POST", path=CHANNEL_POST)
    await (await world.mia.press(panel, "Post again")).answered(LONG)
    await until_struck(struck)
    await world.kill()
    assert (await world.jobs())[0].deadline_at is not None
    world.discord.faults.clear()
    await world.start(SCAN_WAIT="5")
    await _posted_twice(world)


async def test_killed_while_deleting_a_clip_the_next_process_deletes_it(world: World) -> None:
    await world.start()
    panel = await _panel(world)
    struck = world.discord.faults.arm("hang", method="DELETE", path=r"/channels/\d+/messages/\d+$")
    sure = await (await world.mia.press(panel, "Delete clip")).answered(LONG)
    await (await world.mia.press(sure, "Delete it for good")).answered_matching("being deleted", LONG)
    await until_struck(struck)
    await world.kill()
    assert len(world.clips()) == 1
    world.discord.faults.clear()
    await world.start()

    async def gone() -> bool | None:
        (job,) = await world.jobs()
        return (job.deadline_at is None and not world.clips()) or None

    await until(gone, "the end of the clip")
    (job,) = await world.jobs()
    assert job.state is JobState.DELIVERED
    assert not list((world.folder / "bot" / "videos").glob("*.mp4"))
    assert await world.ledger() == (0, 8, [])
