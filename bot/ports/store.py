"""The database, as the services need it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.budget import Balance, Block, Budget, Changed, Instruction, Returned, RuleChange, Terms
from bot.domain.delivery import Delivery
from bot.domain.draft import Draft
from bot.domain.drift import Drift
from bot.domain.history import Cursor, Page, Record
from bot.domain.ids import ChannelId, GuildId, Instant, JobId, MemberId, MessageId, RoleId
from bot.domain.job import Job, JobState, Move
from bot.domain.log_card import Deed
from bot.domain.picture import KeptPicture
from bot.domain.policy import CapChange, CapChanged, Policy, PolicyChange, PolicyChanged, Whose, WordsChanged
from bot.domain.queue import Caps
from bot.domain.refusals import AmountUnfit, Refusal, WordsUnfit
from bot.domain.requester import Requester
from bot.domain.studio import Studio
from bot.domain.upload import UploadLimit
from bot.domain.video import VideoSpec
from bot.domain.waiting import Prospect


class TaskTakenError(Exception):
    """The task belongs to another job."""


class StaleJobError(Exception):
    """The job has changed since it was read: whoever holds this copy must let go of it."""


class StoreAwayError(Exception):
    """The database cannot be used at present: somebody else has it, its disk is full or damaged, its server is gone.

    Nothing of the transaction stands, unless its answer alone was lost. Where the database is damaged, nothing is
    written to it any more until the process starts again.
    """


class StoreDamagedError(StoreAwayError):
    """What the database stored cannot be read any more; no waiting makes it well."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """An invariant that does not hold, and where."""

    invariant: str
    subject: str
    detail: str


class Store(Protocol):
    """The database. One method is one transaction; when it returns, what it wrote survives a power cut.

    A job is changed only by `apply`, which is fenced by the job's `rev`. A job being worked on carries a lease. Every
    method raises StoreAwayError.
    """

    async def accept(
        self,
        job_id: JobId,
        requester: Requester,
        spec: VideoSpec,
        terms: Terms,
        caps: Caps,
        now: Instant,
        picture: KeptPicture | None = None,
    ) -> Job | Refusal:
        """Check policy and budget and, together, put the job into the queue and hold its price.

        Where the policy wants a moderator's word, it waits for that first. The same job id again returns the job as it
        stands and changes nothing. Refuses with StudioClosed, Blocked, whatever the policy says, TooManyQueued,
        KeyBudgetUsedUp, AllowanceUsedUp or MemberLimitReached.
        """

    async def refuse(
        self, job_id: JobId, requester: Requester, spec: VideoSpec, terms: Terms, caps: Caps, now: Instant
    ) -> Refusal | None:
        """Say why `accept` would refuse now, if it would, and change nothing."""

    async def job(self, job_id: JobId) -> Job | None:
        """Read a job."""

    async def apply(self, move: Move, *, keep_lease: bool = False) -> Job:
        """Write a move: the job, its event, its hold's end, its delivery. Raises StaleJobError.

        The lease ends with it, unless the caller goes on working on the job.
        """

    async def decide(self, said: Instruction, move: Move, deed: Deed) -> Job:
        """Write what a moderator does about a job, and who did it, on the job's card too. Raises StaleJobError."""

    async def take_turn(
        self, caps: Caps, owner: str, now: Instant, lease: float, callback: str | None = None
    ) -> Job | None:
        """Bring the fairest queued job into *submitting*, leased to `owner`; None when no job may start now.

        A job whose picture's link is not relied on any more is leased as it is instead, *queued*, to have it looked
        after; it takes one of the places meanwhile.

        Fair: the server that was served least recently, then the job that waits longest. A closed studio gives no
        turn; when its trial is due, exactly one. `callback` is the digest of the token that goes with its POST.
        """

    async def claim(
        self,
        owner: str,
        now: Instant,
        lease: float,
        limit: int,
        states: Collection[JobState] = tuple(JobState),
        but: Collection[JobId] = (),
    ) -> list[Job]:
        """Lease the jobs in some states that are due, or past their deadline, and that nobody holds, but not some.

        Raises their `rev`, so that whoever held them before is fenced off.
        """

    async def renew(self, owner: str, job_ids: Collection[JobId], now: Instant, lease: float) -> None:
        """Prolong an owner's leases on the jobs it works on, as far as they have not run out."""

    async def follow_clock(self, now: Instant, lease: float) -> int:
        """Bring forward what a clock that was set back would put off: waits, deadlines, leases. Gives how many jobs.

        Where the clock only ever went on, nothing changes.
        """

    async def let_go(self, job: Job, due_at: Instant) -> None:
        """Give a lease back without a move; no-op when the lease is not ours any more."""

    async def clear_leases(self) -> None:
        """Forget every lease: for the one process of a SQLite database, at its start."""

    async def next_due(self) -> Instant | None:
        """Tell when the next job wants work, turns left aside; None when none will."""

    async def claim_untold(self, now: Instant, retry_at: Instant, limit: int) -> list[Job]:
        """Take the jobs whose state the member was not told yet; each is offered again at `retry_at`."""

    async def claim_misled(
        self, caps: Caps, now: Instant, retry_at: Instant, shown_before: Instant, limit: int
    ) -> list[tuple[Job, Prospect]]:
        """Take queued jobs whose message, told before an instant, by now misleads; the nearest to their turn first.

        Each is offered again at `retry_at` unless it was told.
        """

    async def told(self, as_shown: Job, message_id: MessageId | None, prospect: Prospect | None = None) -> None:
        """Remember what of a job and its wait was shown, and in which status message; None when it is gone.

        What was told without a prospect never misleads.
        """

    async def prospects(self, jobs: Sequence[Job], caps: Caps, now: Instant) -> Mapping[JobId, Prospect]:
        """Foresee what can honestly be said of jobs that wait or run; the others are left out."""

    async def queued_for(self, channel_id: ChannelId) -> list[Job]:
        """Read the jobs that were asked for in a channel and wait."""

    async def delivery(self, job_id: JobId) -> Delivery | None:
        """Read the newest delivery of a job."""

    async def rewound_at(self) -> Instant | None:
        """Tell when the database was last found to be an older copy of what ran; None when it never was."""

    async def upload_limit(self, guild_id: GuildId) -> UploadLimit:
        """Read what a server has shown of the largest file that it takes."""

    async def learn_upload(self, guild_id: GuildId, size: int, now: Instant, *, taken: bool) -> None:
        """Add that a server took a file of `size` bytes, or refused it as too large."""

    async def studio(self) -> Studio:
        """Read whether the vendor takes work from us."""

    async def change_studio(self, before: Studio, after: Studio) -> bool:
        """Change it, unless somebody did meanwhile; True when it was us."""

    async def entered_since(self, state: JobState, since: Instant) -> int:
        """Count the jobs that entered a state since an instant."""

    async def missing_tasks(self) -> int:
        """Count the running jobs whose task the vendor did not find when last asked."""

    async def balance(
        self, guild_id: GuildId, member_id: MemberId, roles: Collection[RoleId], terms: Terms, now: Instant
    ) -> Balance:
        """Tell what a server has to spend, and what of it a member with these roles may use and used."""

    async def budget(self, guild_id: GuildId, terms: Terms, now: Instant) -> Budget:
        """Tell what a server has and what was settled about it."""

    async def settle_rule(self, said: Instruction, change: RuleChange, terms: Terms) -> Budget | Refusal:
        """Change a server's rule as a whole or not at all; what of it acts now is granted at once.

        Refuses with AllowanceOverCeiling, AmountUnfit, ResetDayUnknown or ZoneUnknown.
        """

    async def limit_all(self, said: Instruction, credits_: int | None) -> Changed:
        """Settle the limit of every member who has no other; None takes it away."""

    async def limit_role(self, said: Instruction, role: RoleId, credits_: int | None) -> Changed:
        """Settle the limit of a role; None takes it away."""

    async def limit_member(self, said: Instruction, whose: MemberId, credits_: int | None) -> Changed:
        """Settle a member's own limit; None takes it away."""

    async def block(
        self, said: Instruction, whose: MemberId, wanted: Block | None, about: JobId | None = None
    ) -> Block | None:
        """Keep a member from asking for videos, or with None let the member again; gives what was so before."""

    async def queued_of(self, guild_id: GuildId, member_id: MemberId) -> list[Job]:
        """Read the jobs that a member asked for in a server and that wait."""

    async def give_room(self, said: Instruction, whose: MemberId, amount: int, terms: Terms) -> Changed | AmountUnfit:
        """Let a member use more than the limit says until the period ends, once for each request."""

    async def give_back(self, said: Instruction, job: Job, terms: Terms) -> Returned | Refusal:
        """Return what a job captured, once: to its member, and into the pool as far as the ceiling lets.

        The job's card says who did it. Refuses with NothingToReturn or ReturnedAlready.
        """

    async def grant_key(self, said: Instruction, fingerprint: str, amount: int) -> Changed | AmountUnfit:
        """Add to the budget of a key, or take from what of it is free, once for each request."""

    async def grant_extra(self, said: Instruction, amount: int) -> Changed | AmountUnfit:
        """Give a server extra credits, or take from what of them is free, once for each request."""

    async def set_ceiling(self, said: Instruction, ceiling: int | None) -> Changed:
        """Settle the most that a server's moderators may settle; None is what the terms say."""

    async def drifts(self) -> Sequence[Drift]:
        """List the cells of the price table that ever drifted, as they stand since their price was confirmed."""

    async def policy(self, guild_id: GuildId) -> Policy:
        """Read what a server's moderators settled besides credits."""

    async def change_policy(self, said: Instruction, change: PolicyChange) -> PolicyChanged:
        """Settle parts of a server's policy."""

    async def cap_video(self, said: Instruction, whose: Whose, change: CapChange) -> CapChanged:
        """Settle what a video may be at most for a server, a role or a channel."""

    async def named(self, guild_id: GuildId) -> frozenset[Whose]:
        """Read for which roles and channels a limit or a cap is settled."""

    async def forget(self, said: Instruction, gone: Collection[Whose]) -> None:
        """Take away the limits and caps of roles and channels that are no more."""

    async def block_words(self, said: Instruction, add: str, remove: str) -> WordsChanged | WordsUnfit:
        """Settle which words no prompt may have; each list is separated by commas."""

    async def history(self, guild_id: GuildId, member_id: MemberId | None, cursor: Cursor | None, size: int) -> Page:
        """Read a page of a server's jobs, of one member's with `member_id`; the newest without a cursor."""

    async def record(self, job_id: JobId) -> Record | None:
        """Read everything that is kept about a job."""

    async def keep_draft(self, draft_id: int, requester: Requester, new: Draft, now: Instant) -> None:
        """Keep what a member has begun, under the id of the interaction that led to it."""

    async def draft(self, draft_id: int, requester: Requester, now: Instant) -> Draft | None:
        """Read what this member of this server has begun; None when it is not theirs, or too old."""

    async def check(self) -> Sequence[Finding]:
        """Verify the invariants of the ledger and of the jobs over the whole database."""

    async def recall(self, key: str) -> str | None:
        """Read a note kept under a key."""

    async def remember(self, key: str, value: str) -> None:
        """Keep a note."""
