"""Read a request's body: JSON, or multipart with `payload_json` and `files[n]`, its files straight to disk."""

import json
import re
import tempfile
from pathlib import Path
from typing import Any

from aiohttp import BodyPartReader, web

from sandbox.discord.attachments import Upload
from sandbox.discord.errors import DiscordError

MULTIPART = "multipart/form-data"
CHUNK = 1 << 16
FIELD = re.compile(r"files\[(\d+)\]")


async def read(request: web.Request, incoming: Path, files: dict[int, Upload]) -> Any:
    """Give the JSON value (None without a body), filling in `files`; raises DiscordError 50109 for bad JSON."""
    if request.content_type == MULTIPART:
        return await _read_multipart(request, incoming, files)
    raw = await request.read()
    return _parse(raw) if raw else None


def _parse(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        raise DiscordError(400, 50109, "The request body contains invalid JSON.") from None


async def _read_multipart(request: web.Request, incoming: Path, files: dict[int, Upload]) -> Any:
    data: Any = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        found = FIELD.fullmatch(part.name or "")
        if part.name == "payload_json":
            data = _parse(await part.read())
        elif found:
            await _store(part, incoming, files, int(found[1]))
        else:
            await part.release()
    return data


async def _store(part: BodyPartReader, incoming: Path, files: dict[int, Upload], index: int) -> None:
    name = part.filename or "unknown"
    size = 0
    with tempfile.NamedTemporaryFile(dir=incoming, delete=False) as file:
        # Noted at once, so that it is removed when the rest never comes.
        files[index] = Upload(name, Path(file.name), 0)
        while chunk := await part.read_chunk(CHUNK):
            file.write(chunk)
            size += len(chunk)
    files[index] = Upload(name, Path(file.name), size)


def discard(files: dict[int, Upload]) -> None:
    """Remove the files of a request that nothing kept."""
    for upload in files.values():
        upload.path.unlink(missing_ok=True)
