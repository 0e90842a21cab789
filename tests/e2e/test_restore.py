"""The database is put back as it was at some point of a job's life: no second POST, no second clip, told honestly.

Each test copies the database of the running bot, lets the job run to its end, puts the copy back and starts the bot.
"""

import asyncio
from pathlib import Path

from bot.domain.job import Ending, JobState
from bot.domain.studio import Closure
from bot.opening import DATABASE
from bot.store.copying import copy
from tests.e2e.conftest import World
from tests.e2e.shell import bot_command
from tests.waiting import until

CHANNEL_POST = r"/channels/\d+/messages$"
HISTORY = r"/channels/\d+/messages"


async def copied(world: World) -> Path:
    """Copy the database as it is now, by hand."""
    file = world.folder / "copy.db"
    await asyncio.to_thread(copy, world.folder / "bot" / DATABASE, file)
    return file


async def put_back(world: World, file: Path) -> None:
    """Stop the bot, put the copy in the place of the database, and start it again; nothing else is touched."""
    await world.bot.stop()
    await world.discord.until_away(60)
    replace_database(world.folder / "bot" / DATABASE, file)
    await world.start()


def replace_database(database: Path, file: Path) -> None:
    for one in database.parent.glob(f"{database.name}*"):
        one.unlink()
    file.rename(database)


async def run_to_the_end(world: World, posts: int = 1) -> None:
    world.seedance.release_all()
    world.discord.faults.clear()
    await world.clip()
    await world.until_job_is(JobState.DELIVERED)
    assert (world.seedance.posts(), len(world.clips())) == (posts, 1)


async def bought_and_posted_once(world: World, *, commands_are_paused: bool = True) -> None:
    """See that it is so, also after a while, and that nobody buys anything before the operator accepts."""
    if commands_are_paused:
        await world.until_studio_is(Closure.RESTORED)
        use = await world.generate(world.lin)
        assert "没有预留任何积分" in (await use.answered(20)).text
    await asyncio.sleep(1)
    assert (world.seedance.posts(), len(world.clips())) == (1, 1)


async def accept(world: World) -> None:
    code, said = await bot_command(
        world.folder, "restore", "--accept", "--reason", "compared with the account", **world.settings
    )
    assert (code, "Accepted" in said) == (0, True), said


async def test_queued_it_becomes_unknown_and_is_told_so(world: World) -> None:
    alerts = world.guild.add_channel("alerts")
    await world.start(MAX_RUNNING="1", MAX_QUEUED_PER_MEMBER="5", ALERT_CHANNEL_ID=str(alerts.id))
    world.seedance.hold_all()
    await world.generate(world.lin)
    await world.until_job_is(JobState.RUNNING)
    await world.generate()
    await world.until_job_is(JobState.QUEUED, number=1)
    await world.sees("In the queue")
    file = await copied(world)
    world.seedance.release_all()
    for number in range(2):
        await world.until_job_is(JobState.DELIVERED, number=number)
    await put_back(world, file)
    await world.until_job_is(JobState.UNKNOWN, number=1)
    await world.until_job_is(JobState.DELIVERED)
    assert "8 credits" in (await world.sees("stay set aside")).text
    seen = await world.sam.until_sees(alerts, "older copy", 60)
    assert "restore --accept" in seen.text
    assert (world.seedance.posts(), len(world.clips())) == (2, 2)
    await accept(world)
    await world.generate(world.lin)
    await world.until_job_is(JobState.DELIVERED, number=2)
    assert world.seedance.posts() == 3
    assert len([seen for seen in world.sam.sees(alerts) if "older copy" in seen.text]) == 1


async def test_submitting_it_becomes_unknown(world: World) -> None:
    await world.start()
    world.seedance.faults.arm("late-answer")
    await world.generate()
    await world.until_job_is(JobState.SUBMITTING)
    file = await copied(world)
    await run_to_the_end(world)
    await put_back(world, file)
    await world.until_job_is(JobState.UNKNOWN)
    await bought_and_posted_once(world)


async def test_running_its_clip_is_found(world: World) -> None:
    await world.start()
    world.seedance.hold_all()
    await world.generate()
    await world.until_job_is(JobState.RUNNING)
    file = await copied(world)
    await run_to_the_end(world)
    await put_back(world, file)
    await world.until_job_is(JobState.DELIVERED)
    await bought_and_posted_once(world)
    assert (await world.ledger())[:2] == (0, 8)


async def test_fetching_its_clip_is_found(world: World) -> None:
    await world.start()
    world.seedance.faults.arm("media-slow")
    await world.generate()
    await world.until_job_is(JobState.FETCHING)
    file = await copied(world)
    await run_to_the_end(world)
    await put_back(world, file)
    await world.until_job_is(JobState.DELIVERED)
    await bought_and_posted_once(world)


async def test_ready_before_its_first_send_its_clip_is_found(world: World) -> None:
    await world.start()
    world.seedance.hold_all()
    await world.generate()
    await world.sees("Being made")
    world.discord.faults.arm("hang", method="GET", path=HISTORY)
    world.seedance.release_all()
    await world.until_job_is(JobState.READY)
    file = await copied(world)
    await world.kill()
    world.discord.faults.clear()
    await world.start()
    await run_to_the_end(world)
    await put_back(world, file)
    await world.until_job_is(JobState.DELIVERED)
    await bought_and_posted_once(world)


async def test_posting_it_knows_by_itself_that_a_clip_may_stand(world: World) -> None:
    await world.start()
    world.seedance.hold_all()
    await world.generate()
    await world.sees("Being made")
    fault = world.discord.faults.arm("slow", method="POST", path=CHANNEL_POST, seconds=3)
    world.seedance.release_all()

    async def sent() -> bool | None:
        return True if fault.hits else None

    await until(sent, "the clip to be sent")
    file = await copied(world)
    await run_to_the_end(world)
    await put_back(world, file)
    await world.until_job_is(JobState.DELIVERED)
    await bought_and_posted_once(world, commands_are_paused=False)


async def test_a_copy_on_a_new_machine_is_put_back_by_the_command(world: World) -> None:
    await world.start()
    world.seedance.hold_all()
    await world.generate()
    await world.until_job_is(JobState.RUNNING)
    code, said = await bot_command(world.folder, "backup", "copy.db", **world.settings)
    assert (code, "1 of them under way" in said) == (0, True), said
    await run_to_the_end(world)
    await world.bot.stop()
    await world.discord.until_away(60)
    world.settings["DATA_DIR"] = str(world.folder / "new")
    code, said = await bot_command(world.folder, "restore", "copy.db", **world.settings)
    assert (code, "is the database now" in said) == (0, True), said
    (world.folder / "bot").rename(world.folder / "old")
    (world.folder / "bot").symlink_to("new")
    await world.start()
    await world.until_job_is(JobState.DELIVERED)
    await bought_and_posted_once(world)
    await accept(world)
    await world.generate(world.lin)
    job = await world.until_job_is(JobState.DELIVERED, number=1)
    assert job.ending is not Ending.FILE_LOST
