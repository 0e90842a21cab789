"""What can become of a task that the vendor took: polls that fail, links that are dead, files that are no videos."""

import asyncio

import pytest

from bot.domain.job import JobState
from bot.domain.studio import Closure
from sandbox.seedance import media
from tests.e2e.conftest import KEY, World
from tests.waiting import until

BACK = "8 credits went back to the server's pool. Nothing was spent."
FAST = "60"
TWO_HOURS = 2 * 3600.0


def _polls(world: World) -> list[int | None]:
    """The statuses that polls were answered with, None where no answer came."""
    return [entry["status"] for entry in world.seedance.journal.entries if entry["method"] == "GET"]


async def _is_delivered_once(world: World, number: int = 0, jobs: int = 1) -> None:
    await world.until_job_is(JobState.DELIVERED, number=number)
    assert len(world.clips()) == jobs
    assert world.seedance.posts() == jobs
    assert (world.charged(), await world.absorbed()) == (8 * jobs, 0)
    assert await world.ledger() == (0, 8 * jobs, [])


async def _fails_at_the_operators_cost(world: World, reason: str) -> None:
    """The member is told and has the credits back; what the vendor kept is booked on the operator's account."""
    told = await world.sees(reason)
    assert BACK in told.text
    await world.until_job_is(JobState.FAILED)
    assert world.clips() == []
    assert world.seedance.posts() == 1
    assert (world.charged(), await world.absorbed()) == (8, 8)
    assert await world.ledger() == (0, 0, [])


async def test_polls_that_fail_in_every_way_never_fail_a_job(world: World) -> None:
    ways = (
        "error-500",
        "error-502",
        "error-503",
        "truncated-json",
        "too-many",
        "not-found",
        "refuse-before-processing",
    )
    for way in ways:
        world.seedance.faults.arm(way, endpoint="status")
    await world.start(CLOCK_FACTOR=FAST)
    await world.generate()
    await _is_delivered_once(world)
    said = {500: 500, 429: 429, 404: 404} if world.seedance.modes.http_status == "same-as-code" else {}
    seen = [said.get(500, 200), 502, 503, 200, said.get(429, 200), said.get(404, 200), None]
    assert _polls(world)[:7] == seen


async def test_a_poll_without_an_answer_holds_up_no_other_job(world: World) -> None:
    world.seedance.faults.arm("hang", endpoint="status")
    await world.start()
    await world.generate()

    async def hangs() -> bool | None:
        return None in _polls(world) or None

    await until(hangs, "a poll that hangs")
    await world.generate(world.lin)
    await world.until_job_is(JobState.DELIVERED, number=1)
    assert [job.state for job in await world.jobs()] == [JobState.RUNNING, JobState.DELIVERED]
    await world.restart()
    await _is_delivered_once(world, jobs=2)


async def test_a_task_that_stays_lost_is_given_up(world: World) -> None:
    world.seedance.faults.rate("not-found", 1.0, endpoint="status")
    await world.start(CLOCK_FACTOR=FAST)
    await world.generate()
    await _fails_at_the_operators_cost(world, "The studio lost this video.")
    assert len(_polls(world)) >= 3


async def test_tasks_missing_all_at_once_are_not_given_up(world: World) -> None:
    alerts = world.guild.add_channel("alerts")
    world.seedance.faults.rate("not-found", 1.0, endpoint="status")
    await world.start(CLOCK_FACTOR=FAST, ALERT_CHANNEL_ID=str(alerts.id))
    for person in (world.mia, world.lin, world.sam):
        await world.generate(person)
    await world.until_studio_is(Closure.TASKS_MISSING)

    # from here on each is asked for every two minutes, and whether the vendor lets us in every minute
    enough = len(_polls(world)) + 3

    async def asked_again() -> bool | None:
        return len(_polls(world)) >= enough or None

    await until(asked_again, "another poll of each task")
    assert {job.state for job in await world.jobs()} == {JobState.RUNNING}
    assert len([seen for seen in world.sam.sees(alerts) if "The studio is closed" in seen.text]) == 1
    world.seedance.faults.clear()
    for number in range(3):
        await world.until_job_is(JobState.DELIVERED, number=number)
    await world.until_studio_is(None)
    await _is_delivered_once(world, jobs=3)
    assert len([seen for seen in world.sam.sees(alerts) if "The studio is closed" in seen.text]) == 1


async def test_success_without_a_link_is_asked_for_again_and_then_given_up(world: World) -> None:
    await world.start()
    await world.generate(prompt="A red kite [fault:silent-success]")
    await _fails_at_the_operators_cost(world, "handed over no file")
    assert len(_polls(world)) == 4


async def test_a_file_that_comes_at_the_fourth_try_is_delivered(world: World) -> None:
    for fault in ("media-404", "media-403", "media-truncated"):
        world.seedance.faults.arm(fault)
    await world.start()
    await world.generate()
    await _is_delivered_once(world)
    # once for the link, and once more for a fresh one after each that was dead
    assert len(_polls(world)) == 3


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("media-404", "could not be downloaded"), ("media-not-a-video", "is not a video that plays")],
)
async def test_a_file_that_never_comes_costs_the_member_nothing(world: World, fault: str, reason: str) -> None:
    await world.start(CLOCK_FACTOR=FAST)
    await world.generate(prompt=f"A red kite [fault:{fault}]")
    await _fails_at_the_operators_cost(world, reason)


async def test_a_file_that_always_breaks_off_is_given_up_after_two_hours(world: World) -> None:
    await world.start()
    await world.generate(prompt="A red kite [fault:media-truncated]")
    await world.until_job_is(JobState.FETCHING)
    await world.restart(later=TWO_HOURS)
    await _fails_at_the_operators_cost(world, "could not be downloaded")


async def test_a_redirect_to_a_private_address_is_not_followed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    visits: list[bool] = []

    async def visit(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visits.append(True)
        writer.close()

    async with await asyncio.start_server(visit, "127.0.0.1", 0) as private:
        port = private.sockets[0].getsockname()[1]
        monkeypatch.setattr(media, "PRIVATE_LINK", f"http://127.0.0.1:{port}/clip.mp4")
        world.seedance.faults.arm("media-redirect-private")
        await world.start()
        await world.generate()
        await _fails_at_the_operators_cost(world, "is not a video that plays")
    assert visits == []
    assert "a video's link is blocked" in world.log()
    assert len(world.seedance.tasks(KEY)) == 1
