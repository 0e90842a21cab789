"""What moderators do about a server's budget: they divide it, and never make more of it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from bot.domain import life
from bot.domain.budget import (
    Balance,
    Block,
    Budget,
    Changed,
    Instruction,
    Returned,
    RuleChange,
    Terms,
    refuse_amount,
)
from bot.domain.ids import Instant, JobId, MemberId, RoleId
from bot.domain.job import VOID, Ending, Job, JobState, Move
from bot.domain.log_card import Deed
from bot.domain.refusals import JobNotFound, ManagersOnly, MemberErased, NotAwaiting, NotBlocked, Refusal
from bot.domain.requester import Requester
from bot.ports import Clock, StaleJobError, Store
from bot.service.nudge import Nudge


@dataclass(frozen=True, kw_only=True)
class Request:
    """Who asks for a change, by which interaction, and why."""

    requester: Requester
    interaction: int
    reason: str = ""

    def said(self, now: Instant) -> Instruction:
        """Put it on the record as of an instant."""
        return Instruction(
            guild_id=self.requester.guild_id,
            by=self.requester.member_id,
            reason=self.reason,
            request=str(self.interaction),
            at=now,
        )


@dataclass(frozen=True, kw_only=True)
class Blocking:
    """A block as it is now, the one before it, and how many waiting jobs were called off for it."""

    block: Block
    before: Block | None
    cancelled: int


class Moderation:
    """The door for moderators. Who asks is checked at every step, and nothing of another server is within reach."""

    def __init__(self, store: Store, clock: Clock, nudge: Nudge, terms: Terms) -> None:
        self._store = store
        self._clock = clock
        self._nudge = nudge
        self._terms = terms

    async def budget(self, requester: Requester) -> Budget | Refusal:
        """Show what the server has and what was settled about it."""
        if not requester.is_moderator:
            return ManagersOnly()
        return await self._store.budget(requester.guild_id, self._terms, self._clock.now())

    async def balance_of(self, requester: Requester, whose: MemberId, roles: Collection[RoleId]) -> Balance | Refusal:
        """Show what a member with these roles may use and used."""
        if not requester.is_moderator:
            return ManagersOnly()
        return await self._store.balance(requester.guild_id, whose, roles, self._terms, self._clock.now())

    async def settle(self, asked: Request, change: RuleChange) -> Budget | Refusal:
        """Change the server's rule."""
        if not asked.requester.is_moderator:
            return ManagersOnly()
        return await self._store.settle_rule(self._said(asked), change, self._terms)

    async def limit_all(self, asked: Request, credits_: int | None) -> Changed | Refusal:
        """Settle what every member may use who has no other limit; None takes it away."""
        return self.refuse_limit(asked, credits_) or await self._store.limit_all(self._said(asked), credits_)

    async def limit_role(self, asked: Request, role: RoleId, credits_: int | None) -> Changed | Refusal:
        """Settle what each member of a role may use; everybody's role, whose id is the server's, is no other limit."""
        if int(role) == int(asked.requester.guild_id):
            return await self.limit_all(asked, credits_)
        return self.refuse_limit(asked, credits_) or await self._store.limit_role(self._said(asked), role, credits_)

    async def limit_member(self, asked: Request, whose: MemberId, credits_: int | None) -> Changed | Refusal:
        """Settle what a member may use, whatever the roles say; None takes it away."""
        return self.refuse_limit(asked, credits_) or await self._store.limit_member(self._said(asked), whose, credits_)

    async def block(
        self, asked: Request, whose: MemberId, seconds: float | None, about: JobId | None = None
    ) -> Blocking | Refusal:
        """Keep a member from asking for videos, for a time or until unblocked, and call off what waits.

        The card of the job that it is `about` says so. A crash in between leaves waiting jobs that anybody who
        moderates can call off; blocking again does it too.
        """
        if not asked.requester.is_moderator:
            return ManagersOnly()
        said = self._said(asked)
        wanted = Block(until=None if seconds is None else said.at + seconds, reason=asked.reason)
        before = await self._store.block(said, whose, wanted, about)
        cancelled = 0
        for job in await self._store.queued_of(said.guild_id, whose):
            try:
                await self._store.apply(life.cancel(job, self._clock.now(), Ending.BY_MODERATOR))
            except StaleJobError:
                continue  # it has just left the queue
            cancelled += 1
        self._nudge.set()
        return Blocking(block=wanted, before=before, cancelled=cancelled)

    async def block_requester(
        self, asked: Request, job_id: JobId, seconds: float | None
    ) -> tuple[MemberId, Blocking] | Refusal:
        """Do so with the member who asked for a video, because of it; gives who that is as well."""
        if not asked.requester.is_moderator:
            return ManagersOnly()
        job = await self._store.job(job_id)
        if job is None or job.guild_id != asked.requester.guild_id:
            return JobNotFound()
        if not job.member_id:
            return MemberErased()
        done = await self.block(asked, job.member_id, seconds, about=job_id)
        return done if isinstance(done, Refusal) else (job.member_id, done)

    async def unblock(self, asked: Request, whose: MemberId) -> Block | Refusal:
        """Let a member ask for videos again; gives the block that ends."""
        if not asked.requester.is_moderator:
            return ManagersOnly()
        return await self._store.block(self._said(asked), whose, None) or NotBlocked()

    async def approve(self, asked: Request, job_id: JobId) -> Job | Refusal:
        """Let a video into the queue that waits for a moderator."""
        return await self._decide(asked, job_id, life.approve, Deed.APPROVED)

    async def refuse(self, asked: Request, job_id: JobId) -> Job | Refusal:
        """Call off a video that waits for a moderator; its hold is given back."""
        return await self._decide(asked, job_id, _not_approved, Deed.REFUSED)

    async def _decide(
        self, asked: Request, job_id: JobId, decision: Callable[[Job, Instant], Move], deed: Deed
    ) -> Job | Refusal:
        """Decide once: of two moderators the second learns what the first decided."""
        if not asked.requester.is_moderator:
            return ManagersOnly()
        job = await self._store.job(job_id)
        if job is None or job.guild_id != asked.requester.guild_id:
            return JobNotFound()
        if job.state is not JobState.AWAITING_APPROVAL:
            return _decided(job)
        said = self._said(asked)
        try:
            decided = await self._store.decide(said, decision(job, said.at), deed)
        except StaleJobError:
            return _decided(await self._store.job(job_id) or job)
        self._nudge.set()
        return decided

    async def give_room(self, asked: Request, whose: MemberId, amount: int) -> Changed | Refusal:
        """Let a member use more than the limit says, until the period ends."""
        if not asked.requester.is_moderator:
            return ManagersOnly()
        return await self._store.give_room(self._said(asked), whose, amount, self._terms)

    async def give_back(self, asked: Request, job_id: JobId) -> Returned | Refusal:
        """Return what a video took, once."""
        if not asked.requester.is_moderator:
            return ManagersOnly()
        job = await self._store.job(job_id)
        if job is None or job.guild_id != asked.requester.guild_id:
            return JobNotFound()
        returned = await self._store.give_back(self._said(asked), job, self._terms)
        self._nudge.set()
        return returned

    @staticmethod
    def refuse_limit(asked: Request, credits_: int | None) -> Refusal | None:
        """Say why a limit would be refused, before anything else is changed with it."""
        if not asked.requester.is_moderator:
            return ManagersOnly()
        return None if credits_ is None else refuse_amount(credits_)

    def _said(self, asked: Request) -> Instruction:
        return asked.said(self._clock.now())


def _not_approved(job: Job, now: Instant) -> Move:
    return life.cancel(job, now, Ending.NOT_APPROVED)


def _decided(job: Job) -> NotAwaiting:
    """Say what became of a job that somebody wanted to decide about."""
    if job.ending is Ending.NOT_APPROVED:
        return NotAwaiting("refused")
    # one that waits still has just been found overdue
    ended = job.state is JobState.AWAITING_APPROVAL or (job.state in VOID and not job.submits)
    return NotAwaiting("called-off" if ended else "approved")
