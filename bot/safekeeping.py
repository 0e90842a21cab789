"""Keep the database safe: copy it beside a running bot, and put a copy back. Each raises StartError."""

import asyncio
import secrets
import shlex
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError

from bot.clock import SystemClock
from bot.domain.budget import NO_GUILD, Instruction
from bot.opening import DATABASE, StartError, data_dir_of, database_of, open_beside, take
from bot.settings import Settings
from bot.store import SqlStore, copying
from bot.store.away import said_by
from bot.store.copying import UnfitCopyError, Verified
from bot.store.engine import open_sqlite
from bot.store.migrate import OlderSchemaError, migrate

ENDS: Final = ("", "-wal", "-shm")
"""Of the names of the files that are one database."""


async def backup(settings: Settings, file: Path, *, force: bool) -> Verified:
    """Copy the database of SQLite into a file, whether or not a bot runs on it; what the file held is replaced or kept.

    A crash leaves at most a file `.FILE.….part` beside it: FILE appears, whole and verified, by one rename.
    """
    source = _source(settings, file, force=force)
    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
    try:
        with said_in_words(file):
            await asyncio.to_thread(copying.copy, source, part)
            found = await _verified(part)
            await asyncio.to_thread(_put, part, file)
        return found
    finally:
        _discard(part)


async def _verified(part: Path) -> Verified:
    """Verify a copy; one of an older schema by a copy of its own that is brought to this version's."""
    try:
        return await copying.verify(part)
    except OlderSchemaError as older:
        revision = str(older)
    trial = part.with_name(f"{part.name}.trial")
    try:
        await asyncio.to_thread(copying.copy, part, trial)
        await _bring_here(trial)
        found = await copying.verify(trial)
    finally:
        _discard(trial)
    size = (await asyncio.to_thread(part.stat)).st_size
    return replace(found, size=size, revision=revision)


async def _bring_here(part: Path) -> None:
    """Bring a copy to this version's schema."""
    engine = open_sqlite(part)
    try:
        await migrate(engine)
    except DBAPIError as reason:
        raise UnfitCopyError("damaged", said_by(reason)) from None
    finally:
        await engine.dispose()


def _source(settings: Settings, file: Path, *, force: bool) -> Path:
    """Tell what is to be copied into a file that may be written."""
    if settings.database_url.get_secret_value():
        raise StartError("backup-postgres", file=shlex.quote(str(file)))
    source = database_of(settings)
    if source is None:
        raise StartError("ledger-none", folder=str(settings.data_dir))
    if file.exists() and (not force or not file.is_file() or file.samefile(source)):
        raise StartError("backup-there", file=str(file))
    return source


@contextmanager
def said_in_words(file: Path) -> Iterator[None]:
    """Turn what goes wrong with a copy into a sentence for the operator."""
    try:
        yield
    except UnfitCopyError as unfit:
        raise StartError(f"copy-{unfit.why}", detail=unfit.detail) from None
    except OSError as reason:
        raise StartError("copy-unwritten", file=str(file), detail=reason.strerror or "?") from None
    except sqlite3.Error as reason:
        raise _unmade(file, reason) from None


def _unmade(file: Path, reason: sqlite3.Error) -> StartError:
    """Tell a copy that has no room from a database that cannot be read: SQLite writes the one and reads the other."""
    name, said = getattr(reason, "sqlite_errorname", "") or "", str(reason)
    if name == "SQLITE_FULL":
        return StartError("copy-unwritten", file=str(file), detail=said)
    return StartError("copy-damaged" if name.startswith("SQLITE_CORRUPT") else "copy-unreadable", detail=said)


def _put(part: Path, file: Path) -> None:
    part.replace(file)
    copying.sync(file.parent)


@dataclass(frozen=True, kw_only=True)
class PutBack:
    """A copy that is the database now, and where the former one is kept, if there was one."""

    found: Verified
    former: Path | None


async def restore(settings: Settings, file: Path) -> PutBack:
    """Make a copy the database of SQLite, brought to this version's schema and marked for the next start.

    What is marked is a copy of the copy, before it gets into place: a crash leaves the former database there, or the
    new one, whose start then knows what it is; never none. Taken apart from its write-ahead log, the former one is an
    older copy of itself, which the epoch file tells.
    """
    if settings.database_url.get_secret_value():
        raise StartError("restore-postgres", file=shlex.quote(str(file)))
    folder = data_dir_of(settings)
    with ExitStack() as stack:
        take(folder, stack)
        former = _former(folder / DATABASE, file)
        part = folder / f".{DATABASE}.{secrets.token_hex(4)}.part"
        stack.callback(_discard, part)
        with said_in_words(folder):
            found = await _prepared(file, part)
            await asyncio.to_thread(_swap, part, folder / DATABASE, former)
    return PutBack(found=found, former=former)


def _former(database: Path, file: Path) -> Path | None:
    """Name the place for a database that is there; the file that is to replace it must be another."""
    if not file.is_file() or (database.exists() and file.samefile(database)):
        raise StartError("restore-none", file=str(file))
    return database.with_name(f"{database.name}.before-{secrets.token_hex(4)}") if database.exists() else None


def _discard(part: Path) -> None:
    for end in ENDS:
        Path(f"{part}{end}").unlink(missing_ok=True)


async def _prepared(file: Path, part: Path) -> Verified:
    """Copy a copy, and make of that what may become the database."""
    await asyncio.to_thread(copying.copy, file, part)
    await copying.read_through(part)
    await _bring_here(part)
    engine = open_sqlite(part)
    try:
        await SqlStore(engine).put_back()
    finally:
        await engine.dispose()
    found = await copying.verify(part)
    copying.sync(part)
    return found


def _swap(part: Path, database: Path, former: Path | None) -> None:
    """Put a file in the place of the database, whose former files stay under another name, never opened: as they are.

    Its write-ahead log goes first, because SQLite would read that into whatever stands beside it.
    """
    if former is not None:
        for end in ENDS[1:]:
            with suppress(FileNotFoundError):
                Path(f"{database}{end}").rename(f"{former}{end}")
        try:
            former.hardlink_to(database)
        except OSError:
            shutil.copy2(database, former)
    part.replace(database)
    copying.sync(database.parent)


async def accept(settings: Settings, reason: str) -> bool:
    """Let members ask for videos again after a restore; False when nothing was to be accepted."""
    async with AsyncExitStack() as stack:
        store = await open_beside(settings, stack)
        if await store.is_put_back():
            raise StartError("restore-start-first")
        at = SystemClock().now()
        request = f"shell-{secrets.token_hex(8)}"
        return await store.accept_restored(
            Instruction(guild_id=NO_GUILD, by=None, reason=reason, request=request, at=at)
        )
