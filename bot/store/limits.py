"""What moderators settled, in the database. Every function runs inside its caller's transaction."""

from collections.abc import Collection
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import RowMapping, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.budget import OwnRule, Share, member_limit
from bot.domain.ids import GuildId, RoleId
from bot.domain.ledger import Account
from bot.domain.period import PeriodKind
from bot.store.rows import insert_missing
from bot.store.tables import guild, limit_rule


class Scope(StrEnum):
    """Whom a limit is for."""

    ROLE = "role"
    MEMBER = "member"


_SERVER: Final = select(guild).where(guild.c.guild_id == bindparam("guild"))
_OF_ROLES: Final = select(limit_rule.c.subject, limit_rule.c.credits).where(
    limit_rule.c.guild_id == bindparam("guild"), limit_rule.c.scope == Scope.ROLE
)
_LIMIT: Final = select(limit_rule.c.credits).where(
    limit_rule.c.guild_id == bindparam("guild"),
    limit_rule.c.scope == bindparam("of"),
    limit_rule.c.subject == bindparam("whose"),
)


async def own_rule(conn: AsyncConnection, guild_id: GuildId) -> OwnRule:
    """Read what a server settled of its own."""
    row = (await conn.execute(_SERVER, {"guild": guild_id})).mappings().one_or_none()
    return OwnRule() if row is None else _own_rule_of(row)


def _own_rule_of(row: RowMapping) -> OwnRule:
    return OwnRule(
        credits=row["credits"],
        period=None if row["period"] is None else PeriodKind(row["period"]),
        zone=row["zone"],
        reset_day=row["reset_day"],
        ceiling=row["ceiling"],
        member_limit=row["member_limit"],
    )


async def write_own_rule(conn: AsyncConnection, guild_id: GuildId, own: OwnRule) -> None:
    """Write what a server settled of its own."""
    await insert_missing(conn, guild, guild_id=guild_id)
    await conn.execute(
        update(guild)
        .where(guild.c.guild_id == guild_id)
        .values(
            credits=own.credits,
            period=own.period,
            zone=own.zone,
            reset_day=own.reset_day,
            ceiling=own.ceiling,
            member_limit=own.member_limit,
        )
    )


async def role_limits(conn: AsyncConnection, guild_id: GuildId) -> dict[RoleId, int]:
    """Read the limits of all roles of a server."""
    return {RoleId(row.subject): row.credits for row in await conn.execute(_OF_ROLES, {"guild": guild_id})}


async def limit_of(conn: AsyncConnection, guild_id: GuildId, scope: Scope, subject: int) -> int | None:
    """Read one limit; None where there is none."""
    its = {"guild": guild_id, "of": scope, "whose": subject}
    return (await conn.execute(_LIMIT, its)).scalar_one_or_none()


async def write_limit(
    conn: AsyncConnection, guild_id: GuildId, scope: Scope, subject: int, credits_: int | None
) -> None:
    """Write one limit; None takes it away."""
    await conn.execute(delete(limit_rule).where(_one(guild_id, scope, subject)))
    if credits_ is not None:
        values = {"guild_id": guild_id, "scope": scope, "subject": subject, "credits": credits_}
        await conn.execute(insert(limit_rule).values(**values))


def _one(guild_id: GuildId, scope: Scope, subject: int) -> Any:
    return (limit_rule.c.guild_id == guild_id) & (limit_rule.c.scope == scope) & (limit_rule.c.subject == subject)


async def share(
    conn: AsyncConnection,
    guild_id: GuildId,
    surrogate: int,
    roles: Collection[RoleId],
    own: OwnRule,
    meter: Account | None,
) -> Share:
    """Tell what a member may use and used, given the meter of the period."""
    personal = await limit_of(conn, guild_id, Scope.MEMBER, surrogate)
    limit = member_limit(personal, await role_limits(conn, guild_id), roles, own.member_limit)
    if meter is None:
        return Share(limit=limit)
    return Share(held=meter.pending, spent=meter.posted, limit=limit, room=meter.credits)
