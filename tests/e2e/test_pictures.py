"""A picture, from a member's Discord to the vendor, however long its job waits."""

import hashlib

from bot.domain.job import Ending, JobState
from sandbox.discord import Use
from sandbox.seedance import Task
from tests.e2e.conftest import SMALL, World
from tests.media.pictures import make_picture

PHOTO = ("photo.png", make_picture("PNG", 480, 864))
SHORT_LIFE = 3.0
"""Seconds that a link of the local Discord lives."""
FAST = "100"
"""What a link is trusted for is over in little more than a second."""


async def animate(world: World) -> Use:
    use = await world.mia.use("animate", world.studio, image=PHOTO, **SMALL)
    await use.answered(10)
    return use


async def waits_behind_another(world: World) -> None:
    """Let Mia animate a picture while her first video is still being made."""
    world.seedance.hold_all()
    await world.generate()
    await world.until_job_is(JobState.RUNNING)
    await animate(world)
    await world.sees("from a picture")


def link_of(task: Task) -> str:
    """Name the link that the vendor was given, once it is seen that the picture itself reached it."""
    assert task.picture is not None
    assert task.picture.sha256 == hashlib.sha256(PHOTO[1]).hexdigest()
    (url,) = task.request["image_urls"]
    return str(url)


async def test_an_animated_picture_becomes_a_clip_of_its_shape(world: World) -> None:
    await world.start()
    await animate(world)
    job = await world.until_job_is(JobState.DELIVERED)
    assert job.clip is not None
    assert (job.clip.width, job.clip.height) == (496, 864)
    assert "ephemeral-attachments" in link_of(world.seedance.tasks()[0])
    assert await world.ledger() == (0, 8, [])


async def test_a_picture_that_waited_longer_than_its_link_lives_reaches_the_vendor(world: World) -> None:
    world.discord.state.shelf.link_life = SHORT_LIFE
    await world.start(CLOCK_FACTOR=FAST)
    await waits_behind_another(world)
    asked = (await world.jobs())[1].spec.image_url or ""
    await world.until_gone(asked)
    world.seedance.release_all()
    await world.until_job_is(JobState.DELIVERED, number=1)
    sent = link_of(world.seedance.tasks()[1])
    assert "/ephemeral-attachments/" in asked
    assert "/attachments/" in sent
    assert world.seedance.posts() == 2
    assert await world.ledger() == (0, 16, [])


async def test_killed_while_a_picture_waits_it_is_still_within_reach(world: World) -> None:
    world.discord.state.shelf.link_life = SHORT_LIFE
    await world.start(CLOCK_FACTOR=FAST)
    await waits_behind_another(world)
    asked = (await world.jobs())[1].spec.image_url or ""
    await world.kill()
    await world.until_gone(asked)
    world.seedance.release_all()
    await world.start()
    await world.until_job_is(JobState.DELIVERED, number=1)
    assert "/attachments/" in link_of(world.seedance.tasks()[1])
    assert world.seedance.posts() == 2


async def test_a_picture_whose_message_was_deleted_and_whose_link_is_over_costs_nothing(world: World) -> None:
    world.discord.state.shelf.link_life = SHORT_LIFE
    await world.start(CLOCK_FACTOR=FAST)
    await waits_behind_another(world)
    (await world.sees("from a picture")).delete_by(world.sam)
    await world.until_gone((await world.jobs())[1].spec.image_url or "")
    world.seedance.release_all()
    ended = await world.until_job_is(JobState.FAILED, number=1)
    assert ended.ending is Ending.PICTURE_GONE
    told = await world.mia.until_sees(world.mia.private, "could not be reached any more", 20)
    assert "8 credits went back" in told.text
    assert world.seedance.posts() == 1
    await world.until_job_is(JobState.DELIVERED)
    assert await world.ledger() == (0, 8, [])
