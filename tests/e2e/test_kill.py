"""The bot is killed (-9) in every state and started again: one POST, one clip, and a ledger that is right.

What is looked at is what the vendor charged, what stands in the channel, and what the ledger says.
"""

from bot.domain.job import JobState
from tests.e2e.conftest import KEY, World
from tests.waiting import until

CHANNEL_POST = r"/channels/\d+/messages$"
ANSWER = r"/webhooks/\d+/[^/]+/messages/@original$"


async def _delivered_once(world: World, jobs: int = 1) -> None:
    """Wait for the end of all jobs, and see that each was bought once, posted once and paid once."""
    for number in range(jobs):
        await world.until_job_is(JobState.DELIVERED, number=number)
    assert len(world.clips()) == jobs
    assert world.seedance.posts() == jobs
    assert await world.ledger() == (0, 8 * jobs, [])
    assert world.charged() == 8 * jobs


async def test_killed_while_a_job_is_queued(world: World) -> None:
    await world.start()
    world.seedance.hold_all()
    await world.generate()
    await world.until_job_is(JobState.RUNNING)
    await world.generate()
    await world.until_job_is(JobState.QUEUED, number=1)
    await world.kill()
    world.seedance.release_all()
    await world.start()
    await _delivered_once(world, jobs=2)


async def test_killed_after_the_hold_and_before_the_answer(world: World) -> None:
    await world.start()
    world.discord.faults.arm("hang", method="PATCH", path=ANSWER)
    await world.generate()
    await world.until_job_is(JobState.RUNNING, JobState.FETCHING, JobState.READY, JobState.DELIVERED)
    await world.kill()
    await world.start()
    await _delivered_once(world)


async def test_killed_while_submitting_nobody_knows_and_nobody_asks_twice(world: World) -> None:
    await world.start()
    world.seedance.faults.arm("hang", endpoint="generate")
    await world.generate()
    await world.until_job_is(JobState.SUBMITTING)
    await world.kill()
    await world.start()
    await world.until_job_is(JobState.UNKNOWN)
    assert "8 credits" in (await world.sees("stay set aside")).text
    await world.kill()
    await world.start()
    assert (await world.until_job_is(JobState.UNKNOWN)).submits == 1
    assert world.seedance.posts() <= 1
    assert world.seedance.tasks(KEY) == []
    assert await world.ledger() == (8, 0, [])


async def test_killed_after_the_vendor_charged_and_before_its_answer_came(world: World) -> None:
    await world.start()
    world.seedance.faults.arm("process-charge-drop")
    await world.generate()
    await world.until_job_is(JobState.UNKNOWN)
    await world.kill()
    await world.start()
    await world.generate(world.lin)
    await world.until_job_is(JobState.DELIVERED, number=1)
    assert (await world.until_job_is(JobState.UNKNOWN)).submits == 1
    assert world.seedance.posts() == 2
    assert world.charged() == 16
    assert await world.ledger() == (8, 8, [])


async def test_killed_while_running(world: World) -> None:
    await world.start()
    world.seedance.hold_all()
    await world.generate()
    await world.until_job_is(JobState.RUNNING)
    await world.kill()
    world.seedance.release_all()
    await world.start()
    await _delivered_once(world)


async def test_killed_while_fetching(world: World) -> None:
    await world.start()
    world.seedance.faults.arm("media-slow")
    await world.generate()
    await world.until_job_is(JobState.FETCHING)
    await world.kill()
    await world.start()
    await _delivered_once(world)


async def test_killed_while_posting_before_discord_took_it(world: World) -> None:
    await world.start()
    world.seedance.hold_all()
    await world.generate()
    await world.sees("Being made")
    fault = world.discord.faults.arm("hang", method="POST", path=CHANNEL_POST)
    world.seedance.release_all()

    async def sent() -> bool | None:
        return True if fault.hits else None

    await until(sent, "the clip to be sent")
    await world.until_job_is(JobState.READY)
    await world.kill()
    world.discord.faults.clear()
    await world.start()
    await _delivered_once(world)


async def test_killed_while_posting_after_discord_took_it(world: World) -> None:
    await world.start(SCAN_WAIT="60")
    world.seedance.hold_all()
    await world.generate()
    await world.sees("Being made")
    world.discord.faults.arm("lost-answer", method="POST", path=CHANNEL_POST)
    world.seedance.release_all()
    await world.clip()
    await world.until_job_is(JobState.READY)
    await world.kill()
    await world.start(SCAN_WAIT="5")
    await _delivered_once(world)


async def test_killed_after_the_delivery_nothing_is_posted_again(world: World) -> None:
    await world.start()
    await world.generate()
    await world.until_job_is(JobState.DELIVERED)
    await world.kill()
    await world.start()
    await world.generate(world.lin)
    await _delivered_once(world, jobs=2)


async def test_killed_before_a_failure_was_told_it_is_told_afterwards(world: World) -> None:
    await world.start()
    world.seedance.hold_all()
    world.seedance.faults.arm("failed", text="no soap today")
    await world.generate()
    await world.sees("Being made")
    world.discord.faults.arm("hang", method="PATCH", path=r"/channels/\d+/messages/\d+$")
    world.seedance.release_all()
    await world.until_job_is(JobState.FAILED)
    await world.kill()
    world.discord.faults.clear()
    await world.start()
    assert "no soap today" in (await world.sees("went back")).text
    assert await world.ledger() == (0, 0, [])
    assert world.charged() == 0


async def test_killed_after_a_cancel_it_stays_cancelled(world: World) -> None:
    await world.start()
    world.seedance.hold_all()
    await world.generate()
    await world.until_job_is(JobState.RUNNING)
    await world.generate(prompt="A blue kite")
    waiting = await world.mia.until_sees(world.studio, r"A blue kite[\s\S]*\[Cancel\]", 20)
    await (await world.mia.press(waiting, "Cancel")).answered(10)
    await world.kill()
    world.seedance.release_all()
    await world.start()
    await world.until_job_is(JobState.DELIVERED)
    await world.until_job_is(JobState.CANCELLED, number=1)
    assert world.seedance.posts() == 1
    assert await world.ledger() == (0, 8, [])
