"""Prices that drift, in the books: on both databases."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.budget import NO_GUILD
from bot.domain.drift import CELLS, Drift
from bot.domain.ids import JobId
from bot.domain.job import Job, JobState
from bot.domain.refusals import PriceClosed
from bot.domain.video import Resolution
from bot.ports import StaleJobError
from bot.store import SqlStore
from tests.builders import a_spec
from tests.store.walking import accepted, ask, fetch, finish, member, nth, rows, run, said, turn

CELL = CELLS["720p-8s-silent"]


async def bought(store: SqlStore, number: int, consumed: int | None, **how: object) -> Job:
    """Bring a job to a file of ours, except for the move that captures."""
    job = await accepted(store, nth(number), member_id=member(number), **how)
    for step in (turn, run):
        job = await store.apply(step(job))
    return await store.apply(finish(job, consumed=consumed))


async def drifts(store: SqlStore) -> list[Drift]:
    return [drift for drift in await store.drifts() if drift.times]


@pytest.mark.parametrize("consumed", [None, 0, 27, 28])
async def test_what_is_not_dearer_does_not_count(store: SqlStore, consumed: int | None) -> None:
    await store.apply(fetch(await bought(store, 1, consumed)))
    assert await drifts(store) == []


async def test_the_third_closes_its_cell_and_no_other_and_what_was_accepted_goes_on(store: SqlStore) -> None:
    waiting = await accepted(store, nth(50), member_id=member(50))
    for number in range(3):
        assert isinstance(await ask(store, nth(100 + number), member_id=member(100 + number)), Job)
        await store.apply(fetch(await bought(store, number, 29)))
    assert await drifts(store) == [Drift(cell=CELL, times=3, took=29)]
    assert await ask(store, nth(10)) == PriceClosed(resolution="720p", seconds=8, sound="no")
    assert isinstance(await ask(store, nth(11), spec=a_spec(resolution=Resolution.SD)), Job)
    assert (await store.apply(turn(waiting))).state is JobState.SUBMITTING
    assert list(await store.check()) == []


async def test_the_same_capture_twice_counts_once(store: SqlStore) -> None:
    move = fetch(await bought(store, 1, 30))
    await store.apply(move)
    with pytest.raises(StaleJobError):
        await store.apply(move)
    assert await drifts(store) == [Drift(cell=CELL, times=1, took=30)]


async def test_captures_at_once_all_count(store: SqlStore) -> None:
    moves = [fetch(await bought(store, number, 30)) for number in range(4)]
    await asyncio.gather(*(store.apply(move) for move in moves))
    assert [drift.times for drift in await drifts(store)] == [4]


async def test_the_operators_word_opens_and_is_kept_with_its_reason(store: SqlStore, engine: AsyncEngine) -> None:
    for number in range(3):
        await store.apply(fetch(await bought(store, number, 29)))
    word = said(NO_GUILD, by=None, reason="the list says 28")
    assert (await store.confirm_price(word, CELL)).times == 3
    assert isinstance(await ask(store, JobId(nth(10))), Job)
    kept = await rows(engine, "SELECT actor, subject, before, after, reason FROM audit")
    assert kept == [("operator", "price:720p-8s-silent", "3", "0", "the list says 28")]
    assert (await store.confirm_price(word, CELL)).times == 0
    assert len(await rows(engine, "SELECT id FROM audit")) == 1
    assert await drifts(store) == []


async def test_a_cell_that_never_drifted_can_be_confirmed(store: SqlStore) -> None:
    assert (await store.confirm_price(said(NO_GUILD, by=None), CELLS["480p-4s-sound"])).times == 0
    assert await store.drifts() == []
