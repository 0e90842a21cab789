"""`python -m tests.store.measure_statements`: what a statement takes with SQLAlchemy's driver and with ours."""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store.one_trip import OneTrip

TIMES = 3000


async def _measure(path: Path, module: OneTrip | None) -> str:
    how = {"module": module} if module else {}
    engine = create_async_engine(f"sqlite+aiosqlite:///{path}", **how)
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
        began, worked = time.monotonic(), time.process_time()
        for _ in range(TIMES):
            (await connection.execute(text("SELECT 1"))).scalar_one()
        took, work = time.monotonic() - began, time.process_time() - worked
    await engine.dispose()
    return f"{took / TIMES * 1e6:.0f} microseconds, {work / TIMES * 1e6:.0f} of them of a processor"


async def _main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, module in (("SQLAlchemy's driver", None), ("one trip", OneTrip())):
            sys.stdout.write(f"{name}: {await _measure(Path(folder) / 'measured.db', module)}\n")


if __name__ == "__main__":
    asyncio.run(_main())
