"""A real PostgreSQL for the tests: one a process, in a temporary folder, started when the first test asks for it."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from bot.store.engine import open_postgres
from bot.store.migrate import migrate
from bot.store.tables import metadata

PATIENCE: Final = 30.0
FOLDERS: Final = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/pgsql-*/bin")
FAST: Final = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "shared_buffers=32MB")
"""Nothing of it need survive a power cut."""
_COUNTED: Final = [column for table in metadata.sorted_tables if (column := table.autoincrement_column) is not None]
EMPTIED: Final = "DO $$ BEGIN SET LOCAL session_replication_role = replica; {} END $$".format(
    " ".join(
        [
            *(f"DELETE FROM {table.name};" for table in metadata.sorted_tables),  # noqa: S608 - the names are ours
            *(f"PERFORM setval(pg_get_serial_sequence('{at.table}', '{at.name}'), 1, false);" for at in _COUNTED),
        ]
    )
)
"""Takes a tenth of the time of TRUNCATE, which makes a new file of every table; as a replica no trigger refuses it."""
_NUMBERS: Final = count(1)


@dataclass(frozen=True)
class Postgres:
    """A server that lets everybody on this machine in."""

    process: "subprocess.Popen[bytes]"
    folder: Path
    port: int
    free: list[AsyncEngine] = field(default_factory=list)
    """Migrated databases that are empty again."""

    def url(self, database: str) -> str:
        """Give the address of a database, as an operator would write it."""
        return f"postgresql://reelroom:canary-password@127.0.0.1:{self.port}/{database}"

    def stop(self) -> None:
        """End it without ceremony."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(PATIENCE)
        shutil.rmtree(self.folder, ignore_errors=True)


def _binaries() -> Path | None:
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = [folder for pattern in FOLDERS for folder in sorted(Path("/").glob(pattern[1:]))]
    return next((folder for folder in reversed(folders) if (folder / "initdb").exists()), None)


def _account() -> dict[str, Any]:
    """Name somebody else when we are root, whom PostgreSQL refuses."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _start(binaries: Path) -> Postgres:
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    account = _account()
    if account:
        os.chown(folder, account["user"], account["group"])
    how: dict[str, Any] = {"cwd": folder, "stdout": subprocess.DEVNULL, **account}
    data = folder / "data"
    made = [
        str(binaries / "initdb"),
        "-D",
        str(data),
        "-U",
        "reelroom",
        "--auth=trust",
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync",
    ]
    subprocess.run(made, check=True, stderr=subprocess.PIPE, **how)  # noqa: S603 - PostgreSQL's own program
    port = _free_port()
    # in the file and not in its words, which nobody could change any more
    with (data / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.writelines(f"{setting}\n" for setting in (*FAST, "listen_addresses='127.0.0.1'"))
    with (folder / "log").open("wb") as log:
        words = [str(binaries / "postgres"), "-D", str(data), "-k", str(folder), "-p", str(port)]
        process = subprocess.Popen(words, stderr=log, **how)  # noqa: S603 - the same
    started = Postgres(process, folder, port)
    ready = [str(binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port), "-U", "reelroom", "-d", "postgres"]
    until = time.monotonic() + PATIENCE
    while subprocess.run(ready, check=False).returncode:  # noqa: S603 - the same
        if process.poll() is not None or time.monotonic() > until:
            said = (folder / "log").read_text(errors="replace")
            started.stop()
            raise RuntimeError(f"PostgreSQL does not start: {said}")
        time.sleep(0.05)
    return started


async def _command(url: str, words: str) -> None:
    address = url.replace("postgresql:", "postgresql+asyncpg:")
    engine = create_async_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.exec_driver_sql(words)
    await engine.dispose()


async def keep_tidy() -> None:
    """Have the server vacuum and count its tables from now on, as an operator's does; tests are over before that."""
    for setting in ("autovacuum = on", "autovacuum_naptime = '10s'"):
        await _command(server().url("postgres"), f"ALTER SYSTEM SET {setting}")
    await _command(server().url("postgres"), "SELECT pg_reload_conf()")


@asynccontextmanager
async def empty_database() -> AsyncIterator[str]:
    """Give the address of a database that was never used."""
    found = server()
    name = f"test{next(_NUMBERS)}"
    await _command(found.url("postgres"), f"CREATE DATABASE {name}")
    try:
        yield found.url(name)
    finally:
        await _command(found.url("postgres"), f"DROP DATABASE {name} WITH (FORCE)")


async def new_database() -> str:
    """Make an empty database of this version, and give its address."""
    found = server()
    name = f"test{next(_NUMBERS)}"
    await _command(found.url("postgres"), f"CREATE DATABASE {name}")
    async with opened(found.url(name)) as engine:
        await migrate(engine)
    return found.url(name)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[AsyncEngine]:
    """Open a database as the bot does."""
    engine = open_postgres(url)
    try:
        yield engine
    finally:
        await engine.dispose()


@asynccontextmanager
async def database() -> AsyncIterator[AsyncEngine]:
    """Open an empty database of this version; whoever uses it leaves its schema as it was, and no listener."""
    found = server()
    # emptying one takes a sixth of the time of making one, and its engine knows the SQL that it compiled
    engine = found.free.pop() if found.free else open_postgres(await new_database())
    yield engine
    async with engine.begin() as connection:
        await connection.exec_driver_sql(EMPTIED)
    await engine.dispose()
    found.free.append(engine)


def address(engine: AsyncEngine) -> str:
    """Give the address of an open database, as an operator would write it."""
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


@cache
def _server() -> "Postgres | str":
    """Start the server of this process, or say what is missing."""
    binaries = _binaries()
    if binaries is None:
        return "no PostgreSQL server is installed (Debian: apt install postgresql)"
    if find_spec("asyncpg") is None:
        return "asyncpg is not installed (make install)"
    return _start(binaries)


def server() -> Postgres:
    """Give the server; skip the test where there can be none, which in CI is a failure."""
    found = _server()
    if isinstance(found, Postgres):
        return found
    if os.environ.get("CI"):
        pytest.fail(found)
    pytest.skip(found)


def stop() -> None:
    """End the server, if a test asked for one."""
    if _server.cache_info().currsize and isinstance(found := _server(), Postgres):
        found.stop()
        _server.cache_clear()
