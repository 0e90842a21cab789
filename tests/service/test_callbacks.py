import asyncio
import secrets
from collections.abc import Sequence

import pytest

from bot.domain.callback import Call, digest_of
from bot.domain.ids import TaskId
from bot.domain.job import JobState
from bot.domain.pace import CALLED_FIRST
from bot.service import callbacks
from bot.service.callbacks import Callbacks, CallsWaitingError
from tests.builders import PACE
from tests.service.house import House, task_of

URL = "https://bot.example/reel"
TASK = TaskId("task-1")


@pytest.fixture
def called(house: House) -> House:
    """A house that the vendor may call."""
    house.public_url = URL
    house.start()
    return house


def test_without_a_public_url_the_vendor_is_told_nothing(house: House) -> None:
    assert house.callbacks.line() is None


async def test_the_vendor_is_given_a_fresh_address_with_each_post_and_the_database_its_digest_alone(
    called: House,
) -> None:
    called.obliges()
    job = await called.queued()
    called.run()
    await called.clock.pass_time(1)
    [url] = called.api.callback_urls
    assert url is not None
    assert url.startswith(f"{URL}/cb/")
    assert (await called.fresh(job)).callback == digest_of(url.rpartition("/")[2])
    assert called.callbacks.line() != called.callbacks.line()


async def test_a_call_nudges_the_worker_which_polls_at_once(called: House) -> None:
    called.obliges()
    job = await called.queued()
    called.run()
    await called.clock.pass_time(1)
    token = str(called.api.callback_urls[0]).rpartition("/")[2]
    called.api.succeeds(TASK, consumed=28)
    await called.callbacks.hear(token, None)
    await called.clock.pass_time(1)
    assert await called.state(job) is JobState.DELIVERED
    assert called.api.polls == [TASK]


async def test_polls_are_seldom_once_calls_have_come_and_frequent_again_when_they_stay_away(called: House) -> None:
    first = await called.running()
    assert first.due_at - called.clock.now() <= 1.2 * PACE.first
    called.callbacks.ended(first)
    assert not called.callbacks.come
    await called.store.hear([], called.clock.now())
    called.run()
    await called.callbacks.hear(called.token, None)
    called.callbacks.ended(await called.fresh(first))
    assert called.callbacks.come
    await called.stop()
    called.api.fails(task_of(first))
    await called.tracker.follow(await called.claimed())
    second = await called.running()
    assert second.due_at - called.clock.now() >= 0.8 * CALLED_FIRST * PACE.first
    for _ in range(callbacks.MISSES):
        assert called.callbacks.come
        called.callbacks.ended(second)
    assert not called.callbacks.come


async def test_what_is_no_token_costs_no_look_into_the_database(called: House) -> None:
    called.store.broken = OSError("nobody should look")
    called.run()
    for text in ("", "x", "../../etc/passwd", "a" * 5000, "\0"):
        await called.callbacks.hear(text, TASK)


async def test_a_flood_is_looked_up_together_and_bounded(called: House, monkeypatch: pytest.MonkeyPatch) -> None:
    batches: list[int] = []
    hear = called.store.hear

    async def counted(calls: Sequence[Call], now: float) -> int:
        batches.append(len(calls))
        return await hear(calls, now)

    monkeypatch.setattr(called.store, "hear", counted)
    flood = [asyncio.create_task(called.callbacks.hear(secrets.token_urlsafe(32), TASK)) for _ in range(1200)]
    await asyncio.sleep(0)
    refused = [task for task in flood if task.done()]
    assert len(refused) == 200
    assert all(isinstance(task.exception(), CallsWaitingError) for task in refused)
    called.run()
    await asyncio.gather(*(task for task in flood if task not in refused))
    assert sum(batches) == callbacks.WAITING
    assert len(batches) == callbacks.WAITING / callbacks.BATCH


async def test_a_call_that_cannot_be_kept_is_not_acknowledged(called: House) -> None:
    called.store.broken = OSError("the disk is full")
    called.run()
    with pytest.raises(CallsWaitingError):
        await called.callbacks.hear(secrets.token_urlsafe(32), TASK)
    called.store.broken = None
    await called.callbacks.hear(secrets.token_urlsafe(32), TASK)


async def test_who_gives_up_waiting_holds_up_nobody(called: House) -> None:
    impatient = asyncio.create_task(called.callbacks.hear(secrets.token_urlsafe(32), TASK))
    await asyncio.sleep(0)
    impatient.cancel()
    called.run()
    await called.callbacks.hear(secrets.token_urlsafe(32), TASK)
    assert impatient.cancelled()


def test_the_address_ends_in_the_token(house: House) -> None:
    line = Callbacks(house.store, house.clock, house.nudge, URL).line()
    assert line is not None
    assert digest_of(line.url.removeprefix(f"{URL}/cb/")) == line.digest
