"""The port Poster as a small model of Discord's channels."""

import itertools
import math
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path

from bot.domain.delivery import Delivery
from bot.domain.ids import ChannelId, JobId, MemberId, MessageId
from bot.domain.job import Job, JobState
from bot.domain.link import ClipLink
from bot.domain.log_card import LogCard
from bot.domain.waiting import Prospect
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
from tests.fake_alarms import FakeAlarms
from tests.unexpected import Killed

FIRST_MESSAGE = 1_500_000_000_000_000_001
"""Ids of messages are younger than the ids of the interactions that led to them."""


def fresh_link(picture: str, look: int) -> str:
    """Name the link that Discord signs for a picture when it is looked at for the nth time."""
    return f"https://cdn.example/{picture}?look={look}"


@dataclass(frozen=True)
class Message:
    """A message that stands in a channel; without a job it is a person's."""

    id: MessageId
    channel_id: ChannelId
    job_id: JobId | None = None
    state: JobState | None = None
    """The state that a status message shows; None for anything else."""
    prospect: Prospect | None = None
    marker: str | None = None
    """What a clip's message is recognised by; None for anything else."""
    as_link: bool = False
    picture: str | None = None
    """The file name of the picture that a status message was posted with."""
    card: LogCard | None = None
    """What a card of a log channel was made of; None for anything else."""


class Mishap(Enum):
    """What happens to the next clip that is posted."""

    ANSWER_LOST = auto()
    REQUEST_LOST = auto()
    KILLED_BEFORE = auto()
    KILLED_AFTER = auto()
    DEFECT = auto()


class FakePoster(FakeAlarms):
    """Discord: messages with rising ids, nonces that are remembered for a while, and whatever a test breaks.

    Everything works unless a test says otherwise, as in a channel whose permissions were checked; what can be called
    wrongly raises: a clip posted to another channel than its delivery's, or an edit of a message that never was.
    """

    def __init__(self, clock: Clock, size_of: Callable[[Path], int]) -> None:
        super().__init__()
        self._clock = clock
        self._size_of = size_of
        self._ids = itertools.count(FIRST_MESSAGE)
        self.messages: list[Message] = []
        self.links: list[ClipLink | None] = []
        """The links of ours that posts were given."""
        self.sends: list[tuple[str, bool]] = []
        """Nonce and whether as a link, of every clip that was tried to post."""
        self.edits: list[tuple[MessageId, JobState]] = []
        self.direct: list[tuple[MemberId, JobId, JobState]] = []
        self.scans = 0
        self.requests: Counter[ChannelId] = Counter()
        """Requests that reached a channel, refused ones included."""
        self.unexpected: list[str] = []
        self.nonce_window = 300.0
        """Seconds for which a repeated nonce gives the message that stands; Discord does not say how long that is."""
        self.on_post: Callable[[], Awaitable[None]] | None = None
        self._nonces: dict[str, tuple[MessageId, float]] = {}
        self._deleted: set[MessageId] = set()
        self._mishaps: deque[Mishap] = deque()
        self._always: Mishap | None = None
        self._delays: deque[float] = deque()
        self._loses_status = False
        self._takes_pictures = True
        self._looks = itertools.count(1)
        self._show_mishaps: deque[Exception] = deque()
        self._hidden: set[ChannelId] = set()
        self._closed: dict[ChannelId, PostRefusedError] = {}
        self._archived: set[ChannelId] = set()
        self._no_direct: set[MemberId] = set()
        self._takes_links = True
        self._limit = math.inf
        self.refused: list[int] = []
        """Bytes of every file that was too large."""

    # what a test may break

    def loses_the_answer(self) -> None:
        """Let the next clip stand in the channel without us hearing of it."""
        self._mishaps.append(Mishap.ANSWER_LOST)

    def loses_the_request(self) -> None:
        """Let the next clip be lost on its way, which looks the same to us."""
        self._mishaps.append(Mishap.REQUEST_LOST)

    def loses_every_request(self) -> None:
        self._always = Mishap.REQUEST_LOST

    def kills_us(self, *, posted: bool) -> None:
        """End the process before or after the next clip is posted."""
        self._mishaps.append(Mishap.KILLED_AFTER if posted else Mishap.KILLED_BEFORE)

    def breaks(self) -> None:
        """Raise what no contract names at the next clip."""
        self._mishaps.append(Mishap.DEFECT)

    def delays(self, seconds: float, times: int = 1) -> None:
        """Certainly not post the next clips: come again after this long."""
        self._delays.extend([seconds] * times)

    def spoils_status(self, *errors: Exception) -> None:
        """Raise these at the next status messages, cards or direct messages."""
        self._show_mishaps.extend(errors)

    def loses_status_answer(self) -> None:
        """Take the next status message or card, and lose the answer."""
        self._loses_status = True

    def hides_history(self, channel: ChannelId) -> None:
        """Show an empty channel to the bot, as Discord does without READ_MESSAGE_HISTORY."""
        self._hidden.add(channel)

    def closes_channel(self, channel: ChannelId) -> None:
        """Let the bot see nothing of a channel any more."""
        self._closed[channel] = ChannelLostError("403 50001", deleted=False)

    def forbids_posts(self, channel: ChannelId) -> None:
        """Let the bot see a channel in which it may do nothing."""
        self._closed[channel] = PostRefusedError("403 50013")

    def refuses_messages(self, channel: ChannelId) -> None:
        """Let every message that is posted there be one that Discord does not take."""
        self._closed[channel] = MessageRefusedError("400 50035")

    def opens_channel(self, channel: ChannelId) -> None:
        del self._closed[channel]

    def archives(self, channel: ChannelId) -> None:
        """Let a thread sleep until somebody posts in it."""
        self._archived.add(channel)

    def takes_up_to(self, size: float) -> None:
        """Take files of at most so many bytes from now on."""
        self._limit = size

    def takes_no_pictures(self) -> None:
        """Find every picture too large for this server."""
        self._takes_pictures = False

    def takes_nothing(self) -> None:
        self._limit, self._takes_links = 0, False

    def takes_no_direct_messages(self, member: MemberId) -> None:
        self._no_direct.add(member)

    def person_writes(self, channel: ChannelId, times: int = 1) -> None:
        self.messages.extend(Message(MessageId(next(self._ids)), channel) for _ in range(times))

    def person_deletes(self, message_id: MessageId) -> None:
        assert message_id in {message.id for message in self.messages}
        self.messages = [message for message in self.messages if message.id != message_id]
        self._deleted.add(message_id)

    # what stands

    def clips(self, job_id: JobId) -> list[Message]:
        return [message for message in self.messages if message.job_id == job_id and message.marker]

    def status(self, job_id: JobId) -> Message | None:
        shown = [message for message in self.messages if message.job_id == job_id and message.state]
        assert len(shown) <= 1, "two status messages of one job"
        return shown[0] if shown else None

    def card(self, job_id: JobId) -> Message | None:
        cards = [message for message in self.messages if message.job_id == job_id and message.card]
        assert len(cards) <= 1, "two cards of one job"
        return cards[0] if cards else None

    # the port

    async def show(
        self, job: Job, prospect: Prospect | None, picture: Path | None = None, *, anew: bool = False
    ) -> MessageId:
        self._spoil()
        self._enter(job.channel_id)
        if job.status_message_id is None:
            if picture and not self._takes_pictures:
                raise PostTooLargeError
            nonce = f"{'n' if anew else 's'}{job.id}"
            known = self._known(nonce)
            number = known or self._new(nonce)
            name = picture.name if picture else None
            shown = Message(number, job.channel_id, job.id, job.state, prospect, picture=name)
            if known is None:
                return self._take(shown)
        else:
            shown = Message(job.status_message_id, job.channel_id, job.id, job.state, prospect)
        self._edit(shown)
        return shown.id

    async def show_card(self, card: LogCard) -> MessageId:
        self._spoil()
        self._enter(card.channel_id)
        job_id = card.record.job.id
        nonce = f"l{job_id}"
        known = card.message_id or self._known(nonce)
        shown = Message(known or self._new(nonce), card.channel_id, job_id, card=card)
        if known is None:
            return self._take(shown)
        self._edit(shown)
        return shown.id

    def _take(self, shown: Message) -> MessageId:
        self.messages.append(shown)
        self._archived.discard(shown.channel_id)
        if self._loses_status:
            self._loses_status = False
            raise PostUnclearError("the answer was lost")
        return shown.id

    def _edit(self, shown: Message) -> None:
        if shown.id in self._deleted:
            raise MessageGoneError
        numbers = [message.id for message in self.messages]
        if shown.id not in numbers:
            raise self._defect(f"an edit of the message {shown.id}, which never was")
        if shown.channel_id in self._archived:
            raise ThreadClosedError("400 50083")
        carried = self.messages[numbers.index(shown.id)].picture
        self.messages[numbers.index(shown.id)] = replace(shown, picture=carried)
        if shown.state:
            self.edits.append((shown.id, shown.state))

    async def picture_link(self, job: Job) -> str | None:
        if self._delays:
            raise PostDelayedError(self._delays.popleft())
        self._enter(job.channel_id)
        standing = [message for message in self._visible(job.channel_id) if message.id == job.status_message_id]
        carried = standing[0].picture if standing else None
        return fresh_link(carried, next(self._looks)) if carried else None

    async def remove_status(self, job: Job) -> None:
        self._spoil()
        self._enter(job.channel_id)
        self.messages = [message for message in self.messages if message.id != job.status_message_id]

    async def remove_clip(self, delivery: Delivery) -> None:
        if self._delays:
            raise PostDelayedError(self._delays.popleft())
        self._enter(delivery.channel_id)
        self.messages = [message for message in self.messages if message.id != delivery.message_id]

    async def tell(self, job: Job) -> bool:
        self._spoil()
        if job.member_id in self._no_direct:
            return False
        self.direct.append((job.member_id, job.id, job.state))
        return True

    async def newest(self, channel_id: ChannelId) -> MessageId | None:
        self._enter(channel_id)
        visible = self._visible(channel_id)
        return visible[-1].id if visible else None

    async def post_clip(self, job: Job, delivery: Delivery, path: Path, link: ClipLink | None = None) -> MessageId:
        if path.name != f"{job.id}{'-fit' if delivery.fit_to else ''}.mp4" or delivery.job_id != job.id:
            raise self._defect(f"{path.name} posted to {delivery.channel_id}")
        self.sends.append((delivery.nonce, delivery.as_link))
        self.links.append(link)
        if self.on_post:
            await self.on_post()
        mishap = self._mishaps.popleft() if self._mishaps else self._always
        if mishap is Mishap.KILLED_BEFORE:
            raise Killed
        if mishap is Mishap.DEFECT:
            raise KeyError("a defect")
        if self._delays:
            raise PostDelayedError(self._delays.popleft())
        if mishap is Mishap.REQUEST_LOST:
            raise PostUnclearError("timeout")
        self._enter(delivery.channel_id)
        self._weigh(delivery, path)
        message_id = self._stand(job, delivery)
        if mishap is Mishap.ANSWER_LOST:
            raise PostUnclearError("reset")
        if mishap is Mishap.KILLED_AFTER:
            raise Killed
        return message_id

    def _weigh(self, delivery: Delivery, path: Path) -> None:
        size = 0 if delivery.as_link else self._size_of(path)
        if size > self._limit:
            self.refused.append(size)
        if size > self._limit or (delivery.as_link and not self._takes_links):
            raise PostTooLargeError

    def _stand(self, job: Job, delivery: Delivery) -> MessageId:
        known = self._known(delivery.nonce)
        if known is not None:
            if known in self._deleted:
                raise MessageGoneError
            return known
        message = Message(
            self._new(delivery.nonce), delivery.channel_id, job.id, marker=delivery.marker, as_link=delivery.as_link
        )
        self.messages.append(message)
        self._archived.discard(message.channel_id)
        return message.id

    async def scan(self, delivery: Delivery, anchor: MessageId) -> Scan:
        self._enter(delivery.channel_id)
        self.scans += 1
        visible = self._visible(delivery.channel_id)
        for message in reversed(visible):
            if message.marker == delivery.marker:
                return Scan(message.id, complete=message.id <= anchor)
            if message.id <= anchor:
                return Scan(None, complete=True)
        return Scan(None, complete=bool(visible))

    def _visible(self, channel_id: ChannelId) -> list[Message]:
        if channel_id in self._hidden:
            return []
        return [message for message in self.messages if message.channel_id == channel_id]

    def _enter(self, channel_id: ChannelId) -> None:
        self.requests[channel_id] += 1
        if channel_id in self._closed:
            raise self._closed[channel_id]

    def _spoil(self) -> None:
        if self._show_mishaps:
            raise self._show_mishaps.popleft()

    def _new(self, nonce: str) -> MessageId:
        message_id = MessageId(next(self._ids))
        self._nonces[nonce] = (message_id, self._clock.now())
        return message_id

    def _known(self, nonce: str) -> MessageId | None:
        message_id, at = self._nonces.get(nonce, (None, 0.0))
        return message_id if self._clock.now() - at < self.nonce_window else None

    def _defect(self, call: str) -> AssertionError:
        self.unexpected.append(call)
        return AssertionError(call)
