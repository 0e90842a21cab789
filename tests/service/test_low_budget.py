import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress

import pytest
from structlog.testing import capture_logs

from bot.domain.budget import Changed
from bot.service.low_budget import IDLE, NEWS_PAUSE, LowBudget
from bot.service.operation import Operation, Order
from bot.store import SqlStore
from tests import postgres
from tests.builders import KEY
from tests.service.house import House

LINE = 100
Grant = Callable[..., Awaitable[None]]


def watch(house: House, line: int | None = LINE, key: str = KEY) -> LowBudget:
    return LowBudget(house.store, house.poster, house.clock, house.nudge, key, line)


@pytest.fixture
def grant(house: House) -> Grant:
    requests = itertools.count()

    async def given(amount: int, key: str = KEY) -> None:
        operation = Operation(house.store, house.clock, house.nudge, key)
        done = await operation.grant_key(Order(reason="bought", request=str(next(requests))), amount)
        assert isinstance(done, Changed)

    return given


async def test_a_budget_that_is_not_tracked_or_has_no_line_gives_no_alarm(house: House, grant: Grant) -> None:
    await watch(house).look()
    await grant(1)
    await watch(house, None).look()
    assert house.poster.budget_alarms == []


async def test_it_alarms_once_when_less_than_the_line_is_free(house: House, grant: Grant) -> None:
    await grant(LINE + 27)
    low = watch(house)
    await low.look()
    assert house.poster.budget_alarms == []
    await house.queued()
    with capture_logs() as logs:
        for _ in range(3):
            await low.look()
    assert house.poster.budget_alarms == [(LINE - 1, LINE, f"b{KEY}1")]
    assert [(line["log_level"], line["free"]) for line in logs] == [("warning", LINE - 1)]


async def test_exactly_the_line_is_enough(house: House, grant: Grant) -> None:
    await grant(LINE)
    await watch(house).look()
    assert house.poster.budget_alarms == []


async def test_it_alarms_again_only_after_the_budget_was_above_the_line(house: House, grant: Grant) -> None:
    await grant(50)
    low = watch(house)
    await low.look()
    await grant(40)
    await low.look()
    assert len(house.poster.budget_alarms) == 1
    await grant(20)
    await low.look()
    await grant(-30)
    await low.look()
    assert [nonce for *_, nonce in house.poster.budget_alarms] == [f"b{KEY}1", f"b{KEY}2"]


async def test_what_was_told_is_remembered_over_a_restart(house: House, grant: Grant) -> None:
    await grant(50)
    await watch(house).look()
    await house.restart()
    await watch(house).look()
    assert len(house.poster.budget_alarms) == 1


async def test_another_key_has_an_alarm_of_its_own(house: House, grant: Grant) -> None:
    await grant(50)
    await grant(50, "ba9876543210")
    for key in (KEY, "ba9876543210"):
        await watch(house, key=key).look()
    assert [nonce for *_, nonce in house.poster.budget_alarms] == [f"b{KEY}1", "bba98765432101"]


async def test_an_alarm_that_could_not_be_posted_is_tried_again_as_the_same_message(house: House, grant: Grant) -> None:
    await grant(50)
    low = watch(house)
    house.poster.takes_alarms = False
    for _ in range(2):
        await low.look()
    house.poster.takes_alarms = True
    for _ in range(2):
        await low.look()
    assert [nonce for *_, nonce in house.poster.budget_alarms] == [f"b{KEY}1"] * 3


@pytest.fixture
async def running(house: House) -> AsyncIterator[None]:
    task = asyncio.create_task(watch(house).run())
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_it_looks_soon_after_something_happened_and_not_at_once_again(
    house: House, grant: Grant, running: None
) -> None:
    await grant(50)
    await house.clock.pass_time(NEWS_PAUSE + 0.1)
    assert len(house.poster.budget_alarms) == 1
    assert running is None


async def test_it_looks_now_and_then_for_what_another_process_did(house: House, running: None) -> None:
    await house.clock.pass_time(NEWS_PAUSE + 0.1)
    said = Operation(house.store, house.clock, type(house.nudge)(), KEY)
    await said.grant_key(Order(reason="bought", request="elsewhere"), 50)
    await house.clock.pass_time(IDLE)
    assert len(house.poster.budget_alarms) == 1
    assert running is None


async def test_it_goes_on_after_the_database_failed(house: House, grant: Grant, running: None) -> None:
    await grant(50)
    house.store.broken = OSError("gone")
    await house.clock.pass_time(IDLE + NEWS_PAUSE)
    house.store.broken = None
    await house.clock.pass_time(IDLE + NEWS_PAUSE)
    assert len(house.poster.budget_alarms) == 1
    assert running is None


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Postgres]:
    """Start PostgreSQL, or skip where there is none."""
    yield postgres.server()
    postgres.stop()


async def test_of_several_processes_on_postgresql_exactly_one_tells_it(
    house: House, postgres_server: postgres.Postgres
) -> None:
    assert postgres_server.process.poll() is None
    async with postgres.database() as engine:
        store = SqlStore(engine)
        operation = Operation(store, house.clock, house.nudge, KEY)
        for times in (1, 2):
            await operation.grant_key(Order(reason="bought", request=f"up {times}"), 200)
            await LowBudget(store, house.poster, house.clock, house.nudge, KEY, LINE).look()
            await operation.grant_key(Order(reason="moved", request=f"down {times}"), -200)
            many = [LowBudget(store, house.poster, house.clock, house.nudge, KEY, LINE) for _ in range(6)]
            await asyncio.gather(*(one.look() for one in many))
            assert len(house.poster.budget_alarms) == times
