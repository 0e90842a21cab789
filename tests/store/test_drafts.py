import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.draft import Draft
from bot.domain.picture import Upload
from bot.domain.video import AspectRatio, Resolution
from bot.store import SqlStore
from bot.store.drafts import LIFE
from tests.builders import NOW, a_requester, a_spec
from tests.store.walking import rows

DRAFT = Draft(upload=Upload(url="https://cdn.example/a.png", size=1_000, content_type=None))
VIDEO = Draft(spec=a_spec(resolution=Resolution.SD, aspect_ratio=AspectRatio.TALL, image_url="https://a.example/x"))


async def test_a_draft_is_kept_once_and_read_until_its_time_is_over(store: SqlStore) -> None:
    await store.keep_draft(7, a_requester(), DRAFT, NOW)
    await store.keep_draft(7, a_requester(), Draft(upload=Upload(url="other", size=None, content_type=None)), NOW + 1)
    assert await store.draft(7, a_requester(), NOW + LIFE) == DRAFT
    assert await store.draft(7, a_requester(), NOW + LIFE + 1) is None


@pytest.mark.parametrize("draft", [DRAFT, VIDEO, Draft(upload=DRAFT.upload, spec=VIDEO.spec, like_picture=True)])
async def test_a_draft_comes_back_as_it_was_kept(store: SqlStore, draft: Draft) -> None:
    await store.keep_draft(7, a_requester(), draft, NOW)
    assert await store.draft(7, a_requester(), NOW) == draft


async def test_drafts_too_old_go_when_another_is_kept(store: SqlStore, engine: AsyncEngine) -> None:
    await store.keep_draft(7, a_requester(), DRAFT, NOW)
    await store.keep_draft(8, a_requester(), DRAFT, NOW + LIFE)
    assert await rows(engine, "SELECT id FROM draft ORDER BY id") == [(7,), (8,)]
    await store.keep_draft(9, a_requester(), DRAFT, NOW + LIFE + 1)
    assert await rows(engine, "SELECT id FROM draft ORDER BY id") == [(8,), (9,)]
