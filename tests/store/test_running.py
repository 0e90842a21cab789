"""How questions and transactions are run on PostgreSQL; on SQLite there is one connection for both."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.studio import OPEN
from bot.store import SqlStore


@pytest.fixture
async def said(postgres_engine: AsyncEngine) -> AsyncIterator[list[str]]:
    """Hear what is said to the server beside prepared statements."""
    heard: list[str] = []

    def listen(connection: Any, _record: object) -> None:
        # asyncpg's connection, behind SQLAlchemy's
        connection._connection.add_query_logger(lambda record: heard.append(record.query.split()[0]))

    await postgres_engine.dispose()
    event.listen(postgres_engine.sync_engine, "connect", listen)
    yield heard
    event.remove(postgres_engine.sync_engine, "connect", listen)


async def test_a_question_goes_without_a_transaction(postgres_engine: AsyncEngine, said: list[str]) -> None:
    store = SqlStore(postgres_engine)
    assert await store.studio() == OPEN
    said.clear()
    assert await store.studio() == OPEN
    assert await store.recall("key") is None
    assert said == []


async def test_what_is_written_goes_within_one_also_after_a_question(
    postgres_engine: AsyncEngine, said: list[str]
) -> None:
    store = SqlStore(postgres_engine)
    await store.recall("key")
    said.clear()
    await store.remember("key", "value")
    assert said == ["BEGIN", "COMMIT;"]
    assert await store.recall("key") == "value"


async def test_a_question_whose_connection_was_cut_is_asked_again(postgres_engine: AsyncEngine) -> None:
    cuts = [True]

    async def cut(conn: AsyncConnection) -> int:
        if cuts and cuts.pop():
            await conn.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        return int((await conn.execute(text("SELECT 7"))).scalar_one())

    assert await SqlStore(postgres_engine)._ask(cut) == 7
