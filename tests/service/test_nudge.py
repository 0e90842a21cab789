import asyncio

from bot.service.nudge import Nudge


def test_every_listener_hears_a_ring() -> None:
    nudge = Nudge()
    first, second = nudge.listen(), nudge.listen()
    nudge.set()
    assert first.is_set()
    assert second.is_set()


def test_a_listener_that_clears_its_event_takes_no_ring_from_another() -> None:
    nudge = Nudge()
    first, second = nudge.listen(), nudge.listen()
    nudge.set()
    first.clear()
    assert second.is_set()


def test_a_ring_before_the_listener_waits_is_not_lost() -> None:
    nudge = Nudge()
    listener = nudge.listen()
    nudge.set()
    nudge.set()
    assert listener.is_set()


def test_a_listener_that_comes_later_hears_only_later_rings() -> None:
    nudge = Nudge()
    nudge.set()
    assert not nudge.listen().is_set()


async def test_a_ring_wakes_who_waits() -> None:
    nudge = Nudge()
    listener = nudge.listen()
    waiting = asyncio.create_task(listener.wait())
    await asyncio.sleep(0)
    assert not waiting.done()
    nudge.set()
    assert await asyncio.wait_for(waiting, 1)
