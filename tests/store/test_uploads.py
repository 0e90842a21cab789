import asyncio

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.ids import GuildId
from bot.domain.upload import NOTHING_KNOWN, Sighting, UploadLimit
from bot.store import SqlStore
from tests.builders import GUILD, NOW
from tests.store.walking import rows

LARGE = 3_000_000_000
"""More bytes than 32 bits count."""


async def test_of_a_server_that_was_never_posted_to_nothing_is_known(store: SqlStore) -> None:
    assert await store.upload_limit(GUILD) == NOTHING_KNOWN


async def test_what_was_taken_and_what_was_refused_is_kept_with_its_times(store: SqlStore) -> None:
    await store.learn_upload(GUILD, 1000, NOW + 0.123456, taken=True)
    assert await store.upload_limit(GUILD) == UploadLimit(taken=Sighting(1000, NOW + 0.123456))
    await store.learn_upload(GUILD, LARGE, NOW + 1, taken=False)
    assert await store.upload_limit(GUILD) == UploadLimit(
        taken=Sighting(1000, NOW + 0.123456), refused=Sighting(LARGE, NOW + 1)
    )


async def test_a_larger_file_that_was_taken_strikes_the_refusal_out(store: SqlStore) -> None:
    await store.learn_upload(GUILD, 1000, NOW, taken=False)
    await store.learn_upload(GUILD, 2000, NOW + 1, taken=True)
    assert await store.upload_limit(GUILD) == UploadLimit(taken=Sighting(2000, NOW + 1))


async def test_each_server_has_a_limit_of_its_own(store: SqlStore) -> None:
    await store.learn_upload(GUILD, 1000, NOW, taken=False)
    assert await store.upload_limit(GuildId(GUILD + 1)) == NOTHING_KNOWN


async def test_a_sighting_learned_twice_changes_nothing(store: SqlStore, engine: AsyncEngine) -> None:
    for _ in range(2):
        await store.learn_upload(GUILD, 1000, NOW, taken=True)
    assert await rows(engine, "SELECT * FROM upload_limit") == [(GUILD, 1000, NOW, None, None)]


async def test_of_many_that_learn_at_once_none_is_forgotten(store: SqlStore) -> None:
    sightings = [(size, taken) for size in range(100, 108) for taken in (True, False)]
    await asyncio.gather(
        *(store.learn_upload(GUILD, size if taken else 10 * size, NOW, taken=taken) for size, taken in sightings)
    )
    assert await store.upload_limit(GUILD) == UploadLimit(taken=Sighting(107, NOW), refused=Sighting(1000, NOW))
