"""Copies of the database: what they hold, what they replace, and what is refused."""

import asyncio
import sqlite3
import stat
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import safekeeping
from bot.domain.job import JobState
from bot.domain.studio import OPEN, Closure
from bot.opening import DATABASE, StartError
from bot.settings import Settings
from bot.store import SqlStore, copying
from bot.store.engine import lock, open_sqlite
from bot.store.epoch_file import EPOCH_FILE, EpochFile
from tests import sqlite
from tests.builders import NOW
from tests.store.walking import brought_to, everything, nth


def settings(folder: Path, **others: str) -> Settings:
    known = {"discord_token": "t", "seedance_api_key": "k", "data_dir": folder, **others}
    return Settings(_env_file=None, **known)  # type: ignore[arg-type] # one of them is a path


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """Open the database of a bot that runs in DATA_DIR."""
    folder = tmp_path / "data"
    folder.mkdir()
    engine = open_sqlite(sqlite.copied(folder / DATABASE))
    await brought_to(SqlStore(engine), JobState.DELIVERED)
    await brought_to(SqlStore(engine), JobState.RUNNING, nth(1))
    yield engine
    await engine.dispose()


async def copied(tmp_path: Path, *, force: bool = False) -> Path:
    file = tmp_path / "copy.db"
    await safekeeping.backup(settings(tmp_path / "data"), file, force=force)
    return file


async def refused(tmp_path: Path, file: Path, *, force: bool = False, **others: str) -> StartError:
    with pytest.raises(StartError) as no:
        await safekeeping.backup(settings(tmp_path / "data", **others), file, force=force)
    return no.value


async def test_a_copy_holds_what_was_committed_beside_a_running_bot(live: AsyncEngine, tmp_path: Path) -> None:
    file = tmp_path / "copy.db"
    found = await safekeeping.backup(settings(tmp_path / "data"), file, force=False)
    assert (found.jobs, found.open_jobs, found.size) == (2, 1, file.stat().st_size)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert names(tmp_path) == ["copy.db", "data"]
    copy = open_sqlite(file)
    assert await everything(copy) == await everything(live)
    await copy.dispose()


async def test_a_copy_is_whole_while_the_bot_writes(live: AsyncEngine, tmp_path: Path) -> None:
    store = SqlStore(live)

    async def write() -> None:
        for number in range(2, 12):
            await brought_to(store, JobState.READY, nth(number))

    writing = asyncio.create_task(write())
    for _ in range(3):
        found = await safekeeping.backup(settings(tmp_path / "data"), tmp_path / "copy.db", force=True)
        assert found.jobs >= 2
    await writing


async def test_a_file_that_is_there_is_replaced_only_when_asked_to(live: AsyncEngine, tmp_path: Path) -> None:
    file = tmp_path / "copy.db"
    file.write_text("dear to somebody", encoding="utf-8")
    assert (await refused(tmp_path, file)).key == "backup-there"
    assert file.read_text(encoding="utf-8") == "dear to somebody"
    assert await copied(tmp_path, force=True) == file
    assert file.read_bytes().startswith(b"SQLite format 3")
    assert live.url.database


async def test_the_database_itself_is_never_replaced(live: AsyncEngine, tmp_path: Path) -> None:
    before = await everything(live)
    assert (await refused(tmp_path, tmp_path / "data" / DATABASE, force=True)).key == "backup-there"
    assert (await refused(tmp_path, tmp_path / "data", force=True)).key == "backup-there"
    assert await everything(live) == before


async def test_without_a_database_there_is_nothing_to_copy(tmp_path: Path) -> None:
    assert (await refused(tmp_path, tmp_path / "copy.db")).key == "ledger-none"
    assert names(tmp_path) == []


async def test_a_place_that_cannot_be_written_is_said_with_its_reason(live: AsyncEngine, tmp_path: Path) -> None:
    no = await refused(tmp_path, tmp_path / "nowhere" / "copy.db")
    assert (no.key, no.values["detail"]) == ("copy-unwritten", "No such file or directory")
    assert live.url.database


async def test_a_copy_that_has_no_room_is_not_said_of_the_database(
    live: AsyncEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_source: Path, _target: Path) -> None:
        reason = sqlite3.OperationalError("database or disk is full")
        reason.sqlite_errorname = "SQLITE_FULL"
        raise reason

    monkeypatch.setattr(copying, "copy", full)
    no = await refused(tmp_path, tmp_path / "copy.db")
    assert (no.key, no.values["file"]) == ("copy-unwritten", str(tmp_path / "copy.db"))
    assert live.url.database


async def test_postgresql_is_left_to_its_own_tool_and_the_password_unsaid(tmp_path: Path) -> None:
    no = await refused(tmp_path, tmp_path / "my copy", database_url="postgresql://me:canary@db/reelroom")
    assert (no.key, "canary" in str(no.values)) == ("backup-postgres", False)
    assert no.values["file"] == f"'{tmp_path}/my copy'"


@pytest.mark.parametrize(
    ("statements", "key"),
    [
        (["UPDATE account SET credits = credits + 1 WHERE kind = 'allowance'"], "copy-ledger"),
        (["UPDATE alembic_version SET version_num = '9999'"], "copy-foreign"),
        (["UPDATE alembic_version SET version_num = '0005'"], "copy-damaged"),
        (["DROP TABLE alembic_version"], "copy-foreign"),
        (["PRAGMA foreign_keys = OFF", "INSERT INTO log_card VALUES (5, 1, NULL, 1, 1, 0)"], "copy-damaged"),
    ],
)
async def test_a_copy_of_what_is_not_right_is_none(
    live: AsyncEngine, tmp_path: Path, statements: list[str], key: str
) -> None:
    await live.dispose()
    with closing(sqlite3.connect(tmp_path / "data" / DATABASE)) as other:
        for statement in statements:
            other.execute(statement)
        other.commit()
    assert (await refused(tmp_path, tmp_path / "copy.db")).key == key
    assert names(tmp_path) == ["data"]


async def test_a_database_of_the_version_before_is_copied_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    await sqlite.of_revision(tmp_path / "data" / DATABASE, "0009")
    found = await safekeeping.backup(settings(tmp_path / "data"), tmp_path / "copy.db", force=False)
    assert (found.revision, found.jobs, found.size) == ("0009", 0, (tmp_path / "copy.db").stat().st_size)
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchone() == ("0009",)
    assert names(tmp_path) == ["copy.db", "data"]


@pytest.mark.parametrize("torn", [b"", b"SQLite format 3\0 and then nothing", bytes(8192)])
async def test_what_is_no_database_is_said_to_be_none(tmp_path: Path, torn: bytes) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / DATABASE).write_bytes(torn)
    no = await refused(tmp_path, tmp_path / "copy.db")
    assert no.key in {"copy-foreign", "copy-unreadable"}
    assert names(tmp_path) == ["data"]


async def test_a_page_that_rotted_is_found(live: AsyncEngine, tmp_path: Path) -> None:
    await live.dispose()
    file = tmp_path / "data" / DATABASE
    whole = bytearray(file.read_bytes())
    for at in range(4096 * 3, len(whole), 4096):
        whole[at : at + 600] = b"\xee" * 600
    file.write_bytes(whole)
    assert (await refused(tmp_path, tmp_path / "copy.db")).key in {"copy-damaged", "copy-unreadable"}
    assert names(tmp_path) == ["data"]


async def run_on(tmp_path: Path) -> tuple[bool, SqlStore, AsyncEngine]:
    """Start on what is the database now; tells whether it was found to be an older copy."""
    engine = open_sqlite(tmp_path / "data" / DATABASE)
    store = SqlStore(engine)
    return await store.begin(EpochFile(tmp_path / "data" / EPOCH_FILE), NOW + 100), store, engine


async def test_a_copy_that_was_put_back_is_the_database_and_known_to_be_a_copy(
    live: AsyncEngine, tmp_path: Path
) -> None:
    file = await copied(tmp_path)
    await brought_to(SqlStore(live), JobState.QUEUED, nth(2))
    after = await everything(live)
    await live.dispose()
    put = await safekeeping.restore(settings(tmp_path / "data"), file)
    assert (put.found.jobs, put.found.open_jobs) == (2, 1)
    assert put.former is not None
    older, store, engine = await run_on(tmp_path)
    assert older
    assert await store.job(nth(2)) is None
    await engine.dispose()
    former = open_sqlite(put.former)
    assert await everything(former) == after
    await former.dispose()
    assert stat.S_IMODE((tmp_path / "data" / DATABASE).stat().st_mode) == 0o600


async def test_on_a_new_machine_there_is_no_former_one(live: AsyncEngine, tmp_path: Path) -> None:
    file = await copied(tmp_path)
    elsewhere = tmp_path / "new" / "data"
    assert (await safekeeping.restore(settings(elsewhere), file)).former is None
    assert names(elsewhere) == ["bot.lock", DATABASE]
    older, _, engine = await run_on(tmp_path / "new")
    assert older
    await engine.dispose()
    assert live.url.database


async def test_a_former_one_that_cannot_be_read_is_kept_as_it_is(live: AsyncEngine, tmp_path: Path) -> None:
    file = await copied(tmp_path)
    await live.dispose()
    broken = tmp_path / "data" / DATABASE
    log = broken.with_name(f"{DATABASE}-wal")
    broken.write_bytes(b"no database")
    log.write_bytes(b"no log")
    put = await safekeeping.restore(settings(tmp_path / "data"), file)
    assert put.former is not None
    assert put.former.read_bytes() == b"no database"
    assert put.former.with_name(f"{put.former.name}-wal").read_bytes() == b"no log"
    older, _, engine = await run_on(tmp_path)
    assert older
    await engine.dispose()


async def test_nothing_is_put_back_under_a_running_bot(live: AsyncEngine, tmp_path: Path) -> None:
    file = await copied(tmp_path)
    with lock(tmp_path / "data"), pytest.raises(StartError) as no:
        await safekeeping.restore(settings(tmp_path / "data"), file)
    assert no.value.key == "start-running"
    assert live.url.database


@pytest.mark.parametrize("wanted", ["nowhere.db", "data", f"data/{DATABASE}"])
async def test_what_is_no_copy_is_not_put_back(live: AsyncEngine, tmp_path: Path, wanted: str) -> None:
    before = await everything(live)
    await live.dispose()
    with pytest.raises(StartError) as no:
        await safekeeping.restore(settings(tmp_path / "data"), tmp_path / wanted)
    assert no.value.key == "restore-none"
    assert await everything(live) == before


async def test_a_copy_that_is_not_right_leaves_the_database_where_it_is(live: AsyncEngine, tmp_path: Path) -> None:
    file = await copied(tmp_path)
    with closing(sqlite3.connect(file)) as other:
        other.execute("UPDATE account SET credits = credits + 1 WHERE kind = 'allowance'")
        other.commit()
    before = await everything(live)
    await live.dispose()
    with pytest.raises(StartError) as no:
        await safekeeping.restore(settings(tmp_path / "data"), file)
    assert no.value.key == "copy-ledger"
    assert await everything(live) == before
    assert not [name for name in names(tmp_path / "data") if ".part" in name or ".before-" in name]


async def test_postgresql_is_put_back_by_its_own_tool(tmp_path: Path) -> None:
    with pytest.raises(StartError) as no:
        await safekeeping.restore(settings(tmp_path, database_url="postgresql://me:canary@db/x"), tmp_path / "f")
    assert (no.value.key, "canary" in str(no.value.values)) == ("restore-postgres", False)


async def test_a_restore_is_accepted_once_and_not_before_a_start(live: AsyncEngine, tmp_path: Path) -> None:
    file = await copied(tmp_path)
    await live.dispose()
    wanted = settings(tmp_path / "data")
    assert not await safekeeping.accept(wanted, "too early")
    await safekeeping.restore(wanted, file)
    with pytest.raises(StartError) as no:
        await safekeeping.accept(wanted, "too early")
    assert no.value.key == "restore-start-first"
    _, store, engine = await run_on(tmp_path)
    assert (await store.studio()).closure is Closure.RESTORED
    assert await safekeeping.accept(wanted, "compared")
    assert await store.studio() == OPEN
    await engine.dispose()
