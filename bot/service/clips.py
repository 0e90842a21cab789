"""What may be done with a clip of ours once its job is final."""

from collections.abc import Awaitable, Callable

from bot.domain import redelivery
from bot.domain.ids import JobId
from bot.domain.job import Job, Move
from bot.domain.log_card import Deed
from bot.domain.place import refuse_place
from bot.domain.refusals import DeliveryUnderWay, JobNotFound, ManagersOnly, Refusal
from bot.domain.requester import Requester
from bot.ports import Clock, Media, StaleJobError, Store
from bot.service.archive import may_see
from bot.service.moderation import Request
from bot.service.nudge import Nudge


class Clips:
    """The door to clips, for their requester and the moderators of the server."""

    def __init__(self, store: Store, media: Media, clock: Clock, nudge: Nudge) -> None:
        self._store = store
        self._media = media
        self._clock = clock
        self._nudge = nudge

    async def deliver_again(self, job_id: JobId, requester: Requester) -> Job | Refusal:
        """Open another delivery into the requester's channel, free of charge; the worker posts it, once.

        A crash before the write leaves nothing, one after it a delivery that is posted by the next process.
        """
        job = await self._store.job(job_id)
        if job is None or not may_see(requester, job):
            return JobNotFound()
        kept = job.clip is not None and await self._media.has(job.clip)
        refusal = redelivery.refuse(job, kept=kept) or refuse_place(requester)
        if refusal:
            return refusal
        # read after the job: if another press opened one in between, the fence of the job's rev stops this one
        newest = await self._store.delivery(job_id)
        if newest is None:
            raise ValueError(f"job {job_id} is {job.state} without a delivery")
        why = f"asked for again by {_who(requester, job)}"
        move = redelivery.deliver_again(job, newest, requester.channel_id, self._clock.now(), why)
        try:
            opened = await self._store.apply(move)
        except StaleJobError:
            return DeliveryUnderWay()
        self._nudge.set()
        return opened

    async def delete(self, job_id: JobId, requester: Requester) -> Job | Refusal:
        """Have every message with the clip deleted, and its file; the worker does it, and tries again for an hour."""
        return await self._delete(job_id, requester, self._store.apply)

    async def remove(self, asked: Request, job_id: JobId) -> Job | Refusal:
        """Do so as a moderator, whose name is kept with it and stands on the job's card."""
        if not asked.requester.is_moderator:
            return ManagersOnly()
        said = asked.said(self._clock.now())
        return await self._delete(job_id, asked.requester, lambda move: self._store.decide(said, move, Deed.REMOVED))

    async def _delete(
        self, job_id: JobId, requester: Requester, write: Callable[[Move], Awaitable[Job]]
    ) -> Job | Refusal:
        record = await self._store.record(job_id)
        if record is None or not may_see(requester, record.job):
            return JobNotFound()
        job = record.job
        kept = job.clip is not None and await self._media.has(job.clip)
        refusal = redelivery.refuse_delete(job, stands=record.standing is not None, kept=kept)
        if refusal:
            return refusal
        why = f"to be deleted, says {_who(requester, job)}"
        try:
            marked = await write(redelivery.delete(job, record.deliveries[-1], self._clock.now(), why))
        except StaleJobError:
            return DeliveryUnderWay()
        self._nudge.set()
        return marked


def _who(requester: Requester, job: Job) -> str:
    return "the requester" if requester.member_id == job.member_id else "a moderator"
