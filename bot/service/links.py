"""Links to clips that are too large for a server, under PUBLIC_URL."""

import secrets
from typing import Final, Protocol

from bot.domain.job import Clip
from bot.domain.link import KEY_BYTES, ClipLink, Standing, judge, path_of
from bot.ports import Clock, Media

PATH: Final = "clips"
NOTE: Final = "link-key"
"""Where the key is kept: every process of a database makes and takes the same links, across restarts."""


class KeyStore(Protocol):
    """The notes of the database."""

    async def recall(self, key: str) -> str | None:
        """Read a note kept under a key."""

    async def exchange(self, key: str, before: str | None, after: str) -> bool:
        """Change a note if it still is as it was read; True when it was."""


class Links:
    """Makes links, and tells what one is worth. A link ends when the sweep takes its file, or before, with the clip."""

    def __init__(self, store: KeyStore, media: Media, clock: Clock, base: str, keep_clips: float) -> None:
        """Make links under `base`, which is PUBLIC_URL, to files that are kept for so many seconds."""
        self._store = store
        self._media = media
        self._clock = clock
        self._base = base
        self._keep_clips = keep_clips
        self._key: bytes | None = None

    async def to(self, clip: Clip) -> ClipLink | None:
        """Make a link to a clip of ours; None without PUBLIC_URL, and where its file is gone."""
        written_at = await self._media.written_at(clip) if self._base else None
        if written_at is None:
            return None
        until = int(written_at + self._keep_clips)
        return ClipLink(f"{self._base}/{PATH}/{path_of(await self._signing_key(), clip.name, until)}", until)

    async def judge(self, signature: str, until: str, name: str) -> Standing:
        """Tell what a link is worth."""
        return judge(await self._signing_key(), signature, until, name, self._clock.now())

    async def _signing_key(self) -> bytes:
        while self._key is None:
            kept = await self._store.recall(NOTE)
            if kept is None:
                await self._store.exchange(NOTE, None, secrets.token_hex(KEY_BYTES))
            else:
                self._key = bytes.fromhex(kept)
        return self._key
