"""What is counted and measured while the bot runs, in the words of Prometheus. No label names a server or a person."""

from collections.abc import Awaitable, Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Final, Protocol, TypeVar, assert_never

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import choose_encoder

from bot.domain.delivery import DeliveryState
from bot.domain.drift import CELLS
from bot.domain.ids import TaskId
from bot.domain.job import FINAL, WAITING, Capture, JobState, Move, Void
from bot.domain.pulse import Pulse
from bot.domain.studio import Closure
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
from bot.ports import Clock, TaskReader, VideoApi

T = TypeVar("T")

UNDER_WAY: Final = sorted(set(JobState) - FINAL)
ENTERED: Final = frozenset(JobState) - WAITING - {JobState.SUBMITTING}
"""States whose entries are counted; what comes before is counted by the answers to submits."""
POSTED: Final = frozenset({DeliveryState.POSTED, DeliveryState.FAILED, DeliveryState.DELETED})
"""Ends of a delivery."""
SECONDS: Final = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
WORDS: Final = {
    Accepted: "accepted",
    NotSent: "not-sent",
    Throttled: "throttled",
    Ambiguous: "unknown",
    Running: "running",
    Succeeded: "succeeded",
    Failed: "failed",
    TaskNotFound: "not-found",
}


class Metrics:
    """A registry of its own, so that several in one process count apart. What is counted begins with the process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._gauge("build_info", "Always 1; the label names what runs.", "version").labels(_version()).set(1)
        self._requests = self._counter("vendor_requests", "Answers of the video API.", "call", "outcome")
        self._seconds = Histogram(
            "reelroom_vendor_request_seconds",
            "How long the video API took.",
            ["call"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self._moves = self._counter("job_moves", "Jobs that entered a state.", "state")
        self._deliveries = self._counter("deliveries", "Deliveries that ended, by how.", "outcome")
        self._credits = self._counter("credits", "Credits captured, released to their pools, absorbed by you.", "what")
        self._jobs = self._gauge("jobs", "Jobs under way by state.", "state")
        self._oldest = self._gauge("job_oldest_seconds", "How long the oldest job is in its state.", "state")
        self._held = self._gauge("credits_held", "Credits set aside for jobs under way.")
        self._key = self._gauge("key_credits", "The key's budget, once one was granted.", "what")
        self._closed = self._gauge("studio_closed", "1 for why the studio is closed.", "reason")
        self._drifts = self._gauge("price_mismatches", "Videos dearer than the price table, since confirmed.", "cell")
        self._findings = self._gauge("ledger_findings", "Invariants that did not hold at the last look.")
        self._free = self._gauge("disk_free_bytes", "Room where clips are kept.")
        self._up = self._gauge("database_up", "1 when the database answered this scrape.")
        self._connected = self._gauge("gateway_up", "1 when connected to Discord's gateway.")
        self._begin()

    def _gauge(self, name: str, about: str, *labels: str) -> Gauge:
        return Gauge(f"reelroom_{name}", about, labels, registry=self.registry)

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(f"reelroom_{name}", about, labels, registry=self.registry)

    def _begin(self) -> None:
        """Say 0 from the start where the labels are known, so that the first of a kind is seen as a change."""
        for outcome in (
            "accepted",
            "not-sent",
            "throttled",
            "unknown",
            *(f"rejected-{kind}" for kind in RejectionKind),
        ):
            self._requests.labels("submit", outcome)
        for state in ENTERED:
            self._moves.labels(state.value)
        for end in POSTED:
            self._deliveries.labels(end.value)
        for what in ("captured", "released", "absorbed"):
            self._credits.labels(what)

    def moved(self, move: Move) -> None:
        """Count a move that was written."""
        if move.after.state is not move.before.state and move.after.state in ENTERED:
            self._moves.labels(move.after.state.value).inc()
        if move.delivery is not None and move.delivery.state in POSTED:
            self._deliveries.labels(move.delivery.state.value).inc()
        if isinstance(move.settlement, Capture | Void):
            captured = move.settlement.amount if isinstance(move.settlement, Capture) else 0
            self._credits.labels("captured").inc(captured)
            self._credits.labels("released").inc(0 if move.before.free else move.after.price - captured)
            self._credits.labels("absorbed").inc(move.settlement.absorbed)

    def answered(self, call: str, outcome: str, seconds: float) -> None:
        """Count an answer of the vendor's."""
        self._requests.labels(call, outcome).inc()
        self._seconds.labels(call).observe(max(0.0, seconds))

    def show(self, pulse: Pulse | None, *, findings: int, free: int, connected: bool) -> None:
        """Take over what was just measured; without a pulse the database did not answer, and its values go."""
        self._up.set(pulse is not None)
        self._findings.set(findings)
        self._free.set(free)
        self._connected.set(connected)
        for gauge in (self._jobs, self._oldest, self._key, self._closed, self._drifts):
            gauge.clear()
        self._held.set(float("nan") if pulse is None else pulse.held)
        if pulse is None:
            return
        for state in UNDER_WAY:
            standing = pulse.standing.get(state)
            self._jobs.labels(state.value).set(standing.jobs if standing else 0)
            self._oldest.labels(state.value).set(max(0.0, pulse.at - standing.since) if standing else 0)
        drifts = {drift.cell.name: drift.times for drift in pulse.drifts}
        for name in CELLS:
            self._drifts.labels(name).set(drifts.get(name, 0))
        for closure in Closure:
            self._closed.labels(closure.value).set(pulse.studio.closure is closure)
        if pulse.key is not None:
            for what in ("granted", "held", "spent", "free"):
                self._key.labels(what).set(getattr(pulse.key, what))

    def render(self, accept: str) -> tuple[bytes, str]:
        """Write everything down in the form that a scraper accepts: its bytes and what they are."""
        encode, kind = choose_encoder(accept)
        return encode(self.registry), kind


def _version() -> str:
    try:
        return version("reelroom")
    except PackageNotFoundError:
        return "source"


class MeasurableApi(VideoApi, TaskReader, Protocol):
    """The whole of the paid API."""


class MeasuredApi:
    """The port VideoApi, with every answer counted and timed on its way through."""

    def __init__(self, api: MeasurableApi, metrics: Metrics, clock: Clock) -> None:
        self._api = api
        self._metrics = metrics
        self._clock = clock

    @property
    def key_fingerprint(self) -> str:
        """Name the API key without telling it."""
        return self._api.key_fingerprint

    async def submit(self, spec: VideoSpec, callback_url: str | None = None) -> SubmitAnswer:
        """POST once."""
        return await self._timed("submit", lambda: self._api.submit(spec, callback_url), outcome_of)

    async def poll(self, task_id: TaskId) -> PollAnswer:
        """Ask how a task stands."""
        return await self._timed("poll", lambda: self._api.poll(task_id), outcome_of)

    async def look(self, task_id: TaskId) -> tuple[PollAnswer, Mapping[str, str]]:
        """Ask how a task stands, and what the vendor says that it was asked for."""
        return await self._timed("poll", lambda: self._api.look(task_id), lambda both: outcome_of(both[0]))

    async def probe(self) -> RejectionKind | None:
        """Ask for something that costs nothing."""
        return await self._timed("probe", self._api.probe, lambda kind: kind.value if kind else "let-in")

    async def _timed(self, call: str, ask: Callable[[], Awaitable[T]], word: Callable[[T], str]) -> T:
        began = self._clock.now()
        answer = await ask()
        self._metrics.answered(call, word(answer), self._clock.now() - began)
        return answer


def outcome_of(answer: SubmitAnswer | PollAnswer) -> str:
    """Name what an answer came to: one of a few words, whatever the vendor says."""
    match answer:
        case Rejected(kind):
            return f"rejected-{kind.value}"
        case PollFailed(_, kind):
            return f"refused-{kind.value}" if kind else "no-answer"
        case Accepted() | NotSent() | Throttled() | Ambiguous() | Running() | Succeeded() | Failed() | TaskNotFound():
            return WORDS[type(answer)]
    assert_never(answer)
