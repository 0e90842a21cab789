import pytest

from bot.domain.task import RejectionKind
from bot.ports import StoreAwayError
from bot.service.ledger_watch import LedgerWatch
from bot.service.vitals import AGAIN, Vitals
from tests.builders import KEY
from tests.service.house import House


def vitals(house: House, *, connected: bool = True, writable: bool = True) -> Vitals:
    ledger = LedgerWatch(house.store, house.store, house.poster, house.clock)
    return Vitals(house.store, house.store, house.media, ledger, house.clock, KEY, lambda: connected, lambda: writable)


async def test_a_bot_that_is_well_is_ready(house: House) -> None:
    one = vitals(house)
    assert await one.health() == {"database": True, "gateway": True, "ledger": True, "studio": "open"}
    ready, parts = await one.readiness()
    assert ready
    assert parts["studio"] == {"open": True, "closure": None, "since": None}


async def test_a_closed_studio_is_named_and_keeps_it_from_being_ready_but_not_from_being_well(house: House) -> None:
    await house.breaker.refused(RejectionKind.CREDITS)
    one = vitals(house)
    assert (await one.health())["studio"] == "credits"
    ready, parts = await one.readiness()
    assert not ready
    assert parts["studio"] == {"open": False, "closure": "credits", "since": house.clock.now()}


async def test_without_the_gateway_it_is_not_ready(house: House) -> None:
    ready, parts = await vitals(house, connected=False).readiness()
    assert (ready, parts["gateway"]) == (False, False)


async def test_a_database_that_does_not_answer_is_said_so(house: House) -> None:
    house.store.broken = ConnectionError("gone")
    one = vitals(house)
    assert await one.health() == {"database": False, "gateway": True, "ledger": True}
    ready, parts = await one.readiness()
    assert (ready, parts["database"], parts["studio"]) == (False, False, None)


async def test_a_database_that_cannot_be_written_takes_no_request_and_is_left_running(house: House) -> None:
    one = vitals(house, writable=False)
    assert (await one.health())["database"]
    ready, parts = await one.readiness()
    assert (ready, parts["database"]) == (False, False)


async def test_a_bot_with_nothing_to_do_finds_out_that_nothing_can_be_written(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    async def full(key: str, _before: str | None, _after: str) -> bool:
        tries.append(key)
        raise StoreAwayError("database or disk is full")

    one = vitals(house)
    assert (await one.readiness())[0]
    house.clock.leap(AGAIN)
    with monkeypatch.context() as patched:
        patched.setattr(house.store, "exchange", full)
        assert not (await one.readiness())[0]
        assert not (await one.readiness())[0]
    assert len(tries) == 1
    house.clock.leap(AGAIN)
    assert (await one.readiness())[0]
