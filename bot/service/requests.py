"""Take a request, or refuse it before anything is held."""

import asyncio
from dataclasses import dataclass, replace
from weakref import WeakValueDictionary

from bot.domain import life
from bot.domain.budget import Balance, Terms
from bot.domain.draft import Draft
from bot.domain.drift import Cell
from bot.domain.ids import Instant, JobId, MemberId
from bot.domain.job import WAITING, Ending, Job
from bot.domain.picture import LINK_TRUST, KeptPicture, Upload, nearest_ratio, refuse_upload
from bot.domain.place import refuse_place
from bot.domain.policy import Policy
from bot.domain.queue import Caps
from bot.domain.refusals import (
    ConfirmationTooOld,
    JobNotFound,
    NotCancellable,
    NotYourJob,
    PromptBlank,
    PromptTooLong,
    Refusal,
    TwoImages,
)
from bot.domain.requester import Requester
from bot.domain.video import MAX_PROMPT_UNITS, VideoSpec, Wish, clean_prompt, prompt_units
from bot.ports import Clock, Media, StaleJobError, Store
from bot.service.nudge import Nudge


@dataclass(frozen=True)
class Receipt:
    """An accepted job and what the server has left after it."""

    job: Job
    balance: Balance
    like_picture: bool = False
    """Whether the picture gave it its shape."""


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """A price that the member is to agree to before anything is held."""

    draft_id: JobId
    spec: VideoSpec
    """With the link to the attached picture, if any."""
    balance: Balance
    like_picture: bool = False
    """Whether the video gets the picture's shape, which is not known yet, instead of the specification's."""


class Requests:
    """The door for members: ask for a video, call it off, look at the credits."""

    def __init__(self, store: Store, media: Media, clock: Clock, nudge: Nudge, terms: Terms, caps: Caps) -> None:
        self._store = store
        self._media = media
        self._clock = clock
        self._nudge = nudge
        self._terms = terms
        self._caps = caps
        self._looking: WeakValueDictionary[MemberId, asyncio.Lock] = WeakValueDictionary()
        """Whose picture is being looked at."""

    async def generate(
        self,
        job_id: JobId,
        requester: Requester,
        wish: Wish,
        upload: Upload | None = None,
        *,
        like_picture: bool = False,
    ) -> Receipt | Confirmation | Refusal:
        """Queue one video and hold its price, ask first whether it is agreed to, or say why not.

        `wish` carries the prompt as typed and the image link, if any; `upload` the attached picture, if any. With
        `like_picture` the video gets the shape nearest to the upload's instead of the chosen one. The same job id again
        is the same job.
        """
        known = await self._store.job(job_id)
        if known is not None:
            return Receipt(known, await self.credits(requester))
        policy = await self._store.policy(requester.guild_id)
        spec = wish.over(policy.defaults)
        spec = replace(spec, prompt=clean_prompt(spec.prompt))
        refusal = self._refuse_request(requester, spec, upload)
        refusal = refusal or policy.refuse(requester, spec, with_image=upload is not None or spec.image_url is not None)
        if refusal:
            return refusal
        draft = Draft(upload=upload, spec=spec, like_picture=like_picture)
        if not policy.asks_about(spec.price):
            return await self._take(job_id, requester, spec, draft)
        now = self._clock.now()
        await self._store.keep_draft(job_id, requester, draft, now)
        return Confirmation(
            draft_id=job_id,
            spec=replace(spec, image_url=upload.url) if upload else spec,
            balance=await self.credits(requester, now),
            like_picture=like_picture,
        )

    async def confirm(self, draft_id: JobId, requester: Requester) -> Receipt | Refusal:
        """Queue the video whose price was shown, for the member who was shown it; twice is once."""
        known = await self._store.job(draft_id)
        if known is not None and (known.guild_id, known.member_id) == (requester.guild_id, requester.member_id):
            return Receipt(known, await self.credits(requester))
        draft = await self._store.draft(draft_id, requester, self._clock.now())
        if draft is None or draft.spec is None:
            return ConfirmationTooOld()
        return refuse_place(requester) or await self._take(draft_id, requester, draft.spec, draft)

    async def _take(self, job_id: JobId, requester: Requester, spec: VideoSpec, draft: Draft) -> Receipt | Refusal:
        """Look at the picture, if there is one, then hold the price.

        A member's pictures are looked at one after the other, and each only when the rest of the request would pass, so
        that a flood of requests fetches little. A crash before the hold leaves at most a copy, which is swept.
        """
        if not (draft.upload or spec.image_url):
            return await self._hold(job_id, requester, spec, draft)
        async with self._looking.setdefault(requester.member_id, asyncio.Lock()):
            refusal = await self._refuse_image(job_id, requester, spec, draft.upload)
            return refusal or await self._hold(job_id, requester, spec, draft)

    async def _hold(self, job_id: JobId, requester: Requester, spec: VideoSpec, draft: Draft) -> Receipt | Refusal:
        upload = draft.upload
        picture = await self._media.keep_picture(upload.url, str(job_id)) if upload else None
        if isinstance(picture, Refusal):
            return picture
        if upload and picture:
            shape = nearest_ratio(picture.width, picture.height) if draft.like_picture else spec.aspect_ratio
            spec = replace(spec, image_url=upload.url, aspect_ratio=shape)
        now = self._clock.now()
        kept = KeptPicture(picture.name, now + LINK_TRUST) if picture else None
        accepted = await self._store.accept(job_id, requester, spec, self._terms, self._caps, now, kept)
        if isinstance(accepted, Refusal):
            if kept:
                await self._media.discard_picture(kept)
            return accepted
        self._nudge.set()
        return Receipt(accepted, await self.credits(requester, now), draft.like_picture)

    def _refuse_request(self, requester: Requester, spec: VideoSpec, upload: Upload | None) -> Refusal | None:
        length = prompt_units(spec.prompt)
        closed = refuse_place(requester)
        if closed:
            return closed
        if not length:
            return PromptBlank()
        if length > MAX_PROMPT_UNITS:
            return PromptTooLong(length, MAX_PROMPT_UNITS)
        if upload and spec.image_url:
            return TwoImages()
        return None

    async def _refuse_image(
        self, job_id: JobId, requester: Requester, spec: VideoSpec, upload: Upload | None
    ) -> Refusal | None:
        refusal = refuse_upload(upload) if upload else None
        # the policy asks whether there is a picture; what is not fetched yet stands under its own link
        asked = replace(spec, image_url=upload.url) if upload else spec
        now = self._clock.now()
        refusal = refusal or await self._store.refuse(job_id, requester, asked, self._terms, self._caps, now)
        if refusal or spec.image_url is None:
            return refusal
        return await self._media.inspect_image(spec.image_url)

    async def cancel(self, job_id: JobId, requester: Requester) -> Job | Refusal:
        """Call a job off that waits; only its requester and the server's moderators may."""
        job = await self._store.job(job_id)
        if job is None or job.guild_id != requester.guild_id:
            return JobNotFound()
        own = job.member_id == requester.member_id
        if not (own or requester.is_moderator):
            return NotYourJob()
        if job.state not in WAITING:
            return NotCancellable()
        ending = Ending.BY_REQUESTER if own else Ending.BY_MODERATOR
        try:
            cancelled = await self._store.apply(life.cancel(job, self._clock.now(), ending))
        except StaleJobError:
            return NotCancellable()
        self._nudge.set()
        return cancelled

    async def credits(self, requester: Requester, now: Instant | None = None) -> Balance:
        """Tell what the server has to spend and what of it the member used."""
        now = self._clock.now() if now is None else now
        return await self._store.balance(requester.guild_id, requester.member_id, requester.role_ids, self._terms, now)

    async def closed_prices(self) -> frozenset[Cell]:
        """Tell which cells of the price table no video may be asked for in, until the operator confirms their price."""
        return frozenset(drift.cell for drift in await self._store.drifts() if drift.is_closed)

    async def policy(self, requester: Requester) -> Policy:
        """Tell what the server's moderators settled besides credits."""
        return await self._store.policy(requester.guild_id)
