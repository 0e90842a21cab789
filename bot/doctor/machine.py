"""The machine: the data directory, who else uses it, the port of the health check, fonts and codecs."""

import asyncio
import fcntl
import os
import shutil
import socket
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import aiohttp
import av

from bot.doctor.finding import Finding, bad, care, good
from bot.media.lettering import Lettering
from bot.opening import CLIPS, DATABASE
from bot.settings import Settings
from bot.store.epoch_file import EPOCH_FILE

LITTLE: Final = 1_000_000_000
"""Bytes: some hundreds of clips."""
TOO_LITTLE: Final = 100_000_000
OURS: Final = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", "bot.lock", EPOCH_FILE, CLIPS)
"""What a bot writes to in its folder."""
CODECS: Final = (("libx264", "w"), ("h264", "r"), ("aac", "r"))
"""What a clip is made smaller with, and what reads one."""


def look(settings: Settings) -> Iterator[Finding]:
    """Look at all of it that answers at once."""
    yield from _folder(settings.data_dir)
    yield _running(settings.data_dir)
    yield _font(settings)
    yield _codecs()


def _folder(folder: Path) -> Iterator[Finding]:
    """Look whether the folder can be written without writing to it."""
    parent = next((one for one in (folder, *folder.absolute().parents) if one.exists()), folder)
    if not os.access(parent, os.W_OK | os.X_OK) or not parent.is_dir():
        yield bad("data", "data-bad", folder=str(folder))
        return
    if not folder.exists():
        yield good("data", "data-new", folder=str(folder))
    elif theirs := [name for name in OURS if not _may_write(folder / name)]:
        yield bad("data", "data-theirs", folder=str(folder), names=", ".join(theirs))
    elif folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield care("data", "data-open", folder=str(folder))
    else:
        yield good("data", "data-good", folder=str(folder))
    free = shutil.disk_usage(parent).free
    size = {"free": f"{free / 1e9:.1f}"}
    if free < TOO_LITTLE:
        yield bad("space", "space-bad", **size)
    else:
        yield care("space", "space-little", **size) if free < LITTLE else good("space", "space-good", **size)


def _may_write(path: Path) -> bool:
    return not path.exists() or os.access(path, os.W_OK | (os.X_OK if path.is_dir() else 0))


def _running(folder: Path) -> Finding:
    try:
        return good("running", "running-yes" if is_running(folder) else "running-no")
    except PermissionError:
        return care("running", "running-untold")


def is_running(folder: Path) -> bool:
    """Tell whether a bot has the lock of a data directory, on SQLite; the lock is let go at once.

    Raises PermissionError where it may not look.
    """
    try:
        with (folder / "bot.lock").open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except BlockingIOError:
        return True
    return False


def _font(settings: Settings) -> Finding:
    if Lettering(settings.font_path).writes_chinese:
        return good("font", "font-good")
    return care("font", "font-none")


def _codecs() -> Finding:
    missing = [name for name, mode in CODECS if not _has_codec(name, mode)]
    if missing:
        return bad("codecs", "codecs-bad", names=", ".join(missing))
    return good("codecs", "codecs-good")


def _has_codec(name: str, mode: str) -> bool:
    try:
        av.codec.Codec(name, "w" if mode == "w" else "r")
    except (ValueError, av.error.FFmpegError):
        return False
    return True


async def port(settings: Settings) -> Finding:
    """Look whether the health check answers, or its port is free for it."""
    if settings.http_port is None:
        return good("port", "port-off")
    address = f"{settings.http_host}:{settings.http_port}"
    if settings.http_port == 0:
        return good("port", "port-any")
    try:
        timeout = aiohttp.ClientTimeout(total=5)
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(f"http://{address}/healthz") as answer,
        ):
            parts = await answer.json()
    except aiohttp.ClientConnectorError:
        free = await asyncio.to_thread(_is_free, settings.http_host, settings.http_port)
        return good("port", "port-free", address=address) if free else bad("port", "port-taken", address=address)
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return bad("port", "port-taken", address=address)
    unwell = [str(name) for name, is_well in parts.items() if not is_well] if isinstance(parts, dict) else ["?"]
    if unwell:
        return bad("port", "port-unwell", address=address, parts=", ".join(unwell))
    return good("port", "port-well", address=address)


def _is_free(host: str, number: int) -> bool:
    try:
        with socket.create_server((host, number)):
            return True
    except OSError:
        return False
