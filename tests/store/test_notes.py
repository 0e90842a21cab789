import asyncio

from bot.store import SqlStore


async def test_a_note_is_exchanged_by_whoever_read_it_as_it_is(store: SqlStore) -> None:
    assert await store.exchange("low", None, "1")
    assert not await store.exchange("low", None, "2")
    assert not await store.exchange("low", "0", "2")
    assert await store.recall("low") == "1"
    assert await store.exchange("low", "1", "2")
    assert await store.recall("low") == "2"


async def test_of_many_who_exchange_it_at_once_one_does(store: SqlStore) -> None:
    first = [store.exchange("low", None, str(number)) for number in range(8)]
    assert sorted(await asyncio.gather(*first)) == [False] * 7 + [True]
    now = await store.recall("low")
    second = [store.exchange("low", now, f"next {number}") for number in range(8)]
    assert sorted(await asyncio.gather(*second)) == [False] * 7 + [True]


async def test_of_many_who_keep_a_note_at_once_one_is_kept(store: SqlStore) -> None:
    await asyncio.gather(*(store.remember("seen", str(number)) for number in range(8)))
    assert await store.recall("seen") in {str(number) for number in range(8)}
    await store.remember("seen", "again")
    assert await store.recall("seen") == "again"
