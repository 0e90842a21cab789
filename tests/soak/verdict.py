"""What came of a day, judged by what was bought, what was posted and what the ledger says."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.domain.job import CAPTURED, FINAL, OPEN, Job, JobState
from sandbox.discord import Use
from sandbox.discord.world import Message
from sandbox.seedance.task import Task

RECEIPT = "are set aside for this video"
DELIVERY = re.compile(r"took .* · job ([0-9-]+)$")
"""What the message of a delivery ends with, whether it carries the clip or a link to it."""


@dataclass(frozen=True)
class Books:
    """What the ledger says: credits held in all, spent and borne for each job, and what breaks an invariant."""

    held: int
    spent: Counter[int]
    borne: Counter[int]
    findings: Sequence[str]


@dataclass(frozen=True)
class Seen:
    """What others saw: everybody who asked, the vendor, and the channels with all that ever stood there."""

    uses: Sequence[tuple[str, Use]]
    """Each with its prompt, which no other has."""
    posted: Sequence[str]
    """The prompt of each POST that arrived whole."""
    tasks: Sequence[Task]
    """What the vendor made, or meant to."""
    messages: Sequence[Message]
    """Of the bot, deleted ones too."""


@dataclass
class Tally:
    """The figures of a day; each of `faults` is a sentence about something that must not be."""

    jobs: int = 0
    posts: int = 0
    clips: int = 0
    lost: int = 0
    doubled: int = 0
    leaked: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def is_right(self) -> bool:
        return bool(self.jobs) and not (self.lost or self.doubled or self.leaked or self.faults)

    def line(self) -> str:
        """Say what came of it."""
        return (
            f"jobs {self.jobs} · POSTs {self.posts} · posts {self.clips} · "
            f"lost {self.lost} · doubled {self.doubled} · leaked {self.leaked}"
        )

    def lose(self, what: Iterable[str]) -> None:
        found = list(what)
        self.lost += len(found)
        self.faults += found

    def double(self, what: Iterable[tuple[str, int]]) -> None:
        """Count what was done so many times more than it may be."""
        found = [(said, more) for said, more in what if more > 0]
        self.doubled += sum(more for _, more in found)
        self.faults += [f"{more} too many: {said}" for said, more in found]

    def leak(self, books: Books, jobs: Sequence[Job], when: str) -> None:
        """See that exactly the open jobs have credits held, and the ledger is right."""
        over = books.held - sum(job.price for job in jobs if job.state in OPEN)
        self.leaked += abs(over)
        self.faults += [f"{when} {over} credits are held that no open job explains"] if over else []
        self.faults += [f"{when}: {finding}" for finding in books.findings]


def judge(tally: Tally, jobs: Sequence[Job], books: Books, seen: Seen, *, in_time: bool = True) -> None:
    """Judge a day after which everything came to an end.

    Of a job that was going on yet when time was over (not `in_time`) nothing is known: it is not lost, and not right.
    """
    clips = Counter(found[1] for message in seen.messages if (found := DELIVERY.search(message.content)))
    tally.jobs, tally.posts, tally.clips = len(jobs), len(seen.posted), clips.total()
    tally.lose(_lost(jobs, seen, clips))
    endless = [f"job {job.id} is still {job.state}" for job in jobs if job.state not in FINAL]
    if in_time:
        tally.lose(endless)
    else:
        tally.faults += [f"out of time: {what}" for what in endless]
    tally.double(_doubled(jobs, seen, clips))
    tally.leak(books, jobs, "a day later")
    tally.faults += _unexplained(jobs, books, seen)


def _unexplained(jobs: Sequence[Job], books: Books, seen: Seen) -> Iterable[str]:
    """Say where the vendor took something else than was spent and borne; jobs without an end are told of elsewhere.

    Of an expired job nobody ever knew whether it was bought: the operator bears its price, and the vendor may have it.
    """
    charged: Counter[str] = Counter()
    for task in seen.tasks:
        charged[str(task.request["prompt"])] += task.charged
    for job in jobs:
        taken, spent, borne = charged.pop(job.spec.prompt, 0), books.spent[job.id], books.borne[job.id]
        if job.state not in FINAL:
            continue
        due = job.price if job.state in CAPTURED else 0
        guessed = job.state is JobState.EXPIRED and borne == job.price and taken in {0, job.price}
        if spent != due or (taken != spent + borne and not guessed):
            yield f"job {job.id}, {job.state} ({job.ending}): charged {taken}, spent {spent}, borne {borne}"
    yield from (f"{prompt}: charged {taken} for no job" for prompt, taken in charged.items() if taken)


def _lost(jobs: Sequence[Job], seen: Seen, clips: Counter[str]) -> Iterable[str]:
    known = {job.id for job in jobs}
    for prompt, use in seen.uses:
        receipt = any(RECEIPT in answer.text for answer in use.answers)
        if receipt and use.interaction.id not in known:
            yield f"{prompt}: there is a receipt and no job"
    for job in jobs:
        if job.state is JobState.DELIVERED and not clips[str(job.id)]:
            yield f"job {job.id} is delivered, and its clip stands nowhere"


def _doubled(jobs: Sequence[Job], seen: Seen, clips: Counter[str]) -> Iterable[tuple[str, int]]:
    allowed = {job.spec.prompt: job.submits for job in jobs}
    for prompt, count in Counter(seen.posted).items():
        yield f"POST of {prompt}", count - allowed.get(prompt, 0)
    for prompt, count in Counter(str(task.request["prompt"]) for task in seen.tasks).items():
        yield f"tasks of {prompt}", count - 1
    for marker, count in clips.items():
        yield f"clips of {marker}", count - 1
