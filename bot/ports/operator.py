"""What the operator's services need from the world beside the other ports, as contracts."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.budget import Instruction
from bot.domain.drift import Cell, Drift
from bot.domain.ids import Instant, JobId, TaskId
from bot.domain.job import Job, Move
from bot.domain.pulse import Pulse
from bot.domain.reconcile import Matter, MatterKind
from bot.domain.stats import KeyBudget, ServerUse, Stats
from bot.domain.studio import Closure
from bot.ports.store import Finding, Store


class OperatorStore(Store, Protocol):
    """The same database, with a look at the whole of it."""

    async def exchange(self, key: str, before: str | None, after: str) -> bool:
        """Change a note, unless somebody did meanwhile; True when it was us. None is a note that there is not yet."""

    async def accept_restored(self, said: Instruction) -> bool:
        """Open the studio that is closed because the database was put back; False when it is not."""

    async def stats(self, fingerprint: str, now: Instant) -> Stats:
        """Sum up what the operator wants to know of the whole, and of the budget of a key. Changes nothing."""

    async def key_budget(self, fingerprint: str) -> KeyBudget | None:
        """Tell what was bought for a key and what of it is free; None when it is not tracked."""

    async def servers(self, now: Instant) -> Sequence[ServerUse]:
        """List the servers that ever asked for something, those first that used most of their current period."""

    async def confirm_price(self, said: Instruction, cell: Cell) -> Drift:
        """Begin to count a cell anew, which opens it; gives what was so before."""


class TrialStore(Protocol):
    """The same database, for a trial of the vendor."""

    async def book_trial(self, said: Instruction, fingerprint: str, amount: int) -> None:
        """Make what the operator bears for a trial, named by the request, `amount` credits in all."""

    async def recall(self, key: str) -> str | None:
        """Read a note kept under a key."""

    async def remember(self, key: str, value: str) -> None:
        """Keep a note."""


class ReconcileStore(Protocol):
    """The same database, with what the operator should look at in it."""

    async def matters(self, now: Instant, kept_since: Instant) -> Sequence[Matter]:
        """List the jobs that the operator should look at, of each kind the oldest; it changes nothing.

        Files of clips are kept that were made since `kept_since`.
        """

    async def matter(self, job_id: JobId, now: Instant, kept_since: Instant) -> Matter | None:
        """Read one job like that, whether or not it needs somebody; None when there is none."""

    async def owner_of(self, task_id: TaskId) -> JobId | None:
        """Tell which job a task belongs to."""

    async def reconcile(self, said: Instruction, move: Move, finding: str) -> Job:
        """Write what the operator found out about a job, and that the operator said so.

        Raises StaleJobError, or TaskTakenError when another job got the task meanwhile.
        """


class LedgerReader(Protocol):
    """The same database, to be read beside everything else however long that takes."""

    async def check(self) -> Sequence[Finding]:
        """Verify the invariants of the ledger and of the jobs over the whole database."""

    async def matters(self, now: Instant, kept_since: Instant) -> Sequence[Matter]:
        """List the jobs that the operator should look at; files of clips are kept that were made since then."""

    async def drifts(self) -> Sequence[Drift]:
        """List the cells of the price table that ever drifted, as they stand since their price was confirmed."""

    async def pulse(self, fingerprint: str, now: Instant) -> Pulse:
        """Measure the whole, and the budget of a key, at a cost that does not grow with the history."""


class OperatorAlarms(Protocol):
    """Where the operator is told what should not wait."""

    async def alarm_studio(self, closure: Closure, nonce: str) -> bool:
        """Tell the operator that the studio closed, and what to do. As `alarm_ledger` otherwise."""

    async def alarm_budget(self, free: int, line: int, nonce: str) -> bool:
        """Tell the operator that a key's budget is below a line, in credits; the same nonce again is the same message.

        True when there is nothing more to do: it was posted, or there is nowhere to post it. Never raises.
        """

    async def alarm_matters(self, kind: MatterKind, jobs: Sequence[JobId], nonce: str) -> bool:
        """Tell the operator of jobs that need a look, all for one reason. As `alarm_ledger` otherwise."""

    async def alarm_price(self, drift: Drift, nonce: str) -> bool:
        """Tell the operator that a cell of the price table closed. As `alarm_ledger` otherwise."""

    async def alarm_disk(self, free: int, nonce: str) -> bool:
        """Tell the operator that so many bytes are left where files are kept. As `alarm_ledger` otherwise."""

    async def alarm_address(self, times: int, nonce: str) -> bool:
        """Tell the operator that the vendor refuses what names PUBLIC_URL. As `alarm_ledger` otherwise."""

    async def alarm_damaged(self, said: str, nonce: str) -> bool:
        """Tell the operator that the database cannot be read any more. As `alarm_ledger` otherwise."""

    async def alarm_ledger(self, count: int, nonce: str) -> bool:
        """Tell the operator that so many invariants do not hold; the same nonce again is the same message.

        True when there is nothing more to do: it was posted, or there is nowhere to post it. Never raises.
        """
