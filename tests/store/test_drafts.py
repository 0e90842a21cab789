from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.picture import Upload
from bot.store import SqlStore
from bot.store.drafts import LIFE
from tests.builders import NOW, a_requester
from tests.store.walking import rows

UPLOAD = Upload(url="https://cdn.example/a.png", size=1_000, content_type=None)


async def test_a_draft_is_kept_once_and_read_until_its_time_is_over(store: SqlStore) -> None:
    await store.keep_draft(7, a_requester(), UPLOAD, NOW)
    await store.keep_draft(7, a_requester(), Upload(url="other", size=None, content_type=None), NOW + 1)
    assert await store.draft(7, a_requester(), NOW + LIFE) == UPLOAD
    assert await store.draft(7, a_requester(), NOW + LIFE + 1) is None


async def test_drafts_too_old_go_when_another_is_kept(store: SqlStore, engine: AsyncEngine) -> None:
    await store.keep_draft(7, a_requester(), UPLOAD, NOW)
    await store.keep_draft(8, a_requester(), UPLOAD, NOW + LIFE)
    assert await rows(engine, "SELECT id FROM draft ORDER BY id") == [(7,), (8,)]
    await store.keep_draft(9, a_requester(), UPLOAD, NOW + LIFE + 1)
    assert await rows(engine, "SELECT id FROM draft ORDER BY id") == [(8,), (9,)]
