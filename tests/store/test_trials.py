"""What a trial of the vendor may have cost, in the ledger: on both databases."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.budget import NO_GUILD
from bot.domain.stats import KeyBudget
from bot.store import SqlStore
from tests.builders import KEY
from tests.store.walking import rows, said

WORD = said(NO_GUILD, by=None, reason="doctor --live", request="live-1")


async def lines(engine: AsyncEngine) -> list[tuple[object, ...]]:
    query = "SELECT debit, credit, amount, reason FROM transfer WHERE id LIKE 'doctor:%'"
    return await rows(engine, query)


async def test_it_is_borne_by_the_operator_and_made_good_in_both_directions(
    store: SqlStore, engine: AsyncEngine
) -> None:
    for amount in (8, 8, 16, 8, 9):
        await store.book_trial(WORD, KEY, amount)
    assert sorted(line[:3] for line in await lines(engine)) == [
        ("sys:absorbed", "sys:operator", 8),
        ("sys:operator", "sys:absorbed", 1),
        ("sys:operator", "sys:absorbed", 8),
        ("sys:operator", "sys:absorbed", 8),
    ]
    assert {line[3] for line in await lines(engine)} == {"doctor --live"}
    kept = await rows(engine, "SELECT subject, before, after FROM audit ORDER BY id")
    assert kept == [("doctor:live-1", *change) for change in (("0", "8"), ("8", "16"), ("16", "8"), ("8", "9"))]


async def test_a_tracked_key_pays_as_far_as_it_reaches_and_gets_back_what_was_not_spent(store: SqlStore) -> None:
    await store.grant_key(said(NO_GUILD), KEY, 10)
    await store.book_trial(WORD, KEY, 16)
    assert await store.key_budget(KEY) == KeyBudget(granted=10, held=0, spent=10)
    await store.book_trial(WORD, KEY, 8)
    assert await store.key_budget(KEY) == KeyBudget(granted=10, held=0, spent=8)
    await store.book_trial(WORD, KEY, 0)
    assert await store.key_budget(KEY) == KeyBudget(granted=10, held=0, spent=0)


async def test_each_trial_is_its_own(store: SqlStore, engine: AsyncEngine) -> None:
    await store.book_trial(WORD, KEY, 8)
    await store.book_trial(replace(WORD, request="live-10"), KEY, 8)
    await store.book_trial(WORD, KEY, 0)
    assert sorted(line[:3] for line in await lines(engine)) == [
        ("sys:absorbed", "sys:operator", 8),
        ("sys:operator", "sys:absorbed", 8),
        ("sys:operator", "sys:absorbed", 8),
    ]
