"""The bot as a whole does the same whatever shape the vendor's answers have."""

import pytest

from bot.domain.job import JobState
from bot.domain.studio import Closure
from tests.e2e.conftest import World
from tests.e2e.shapes import SHAPES

BACK = "8 credits went back to the server's pool. Nothing was spent."


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: next(iter(shape.values())))
async def test_a_bot_does_the_same_in_every_shape(world: World, shape: dict[str, str]) -> None:
    assert shape.items() <= vars(world.seedance.modes).items()
    world.seedance.faults.arm("too-many", text="2")
    await world.start()
    # one success, after a submit too many
    await world.generate()
    done = await world.until_job_is(JobState.DELIVERED)
    assert done.submits == 2
    assert await world.ledger() == (0, 8, [])

    # one that the vendor took and gave up
    world.seedance.faults.arm("failed", text="No real faces")
    await world.generate()
    assert BACK in (await world.sees("No real faces")).text
    await world.until_job_is(JobState.FAILED, number=1)

    # and one that finds the vendor's account empty, which closes the studio
    world.seedance.faults.arm("out-of-credits")
    await world.generate()
    assert BACK in (await world.sees("own account with the studio is empty")).text
    await world.until_job_is(JobState.FAILED, number=2)
    await world.until_studio_is(Closure.CREDITS)
    assert world.seedance.posts() == 4
    assert len(world.clips()) == 1
    assert world.charged() == 8
    assert await world.ledger() == (0, 8, [])


async def test_a_success_that_is_taken_back_is_delivered(world: World) -> None:
    world.seedance.modes.success = "taken-back"
    world.seedance.faults.arm("media-truncated")
    await world.start()
    await world.generate()
    await world.until_job_is(JobState.DELIVERED)
    assert len(world.clips()) == 1
    assert await world.ledger() == (0, 8, [])


async def test_a_vendor_with_every_habit_at_once_still_makes_a_video(world: World) -> None:
    world.seedance.modes.choose(
        code_type="text",
        data="text",
        rate_limit="with-date",
        concurrency="queued",
        status_words="lower-case",
        no_response="absent",
        response="json-text",
        consumed="nan",
        created_at="nonsense",
        success="taken-back",
        sound="never",
    )
    await world.start()
    await world.generate(generate_audio=True)
    await world.until_job_is(JobState.DELIVERED)
    assert len(world.clips()) == 1
    assert (world.charged(), await world.ledger()) == (14, (0, 14, []))
