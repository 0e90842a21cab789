import asyncio
import sys
import threading
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.ports import StoreAwayError
from bot.store import SqlStore
from bot.store import engine as subject
from bot.store.engine import (
    AlreadyRunningError,
    DamagedError,
    PragmaError,
    lock,
    look_through,
    open_sqlite,
    open_sqlite_to_read,
)
from bot.store.migrate import migrate
from tests import postgres, sqlite
from tests.store.walking import accepted
from tests.waiting import until

ROOT = Path(__file__).parents[2]
LOCKS = ("lock_timeout", "idle_in_transaction_session_timeout")
HOLD_THE_LOCK = """
import sys
from pathlib import Path
from bot.store.engine import lock
held = lock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def engine(sqlite_engine: AsyncEngine) -> AsyncEngine:
    """Stay with SQLite, whose settings these are."""
    return sqlite_engine


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("busy_timeout", 5000),
        ("wal_autocheckpoint", 1000),
        ("journal_size_limit", 64 * 1024 * 1024),
        ("trusted_schema", 0),
        ("secure_delete", 1),
        ("mmap_size", 0),
    ],
)
async def test_the_database_is_opened_as_the_ledger_needs_it(engine: AsyncEngine, pragma: str, value: object) -> None:
    async with engine.connect() as connection:
        assert (await connection.exec_driver_sql(f"PRAGMA {pragma}")).scalar_one() == value


async def test_a_setting_that_sqlite_does_not_take_is_an_error(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(subject.PRAGMAS, "page_size", "12345")
    engine = open_sqlite(database)
    with pytest.raises(PragmaError, match="page_size"):
        await SqlStore(engine).studio()
    await engine.dispose()


async def test_every_transaction_is_a_writers_from_its_start(engine: AsyncEngine) -> None:
    said: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", listen)
    await SqlStore(engine).studio()
    event.remove(engine.sync_engine, "before_cursor_execute", listen)
    assert said[0] == "BEGIN IMMEDIATE"


async def test_there_is_one_writer_and_the_others_wait_for_it(engine: AsyncEngine) -> None:
    store = SqlStore(engine)
    order: list[str] = []

    async def other() -> None:
        await store.remember("who", "other")
        order.append("other")

    async with engine.begin() as connection:
        waiting = asyncio.create_task(other())
        await connection.execute(text("INSERT INTO note VALUES ('who', 'first')"))
        order.append("first")
    await waiting
    assert order == ["first", "other"]
    assert await store.recall("who") == "other"


async def test_a_transaction_that_fails_leaves_nothing(engine: AsyncEngine) -> None:
    async def write_and_fail() -> None:
        async with engine.begin() as connection:
            await connection.execute(text("INSERT INTO note VALUES ('k', 'v')"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await write_and_fail()
    assert await SqlStore(engine).recall("k") is None


async def test_what_was_opened_to_read_reads_beside_the_writer_and_cannot_write(
    engine: AsyncEngine, database: Path
) -> None:
    job = await accepted(SqlStore(engine))
    reading = open_sqlite_to_read(database)
    assert await SqlStore(reading).job(job.id) == job
    assert await SqlStore(reading).check() == []
    with pytest.raises(StoreAwayError, match="readonly"):
        await SqlStore(reading).remember("k", "v")
    await reading.dispose()


async def test_what_is_not_there_is_not_made_by_a_reader(tmp_path: Path) -> None:
    reading = open_sqlite_to_read(tmp_path / "missing.db")
    with pytest.raises(StoreAwayError, match="unable to open"):
        await SqlStore(reading).check()
    await reading.dispose()
    assert names(tmp_path) == []
    # the thread of aiosqlite's failed connection still reports to this loop, which must not close before
    await until(_no_connection_thread_left, "the thread to end")


async def _no_connection_thread_left() -> bool | None:
    return None if any("_connection_worker_thread" in thread.name for thread in threading.enumerate()) else True


async def test_a_name_with_marks_of_an_address_names_its_own_file(tmp_path: Path) -> None:
    path = tmp_path / "a?b=c#d%20e é.db"
    engine = open_sqlite(path)
    await migrate(engine)
    await SqlStore(engine).remember("k", "v")
    reading = open_sqlite_to_read(path)
    assert await SqlStore(reading).recall("k") == "v"
    await reading.dispose()
    await engine.dispose()
    assert {name.removesuffix("-wal").removesuffix("-shm") for name in names(tmp_path)} == {path.name}


async def test_a_second_process_is_kept_out_until_the_first_one_dies(tmp_path: Path) -> None:
    first = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLD_THE_LOCK, str(tmp_path), stdin=PIPE, stdout=PIPE, cwd=ROOT
    )
    assert first.stdout is not None
    async with asyncio.timeout(10):
        assert await first.stdout.readline() == b"held\n"
    with pytest.raises(AlreadyRunningError):
        lock(tmp_path)
    first.kill()
    await first.communicate()
    lock(tmp_path).close()


def test_a_lock_ends_with_its_file_and_is_its_owners_alone(tmp_path: Path) -> None:
    with lock(tmp_path), pytest.raises(AlreadyRunningError):
        lock(tmp_path)
    lock(tmp_path).close()
    assert (tmp_path / "bot.lock").stat().st_mode & 0o777 == 0o600


async def test_who_waits_long_for_a_turn_gets_it(database: Path) -> None:
    engine = open_sqlite(database)
    assert engine.pool.timeout() >= 300  # type: ignore[attr-defined] # Pool's type does not know it, QueuePool has it
    await engine.dispose()


async def test_a_sound_file_is_looked_through(engine: AsyncEngine) -> None:
    await look_through(engine)


@pytest.mark.parametrize("damage", ["in the middle", "from the start", "cut off"])
async def test_a_damaged_file_is_noticed(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "damaged.db"
    sound = sqlite.copied(path).read_bytes()
    middle = len(sound) // 2
    spoiled = {
        "in the middle": sound[:middle] + b"\x55" * 8192 + sound[middle + 8192 :],
        "from the start": b"\x55" * 200 + sound[200:],
        "cut off": sound[: middle // 4096 * 4096],
    }
    path.write_bytes(spoiled[damage])
    engine = open_sqlite_to_read(path)
    with pytest.raises(DamagedError):
        await look_through(engine)
    await engine.dispose()


async def test_postgres_acknowledges_only_what_is_on_its_disk() -> None:
    # the server of the tests is started without, as an operator's may be
    async with postgres.empty_database() as url, postgres.opened(url) as engine, engine.connect() as connection:
        assert (await connection.exec_driver_sql("SHOW synchronous_commit")).scalar_one() == "on"


async def test_postgres_gives_up_waiting_for_a_lock_before_a_vanished_holder_loses_it(
    postgres_engine: AsyncEngine,
) -> None:
    # else what a frozen process waited for would be its own in that moment, for as long again
    async with postgres_engine.connect() as connection:
        shown = [(await connection.exec_driver_sql(f"SHOW {name}")).scalar_one() for name in LOCKS]
    assert shown == ["45s", "1min"]
