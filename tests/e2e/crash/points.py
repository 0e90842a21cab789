"""Every effect of a job's life, from the command to its clip, and what a kill before and after it leaves behind.

That the list is whole is shown by a test (`test_no_effect_is_missing_from_the_list`), as is what it says of each.
"""

from dataclasses import dataclass
from typing import Final

from bot.domain.job import JobState as S
from tests.e2e.crash.effects import Point

Left = S | None
"""The state of the job that is found at the restart; None where there is none."""

NO_JOB: Final = (None,)
BESIDE_SUBMIT: Final = (S.QUEUED, S.SUBMITTING, S.RUNNING)
BESIDE_START: Final = (S.QUEUED, S.SUBMITTING, S.RUNNING, S.FETCHING, S.READY)
BESIDE_TASK: Final = (S.RUNNING, S.FETCHING, S.READY)
DONE: Final = (S.DELIVERED,)


@dataclass(frozen=True)
class Effect:
    """One effect; `before` and `after` are the states that a kill there may leave behind."""

    name: str
    before: tuple[Left, ...]
    after: tuple[Left, ...]
    nth: int = 1
    quick: tuple[str, ...] = ()
    """At which of its moments `make test` kills too, and not only `make matrix`."""

    @property
    def moments(self) -> tuple[tuple[Point, tuple[Left, ...]], ...]:
        """Give its moments, with what a kill there leaves behind."""
        after = Point("after", self.name, self.nth), self.after
        if self.name.startswith("receive"):
            # the moment before it is the one after its send
            return (after,)
        return (Point("before", self.name, self.nth), self.before), after


def _same(name: str, *left: Left, nth: int = 1, quick: tuple[str, ...] = ()) -> Effect:
    return Effect(name, left, left, nth, quick)


EFFECTS: Final = (
    # the command
    _same("send POST acknowledgement", *NO_JOB),
    _same("receive POST acknowledgement", *NO_JOB),
    Effect("commit accept: new, queued", NO_JOB, (S.QUEUED,), quick=("before", "after")),
    _same("send PATCH answer", *BESIDE_SUBMIT),
    _same("receive PATCH answer", *BESIDE_SUBMIT),
    # the turn
    Effect("commit take_turn: queued → submitting", (S.QUEUED,), (S.SUBMITTING,), quick=("after",)),
    _same("fsync epoch.part", S.SUBMITTING, nth=2),
    _same("rename epoch", S.SUBMITTING, nth=2),
    _same("fsync bot", S.SUBMITTING, nth=2),
    _same("send POST generate", S.SUBMITTING, quick=("after",)),
    _same("receive POST generate", S.SUBMITTING),
    Effect("commit apply: submitting → running", (S.SUBMITTING,), (S.RUNNING,), quick=("before", "after")),
    # telling, beside that
    _same("commit claim_untold", *BESIDE_START),
    _same("send show POST messages", *BESIDE_START, quick=("after",)),
    _same("receive show POST messages", *BESIDE_START),
    _same("commit told", *BESIDE_START),
    # following
    _same("commit claim", S.RUNNING),
    _same("send GET status", S.RUNNING),
    _same("receive GET status", S.RUNNING),
    _same("commit apply", S.RUNNING),
    Effect("commit apply: running → fetching", (S.RUNNING,), (S.FETCHING,)),
    # fetching
    _same("send GET video", S.FETCHING),
    _same("receive GET video", S.FETCHING),
    _same("fsync N.mp4.part", S.FETCHING),
    _same("rename N.mp4", S.FETCHING, quick=("after",)),
    _same("fsync videos", S.FETCHING),
    Effect("commit apply: fetching → ready, delivery waiting", (S.FETCHING,), (S.READY,), quick=("after",)),
    # posting
    _same("send newest GET messages", S.READY),
    _same("receive newest GET messages", S.READY),
    _same("commit apply: delivery posting", S.READY),
    _same("fsync epoch.part", S.READY, nth=3),
    _same("rename epoch", S.READY, nth=3),
    _same("fsync bot", S.READY, nth=3),
    _same("send post_clip POST messages", S.READY, quick=("before", "after")),
    _same("receive post_clip POST messages", S.READY),
    Effect("commit apply: ready → delivered, delivery posted", (S.READY,), DONE, quick=("after",)),
    _same("commit learn_upload", *DONE),
    _same("send remove_status DELETE messages", *DONE),
    _same("receive remove_status DELETE messages", *DONE),
)
"""In the order in which they come."""
OFTEN: Final = frozenset(
    {
        "commit renew",
        "send show PATCH messages",
        "receive show PATCH messages",
        "commit claim_misled",
        "commit remember",
        "commit exchange",
    }
)
"""What comes or not, as a machine is fast or slow: renewed leases, and the status message changed while a job waits.

The exchange of a note is no effect of a job: the sweep of the start makes it, before the command or after it.
"""
