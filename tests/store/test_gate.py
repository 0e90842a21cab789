import asyncio

import pytest

from bot.domain.studio import OPEN, Closure, Studio
from bot.store import SqlStore
from tests.builders import NOW


async def test_a_studio_that_was_never_closed_is_open(store: SqlStore) -> None:
    assert await store.studio() == OPEN


@pytest.mark.parametrize("closure", Closure)
async def test_a_closure_is_kept_with_its_reason_and_times(store: SqlStore, closure: Closure) -> None:
    closed = OPEN.closed(closure, NOW + 0.123456)
    assert await store.change_studio(OPEN, closed)
    assert await store.studio() == closed
    assert await store.change_studio(closed, OPEN)
    assert await store.studio() == OPEN


@pytest.mark.parametrize(
    "seen", [OPEN, Studio(Closure.KEY, NOW, NOW + 60), Studio(Closure.CREDITS, NOW, NOW + 601), Studio(None, NOW)]
)
async def test_a_change_of_what_somebody_changed_meanwhile_is_none(store: SqlStore, seen: Studio) -> None:
    closed = OPEN.closed(Closure.CREDITS, NOW)
    await store.change_studio(OPEN, closed)
    assert not await store.change_studio(seen, OPEN)
    assert await store.studio() == closed


async def test_of_many_who_close_it_at_once_one_does_and_alarms(store: SqlStore) -> None:
    closings = [store.change_studio(OPEN, OPEN.closed(Closure.KEY, NOW + number)) for number in range(8)]
    assert sorted(await asyncio.gather(*closings)) == [False] * 7 + [True]
