import asyncio
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack, closing
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.opening import DATABASE, StartError, open_beside, open_store, opened_to_read
from bot.settings import Settings
from bot.store.engine import lock
from tests import sqlite

OPEN = 0o022


@pytest.fixture(autouse=True)
def careless() -> Iterator[None]:
    """Start as a shell that lets everybody read what is made."""
    before = os.umask(OPEN)
    yield
    os.umask(before)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, discord_token="t", seedance_api_key="k", data_dir=tmp_path / "data")


async def opened(settings: Settings) -> dict[str, int]:
    """Open the database; gives the mode of every file and folder of the data directory while it is open."""
    async with AsyncExitStack() as stack:
        await open_store(settings, stack)
        folder = settings.data_dir
        return {path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())}


async def test_what_is_made_is_for_its_user_alone(settings: Settings) -> None:
    modes = await opened(settings)
    assert modes.pop("data") == 0o700
    assert {DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", "bot.lock"} <= modes.keys()
    assert set(modes.values()) == {0o600}


async def test_a_database_that_others_could_read_is_closed_to_them(settings: Settings) -> None:
    await opened(settings)
    (settings.data_dir / DATABASE).chmod(0o644)
    assert set((await opened(settings)).values()) == {0o600, 0o700}


async def test_who_may_not_close_it_is_told_and_served(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    await opened(settings)

    def forbidden(_path: Path, _mode: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", forbidden)
    with capture_logs() as logs:
        await opened(settings)
    assert DATABASE in {line["file"] for line in logs if line["log_level"] == "warning"}


@pytest.mark.parametrize(("revision", "key"), [("0009", "start-older"), ("9999", "start-newer")])
async def test_what_another_version_wrote_is_not_looked_into(settings: Settings, revision: str, key: str) -> None:
    settings.data_dir.mkdir()
    file = await sqlite.of_revision(settings.data_dir / DATABASE, "0009")
    with closing(sqlite3.connect(file)) as database:
        database.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        database.commit()
    with pytest.raises(StartError) as no:
        async with opened_to_read(settings):
            raise AssertionError("it was opened")
    assert (no.value.key, revision in str(no.value.values)) == (key, True)
    async with AsyncExitStack() as stack:
        stack.enter_context(lock(settings.data_dir))
        with pytest.raises(StartError) as no:
            await open_beside(settings, stack)
    assert no.value.key == key


async def test_a_file_that_no_bot_used_is_nothing_to_read(settings: Settings) -> None:
    settings.data_dir.mkdir()
    (settings.data_dir / DATABASE).touch()
    async with opened_to_read(settings) as store:
        assert store is None


async def test_a_look_lets_go_of_no_lock_of_the_bots_own(settings: Settings) -> None:
    async with AsyncExitStack() as stack:
        store, _ = await open_store(settings, stack)
        await store.remember("k", "v")
        async with opened_to_read(settings) as reading:
            assert reading is not None
        # the last to close a database removes its log: whoever finds no lock on it takes itself for the last
        words = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT * FROM note'); c.close()"
        file = settings.data_dir / DATABASE
        await asyncio.to_thread(subprocess.run, [sys.executable, "-c", words, str(file)], check=True)
        assert file.with_name(f"{DATABASE}-wal").exists()
