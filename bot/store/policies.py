"""What moderators settled besides credits, in the database. Every function runs inside its caller's transaction."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, fields
from typing import Any, Final

from sqlalchemy import RowMapping, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.budget import Instruction
from bot.domain.ids import ChannelId, GuildId, RoleId
from bot.domain.policy import (
    Cap,
    CapChange,
    CapChanged,
    Policy,
    PolicyChange,
    PolicyChanged,
    Scope,
    Whose,
    WordsChanged,
    change_cap,
    change_policy,
    change_words,
    plain,
)
from bot.domain.refusals import WordsUnfit
from bot.domain.video import AspectRatio, Defaults, Resolution
from bot.store import audits, limits, locks
from bot.store.rows import insert_missing
from bot.store.tables import allowed_channel, blocked_word, cap, guild

NAMED = {
    "channels": "setup:channels",
    "log_channel": "setup:log-channel",
    "language": "setup:language",
    "defaults": "setup:defaults",
    "paused": "pause",
    "confirm_above": "price:confirm",
    "approve_above": "price:approve",
}
"""What each part of a policy is called where changes are kept."""


_SERVER: Final = select(guild).where(guild.c.guild_id == bindparam("guild"))
_CHANNELS: Final = select(allowed_channel.c.channel_id).where(allowed_channel.c.guild_id == bindparam("guild"))
_WORDS: Final = select(blocked_word.c.word).where(blocked_word.c.guild_id == bindparam("guild"))
_CAPS: Final = select(cap).where(cap.c.guild_id == bindparam("guild"))


async def read(conn: AsyncConnection, guild_id: GuildId) -> Policy:
    """Read everything that a server settled besides credits."""
    its = {"guild": guild_id}
    row = (await conn.execute(_SERVER, its)).mappings().one_or_none()
    about = {} if row is None else _of_server(row)
    return Policy(
        caps=await _caps(conn, guild_id),
        blocked_words=tuple(sorted((await conn.execute(_WORDS, its)).scalars(), key=plain)),
        channels=frozenset(ChannelId(one) for one in (await conn.execute(_CHANNELS, its)).scalars()),
        **about,
    )


def _of_server(row: RowMapping) -> dict[str, Any]:
    return {
        "confirm_above": row["confirm_above"],
        "approve_above": row["approve_above"],
        "log_channel": row["log_channel_id"],
        "log_lost": row["log_lost"],
        "language": row["language"],
        "paused": row["paused"],
        "defaults": Defaults(
            aspect_ratio=row["aspect_ratio"] and AspectRatio(row["aspect_ratio"]),
            resolution=row["resolution"] and Resolution(row["resolution"]),
            duration=row["duration"],
            generate_audio=row["generate_audio"],
            fixed_lens=row["fixed_lens"],
        ),
    }


async def _caps(conn: AsyncConnection, guild_id: GuildId) -> Mapping[Whose, Cap]:
    rows = (await conn.execute(_CAPS, {"guild": guild_id})).mappings()
    return {Whose(Scope(row["scope"]), row["subject"]): _cap_of(row) for row in rows}


def _cap_of(row: RowMapping) -> Cap:
    return Cap(
        resolution=row["resolution"] and Resolution(row["resolution"]),
        duration=row["duration"],
        audio=row["audio"],
        images=row["images"],
        jobs=row["jobs"],
    )


async def change(conn: AsyncConnection, said: Instruction, wanted: PolicyChange) -> PolicyChanged:
    """Settle parts of a policy; what it was before is what stood when nobody else could change it any more."""
    await locks.pools_of(conn, said.guild_id)
    before = await read(conn, said.guild_id)
    after = change_policy(before, wanted)
    await _write(conn, said.guild_id, before, after)
    for name, subject in NAMED.items():
        await audits.note(conn, said, subject, _told(getattr(before, name)), _told(getattr(after, name)))
    return PolicyChanged(before=before, after=after)


async def _write(conn: AsyncConnection, guild_id: GuildId, before: Policy, after: Policy) -> None:
    await insert_missing(conn, guild, guild_id=guild_id)
    values = {
        "confirm_above": after.confirm_above,
        "approve_above": after.approve_above,
        "log_channel_id": after.log_channel,
        "log_lost": after.log_lost,
        "language": after.language,
        "paused": after.paused,
        **asdict(after.defaults),
    }
    await conn.execute(update(guild).where(guild.c.guild_id == guild_id).values(**values))
    if after.channels != before.channels:
        await conn.execute(delete(allowed_channel).where(allowed_channel.c.guild_id == guild_id))
        for channel in sorted(after.channels):
            await conn.execute(insert(allowed_channel).values(guild_id=guild_id, channel_id=channel))


def _told(value: object) -> str | None:
    """Word a part of a policy for the record; None is that nothing is settled."""
    if isinstance(value, Defaults | Cap):
        empty = type(value)()
        told = {one.name: getattr(value, one.name) for one in fields(value)}
        return _pairs((name, one) for name, one in told.items() if one != getattr(empty, name))
    if isinstance(value, frozenset):
        return " ".join(str(one) for one in sorted(value)) or None
    return None if value is None or value is False else str(value)


def _pairs(told: Iterable[tuple[str, object]]) -> str | None:
    return " ".join(f"{name}={value}" for name, value in told) or None


async def cap_video(conn: AsyncConnection, said: Instruction, whose: Whose, wanted: CapChange) -> CapChanged:
    """Change what a video may be at most; a cap that lets everything through is none."""
    await locks.pools_of(conn, said.guild_id)
    return await _cap(conn, said, whose, wanted)


async def _cap(conn: AsyncConnection, said: Instruction, whose: Whose, wanted: CapChange) -> CapChanged:
    before = (await _caps(conn, said.guild_id)).get(whose, Cap())
    after = change_cap(before, wanted)
    its = (cap.c.guild_id == said.guild_id) & (cap.c.scope == whose.scope) & (cap.c.subject == whose.subject)
    await conn.execute(delete(cap).where(its))
    if after != Cap():
        values = {"guild_id": said.guild_id, "scope": whose.scope, "subject": whose.subject, **asdict(after)}
        await conn.execute(insert(cap).values(**values))
    await audits.note(conn, said, f"cap:{whose.scope}:{whose.subject}", _told(before), _told(after))
    return CapChanged(before=before, after=after)


async def block_words(conn: AsyncConnection, said: Instruction, add: str, remove: str) -> WordsChanged | WordsUnfit:
    """Change which words and phrases no prompt may have."""
    await locks.pools_of(conn, said.guild_id)
    before = (await read(conn, said.guild_id)).blocked_words
    after = change_words(before, add, remove)
    if isinstance(after, WordsUnfit):
        return after
    for word in set(before) - set(after):
        gone = (blocked_word.c.guild_id == said.guild_id) & (blocked_word.c.word == word)
        await conn.execute(delete(blocked_word).where(gone))
    for word in set(after) - set(before):
        await conn.execute(insert(blocked_word).values(guild_id=said.guild_id, word=word))
    await audits.note(conn, said, "words", ", ".join(before) or None, ", ".join(after) or None)
    return WordsChanged(before, after)


async def named(conn: AsyncConnection, guild_id: GuildId) -> frozenset[Whose]:
    """Read which roles and channels something is settled for that they can outlive."""
    roles = (Whose(Scope.ROLE, role) for role in await limits.role_limits(conn, guild_id))
    capped = (whose for whose in await _caps(conn, guild_id) if whose.scope is not Scope.SERVER)
    return frozenset((*roles, *capped))


async def forget(conn: AsyncConnection, said: Instruction, gone: Collection[Whose]) -> None:
    """Take away the caps and limits of roles and channels."""
    await locks.pools_of(conn, said.guild_id)
    of_roles = await limits.role_limits(conn, said.guild_id)
    for whose in sorted(gone, key=lambda one: (one.scope, one.subject)):
        await _cap(conn, said, whose, CapChange(remove=True))
        limit = of_roles.get(RoleId(whose.subject)) if whose.scope is Scope.ROLE else None
        if limit is not None:
            await limits.write_limit(conn, said.guild_id, limits.Scope.ROLE, whose.subject, None)
            await audits.note(conn, said, f"limit:role:{whose.subject}", limit, None)
