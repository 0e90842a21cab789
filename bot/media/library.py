"""The clips we keep, and the pictures we look at: the port Media."""

import asyncio
import logging
import os
import re
import shutil
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver

from bot.domain.ids import Instant
from bot.domain.job import Clip
from bot.domain.life import FetchAnswer, LinkDead, LinkSilent, NotAVideo
from bot.domain.picture import KeptPicture, Picture
from bot.domain.refusals import Refusal
from bot.media.addresses import AddressBlockedError, Guard
from bot.media.boxes import Mp4TruncatedError, NotAnMp4Error
from bot.media.download import MAX_VIDEO_BYTES, DeadLinkError, SilentLinkError, TooLargeError, download
from bot.media.fit import FIT_SECONDS, NotFittedError, check_same, encode_to_fit
from bot.media.guarded import GuardedHttp, Patience, TooManyRedirectsError
from bot.media.images import fetch_image
from bot.media.opened import OpenClip, open_clip
from bot.media.part import SUFFIX, PartFile, digest_of, remove_older
from bot.media.pictures import PictureShelf
from bot.media.verify import NotPlayableError, verify_video

FOLDER_MODE: Final = 0o700
PICTURES: Final = "pictures"
FITTED: Final = "-fit"
"""What the name of a smaller file has more than that of the clip it was made of."""
_NAME: Final = re.compile(rf"[0-9-]{{1,64}}({FITTED})?\.mp4")
DEAD: Final = (DeadLinkError, TooManyRedirectsError)
UNFIT: Final = (AddressBlockedError, TooLargeError, NotAnMp4Error, NotPlayableError)
SILENT: Final = (SilentLinkError, Mp4TruncatedError)
FAILURES: Final = (aiohttp.ClientError, TimeoutError, OSError)
UNFITTED: Final = (NotFittedError, NotAnMp4Error, Mp4TruncatedError, NotPlayableError)
_log = logging.getLogger(__name__)


class MediaLibrary:
    """Fetches videos into a folder of ours, one decoder and one encoder at a time. Needs no opening and no closing."""

    def __init__(
        self,
        folder: Path,
        trusted_origins: Collection[str] = (),
        *,
        limit: int = MAX_VIDEO_BYTES,
        patience: Patience | None = None,
        fit_patience: float = FIT_SECONDS,
        resolver: AbstractResolver | None = None,
    ) -> None:
        """Make the folder and one for pictures beside it, readable by us alone.

        `limit` in bytes, `fit_patience` how many seconds an encoder may take; ValueError for what is no origin.
        """
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        folder.chmod(FOLDER_MODE)
        self._folder = folder.resolve()
        self._pictures = PictureShelf(self._folder.with_name(PICTURES))
        self._http = GuardedHttp(Guard(trusted_origins), resolver)
        self._limit = limit
        self._patience = patience or Patience()
        self._fit_patience = fit_patience
        self._decoder = asyncio.Lock()
        self._encoder = asyncio.Lock()
        self._under_way: set[str] = set()

    async def fetch(self, url: str, name: str) -> FetchAnswer:
        """Download a video, verify that it plays, and keep it as `name`, fsynced and renamed.

        `name` is digits and hyphens with `.mp4`; ValueError for any other. A fetch of the same name at the same time
        is told to come back.
        """
        target = self._place(name)
        if name in self._under_way:
            return LinkSilent("being fetched already")
        self._under_way.add(name)
        try:
            return await self._fetch(url, target)
        except DEAD as error:
            return LinkDead(str(error))
        except UNFIT as error:
            return NotAVideo(str(error))
        except SILENT as error:
            return LinkSilent(str(error))
        except FAILURES as error:
            # Its kind alone: the text may hold the link.
            return LinkSilent(type(error).__name__)
        finally:
            self._under_way.discard(name)

    async def _fetch(self, url: str, target: Path) -> Clip:
        part = PartFile(target)
        try:
            await download(self._http, url, part, limit=self._limit, patience=self._patience)
            async with self._decoder:
                picture = await verify_video(part.path)
            await asyncio.to_thread(part.keep)
        except AddressBlockedError as error:
            _log.warning("a video's link is blocked: %s", error)
            raise
        finally:
            part.discard()
        return Clip(
            name=target.name,
            size=part.size,
            sha256=part.digest,
            width=picture.width,
            height=picture.height,
            seconds=picture.seconds,
            has_audio=picture.has_audio,
        )

    async def fit(self, clip: Clip, limit: int) -> Clip | None:
        """Make a file of at most `limit` bytes beside a clip's own, verified, fsynced and renamed.

        One that is there already is taken as it is. None when it cannot be had: the limit is too small, the encoder
        failed or took too long, the disk is full, or the clip's own file is gone.
        """
        source = self.path(clip)
        target = source.with_stem(source.stem + FITTED)
        try:
            async with self._encoder:
                made = await asyncio.to_thread(_describe_fitted, clip, target, limit)
                return made or await self._fit(clip, source, target, limit)
        except UNFITTED as error:
            _log.warning("%s could not be made smaller: %s", clip.name, error)
        except OSError as error:
            _log.warning("%s could not be made smaller: %s", clip.name, error.strerror)
        return None

    async def _fit(self, clip: Clip, source: Path, target: Path, limit: int) -> Clip:
        self._under_way.add(target.name)
        part = PartFile(target)
        try:
            await encode_to_fit(source, part.path, limit, self._fit_patience)
            await asyncio.to_thread(part.adopt)
            if part.size > limit:
                raise NotFittedError(f"it has {part.size} bytes and not {limit}")
            async with self._decoder:
                check_same(clip, await verify_video(part.path))
            await asyncio.to_thread(_keep_beside, part, source)
        finally:
            part.discard()
            self._under_way.discard(target.name)
        return replace(clip, name=target.name, size=part.size, sha256=part.digest)

    def path(self, clip: Clip) -> Path:
        """Tell where a clip lies; ValueError when its name is not one of ours."""
        return self._place(clip.name)

    async def has(self, clip: Clip) -> bool:
        """Tell whether a clip's file is still there; ValueError when its name is not one of ours."""
        return await asyncio.to_thread(self.path(clip).is_file)

    async def written_at(self, clip: Clip) -> Instant | None:
        """Tell since when a clip's file is kept; None when it is not there any more."""
        try:
            return (await asyncio.to_thread(self.path(clip).stat)).st_mtime
        except FileNotFoundError:
            return None

    async def open(self, name: str) -> OpenClip | None:
        """Open a clip's file to be sent; None when it is not there. ValueError when its name is not one of ours."""
        return await asyncio.to_thread(open_clip, self._place(name))

    async def discard(self, clip: Clip) -> None:
        """Remove a clip's file and the smaller one, if they are there; ValueError when its name is not one of ours."""
        path = self.path(clip)
        for file in (path.with_stem(path.stem + FITTED), path):
            await asyncio.to_thread(file.unlink, missing_ok=True)

    def _place(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError(f"a clip's name is digits and hyphens, for a smaller one {FITTED}, with .mp4")
        return self._folder / name

    async def inspect_image(self, url: str) -> Refusal | None:
        """Fetch a picture to see whether the vendor may take it; None when it may."""
        found = await fetch_image(self._http, url)
        return found if isinstance(found, Refusal) else None

    async def keep_picture(self, url: str, name: str) -> Picture | Refusal:
        """Fetch a picture that the vendor may take, and keep a copy; ValueError for a name that is not digits."""
        found = await fetch_image(self._http, url)
        if isinstance(found, Refusal):
            return found
        kept = await asyncio.to_thread(self._pictures.keep, found.data, found.header, name)
        width, height = found.header.seen
        return Picture(name=kept, width=width, height=height)

    async def picture(self, kept: KeptPicture) -> Path | None:
        """Tell where a copy lies; None when it is not there any more."""
        path = self._pictures.path(kept.name)
        return path if await asyncio.to_thread(path.is_file) else None

    async def discard_picture(self, kept: KeptPicture) -> None:
        """Remove a copy, if it is still there."""
        await asyncio.to_thread(self._pictures.path(kept.name).unlink, missing_ok=True)

    async def first_bytes(self, url: str) -> str:
        """Ask for the first bytes of a file alone, and say how that was answered: 206 where a part was given."""
        try:
            async with self._http.get(url, self._patience, only="bytes=0-99") as response:
                return " ".join(filter(None, [str(response.status), response.headers.get("Content-Range")]))
        except (AddressBlockedError, TooManyRedirectsError, aiohttp.ClientError, OSError, TimeoutError) as reason:
            return type(reason).__name__

    async def room(self) -> int:
        """Tell how many bytes can be written where files are kept."""
        return await asyncio.to_thread(self._room)

    def _room(self) -> int:
        return shutil.disk_usage(self._folder).free if os.access(self._folder, os.W_OK | os.X_OK) else 0

    async def sweep(self, clips_before: Instant, pictures_before: Instant) -> None:
        """Remove what was last written before an instant: clips, what was made of them, pictures, leftovers."""
        await asyncio.to_thread(self._sweep, clips_before)
        await asyncio.to_thread(self._pictures.sweep, pictures_before)

    def _sweep(self, before: Instant) -> None:
        named = ((path, path.name.removesuffix(SUFFIX)) for path in self._folder.iterdir())
        ours = [path for path, name in named if name not in self._under_way and _NAME.fullmatch(name)]
        gone = sum(remove_older(path, before) for path in ours)
        if gone:
            _log.info("files of old clips are gone: %d", gone)


def _describe_fitted(clip: Clip, target: Path, limit: int) -> Clip | None:
    """Describe the smaller file of a clip, if it is there and small enough."""
    try:
        size = target.stat().st_size
    except FileNotFoundError:
        return None
    return replace(clip, name=target.name, size=size, sha256=digest_of(target)) if 0 < size <= limit else None


def _keep_beside(part: PartFile, source: Path) -> None:
    """Keep what was made of a clip, as old as the clip itself, so that one sweep takes both."""
    written = source.stat().st_mtime
    os.utime(part.path, (written, written))
    part.keep()
