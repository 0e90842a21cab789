"""The vendor calls back: what that makes good, what it makes faster, and what it can never do."""

import secrets

import aiohttp
import pytest

from bot.domain.job import JobState
from bot.domain.life import CALLBACK_PATIENCE
from tests.e2e.conftest import KEY, World
from tests.waiting import until

SLOW_POLLS = {"POLL_FIRST": "300", "POLL_MAX": "300"}


def _polls(world: World) -> int:
    return sum(1 for entry in world.seedance.journal.entries if entry["method"] == "GET")


async def _until_called(world: World, times: int = 1) -> list[int]:
    async def called() -> list[int] | None:
        answers = [status for _, status in world.seedance.caller.answers]
        return answers if len(answers) >= times else None

    return await until(called, f"{times} calls of the vendor's")


async def test_a_video_whose_submit_answer_was_lost_is_rescued_by_its_callback_and_charged_once(world: World) -> None:
    world.callable()
    world.seedance.hold_all()
    world.seedance.faults.arm("process-charge-drop")
    await world.start()
    await world.generate()
    told = await world.sees("nobody knows yet whether it is making this video")
    assert "8 credits stay set aside until in 6 hours at the latest" in told.text
    world.seedance.release_all()
    await world.until_job_is(JobState.DELIVERED)
    assert len(world.clips()) == 1
    assert (world.seedance.posts(), world.charged()) == (1, 8)
    assert await world.ledger() == (0, 8, [])
    assert "rescued by a callback" in world.log()


async def test_a_video_that_expired_comes_free_after_all_when_its_callback_is_late(world: World) -> None:
    world.callable()
    world.seedance.caller.holding = True
    world.seedance.faults.arm("process-charge-drop")
    await world.start()
    await world.generate()
    await world.until_job_is(JobState.UNKNOWN)
    await world.restart(later=CALLBACK_PATIENCE + 60)
    await world.until_job_is(JobState.EXPIRED)
    assert (await world.ledger(), await world.absorbed()) == ((0, 0, []), 8)
    world.seedance.caller.holding = False
    await world.until_job_is(JobState.DELIVERED)
    [clip] = world.clips()
    assert "at no charge" in clip.text
    assert (await world.ledger(), await world.absorbed(), world.charged()) == ((0, 0, []), 8, 8)
    assert world.seedance.posts() == 1


async def test_where_callbacks_come_the_end_is_noticed_by_them_and_polls_are_few(world: World) -> None:
    world.callable()
    await world.start(**SLOW_POLLS)
    for number in range(2):
        await world.generate(prompt=f"A red kite {number}")
        await world.until_job_is(JobState.DELIVERED, number=number)
    assert _polls(world) == 2
    assert await _until_called(world, 2) == [200, 200]
    assert await world.ledger() == (0, 16, [])


@pytest.mark.parametrize("mode", ["every-status", "reordered", "twice", "no-body"])
async def test_calls_that_come_twice_in_the_wrong_order_or_say_nothing_make_one_video(world: World, mode: str) -> None:
    world.seedance.modes.choose(callback=mode)
    world.callable()
    await world.start(**SLOW_POLLS)
    world.seedance.hold_all()
    await world.generate()
    await world.until_job_is(JobState.RUNNING)
    if mode == "every-status":
        await _until_called(world)
    world.seedance.release_all()
    await world.until_job_is(JobState.DELIVERED)
    await _until_called(world, 1 if mode == "no-body" else 2)
    assert len(world.clips()) == 1
    assert (world.seedance.posts(), world.charged(), await world.ledger()) == (1, 8, (0, 8, []))


async def test_a_video_whose_callback_never_comes_is_noticed_by_polling(world: World) -> None:
    world.seedance.modes.choose(callback="never")
    world.callable()
    await world.start()
    await world.generate()
    await world.until_job_is(JobState.DELIVERED)
    assert await world.ledger() == (0, 8, [])


async def test_forged_and_foreign_calls_change_nothing_and_a_replay_neither(world: World) -> None:
    url = world.callable()
    world.seedance.caller.holding = True
    await world.start()
    await world.generate(prompt="Another kite")
    await world.until_job_is(JobState.DELIVERED)
    world.seedance.faults.arm("process-charge-drop")
    await world.generate()
    lost = await world.until_job_is(JobState.UNKNOWN, number=1)
    other, own = world.seedance.tasks(KEY)
    foreign = {"data": {"task_id": other.task_id, "status": "SUCCESS", "consumed_credits": 1}}
    async with aiohttp.ClientSession() as session:

        async def call(address: str, body: object) -> int:
            async with session.post(address, json=body) as answer:
                return answer.status

        guess = f"{url}/cb/{secrets.token_urlsafe(32)}"
        named = {"task_id": own.task_id}
        theirs, ours = (str(task.request["callback_url"]) for task in (other, own))
        calls = [(guess, named), (theirs, named), (ours, foreign)]
        assert {await call(*one) for one in calls} == {200}

        async def refused() -> bool | None:
            return "not the job's" in world.log() or None

        await until(refused, "a look at what was named")
        assert (await world.jobs())[1].state is JobState.UNKNOWN
        assert await world.ledger() == (8, 8, [])
        await call(ours, named)
        await world.until_job_is(JobState.DELIVERED, number=1)
        assert {await call(ours, named) for _ in range(20)} == {200}
    assert [job.state for job in await world.jobs()] == [JobState.DELIVERED] * 2
    assert len(world.clips()) == 2
    assert (world.seedance.posts(), world.charged(), await world.ledger()) == (2, 16, (0, 16, []))
    assert lost.callback is not None
    assert ours.rpartition("/")[2] not in world.log()
