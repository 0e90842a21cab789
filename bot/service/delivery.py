"""Get the file, then put it before people, once."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

import structlog

from bot.domain import life, redelivery
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.ids import MessageId
from bot.domain.job import Clip, Ending, Job, stay
from bot.domain.life import LinkDead, LinkSilent, NotAVideo
from bot.domain.pace import backoff
from bot.ports import (
    ChannelLostError,
    Clock,
    Media,
    MessageGoneError,
    PostDelayedError,
    Poster,
    PostRefusedError,
    PostTooLargeError,
    PostUnclearError,
    Store,
)
from bot.service.links import Links
from bot.service.lost_channels import end_queued
from bot.service.uploads import Uploads

log: Final = structlog.get_logger(__name__)

AFTER_DEFECT: Final = 60.0


class Deliverer:
    """Fetches and posts clips; every job handed in carries our lease.

    What a crash leaves behind: before the download is verified, a partial file that the next try overwrites; between
    the file's rename and the capture, a file that is fetched again; between the capture and the intent to post,
    nothing posted, and maybe a smaller file that is used then; after the intent, a delivery that is looked for in the
    channel before anything is sent again; between a refusal as too large and the next intent, the same, the look
    finding nothing; while a clip is got once more whose file is gone, the same link, or none, and nothing posted.
    """

    def __init__(
        self,
        store: Store,
        media: Media,
        poster: Poster,
        links: Links,
        link_afresh: Callable[[Job], Awaitable[None]],
        clock: Clock,
        chance: random.Random,
        scan_wait: float,
    ) -> None:
        """`link_afresh` asks the vendor for another link of a clip; `scan_wait` in seconds."""
        self._store = store
        self._media = media
        self._uploads = Uploads(store, media, clock)
        self._poster = poster
        self._links = links
        self._link_afresh = link_afresh
        self._clock = clock
        self._chance = chance
        self._scan_wait = scan_wait

    async def fetch(self, job: Job, url: str) -> None:
        """Download and verify the clip; with the file ours, capture the hold and open the delivery."""
        answer = await self._media.fetch(url, f"{job.id}.mp4")
        move = life.fetched(job, answer, self._clock.now(), chance=self._chance.random())
        done = await self._store.apply(move)
        why = {} if isinstance(answer, Clip) else {"why": f"{type(answer).__name__}: {answer.detail}"}
        log.info("fetched", job=job.id, state=done.state.value, **why)

    async def deliver(self, job: Job) -> None:
        """Post a ready clip, or one of a final job again, or find the message that a lost answer or a crash hid."""
        delivery = await self._store.delivery(job.id)
        if delivery is None or job.clip is None:
            raise ValueError(f"job {job.id} is {job.state} without a clip or a delivery")
        if delivery.state is DeliveryState.DELETING:
            await self._delete(job, job.clip, delivery)
            return
        try:
            if delivery.state is DeliveryState.WAITING:
                await self._send_first(job, job.clip, delivery)
            else:
                await self._look_then_send(job, job.clip, delivery)
        except PostRefusedError as no:
            await self._turned_away(job, delivery, no)
        except PostDelayedError as delay:
            await self._later(job, delivery, delay.wait)

    async def _send_first(self, job: Job, clip: Clip, delivery: Delivery) -> None:
        if redelivery.may_stand(job, delivery, await self._store.rewound_at()):
            # the interaction's id is older than whatever was posted for it
            await self._look(job, clip, delivery, MessageId(job.id))
            return
        newest = await self._poster.newest(delivery.channel_id)
        # an interaction's id is older than whatever we post for it, so it can stand in for a message nobody sees
        anchor = newest or job.status_message_id or MessageId(job.id)
        await self._send(job, clip, replace(delivery, anchor=anchor))

    async def _look_then_send(self, job: Job, clip: Clip, delivery: Delivery) -> None:
        now = self._clock.now()
        readable_at = (delivery.sent_at or now) + self._scan_wait
        if now < readable_at:
            await self._store.let_go(job, readable_at)
            return
        if delivery.anchor is None:
            raise ValueError(f"the delivery of job {job.id} was sent without an anchor")
        await self._look(job, clip, delivery, delivery.anchor)

    async def _look(self, job: Job, clip: Clip, delivery: Delivery, anchor: MessageId) -> None:
        """Send only what a look back to the anchor has shown not to be there."""
        scan = await self._poster.scan(delivery, anchor)
        if scan.found is not None:
            await self._delivered(job, delivery, scan.found)
        elif scan.complete and not self._is_overdue(job):
            await self._send(job, clip, replace(delivery, anchor=anchor))
        else:
            await self._later(job, delivery, backoff(job.tries + 1, self._chance.random()))

    async def _send(self, job: Job, clip: Clip, delivery: Delivery) -> None:
        """Make the file fit, write the intent down, then send; the write also proves that the job is still ours."""
        if not await self._media.has(clip) and not await self._regained(job, clip, delivery):
            return
        planned, file = await self._uploads.prepare(job, clip, delivery)
        link = await self._links.to(clip) if planned.as_link else None
        intent = replace(planned, state=DeliveryState.POSTING, sent_at=self._clock.now())
        job = await self._store.apply(stay(job, "posting", delivery=intent), keep_lease=True)
        if not life.is_in_time(intent.sent_at or 0.0, self._clock.now()):
            # frozen in between: whoever has the job now may have sent it
            await self._look_later(job, self._scan_wait)
            return
        try:
            posted = await self._poster.post_clip(job, intent, self._media.path(file), link)
        except MessageGoneError:
            # the nonce is known, but a person deleted its message: it was delivered
            await self._delivered(job, intent, None)
        except PostTooLargeError:
            await self._send_smaller(job, clip, intent, file)
        except PostUnclearError:
            # spread by ±20 %, yet never looked for before it would be seen
            wait = backoff(job.tries, self._chance.random(), base=1.25 * self._scan_wait)
            await self._look_later(job, max(wait, self._scan_wait))
        except PostDelayedError as delay:
            await self._later(job, intent, delay.wait)
        except PostRefusedError as no:
            await self._turned_away(job, intent, no)
        except Exception:
            # the job changed with the intent, so that only we can still give its lease back
            log.exception("a defect while posting", job=job.id)
            await self._look_later(job, AFTER_DEFECT)
        else:
            await self._delivered(job, intent, posted)
            await self._uploads.was_taken(job, intent, file)

    async def _regained(self, job: Job, clip: Clip, delivery: Delivery) -> bool:
        """Get a file once more that is gone, as after a move without it; otherwise say what that means."""
        if job.is_final:
            # asked for again, and swept before it came to it
            await self._store.apply(redelivery.fileless(job, delivery, self._clock.now()))
            return False
        if life.has_no_link(job):
            await self._give_up(job, delivery, Ending.FILE_LOST)
        elif job.video_url is None:
            await self._link_afresh(job)
        else:
            return await self._fetched_again(job, job.video_url, clip, delivery)
        return False

    async def _fetched_again(self, job: Job, url: str, clip: Clip, delivery: Delivery) -> bool:
        answer = await self._media.fetch(url, clip.name)
        now, chance = self._clock.now(), self._chance.random()
        match answer:
            case Clip():
                return True
            case LinkDead(detail) | NotAVideo(detail):
                # it was a video when we had it: another link may lead to one
                await self._store.apply(life.drop_link(job, detail, now, chance=chance))
            case LinkSilent() if self._is_overdue(job):
                await self._give_up(job, delivery, Ending.FILE_LOST)
            case LinkSilent(detail):
                due = now + backoff(job.tries + 1, chance)
                await self._store.apply(stay(job, f"no file: {detail}", tries=job.tries + 1, due_at=due))
        return False

    async def _send_smaller(self, job: Job, clip: Clip, refused: Delivery, file: Clip) -> None:
        """Send what is left to send: each refusal leaves less room than was tried, so that in the end a link goes."""
        if refused.as_link:
            await self._give_up(job, refused, Ending.NO_CHANNEL)
            return
        await self._uploads.was_refused(job, file)
        await self._send(job, clip, refused)

    async def _delivered(self, job: Job, delivery: Delivery, message_id: MessageId | None) -> None:
        posted = replace(delivery, state=DeliveryState.POSTED, message_id=message_id)
        await self._store.apply(redelivery.posted(job, posted, self._clock.now()))
        log.info("delivered", job=job.id)

    async def _turned_away(self, job: Job, delivery: Delivery, no: PostRefusedError) -> None:
        """Give up; where the whole channel is lost, so does what waits for it. A crash in between does both again."""
        if isinstance(no, ChannelLostError):
            await end_queued(self._store, delivery.channel_id, self._clock.now())
        await self._give_up(job, delivery, Ending.NO_CHANNEL)

    async def _give_up(self, job: Job, delivery: Delivery, ending: Ending) -> None:
        await self._store.apply(redelivery.stranded(job, delivery, self._clock.now(), ending))
        log.warning("undeliverable", job=job.id, ending=ending.value)

    async def _look_later(self, job: Job, wait: float) -> None:
        """Look whether it was posted, after a while; only the look may end the job."""
        await self._store.apply(stay(job, "unclear", tries=job.tries + 1, due_at=self._clock.now() + wait))

    async def _delete(self, job: Job, clip: Clip, newest: Delivery) -> None:
        """Delete the file, then every message with it; after a crash anywhere in between, the rest of them.

        A message that Discord does not let us delete keeps none of the others.
        """
        await self._media.discard(clip)
        record = await self._store.record(job.id)
        posted = record.deliveries if record else ()
        try:
            for older in posted:
                if older.state is DeliveryState.POSTED and await self._removed(older):
                    job = await self._store.apply(redelivery.unposted(job, older), keep_lease=True)
            gone = await self._removed(newest)
        except PostDelayedError as delay:
            now = self._clock.now()
            later = stay(job, "later", tries=job.tries + 1, due_at=now + delay.wait)
            await self._store.apply(redelivery.not_deleted(job, newest, now) if self._is_overdue(job) else later)
        else:
            now = self._clock.now()
            end = redelivery.deleted if gone else redelivery.not_deleted
            await self._store.apply(end(job, newest, now))
            log.info("deleted" if gone else "not deleted", job=job.id)

    async def _removed(self, delivery: Delivery) -> bool:
        try:
            await self._poster.remove_clip(delivery)
        except PostRefusedError:
            return False
        return True

    def _is_overdue(self, job: Job) -> bool:
        return job.deadline_at is not None and self._clock.now() >= job.deadline_at

    async def _later(self, job: Job, delivery: Delivery, wait: float) -> None:
        if self._is_overdue(job):
            await self._give_up(job, delivery, Ending.NO_ANSWER)
        else:
            await self._store.apply(stay(job, "later", tries=job.tries + 1, due_at=self._clock.now() + wait))
