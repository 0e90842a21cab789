"""Keep the database safe: copies of it beside a running bot. Each raises StartError."""

import asyncio
import secrets
import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.opening import DATABASE, StartError
from bot.settings import Settings
from bot.store import copying
from bot.store.copying import UnfitCopyError, Verified


async def backup(settings: Settings, file: Path, *, force: bool) -> Verified:
    """Copy the database of SQLite into a file, whether or not a bot runs on it; what the file held is replaced or kept.

    A crash leaves at most a file `.FILE.….part` beside it: FILE appears, whole and verified, by one rename.
    """
    source = _source(settings, file, force=force)
    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
    try:
        with said_in_words(file):
            await asyncio.to_thread(copying.copy, source, part)
            found = await copying.verify(part)
            await asyncio.to_thread(_put, part, file)
        return found
    finally:
        part.unlink(missing_ok=True)


def _source(settings: Settings, file: Path, *, force: bool) -> Path:
    """Tell what is to be copied into a file that may be written."""
    if settings.database_url.get_secret_value():
        raise StartError("backup-postgres", file=shlex.quote(str(file)))
    source = settings.data_dir / DATABASE
    if not source.exists():
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
        raise StartError("copy-unreadable", detail=str(reason)) from None


def _put(part: Path, file: Path) -> None:
    part.replace(file)
    copying.sync(file.parent)
