"""What calls of the vendor's need from the database, as a contract."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.callback import Call
from bot.domain.ids import Instant, JobId, TaskId
from bot.domain.job import Job, Move


class CallbackStore(Protocol):
    """The database. One method is one transaction."""

    async def hear(self, heard: Sequence[Call], now: Instant) -> int:
        """Keep what calls say to the jobs whose tokens they know; gives how many jobs that was.

        A running job becomes due, one whose task nobody knows becomes due with the task that was named. Nothing else
        changes, and no `rev`: who works on the job is not disturbed.
        """

    async def submitted_at(self, job_id: JobId) -> Instant | None:
        """Tell when a job's last POST was about to happen."""

    async def owner_of(self, task_id: TaskId) -> JobId | None:
        """Find the job that a task belongs to."""

    async def apply(self, move: Move, *, keep_lease: bool = False) -> Job:
        """As `Store.apply`."""

    async def put_off(self, held: Job, again_at: Instant | None) -> None:
        """Give a lease back and have the job's hint looked at again then, or with None forget the hint.

        A hint that came meanwhile stays, and is looked at. No-op when the lease is not ours any more.
        """
