"""The ports as fakes: small models of the world that record what is asked of them and answer only what a test said.

A call that no test prepared raises UnexpectedCallError and is remembered in `unexpected`, because a loop that survives
every error would hide it.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from bot.domain.chart import Chart
from bot.domain.ids import Instant, TaskId
from bot.domain.job import Clip
from bot.domain.life import FetchAnswer, LinkDead, LinkSilent, NotAVideo
from bot.domain.picture import KeptPicture, Picture
from bot.domain.refusals import Refusal
from bot.domain.task import (
    Accepted,
    Ambiguous,
    Failed,
    NotSent,
    PollAnswer,
    PollFailed,
    Rejected,
    RejectionKind,
    Running,
    SubmitAnswer,
    Succeeded,
    TaskNotFound,
    Throttled,
)
from bot.domain.video import VideoSpec
from bot.ports import Clock, LogPoster, Media, Painter, Poster, VideoApi
from tests.builders import KEY, NOW, SIZE, a_clip
from tests.fake_channel import FakePoster
from tests.fake_clock import FakeClock
from tests.unexpected import Killed, UnexpectedCallError

__all__ = [
    "PORTS",
    "FakeClock",
    "FakeMedia",
    "FakePainter",
    "FakePoster",
    "FakeVideoApi",
    "Killed",
    "UnexpectedCallError",
    "link_of",
]


def link_of(task_id: TaskId) -> str:
    """Name the link that the fake vendor gives for a task."""
    return f"https://media.example/{task_id}.mp4"


@dataclass
class Gate:
    """Where a call waits until the test lets it go on."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    async def pass_through(self) -> None:
        self.reached.set()
        await self.opened.wait()

    def open(self) -> None:
        self.opened.set()


@dataclass
class _Submission:
    """What the next submit meets: whether the vendor takes it, and what we hear of that."""

    answer: SubmitAnswer | None
    """None when the vendor takes it and says so."""
    taken: bool = False
    gate: Gate | None = None
    killed: bool = False


class FakeVideoApi:
    """The vendor: submits are answered in the order that a test prepared them; tasks run until a test ends them."""

    def __init__(self, key: str = KEY) -> None:
        self.key = key
        self.submits: list[VideoSpec] = []
        self.callback_urls: list[str | None] = []
        """Where the vendor was told to call, for each submit."""
        self.tasks: list[TaskId] = []
        """What the vendor took, and so what it charges for."""
        self.asked: dict[TaskId, dict[str, str]] = {}
        """What the vendor says that a task was asked for."""
        self.polls: list[TaskId] = []
        self.probes = 0
        self.unexpected: list[str] = []
        self.on_submit: Callable[[], Awaitable[None]] | None = None
        """Awaited when a submit reaches the vendor, to look at the world at that moment."""
        self.on_poll: Callable[[], Awaitable[None]] | None = None
        self._next: deque[_Submission] = deque()
        self._always: _Submission | None = None
        self._states: dict[TaskId, PollAnswer] = {}
        self._once: dict[TaskId, deque[PollAnswer]] = {}
        self._probe: RejectionKind | None = None
        self._expects_probes = False

    @property
    def key_fingerprint(self) -> str:
        return self.key

    # what the next submits meet

    def accepts(self, times: int = 1) -> None:
        """Take the next submits."""
        self._next.extend(_Submission(None, taken=True) for _ in range(times))

    def accepts_everything(self) -> None:
        """Take every submit that nothing else was prepared for."""
        self._always = _Submission(None, taken=True)

    def loses_the_answer(self, *, taken: bool = True) -> None:
        """Let the connection break, after the vendor took the task or before."""
        self._next.append(_Submission(Ambiguous("the connection broke"), taken=taken))

    def refuses(self, kind: RejectionKind, code: str = "NO") -> None:
        self._next.append(_Submission(Rejected(kind, code)))

    def throttles(self, seconds: float | None) -> None:
        self._next.append(_Submission(Throttled(seconds)))

    def is_unreachable(self) -> None:
        self._next.append(_Submission(NotSent("no connection")))

    def blocks(self, *, answer: SubmitAnswer | None = None) -> Gate:
        """Keep the next submit waiting until the gate is opened; without an answer it is then accepted."""
        gate = Gate()
        self._next.append(_Submission(answer, taken=answer is None, gate=gate))
        return gate

    def kills_us(self, *, taken: bool) -> None:
        """End the process in the middle of the next submit."""
        self._next.append(_Submission(None, taken=taken, killed=True))

    # what the tasks come to

    def succeeds(self, task_id: TaskId, *, url: str | None = None, consumed: int | None = None) -> None:
        self._states[task_id] = Succeeded(url or link_of(task_id), consumed)

    def gives_no_link(self, task_id: TaskId, *, consumed: int | None = None) -> None:
        self._states[task_id] = Succeeded(None, consumed)

    def fails(self, task_id: TaskId, text: str = "too dark", *, consumed: int | None = None) -> None:
        self._states[task_id] = Failed(text, consumed)

    def forgets(self, task_id: TaskId) -> None:
        self._states[task_id] = TaskNotFound()

    def works_on(self, task_id: TaskId, word: str = "RUNNING") -> None:
        self._states[task_id] = Running(word)

    def fails_polls(self, task_id: TaskId, kind: RejectionKind | None = None, times: int = 1) -> None:
        """Tell nothing when asked the next times."""
        self._once.setdefault(task_id, deque()).extend(PollFailed("no answer", kind) for _ in range(times))

    def lets_in(self) -> None:
        """Answer probes well."""
        self._probe, self._expects_probes = None, True

    def keeps_out(self, kind: RejectionKind) -> None:
        self._probe, self._expects_probes = kind, True

    # the port

    async def submit(self, spec: VideoSpec, callback_url: str | None = None) -> SubmitAnswer:
        self.submits.append(spec)
        self.callback_urls.append(callback_url)
        if self.on_submit:
            await self.on_submit()
        meets = self._next.popleft() if self._next else self._always
        if meets is None:
            raise self._unexpected(f"submit {spec.prompt!r}")
        task_id = TaskId(f"task-{len(self.tasks) + 1}")
        if meets.taken:
            self.tasks.append(task_id)
            self.asked[task_id] = {"prompt": spec.prompt, "resolution": spec.resolution.value}
            self._states[task_id] = Running("RUNNING")
        if meets.gate:
            await meets.gate.pass_through()
        if meets.killed:
            raise Killed
        return meets.answer or Accepted(task_id)

    async def poll(self, task_id: TaskId) -> PollAnswer:
        self.polls.append(task_id)
        if self.on_poll:
            await self.on_poll()
        once = self._once.get(task_id)
        if once:
            return once.popleft()
        if task_id not in self._states:
            raise self._unexpected(f"poll of {task_id}")
        return self._states[task_id]

    async def look(self, task_id: TaskId) -> tuple[PollAnswer, dict[str, str]]:
        return await self.poll(task_id), self.asked.get(task_id, {})

    async def probe(self) -> RejectionKind | None:
        self.probes += 1
        if not self._expects_probes:
            raise self._unexpected("probe")
        return self._probe

    def _unexpected(self, call: str) -> UnexpectedCallError:
        self.unexpected.append(call)
        return UnexpectedCallError(call)


class FakeMedia:
    """Files elsewhere: a test says what lies behind which link."""

    def __init__(self) -> None:
        self.fetched: list[str] = []
        self.inspected: list[str] = []
        self.swept: list[tuple[Instant, Instant]] = []
        self.free = 10**12
        self.unexpected: list[str] = []
        self.on_fetch: Callable[[], Awaitable[None]] | None = None
        self._videos: dict[str, FetchAnswer] = {}
        self._always = False
        self._killed = False
        self._gone: set[str] = set()
        self.on_look: Callable[[], Awaitable[object]] | None = None
        self._pictures: dict[str, Refusal | tuple[int, int]] = {}
        self.kept: list[str] = []
        """The file names of our copies of pictures."""
        self.fitted: list[tuple[str, int]] = []
        """Which clip was to be made smaller, and to how many bytes."""
        self.on_fit: Callable[[], Awaitable[None]] | None = None
        self._sizes: dict[str, int] = {}
        self._fits = True

    def has_everything(self) -> None:
        """Have a good video behind every link that nothing else was said of."""
        self._always = True

    def has_video(self, url: str, size: int = SIZE) -> None:
        """Have a good video there, of so many bytes."""
        self._videos[url] = a_clip(size=size)

    def fits_nothing(self) -> None:
        """Fail to make anything smaller."""
        self._fits = False

    def size_of(self, path: Path) -> int:
        """Tell how many bytes a file of ours has."""
        return self._sizes[path.name]

    def has_dead_link(self, url: str) -> None:
        self._videos[url] = LinkDead("410")

    def is_silent(self, url: str) -> None:
        self._videos[url] = LinkSilent("timeout")

    def has_something_else(self, url: str) -> None:
        self._videos[url] = NotAVideo("text/html")

    def has_picture(self, url: str, *, width: int = 640, height: int = 640) -> None:
        """Have a good picture there."""
        self._pictures[url] = (width, height)

    def refuses_picture(self, url: str, refusal: Refusal) -> None:
        """Have something there that is refused, or nothing."""
        self._pictures[url] = refusal

    def kills_us(self) -> None:
        """End the process after the next file was renamed."""
        self._killed = True

    def loses(self, clip: Clip) -> None:
        """Have swept a clip's file."""
        self._gone.add(clip.name)

    async def fetch(self, url: str, name: str) -> FetchAnswer:
        self.fetched.append(url)
        if self.on_fetch:
            await self.on_fetch()
        if self._killed:
            self._killed = False
            raise Killed
        answer = self._videos.get(url) or (a_clip(name=name) if self._always else None)
        if answer is None:
            self.unexpected.append(f"fetch {url}")
            raise UnexpectedCallError(url)
        if isinstance(answer, Clip):
            self._sizes[name] = answer.size
            return replace(answer, name=name)
        return answer

    def path(self, clip: Clip) -> Path:
        return Path("videos") / clip.name

    async def fit(self, clip: Clip, limit: int) -> Clip | None:
        self.fitted.append((clip.name, limit))
        if self.on_fit:
            await self.on_fit()
        if not self._fits:
            return None
        smaller = replace(clip, name=clip.name.replace(".", "-fit."), size=limit)
        self._sizes[smaller.name] = limit
        return smaller

    async def written_at(self, clip: Clip) -> Instant | None:
        return None if clip.name in self._gone else NOW

    async def has(self, clip: Clip) -> bool:
        return clip.name not in self._gone

    async def discard(self, clip: Clip) -> None:
        self._gone.add(clip.name)

    async def inspect_image(self, url: str) -> Refusal | None:
        self.inspected.append(url)
        if self.on_look:
            await self.on_look()
        if url not in self._pictures:
            self.unexpected.append(f"inspect {url}")
            raise UnexpectedCallError(url)
        found = self._pictures[url]
        return found if isinstance(found, Refusal) else None

    async def keep_picture(self, url: str, name: str) -> Picture | Refusal:
        refusal = await self.inspect_image(url)
        if refusal:
            return refusal
        sides = self._pictures[url]
        assert not isinstance(sides, Refusal)
        self.kept.append(f"{name}.png")
        return Picture(name=f"{name}.png", width=sides[0], height=sides[1])

    async def picture(self, kept: KeptPicture) -> Path | None:
        return Path("pictures") / kept.name if kept.name in self.kept else None

    async def discard_picture(self, kept: KeptPicture) -> None:
        self.kept.remove(kept.name)

    async def room(self) -> int:
        return self.free

    async def sweep(self, clips_before: Instant, pictures_before: Instant) -> None:
        self.swept.append((clips_before, pictures_before))


class FakePainter:
    """Who draws: keeps what was to be drawn."""

    def __init__(self, *, writes_chinese: bool = True) -> None:
        self.writes_chinese = writes_chinese
        self.drawn: list[Chart] = []

    async def draw(self, chart: Chart) -> bytes:
        self.drawn.append(chart)
        return b"a picture"


PORTS: Final[tuple[type[Clock], type[VideoApi], type[Poster], type[LogPoster], type[Media], type[Painter]]] = (
    FakeClock,
    FakeVideoApi,
    FakePoster,
    FakePoster,
    FakeMedia,
    FakePainter,
)
"""The type checker's proof that each fake has the shape of its port."""
