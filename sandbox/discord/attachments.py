"""Files people and bots upload: kept on disk, named as Discord names them, linked with a signature that expires."""

import asyncio
import hashlib
import hmac
import mimetypes
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError

# docs: reference, signed attachment CDN URLs; a link lives for a day.
LINK_LIFE = 24 * 3600.0


@dataclass(frozen=True)
class Upload:
    """A file on its way in, already on disk."""

    filename: str
    path: Path
    size: int


@dataclass(frozen=True)
class StoredFile:
    """An attachment that stands: `path` on disk, `size` in bytes, width and height in pixels of an image."""

    id: int
    filename: str
    size: int
    content_type: str | None
    path: Path
    folder: str
    width: int | None = None
    height: int | None = None
    description: str | None = None


def safe_name(name: str) -> str:
    """Spell a file name as Discord does: blanks become underscores, what may not stand in a URL goes."""
    kept = re.sub(r"[^\w.\-]", "", name.replace(" ", "_"), flags=re.ASCII).rstrip(".")
    stem, dot, suffix = kept.rpartition(".")
    stem = stem.lstrip(".") if dot else suffix
    return f"{stem or 'unknown'}{dot}{suffix if dot else ''}"


def _measure(path: Path) -> tuple[int | None, int | None]:
    try:
        with Image.open(path) as image:
            return image.size
    except (UnidentifiedImageError, OSError, ValueError):
        return None, None


class Shelf:
    """The attachments on disk below `root`; links are signed with `secret` and expire on `clock`."""

    def __init__(self, root: Path, clock: Callable[[], float], secret: bytes) -> None:
        self.incoming = root / "incoming"
        self._root = root / "cdn"
        self._clock = clock
        self._secret = secret
        self.origin = ""
        self.link_life = LINK_LIFE
        self.incoming.mkdir(parents=True, exist_ok=True)
        self._root.mkdir(parents=True, exist_ok=True)

    async def keep(
        self, upload: Upload, file_id: int, owner: int, *, area: str = "attachments", description: str | None = None
    ) -> StoredFile:
        """Move an upload to its lasting place and describe it; `owner` is the channel's or application's id."""
        filename = safe_name(upload.filename)
        folder = f"{area}/{owner}/{file_id}"
        place = self._root / folder
        place.mkdir(parents=True)
        path = place / filename
        await asyncio.to_thread(shutil.move, upload.path, path)
        content_type = mimetypes.guess_type(filename)[0]
        width = height = None
        if content_type and content_type.startswith("image/"):
            width, height = await asyncio.to_thread(_measure, path)
        return StoredFile(
            file_id,
            filename,
            upload.size,
            content_type,
            path,
            folder,
            width,
            height,
            description,
        )

    def link(self, file: StoredFile) -> str:
        issued = int(self._clock())
        expires = int(issued + self.link_life)
        address = f"/cdn/{file.folder}/{file.filename}"
        return f"{self.origin}{address}?ex={expires:x}&is={issued:x}&hm={self._sign(address, expires, issued)}&"

    def find(self, address: str, expires: str, issued: str, signature: str) -> Path | None:
        """Give the file behind `/cdn/…`, or None when the link is forged, expired or leads nowhere."""
        try:
            until, since = int(expires, 16), int(issued, 16)
        except ValueError:
            return None
        if not hmac.compare_digest(self._sign(address, until, since), signature) or self._clock() > until:
            return None
        path = self._root / address.removeprefix("/cdn/")
        return path if path.is_file() else None

    def _sign(self, address: str, expires: int, issued: int) -> str:
        return hmac.new(self._secret, f"{address}:{expires}:{issued}".encode(), hashlib.sha256).hexdigest()
