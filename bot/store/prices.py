"""Cells of the price table for which the vendor took more, kept as notes.

Every function runs inside its caller's transaction.
"""

from typing import Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.budget import Instruction
from bot.domain.drift import CELLS, Cell, Drift, cell_of
from bot.domain.job import Job, JobState, Move
from bot.domain.video import VideoSpec
from bot.store import audits, notes
from bot.store.rows import insert_missing
from bot.store.tables import note

KEY: Final = "price:"
NONE: Final = "0 0"


def _drift(cell: Cell, value: str | None) -> Drift:
    times, took = (value or NONE).split()
    return Drift(cell=cell, times=int(times), took=int(took))


async def read(conn: AsyncConnection) -> list[Drift]:
    """Read every cell that ever drifted, as it stands since its price was confirmed."""
    keys = [f"{KEY}{name}" for name in CELLS]
    rows = await conn.execute(select(note.c.key, note.c.value).where(note.c.key.in_(keys)).order_by(note.c.key))
    return [_drift(CELLS[row.key.removeprefix(KEY)], row.value) for row in rows]


async def of(conn: AsyncConnection, spec: VideoSpec) -> Drift:
    """Read how the cell of a video stands."""
    cell = cell_of(spec)
    return _drift(cell, await notes.recall(conn, f"{KEY}{cell.name}"))


async def heed(conn: AsyncConnection, move: Move) -> None:
    """Count a video that came about and was dearer than its price, in the transaction that captures it.

    So each counts once: a crash before the commit leaves nothing of it, and after it the job is ready.
    """
    if move.after.state is not JobState.READY or move.before.state is JobState.READY or not _is_dearer(move.after):
        return
    cell = cell_of(move.after.spec)
    key = f"{KEY}{cell.name}"
    await insert_missing(conn, note, key=key, value=NONE)
    # locked, so that two captures at once count as two
    locked = select(note.c.value).where(note.c.key == key).with_for_update()
    more = _drift(cell, (await conn.execute(locked)).scalar_one()).again(move.after.consumed or 0)
    await conn.execute(update(note).where(note.c.key == key).values(value=f"{more.times} {more.took}"))


def _is_dearer(job: Job) -> bool:
    return job.consumed is not None and job.consumed > job.price


async def confirm(conn: AsyncConnection, said: Instruction, cell: Cell) -> Drift:
    """Begin to count a cell anew, at the operator's word; gives what was so before."""
    key = f"{KEY}{cell.name}"
    locked = select(note.c.value).where(note.c.key == key).with_for_update()
    before = _drift(cell, (await conn.execute(locked)).scalar_one_or_none())
    await conn.execute(update(note).where(note.c.key == key).values(value=NONE))
    await audits.note(conn, said, f"price:{cell.name}", before.times, 0)
    return before
