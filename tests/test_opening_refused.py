"""What stands in the way of a start is said in one sentence, and nothing is changed by it."""

import os
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from contextlib import AsyncExitStack, closing
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import opening
from bot.clock import SystemClock
from bot.opening import DATABASE, StartError, open_to_run, refuse_damaged
from bot.settings import Settings
from bot.store import engine as subject
from tests import sqlite
from tests.waiting import until


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Give the database of a data directory."""
    (tmp_path / "data").mkdir(mode=0o700)
    return sqlite.copied(tmp_path / "data" / DATABASE)


async def refused(folder: Path) -> StartError:
    known: dict[str, object] = {"discord_token": "t", "seedance_api_key": "k", "data_dir": folder}
    settings = Settings(_env_file=None, **known)  # type: ignore[arg-type] # one of them is a path
    with pytest.raises(StartError) as no:
        await _start(settings)
    return no.value


async def _start(settings: Settings) -> None:
    await refuse_damaged(settings)
    async with AsyncExitStack() as stack:
        await open_to_run(settings, stack, SystemClock())


def content(file: Path) -> bytes:
    return file.read_bytes()


def damage(file: Path, where: float) -> None:
    with file.open("r+b") as opened:
        opened.seek(int(file.stat().st_size * where))
        opened.write(b"\x55" * 8192)


async def test_a_database_that_another_program_writes_to(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(subject.PRAGMAS, "busy_timeout", "100")
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        no = await refused(database.parent)
    assert (no.key, no.values) == ("start-file", {"file": str(database), "detail": "database is locked"})


@pytest.fixture
def read_only(database: Path) -> Iterator[Path]:
    """Make a database such that nobody may write it, root neither."""
    if os.geteuid() == 0:
        if subprocess.run(["chattr", "+i", str(database)], check=False, capture_output=True).returncode:  # noqa: S603, S607 - the system's own
            pytest.skip("root may write what it likes here: the file system has no chattr +i")
        yield database
        subprocess.run(["chattr", "-i", str(database)], check=True)  # noqa: S603, S607 - the same
    else:
        database.chmod(0o400)
        yield database
        database.chmod(0o600)


async def test_a_database_that_cannot_be_written(read_only: Path) -> None:
    before = content(read_only)
    no = await refused(read_only.parent)
    assert (no.key, no.values["file"]) == ("start-file", str(read_only))
    assert "readonly" in no.values["detail"] or "unable to open" in no.values["detail"]
    assert content(read_only) == before


async def test_a_folder_that_cannot_be_one(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    no = await refused(tmp_path / "file" / "data")
    assert (no.key, no.values["detail"]) == ("start-data", "Not a directory")


@pytest.mark.parametrize("where", [0.0, 0.5])
async def test_a_damaged_database_is_neither_used_nor_repaired(database: Path, where: float) -> None:
    damage(database, where)
    before = content(database)
    no = await refused(database.parent)
    assert (no.key, no.values["file"]) == ("start-damaged", str(database))
    assert content(database) == before


async def test_a_database_of_another_users_is_not_said_to_be_damaged(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    no = await refused(database.parent)
    assert (no.key, no.values) == ("start-unreadable", {"file": str(database), "detail": "Permission denied"})


async def test_a_database_that_cannot_be_opened_is_not_said_to_be_damaged(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unopened(_path: Path) -> AsyncEngine:
        return subject.open_sqlite_to_read(database.with_name("nowhere"))

    monkeypatch.setattr(opening, "open_sqlite_to_read", unopened)
    no = await refused(database.parent)
    assert (no.key, no.values["detail"]) == ("start-file", "unable to open database file")
    # the thread of aiosqlite's failed connection still reports to this loop, which must not close before
    await until(_no_connection_thread_left, "the thread to end")


async def _no_connection_thread_left() -> bool | None:
    return None if any("_connection_worker_thread" in thread.name for thread in threading.enumerate()) else True


async def test_a_lock_of_another_users_is_named(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = os.open

    def refuse(path: str | Path, *how: int) -> int:
        if Path(path).name == "bot.lock":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *how)

    monkeypatch.setattr(os, "open", refuse)
    no = await refused(database.parent)
    assert (no.key, no.values["folder"]) == ("start-data", str(database.parent / "bot.lock"))
