"""What moderators settle besides credits, by the real bot: a cap refuses, and a price that was shown is agreed to."""

from bot.domain.job import JobState
from tests.e2e.conftest import LONG, World


async def test_a_cap_refuses_and_a_price_is_agreed_to_after_a_kill(world: World) -> None:
    await world.start()
    cap = await world.sam.use("limits cap", world.studio, resolution="480p", jobs=1)
    assert "up to 480p, one video at once" in (await cap.answered(LONG)).text
    price = await world.sam.use("limits price", world.studio, confirm_above=0)
    assert "more than **0 credits**" in (await price.answered(LONG)).text
    too_sharp = await (await world.generate(resolution="720p")).answered(LONG)
    assert "720p is sharper than 480p" in too_sharp.text
    question = await (await world.generate()).answered(LONG)
    assert "This takes **8 credits**" in question.text
    assert (await world.jobs(), await world.ledger()) == ([], (0, 0, []))

    await world.kill()
    await world.start()
    world.seedance.hold_all()
    await (await world.mia.press(question, "Make it for 8")).answered_matching("Accepted", LONG)
    await world.until_job_is(JobState.RUNNING)
    another = await (await world.generate()).answered(LONG)
    no = await (await world.mia.press(another, "Make it for 8")).answered_matching("under way", LONG)
    assert "as one member may have for everybody here: 1" in no.text
    world.seedance.release_all()
    await world.clip()
    await world.until_job_is(JobState.DELIVERED)
    assert (world.seedance.posts(), world.charged(), await world.ledger()) == (1, 8, (0, 8, []))
