"""The port Poster on discord.py, by the bot's own token and without a cache."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Final

import aiohttp
import discord
import structlog

from bot.cards import alarms, log_card, public
from bot.cards.buttons import status_view
from bot.domain.delivery import Delivery
from bot.domain.drift import Drift
from bot.domain.ids import ChannelId, GuildId, JobId, MessageId
from bot.domain.job import Job
from bot.domain.link import ClipLink
from bot.domain.log_card import LogCard
from bot.domain.reconcile import MatterKind
from bot.domain.studio import Closure
from bot.domain.waiting import Prospect
from bot.i18n import ENGLISH, Texts
from bot.ports import (
    ChannelLostError,
    Clock,
    MessageGoneError,
    MessageRefusedError,
    PostDelayedError,
    PostRefusedError,
    PostTooLargeError,
    PostUnclearError,
    Scan,
    ThreadClosedError,
)

log: Final = structlog.get_logger(__name__)

NOBODY: Final = discord.AllowedMentions.none()
PAGE: Final = 100
SCAN_LIMIT: Final = 50 * PAGE
"""Messages a scan looks at, newest first: 50 pages of 100."""
WAIT: Final = 5.0
"""Seconds to wait where Discord names no time."""
LONG_WAIT: Final = 30.0
SECOND_TRY: Final = 1.0
"""discord.py waits at least this long (seconds) before it repeats a request that got a 5xx."""

UNKNOWN_CHANNEL: Final = 10003
UNKNOWN_SERVER: Final = 10004
UNKNOWN_MESSAGE: Final = 10008
MISSING_ACCESS: Final = 50001
LOST: Final = frozenset({UNKNOWN_CHANNEL, UNKNOWN_SERVER, MISSING_ACCESS})
THREAD_ARCHIVED: Final = 50083
THREAD_LOCKED: Final = 160005
INVALID_FORM: Final = 50035
TOO_LARGE: Final = frozenset({40005, 50045})
PASSING: Final = frozenset({40004, 40006, 40062, 40333, 130000})
"""Sending or a feature switched off for a while, too much at once, and 40333: what stands before Discord blocks us."""
TRANSPORT: Final = (discord.RateLimited, discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError)


class DiscordPoster:
    """Posts, edits, deletes and finds messages of the bot. Needs a client that is logged in.

    Alarms are in the operator's `language`.
    """

    def __init__(
        self,
        client: discord.Client,
        texts: Texts,
        clock: Clock,
        alert_channel: ChannelId | None,
        language: str = ENGLISH,
    ) -> None:
        self._client = client
        self._texts = texts
        self._clock = clock
        self._alert_channel = alert_channel
        self._language = language

    async def show(
        self, job: Job, prospect: Prospect | None, picture: Path | None = None, *, anew: bool = False
    ) -> MessageId:
        """Post or edit the status message; a post repeated after a lost answer is the same message.

        An edit leaves the picture that it was posted with as it is.
        """
        channel = self._channel(job.channel_id, job.guild_id)
        content = public.status(self._texts, job, prospect)
        if job.status_message_id is None:
            with self._translated(repeatable=False):
                view = status_view(self._texts, job) or discord.utils.MISSING
                message = await channel.send(
                    content,
                    view=view,
                    file=discord.File(picture) if picture else discord.utils.MISSING,
                    nonce=f"{'n' if anew else 's'}{job.id}",
                    allowed_mentions=NOBODY,
                    suppress_embeds=True,
                )
            message_id = MessageId(message.id)
            if message.content == content:
                return message_id
        else:
            message_id = job.status_message_id
        with self._translated(repeatable=True):
            await channel.get_partial_message(message_id).edit(
                content=content, view=status_view(self._texts, job), allowed_mentions=NOBODY
            )
        return message_id

    async def show_card(self, card: LogCard) -> MessageId:
        """Post or edit a card of the log channel; a post repeated after a lost answer is the same message."""
        job, message_id = card.record.job, card.message_id
        channel = self._channel(card.channel_id, job.guild_id)
        if message_id is None:
            view = log_card.panel(self._texts, card)
            with self._translated(repeatable=False):
                message = await channel.send(view=view, nonce=f"l{job.id}", allowed_mentions=NOBODY)
            message_id = MessageId(message.id)
            if log_card.said(discord.ui.LayoutView.from_message(message)) == log_card.said(view):
                return message_id
        view = log_card.panel(self._texts, card)
        with self._translated(repeatable=True):
            await channel.get_partial_message(message_id).edit(view=view, allowed_mentions=NOBODY)
        return message_id

    async def picture_link(self, job: Job) -> str | None:
        """Read the status message again: what it carries has a fresh link each time (Discord: attachment URLs).

        Looked up in the history, which is empty to who may not read it: a message asked for by its id would answer
        Missing Access then, as it does in a channel that is lost.
        """
        if job.status_message_id is None:
            return None
        after_it = discord.Object(job.status_message_id + 1)
        with self._translated(repeatable=True):
            async for message in self._channel(job.channel_id, job.guild_id).history(limit=1, before=after_it):
                if message.id == job.status_message_id and message.attachments:
                    return message.attachments[0].url
        return None

    async def remove_status(self, job: Job) -> None:
        """Delete the status message, if there is one."""
        if job.status_message_id is None:
            return
        channel = self._channel(job.channel_id, job.guild_id)
        try:
            with self._translated(repeatable=True):
                await channel.get_partial_message(job.status_message_id).delete()
        except MessageGoneError:
            log.debug("the status message was gone already", job=job.id)

    async def remove_clip(self, delivery: Delivery) -> None:
        """Delete the message of a delivery, if there is one."""
        if delivery.message_id is None:
            return
        try:
            with self._translated(repeatable=True):
                await self._channel(delivery.channel_id).get_partial_message(delivery.message_id).delete()
        except MessageGoneError:
            log.debug("the clip's message was gone already", job=delivery.job_id)
        except ChannelLostError as lost:
            if not lost.deleted:
                raise

    async def tell(self, job: Job) -> bool:
        """Send the direct message about a job's end."""
        try:
            with self._translated(repeatable=True):
                channel = await self._client.create_dm(discord.Object(job.member_id))
                content = public.direct(self._texts, job)
                await channel.send(content, nonce=f"t{job.id}", allowed_mentions=NOBODY, suppress_embeds=True)
        except PostRefusedError:
            return False
        except MessageGoneError:
            log.debug("the direct message was deleted", job=job.id)
        return True

    async def newest(self, channel_id: ChannelId) -> MessageId | None:
        """Read the newest message's id; None in an empty channel, and where the bot may not read the history."""
        with self._translated(repeatable=True):
            async for message in self._channel(channel_id).history(limit=1):
                return MessageId(message.id)
        return None

    async def post_clip(self, job: Job, delivery: Delivery, path: Path, link: ClipLink | None = None) -> MessageId:
        """Send the result. The file streams from the disk; a slow upload may end in aiohttp's timeout of 300 s."""
        content = public.result(self._texts, job, delivery, link)
        requester = discord.AllowedMentions(
            everyone=False, roles=False, replied_user=False, users=[discord.Object(job.member_id)]
        )
        channel = self._channel(delivery.channel_id, job.guild_id)
        file = discord.utils.MISSING if delivery.as_link else discord.File(path, filename=f"{delivery.marker}.mp4")
        with self._translated(repeatable=False):
            message = await channel.send(
                content,
                file=file,
                nonce=delivery.nonce,
                allowed_mentions=requester,
                suppress_embeds=not delivery.as_link,
            )
        return MessageId(message.id)

    async def scan(self, delivery: Delivery, anchor: MessageId) -> Scan:
        """Look through the channel from its newest message. Without the right to read it, Discord shows it empty.

        So its beginning was reached only when the last page was neither empty nor full.
        """
        seen = 0
        with self._translated(repeatable=True):
            async for message in self._channel(delivery.channel_id).history(limit=SCAN_LIMIT):
                seen += 1
                if self._carries(message, delivery.marker):
                    return Scan(MessageId(message.id), complete=message.id <= anchor)
                if message.id <= anchor:
                    return Scan(None, complete=True)
        return Scan(None, complete=seen % PAGE != 0)

    async def alarm_studio(self, closure: Closure, nonce: str) -> bool:
        """Tell the operator that the studio closed."""
        return await self._tell_operator(alarms.studio(self._texts, self._language, closure), nonce)

    async def alarm_budget(self, free: int, line: int, nonce: str) -> bool:
        """Tell the operator that the key's budget is low."""
        return await self._tell_operator(alarms.budget(self._texts, self._language, free, line), nonce)

    async def alarm_ledger(self, count: int, nonce: str) -> bool:
        """Tell the operator that the ledger is wrong."""
        return await self._tell_operator(alarms.ledger(self._texts, self._language, count), nonce)

    async def alarm_matters(self, kind: MatterKind, jobs: Sequence[JobId], nonce: str) -> bool:
        """Tell the operator of jobs that need a look."""
        return await self._tell_operator(alarms.matters(self._texts, self._language, kind, jobs), nonce)

    async def alarm_price(self, drift: Drift, nonce: str) -> bool:
        """Tell the operator that a cell of the price table closed."""
        return await self._tell_operator(alarms.price(self._texts, self._language, drift), nonce)

    async def alarm_disk(self, free: int, nonce: str) -> bool:
        """Tell the operator that the disk is almost full."""
        return await self._tell_operator(alarms.disk(self._texts, self._language, free), nonce)

    async def alarm_address(self, times: int, nonce: str) -> bool:
        """Tell the operator that the vendor refuses what names PUBLIC_URL."""
        return await self._tell_operator(alarms.address(self._texts, self._language, times), nonce)

    async def alarm_damaged(self, said: str, nonce: str) -> bool:
        """Tell the operator that the database is damaged."""
        return await self._tell_operator(alarms.damaged(self._texts, self._language, said), nonce)

    async def _tell_operator(self, content: str, nonce: str) -> bool:
        """Post an alarm in the alert channel, or send it to the application's owner where there is none.

        What Discord refuses for good is not said again.
        """
        try:
            with self._translated(repeatable=True):
                channel = await self._operators_channel()
                await channel.send(content, nonce=nonce, allowed_mentions=NOBODY, suppress_embeds=True)
        except PostDelayedError as later:
            log.warning("the alarm could not be posted yet", why=str(later))
            return False
        except Exception:
            log.exception("the alarm could not be posted")
        return True

    async def _operators_channel(self) -> discord.abc.Messageable:
        if self._alert_channel is not None:
            return self._channel(self._alert_channel)
        application = await self._client.application_info()
        owner = application.team.owner_id if application.team else application.owner.id
        return await self._client.create_dm(discord.Object(owner or application.owner.id))

    def _carries(self, message: discord.Message, marker: str) -> bool:
        """Whether a message is the delivery; only its last line counts, because prompts never stand in that."""
        if self._client.user is None or message.author.id != self._client.user.id:
            return False
        if any(attachment.filename == f"{marker}.mp4" for attachment in message.attachments):
            return True
        return re.search(rf"(?<![\w-]){re.escape(marker)}(?![\w-])", message.content.rpartition("\n")[2]) is not None

    def _channel(self, channel_id: ChannelId, guild_id: GuildId | None = None) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(channel_id, guild_id=guild_id)

    @contextmanager
    def _translated(self, *, repeatable: bool) -> Iterator[None]:
        """Turn what discord.py raises into the port's exceptions; what is `repeatable` is never unclear."""
        started = self._clock.now()
        try:
            yield
        except TRANSPORT as error:
            first_try = repeatable or self._clock.now() - started < SECOND_TRY
            raise _meaning(error, repeatable=repeatable, first_try=first_try) from error
        except RuntimeError as error:
            # aiohttp says so of a closed session, which is what the client's end looks like from here.
            if not self._client.is_closed():
                raise
            raise (PostDelayedError(WAIT) if repeatable else PostUnclearError(str(error))) from error


def _meaning(error: Exception, *, repeatable: bool, first_try: bool) -> Exception:
    """Say what an error tells about the message.

    What certainly posted nothing counts only for the first try of discord.py's own: an earlier one may have got a 5xx
    and have posted nevertheless.
    """
    unclear = PostDelayedError(WAIT) if repeatable else PostUnclearError(type(error).__name__)
    match error:
        case discord.RateLimited(retry_after=wait):
            return PostDelayedError(wait) if first_try else unclear
        case discord.HTTPException():
            return _answered(error, unclear, first_try=first_try)
        case aiohttp.ClientConnectorError():
            return PostDelayedError(WAIT) if first_try else unclear
        case _:
            return unclear


def _answered(error: discord.HTTPException, unclear: Exception, *, first_try: bool) -> Exception:
    """Read one of Discord's answers (Discord: opcodes and status codes)."""
    if error.code == UNKNOWN_MESSAGE:
        return MessageGoneError()
    if error.code in TOO_LARGE or error.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return PostTooLargeError()
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR or error.status == HTTPStatus.REQUEST_TIMEOUT:
        return unclear
    if error.status == HTTPStatus.TOO_MANY_REQUESTS:
        return PostDelayedError(LONG_WAIT) if first_try else unclear
    # A 401 is about the bot's token, and a refusal without a code comes from something in front of Discord.
    if error.status == HTTPStatus.UNAUTHORIZED or not error.code or error.code in PASSING:
        return PostDelayedError(LONG_WAIT)
    log.warning("Discord refused for good", status=error.status, code=error.code)
    return _refused(error)


def _refused(error: discord.HTTPException) -> PostRefusedError:
    said = f"{error.status} {error.code}"
    if error.code in LOST:
        return ChannelLostError(said, deleted=error.code == UNKNOWN_CHANNEL)
    if error.code == INVALID_FORM:
        return MessageRefusedError(said)
    return ThreadClosedError(said) if error.code in {THREAD_ARCHIVED, THREAD_LOCKED} else PostRefusedError(said)
