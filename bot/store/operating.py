"""What the operator's services need of the store, each method one transaction."""

from collections.abc import Sequence

from bot.domain.budget import Instruction
from bot.domain.callback import Call
from bot.domain.drift import Cell, Drift
from bot.domain.ids import Instant, JobId, MemberId, TaskId
from bot.domain.job import Job, Move
from bot.domain.privacy import Traces
from bot.domain.pulse import Pulse
from bot.domain.reconcile import Matter
from bot.domain.stats import KeyBudget, ServerUse, Stats
from bot.ports import Finding
from bot.store import calls, drafts, jobs, prices, privacy, pulse, reconcile, stats, trials
from bot.store.check import check
from bot.store.engine import tidy
from bot.store.running import Running


class Operating(Running):
    """Implements what the operator's services ask of `bot.ports`, and `CallbackStore`, beside the rest."""

    async def hear(self, heard: Sequence[Call], now: Instant) -> int:
        return await self._run(lambda conn: calls.hear(conn, heard, now))

    async def submitted_at(self, job_id: JobId) -> Instant | None:
        return await self._ask(lambda conn: calls.submitted_at(conn, job_id))

    async def put_off(self, held: Job, again_at: Instant | None) -> None:
        await self._run(lambda conn: calls.put_off(conn, held, again_at))

    async def matters(self, now: Instant, kept_since: Instant) -> Sequence[Matter]:
        return await self._run(lambda conn: reconcile.matters(conn, now, kept_since))

    async def matter(self, job_id: JobId, now: Instant, kept_since: Instant) -> Matter | None:
        return await self._run(lambda conn: reconcile.matter(conn, job_id, now, kept_since))

    async def owner_of(self, task_id: TaskId) -> JobId | None:
        return await self._run(lambda conn: reconcile.owner_of(conn, task_id))

    async def reconcile(self, said: Instruction, move: Move, finding: str) -> Job:
        return await self._run(lambda conn: reconcile.settle(conn, said, move, finding), jobs.stands)

    async def blank_words(self, ended_before: Instant, limit: int) -> int:
        return await self._run(lambda conn: privacy.blank(conn, ended_before, limit))

    async def forget_drafts(self, now: Instant) -> None:
        await self._run(lambda conn: drafts.forget(conn, now))

    async def traces(self, member_id: MemberId) -> Traces:
        return await self._run(lambda conn: privacy.traces(conn, member_id))

    async def erase(self, said: Instruction, member_id: MemberId) -> bool:
        return await self._run(lambda conn: privacy.erase(conn, said, member_id))

    async def tidy(self, *, alone: bool = False) -> None:
        await tidy(self._engine, alone=alone)

    async def stats(self, fingerprint: str, now: Instant) -> Stats:
        return await self._run(lambda conn: stats.read(conn, fingerprint, now))

    async def pulse(self, fingerprint: str, now: Instant) -> Pulse:
        return await self._run(lambda conn: pulse.read(conn, fingerprint, now))

    async def key_budget(self, fingerprint: str) -> KeyBudget | None:
        return await self._run(lambda conn: stats.key_budget(conn, fingerprint))

    async def drifts(self) -> Sequence[Drift]:
        return await self._run(prices.read)

    async def confirm_price(self, said: Instruction, cell: Cell) -> Drift:
        return await self._run(lambda conn: prices.confirm(conn, said, cell))

    async def book_trial(self, said: Instruction, fingerprint: str, amount: int) -> None:
        await self._run(lambda conn: trials.book(conn, said, fingerprint, amount))

    async def servers(self, now: Instant) -> Sequence[ServerUse]:
        return await self._run(lambda conn: stats.servers(conn, now))

    async def check(self) -> Sequence[Finding]:
        return await self._run(check)
