"""Time, the vendor and files, as the services need them."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from bot.domain.ids import Instant, TaskId
from bot.domain.job import Clip
from bot.domain.life import FetchAnswer
from bot.domain.picture import KeptPicture, Picture
from bot.domain.refusals import Refusal
from bot.domain.task import PollAnswer, RejectionKind, SubmitAnswer
from bot.domain.video import VideoSpec


class Clock(Protocol):
    """Time. Tests run it faster; nothing in the product reads another clock."""

    def now(self) -> Instant:
        """Tell the time."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        """Wait until the event is set, at most this long; returns in either case."""


class VideoApi(Protocol):
    """The paid API. Nothing escapes but values: what went wrong is an answer."""

    @property
    def key_fingerprint(self) -> str:
        """Name the API key without telling it (12 hexadecimal digits of its SHA-256)."""

    async def submit(self, spec: VideoSpec, callback_url: str | None = None) -> SubmitAnswer:
        """POST once, over a fresh connection; never again by itself. Cancelling it leaves the outcome unknown."""

    async def poll(self, task_id: TaskId) -> PollAnswer:
        """Ask how a task stands."""

    async def probe(self) -> RejectionKind | None:
        """Ask for something that costs nothing: None when the vendor lets us in."""


class TaskReader(Protocol):
    """The paid API, to look at a task as the vendor's own record has it."""

    @property
    def key_fingerprint(self) -> str:
        """Name the API key without telling it."""

    async def look(self, task_id: TaskId) -> tuple[PollAnswer, Mapping[str, str]]:
        """Ask how a task stands, and what the vendor says that it was asked for: fields by name, those that it says.

        Among them `created_at` (bot.domain.likeness).
        """


class TrialVendor(TaskReader, Protocol):
    """The paid API, to try out what is assumed of it."""

    async def attempt(self, body: Mapping[str, Any], api_key: str | None = None) -> tuple[SubmitAnswer, int | None]:
        """POST once, with any body and, if given, another key; the answer, and its HTTP status if there was one."""

    async def probe(self) -> RejectionKind | None:
        """Ask for something that costs nothing: None when the vendor lets us in."""


class TrialMedia(Protocol):
    """Files from elsewhere, to try out what is assumed of the vendor's links."""

    async def first_bytes(self, url: str) -> str:
        """Ask for the first bytes of a file alone, and say how that was answered: *206* where a part was given."""

    async def fetch(self, url: str, name: str) -> FetchAnswer:
        """Download a video and verify that it plays."""


class Media(Protocol):
    """Files from elsewhere: fetched only from public https addresses and trusted origins, at most three redirects."""

    async def fetch(self, url: str, name: str) -> FetchAnswer:
        """Download a video, verify that it plays, and keep it as `name` in the clip folder, fsynced and renamed."""

    def path(self, clip: Clip) -> Path:
        """Tell where a clip lies."""

    async def has(self, clip: Clip) -> bool:
        """Tell whether a clip's file is still there."""

    async def written_at(self, clip: Clip) -> Instant | None:
        """Tell since when a clip's file is kept; None when it is not there any more."""

    async def fit(self, clip: Clip, limit: int) -> Clip | None:
        """Make a smaller file of a clip, at most `limit` bytes, and keep it beside the clip's own, which stays.

        Same pixel size, length and sound. One that was made before is taken again. None when it cannot be had.
        """

    async def discard(self, clip: Clip) -> None:
        """Remove a clip's file and the smaller one made of it, if they are still there."""

    async def inspect_image(self, url: str) -> Refusal | None:
        """Fetch a picture to see whether the vendor may take it; None when it may."""

    async def keep_picture(self, url: str, name: str) -> Picture | Refusal:
        """Fetch a picture that the vendor may take, and keep a copy of it, named after `name` and its format."""

    async def picture(self, kept: KeptPicture) -> Path | None:
        """Tell where a copy lies; None when it is not there any more."""

    async def discard_picture(self, kept: KeptPicture) -> None:
        """Remove a copy, if it is still there."""

    async def room(self) -> int:
        """Tell how many bytes can be written where files are kept: none where that is not ours to write."""

    async def sweep(self, clips_before: Instant, pictures_before: Instant) -> None:
        """Remove clips, with what was made of them, and pictures older than an instant, and what crashes left."""
