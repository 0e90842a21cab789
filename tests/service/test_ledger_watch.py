import asyncio
from collections.abc import Sequence

from structlog.testing import capture_logs

from bot.domain.drift import Drift
from bot.domain.pulse import Pulse
from bot.domain.reconcile import Matter
from bot.ports import Finding
from bot.service.ledger_watch import AGAIN, EVERY, LOGGED, LedgerWatch
from tests.service.house import House
from tests.unexpected import UnexpectedCallError

WRONG = Finding(invariant="E1", subject="a:1:2", detail="credits 5")


class Books:
    """A ledger that is as a test says."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.looks = 0
        self.broken = False

    async def check(self) -> Sequence[Finding]:
        self.looks += 1
        if self.broken:
            raise ConnectionError
        return list(self.findings)

    async def matters(self, now: float, kept_since: float) -> Sequence[Matter]:
        raise UnexpectedCallError(f"{now} {kept_since}")

    async def drifts(self) -> Sequence[Drift]:
        raise UnexpectedCallError("drifts")

    async def pulse(self, fingerprint: str, now: float) -> Pulse:
        raise UnexpectedCallError(f"{fingerprint} {now}")


def watch(house: House, books: Books) -> LedgerWatch:
    return LedgerWatch(house.store, books, house.poster, house.clock)


async def test_a_ledger_that_is_right_alarms_nobody(house: House) -> None:
    one = LedgerWatch(house.store, house.store, house.poster, house.clock)
    assert await one.look()
    assert one.findings == 0
    assert house.poster.ledger_alarms == []


async def test_one_that_is_wrong_alarms_once_and_again_only_after_it_was_right(house: House) -> None:
    books = Books()
    books.findings = [WRONG] * 30
    one = watch(house, books)
    with capture_logs() as logs:
        assert await one.look()
    assert one.findings > 0
    assert sum(line["log_level"] == "error" for line in logs) == LOGGED
    assert await watch(house, books).look()
    assert house.poster.ledger_alarms == [(30, "g1")]
    books.findings = []
    assert await one.look()
    assert one.findings == 0
    books.findings = [WRONG]
    assert await one.look()
    assert house.poster.ledger_alarms == [(30, "g1"), (1, "g2")]


async def test_an_alarm_that_could_not_be_posted_is_tried_again(house: House) -> None:
    books = Books()
    books.findings = [WRONG]
    house.poster.takes_alarms = False
    one = watch(house, books)
    assert not await one.look()
    house.poster.takes_alarms = True
    assert await one.look()
    assert house.poster.ledger_alarms == [(1, "g1"), (1, "g1")]


async def test_it_looks_at_the_start_and_every_day_and_sooner_when_it_could_not(house: House) -> None:
    books = Books()
    running = asyncio.create_task(watch(house, books).run())
    await house.clock.pass_time(1)
    assert books.looks == 1
    books.broken = True
    await house.clock.pass_time(EVERY)
    assert books.looks == 2
    books.broken = False
    await house.clock.pass_time(AGAIN)
    assert books.looks == 3
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
