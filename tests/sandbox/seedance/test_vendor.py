import pytest

from sandbox.seedance import LocalSeedance
from tests.sandbox.seedance.calling import KEY, Caller, HandClock


async def states(caller: Caller, clock: HandClock, task_id: str, *moments: float) -> list[str]:
    """Ask for the status at each moment, in seconds after now."""
    start = clock.now
    seen = []
    for moment in moments:
        clock.now = start + moment
        seen.append((await caller.status(task_id)).data["status"])
    return seen


async def test_a_task_takes_its_time_give_or_take_a_tenth(caller: Caller, clock: HandClock) -> None:
    task_id = await caller.generate()
    await caller.seedance.encoded(task_id)
    assert await states(caller, clock, task_id, 0, 31.4, 38.6) == ["IN_PROGRESS", "IN_PROGRESS", "SUCCESS"]


async def test_a_longer_clip_in_more_pixels_takes_longer(caller: Caller, clock: HandClock) -> None:
    task_id = await caller.generate(prompt="[fault:failed]", resolution="720p", duration="12")
    assert await states(caller, clock, task_id, 94.4, 115.6) == ["IN_PROGRESS", "FAILED"]


async def test_speed_divides_the_time_and_may_change_on_the_way(caller: Caller, clock: HandClock) -> None:
    task_id = await caller.generate(prompt="[fault:failed]")
    clock.now += 3.9
    assert (await caller.status(task_id)).data["status"] == "IN_PROGRESS"
    caller.seedance.speed = 10.0
    assert caller.seedance.speed == 10.0
    assert (await caller.status(task_id)).data["status"] == "FAILED"


async def test_the_seconds_left_follow_the_speed_and_are_unknown_where_nobody_can_tell(
    caller: Caller, clock: HandClock
) -> None:
    await caller.generate(prompt="[fault:failed]")
    await caller.generate(prompt="[fault:never]")
    task, endless = caller.seedance.tasks()
    whole = caller.seedance.seconds_left(task)
    assert whole is not None
    assert 31.4 < whole < 38.6
    assert caller.seedance.seconds_left(endless) is None
    caller.seedance.speed = 10.0
    clock.now += 1
    assert caller.seedance.seconds_left(task) == pytest.approx(whole / 10 - 1)
    caller.seedance.hold_all()
    assert caller.seedance.holding
    assert caller.seedance.seconds_left(task) is None
    caller.seedance.finish(task.task_id)
    assert caller.seedance.seconds_left(task) == 0
    caller.seedance.tasks()
    assert (caller.seedance.told(task), caller.seedance.seconds_left(task)) == ("FAILED", None)
    assert caller.seedance.link(task) is None


async def test_a_slow_task_takes_ten_times_as_long(caller: Caller, clock: HandClock) -> None:
    task_id = await caller.generate(prompt="A fox [fault:slow]")
    await caller.seedance.encoded(task_id)
    assert await states(caller, clock, task_id, 314, 386) == ["IN_PROGRESS", "SUCCESS"]


async def test_some_tasks_never_end(caller: Caller, clock: HandClock) -> None:
    task_id = await caller.generate(prompt="A fox [fault:never]")
    await caller.seedance.encoded(task_id)
    assert await states(caller, clock, task_id, 1e9) == ["IN_PROGRESS"]


async def test_success_waits_for_the_clip(caller: Caller, clock: HandClock) -> None:
    task_id = await caller.generate(prompt="Nobody has drawn this one yet")
    assert await states(caller, clock, task_id, 1000) == ["IN_PROGRESS"]
    await caller.seedance.encoded(task_id)
    assert await states(caller, clock, task_id, 0) == ["SUCCESS"]


async def test_what_is_held_ends_when_released_and_one_can_be_let_through(
    caller: Caller, clock: HandClock, seedance: LocalSeedance
) -> None:
    first, second = [await caller.generate(prompt="[fault:failed]") for _ in range(2)]
    seedance.hold_all()
    assert await states(caller, clock, first, 1000) == ["IN_PROGRESS"]
    seedance.finish(first)
    assert [task.state for task in seedance.tasks()] == ["FAILED", "IN_PROGRESS"]
    seedance.release_all()
    assert await states(caller, clock, second, 0) == ["FAILED"]


async def test_a_balance_counts_what_failed_unseen(caller: Caller, clock: HandClock) -> None:
    await caller.generate(prompt="[fault:failed]")
    clock.now += 1000
    assert caller.seedance.balance(KEY) == 1000


async def test_the_end_is_final(caller: Caller, clock: HandClock) -> None:
    task_id = await caller.generate(prompt="[fault:failed]")
    caller.seedance.finish(task_id)
    assert await states(caller, clock, task_id, 0, 1000) == ["FAILED", "FAILED"]
    assert caller.seedance.balance(KEY) == 1000


async def test_created_at_follows_the_clock(caller: Caller, clock: HandClock) -> None:
    await caller.generate()
    clock.now += 90
    await caller.generate()
    first, second = caller.seedance.tasks()
    assert (second.created_at - first.created_at).total_seconds() == 90
    assert first.created_at.tzinfo is not None
