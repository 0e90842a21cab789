"""Our copies of members' pictures, kept for as long as their jobs may wait."""

import os
import re
import secrets
from pathlib import Path
from typing import Final

from bot.domain.ids import Instant
from bot.media.image_header import ImageHeader
from bot.media.part import remove_older

FOLDER_MODE: Final = 0o700
FILE_MODE: Final = 0o600
SUFFIXES: Final = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}
_STEM: Final = re.compile(r"[0-9]{1,64}")
_NAME: Final = re.compile(r"[0-9]{1,64}\.(?:jpg|png|webp)(?:\.[0-9a-f]{8}\.part)?")


class PictureShelf:
    """A folder of copies. Blocking: call from a thread. A copy lost in a power cut is no harm: its link is left."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        self._folder = folder

    def keep(self, data: bytes, header: ImageHeader, stem: str) -> str:
        """Keep a picture, whole or not at all, and give its file name; ValueError for a stem that is not digits."""
        if not _STEM.fullmatch(stem):
            raise ValueError("a picture's name is digits")
        name = stem + SUFFIXES[header.format]
        part = self._folder / f"{name}.{secrets.token_hex(4)}.part"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            with os.fdopen(os.open(part, flags, FILE_MODE), "wb") as file:
                file.write(data)
            part.replace(self._folder / name)
        finally:
            part.unlink(missing_ok=True)
        return name

    def path(self, name: str) -> Path:
        """Tell where a copy lies; ValueError when its name is not one of ours."""
        if not _NAME.fullmatch(name):
            raise ValueError("not the name of a picture of ours")
        return self._folder / name

    def sweep(self, before: Instant) -> None:
        """Remove what was last written before an instant."""
        for path in self._folder.iterdir():
            if _NAME.fullmatch(path.name):
                remove_older(path, before)
