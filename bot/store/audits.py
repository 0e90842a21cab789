"""Who changed what, in the database: rows that stay as they are.

Every function runs inside its caller's transaction.
"""

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.budget import Instruction
from bot.store.accounts import OPERATOR, actor_of, surrogate_of
from bot.store.tables import audit


async def actor(conn: AsyncConnection, said: Instruction) -> str:
    """Name who says something, as the ledger does."""
    return OPERATOR if said.by is None else actor_of(await surrogate_of(conn, said.by))


async def note(conn: AsyncConnection, said: Instruction, subject: str, before: object, after: object) -> None:
    """Leave a row of a change, unless nothing changed."""
    if before == after:
        return
    about = {"guild_id": said.guild_id, "at": said.at, "actor": await actor(conn, said), "reason": said.reason}
    await conn.execute(insert(audit).values(subject=subject, before=_word(before), after=_word(after), **about))


def _word(value: object) -> str | None:
    return None if value is None else str(value)
