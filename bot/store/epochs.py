"""How far a database is, and what is done when it turns out to be an older copy of what ran.

Every function runs inside its caller's transaction.
"""

import secrets
from collections.abc import Mapping
from typing import Final

from sqlalchemy import delete, exists, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import life
from bot.domain.budget import Instruction
from bot.domain.epoch import Epoch, is_rewound
from bot.domain.ids import Instant
from bot.domain.job import OPEN, JobState
from bot.domain.studio import OPEN as OPEN_STUDIO
from bot.domain.studio import Closure, Studio
from bot.store import audits, gate, jobs, leases, locks, notes
from bot.store.rows import insert_missing, job_of
from bot.store.tables import job, note

EPOCH: Final = "epoch"
PUT_BACK: Final = "put-back"
"""The note that `restore` leaves in a database for its next start."""
REWOUND: Final = "rewound"
"""The note of when the database was last found to be an older copy."""
_COUNT: Final = select(note.c.value).where(note.c.key == EPOCH).with_for_update()
_OTHERS: Final = text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND application_name = 'reelroom' AND pid <> pg_backend_pid()"
)


class RewoundError(Exception):
    """The database went back while we ran on it; what was about to happen must not."""


async def read(conn: AsyncConnection) -> Epoch | None:
    """Read how far the database is; None when it never counted."""
    database, _, number = (await notes.recall(conn, EPOCH) or "").partition(" ")
    return Epoch(database, int(number)) if number else None


async def advance(conn: AsyncConnection) -> Epoch:
    """Count on. One transaction at a time does, until it ends."""
    found = (await conn.execute(_COUNT)).scalar_one_or_none()
    if found is None:
        await insert_missing(conn, note, key=EPOCH, value=f"{secrets.token_hex(8)} 0")
        found = (await conn.execute(_COUNT)).scalar_one()
    database, _, number = str(found).partition(" ")
    return await _set(conn, Epoch(database, int(number) + 1))


async def _set(conn: AsyncConnection, epoch: Epoch) -> Epoch:
    await notes.remember(conn, EPOCH, f"{epoch.database} {epoch.number}")
    return epoch


async def begin(conn: AsyncConnection, seen: Mapping[str, int], now: Instant) -> tuple[bool, Epoch]:
    """Compare the database with what was kept beside it, act on it if it is older, and count on beyond both."""
    older = await is_older(conn, seen)
    if older:
        await rewind(conn, now, seen)
    return older, await advance(conn)


async def is_older(conn: AsyncConnection, seen: Mapping[str, int]) -> bool:
    """Compare the database with what was kept beside it."""
    found = await read(conn)
    has_jobs = bool((await conn.execute(select(exists(select(job.c.id))))).scalar_one())
    put_back = await notes.recall(conn, PUT_BACK) is not None
    return is_rewound(found, seen, has_jobs=has_jobs, put_back=put_back, shared=await _is_shared(conn))


async def _is_shared(conn: AsyncConnection) -> bool:
    """Tell whether another process of ours has a connection to PostgreSQL; SQLite has a lock file against that."""
    return conn.dialect.name == "postgresql" and bool((await conn.execute(_OTHERS)).scalar_one())


async def rewind(conn: AsyncConnection, now: Instant, seen: Mapping[str, int]) -> None:
    """Hold whatever may have happened after the copy was taken, and close the studio until the operator has looked."""
    await locks.turns(conn)
    await leases.clear(conn)
    wanted = or_(job.c.state.in_((*sorted(OPEN), JobState.READY)), job.c.deadline_at.is_not(None))
    rows = await conn.execute(select(job).where(wanted).order_by(job.c.id).with_for_update())
    for row in rows.mappings().all():
        move = life.rewound(job_of(row), now)
        if move is not None:
            await jobs.apply(conn, move)
        if move is not None and move.after.state is JobState.UNKNOWN:
            # its message may be gone, so that this is told as if nothing had been
            await conn.execute(update(job).where(job.c.id == move.after.id).values(shown=None))
    await gate.change(conn, await gate.read(conn), Studio(Closure.RESTORED, now, now))
    await notes.remember(conn, REWOUND, repr(now))
    await conn.execute(delete(note).where(note.c.key == PUT_BACK))
    found = await read(conn)
    if found is not None and seen.get(found.database, 0) > found.number:
        await _set(conn, Epoch(found.database, seen[found.database]))


async def rewound_at(conn: AsyncConnection) -> Instant | None:
    """Tell when the database was last found to be an older copy."""
    found = await notes.recall(conn, REWOUND)
    return None if found is None else float(found)


async def accept(conn: AsyncConnection, said: Instruction) -> bool:
    """Open the studio that a restore closed; False when it is not closed for that."""
    studio = await gate.read(conn)
    if studio.closure is not Closure.RESTORED or not await gate.change(conn, studio, OPEN_STUDIO):
        return False
    await audits.note(conn, said, "restore", "held", "accepted")
    return True
