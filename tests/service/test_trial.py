"""A trial with real credits, killed between any two steps that anybody outside can see."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any, TypeVar

from bot.domain.budget import Instruction
from bot.domain.ids import TaskId
from bot.domain.life import FetchAnswer
from bot.domain.task import (
    Accepted,
    Ambiguous,
    PollAnswer,
    Rejected,
    RejectionKind,
    SubmitAnswer,
    Succeeded,
    TaskNotFound,
)
from bot.domain.trial import PRICE, REFUSED, SPEC, Seen
from bot.seedance.wire import request_body
from bot.service.operation import Order
from bot.service.trial import ENDED, NOTE, Trial
from bot.store import SqlStore
from tests.builders import KEY, a_clip
from tests.service.house import House
from tests.unexpected import Killed

T = TypeVar("T")
BODY = request_body(SPEC)
LINK = "https://media.example/trial.mp4"


class Reaper:
    """Kills right before the nth step, which is right after the one before it."""

    def __init__(self, at: int = 0) -> None:
        self.steps = 0
        self._at = at

    async def step(self, work: Callable[[], Awaitable[T]]) -> T:
        self.steps += 1
        if self.steps == self._at:
            raise Killed
        return await work()


class Vendor:
    """A vendor as documented, unless a test says otherwise."""

    key_fingerprint = KEY

    def __init__(self, reaper: Reaper) -> None:
        self._reaper = reaper
        self.charged = 0
        self.takes: tuple[str, ...] = ()
        self.consumed: int | None = PRICE
        self.answer: SubmitAnswer = Accepted(TaskId("t1"))
        self.kind: RejectionKind | None = None

    async def probe(self) -> RejectionKind | None:
        return self.kind

    async def look(self, task_id: TaskId) -> tuple[PollAnswer, Mapping[str, str]]:
        async def work() -> tuple[PollAnswer, Mapping[str, str]]:
            if task_id != "t1":
                return TaskNotFound(), {}
            return Succeeded(LINK, self.consumed), {"prompt": SPEC.prompt}

        return await self._reaper.step(work)

    async def attempt(self, body: Mapping[str, Any], api_key: str | None = None) -> tuple[SubmitAnswer, int | None]:
        async def work() -> tuple[SubmitAnswer, int | None]:
            if api_key is not None:
                return Rejected(RejectionKind.KEY, "INVALID_API_KEY"), 401
            for name, (word, wrong) in REFUSED.items():
                if name not in self.takes and {**body, **wrong} == body:
                    return Rejected(RejectionKind.INVALID, word), 400
            if isinstance(self.answer, Accepted | Ambiguous):
                self.charged += PRICE
            return self.answer, 200

        return await self._reaper.step(work)


class Books:
    """The store, one step at a time."""

    def __init__(self, store: SqlStore, reaper: Reaper) -> None:
        self._store = store
        self._reaper = reaper

    async def book_trial(self, said: Instruction, fingerprint: str, amount: int) -> None:
        await self._reaper.step(lambda: self._store.book_trial(said, fingerprint, amount))

    async def recall(self, key: str) -> str | None:
        return await self._store.recall(key)

    async def remember(self, key: str, value: str) -> None:
        await self._reaper.step(lambda: self._store.remember(key, value))


class Files:
    async def first_bytes(self, url: str) -> str:
        assert url == LINK
        return "206 bytes 0-99/1000"

    async def fetch(self, url: str, name: str) -> FetchAnswer:
        assert (url, name) == (LINK, "1.mp4")
        return a_clip(seconds=4.0, has_audio=False)


class Hurry:
    """A clock for which waiting is nothing."""

    def __init__(self, house: House) -> None:
        self.now = house.clock.now
        self.wait = house.clock.wait
        self._house = house

    async def sleep(self, seconds: float) -> None:
        self._house.clock.leap(seconds)


def trial(house: House, vendor: Vendor, reaper: Reaper, request: str = "live-0") -> Trial:
    order = Order(reason="doctor --live", request=request)
    return Trial(Books(house.store, reaper), vendor, Files(), Hurry(house), order, 10.0)


async def ran(house: House, vendor: Vendor, reaper: Reaper | None = None) -> dict[str, Seen]:
    return {seen.name: seen async for seen in trial(house, vendor, reaper or Reaper()).run(dict(BODY))}


async def borne(house: House) -> int:
    stats = await house.store.stats(KEY, house.clock.now())
    return stats.spans[-1].absorbed


async def test_of_a_vendor_as_documented_everything_holds_and_one_video_is_paid(house: House) -> None:
    vendor = Vendor(Reaper())
    seen = await ran(house, vendor)
    assert [name for name, one in seen.items() if not one.held] == []
    assert len(seen) == 16
    assert (vendor.charged, await borne(house)) == (PRICE, PRICE)
    assert (await house.store.recall(NOTE) or "").endswith(ENDED)


async def test_a_trial_that_is_killed_anywhere_never_spends_what_is_not_booked(house: House) -> None:
    vendor = Vendor(Reaper())
    counting = Reaper()
    vendor = Vendor(counting)
    await ran(house, vendor, counting)
    so_far = await borne(house)
    for step in range(1, counting.steps + 1):
        reaper = Reaper(step)
        vendor = Vendor(reaper)
        with suppress(Killed):
            async for _ in trial(house, vendor, reaper, f"live-{step}").run(dict(BODY)):
                pass
        booked = await borne(house) - so_far
        so_far += booked
        assert vendor.charged <= booked <= vendor.charged + PRICE, step


async def test_the_next_trial_says_that_one_did_not_end(house: House) -> None:
    reaper = Reaper(20)
    with suppress(Killed):
        await ran(house, Vendor(reaper), reaper)
    seen = await ran(house, Vendor(Reaper()))
    assert not seen["unfinished"].held


async def test_a_vendor_that_takes_what_it_should_refuse_is_asked_for_no_more_of_it_and_that_stays_booked(
    house: House,
) -> None:
    vendor = Vendor(Reaper())
    vendor.takes = ("bad-ratio",)
    seen = await ran(house, vendor)
    assert (seen["bad-prompt"].held, seen["bad-ratio"].held, "bad-duration" in seen) == (True, False, False)
    assert (vendor.charged, await borne(house)) == (2 * PRICE, 2 * PRICE)


async def test_an_answer_that_nobody_can_trust_stays_booked_and_does_not_end(house: House) -> None:
    vendor = Vendor(Reaper())
    vendor.answer = Ambiguous("the connection broke")
    seen = await ran(house, vendor)
    assert (seen["accepted"].held, "words" in seen) == (False, False)
    assert await borne(house) == PRICE
    assert (await house.store.recall(NOTE) or "").endswith("asked")


async def test_a_video_that_is_refused_costs_nothing(house: House) -> None:
    vendor = Vendor(Reaper())
    vendor.answer = Rejected(RejectionKind.CREDITS, "INSUFFICIENT_CREDITS")
    seen = await ran(house, vendor)
    assert seen["accepted"].what == "200 credits: INSUFFICIENT_CREDITS"
    assert await borne(house) == 0


async def test_what_it_took_is_what_is_booked(house: House) -> None:
    vendor = Vendor(Reaper())
    vendor.consumed = 11
    seen = await ran(house, vendor)
    assert (seen["credits"].held, await borne(house)) == (False, 11)


async def test_a_key_that_is_not_let_in_spends_nothing(house: House) -> None:
    vendor = Vendor(Reaper())
    vendor.kind = RejectionKind.KEY
    seen = await ran(house, vendor)
    assert list(seen) == ["let-in"]
    assert (vendor.charged, await borne(house)) == (0, 0)
