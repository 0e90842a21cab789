"""The port `Store` on SQLAlchemy: each method opens one transaction and lets the parts do the work."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.budget import Balance, Block, Budget, Changed, Instruction, Returned, RuleChange, Terms
from bot.domain.chronicle import Lookup, Mark, RecordPage
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.draft import Draft
from bot.domain.history import Cursor, Page, Record
from bot.domain.ids import ChannelId, GuildId, Instant, JobId, MemberId, MessageId, RoleId
from bot.domain.job import Job, JobState, Move
from bot.domain.life import QUEUE_PATIENCE
from bot.domain.log_card import Deed, LogCard
from bot.domain.picture import KeptPicture
from bot.domain.policy import CapChange, CapChanged, Policy, PolicyChange, PolicyChanged, Whose, WordsChanged
from bot.domain.queue import Caps
from bot.domain.refusals import AmountUnfit, Refusal, WordsUnfit
from bot.domain.report import Fact, Row, Span, Stretch
from bot.domain.requester import Requester
from bot.domain.studio import Studio
from bot.domain.upload import UploadLimit
from bot.domain.video import VideoSpec
from bot.domain.waiting import Prospect
from bot.ports import StaleJobError
from bot.store import (
    budgets,
    chronicle,
    drafts,
    epochs,
    gate,
    history,
    jobs,
    leases,
    log_cards,
    notes,
    policies,
    prospects,
    reports,
    set_back,
    telling,
    uploads,
)
from bot.store.epochs import RewoundError
from bot.store.operating import Operating

T = TypeVar("T")


def _waiting(job_id: JobId, requester: Requester, spec: VideoSpec, now: Instant, picture: KeptPicture | None) -> Job:
    """Make the job that a request asks for."""
    return Job(
        id=job_id,
        guild_id=requester.guild_id,
        channel_id=requester.channel_id,
        parent_id=requester.parent_id,
        member_id=requester.member_id,
        locale=requester.locale,
        guild_locale=requester.guild_locale,
        spec=spec,
        price=spec.price,
        state=JobState.QUEUED,
        created_at=now,
        queued_at=now,
        state_at=now,
        due_at=now,
        deadline_at=now + QUEUE_PATIENCE,
        picture=picture,
    )


class SqlStore(Operating):
    """Implements `bot.ports.Store`; whoever made the engine also disposes of it."""

    def __init__(self, engine: AsyncEngine) -> None:
        super().__init__(engine)
        self._seen: Callable[[Move], None] = _look_away

    def watch(self, seen: Callable[[Move], None]) -> None:
        """Have every move of a job seen that this process wrote."""
        self._seen = seen

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
        new = _waiting(job_id, requester, spec, now, picture)
        return await self._run(lambda conn: jobs.accept(conn, new, requester, terms, caps, now))

    async def refuse(
        self, job_id: JobId, requester: Requester, spec: VideoSpec, terms: Terms, caps: Caps, now: Instant
    ) -> Refusal | None:
        new = _waiting(job_id, requester, spec, now, None)
        return await self._run(lambda conn: jobs.refuse(conn, new, requester, terms, caps, now))

    async def job(self, job_id: JobId) -> Job | None:
        return await self._ask(lambda conn: jobs.read(conn, job_id))

    async def apply(self, move: Move, *, keep_lease: bool = False) -> Job:
        after = await self._apply(move, keep_lease=keep_lease)
        self._seen(move)
        return after

    async def _apply(self, move: Move, *, keep_lease: bool) -> Job:
        async def work(conn: AsyncConnection) -> Job:
            return await jobs.apply(conn, move, keep_lease=keep_lease)

        if move.delivery is None or move.delivery.state is not DeliveryState.POSTING:
            return await self._run(work, jobs.stands)
        try:
            sent_at = move.delivery.sent_at or move.after.state_at
            return await self._counted(work, jobs.stands, lambda _: True, sent_at)
        except RewoundError:
            raise StaleJobError(move.before.id) from None

    async def decide(self, said: Instruction, move: Move, deed: Deed) -> Job:
        after = await self._run(lambda conn: jobs.decide(conn, said, move, deed), jobs.stands)
        self._seen(move)
        return after

    async def take_turn(
        self, caps: Caps, owner: str, now: Instant, lease: float, callback: str | None = None
    ) -> Job | None:
        async def work(conn: AsyncConnection) -> Job | None:
            return await jobs.take_turn(conn, caps, owner, now, lease, callback)

        try:
            return await self._counted(work, jobs.turn_stands, jobs.is_turn, now)
        except RewoundError:
            return None

    async def claim(
        self,
        owner: str,
        now: Instant,
        lease: float,
        limit: int,
        states: Collection[JobState] = tuple(JobState),
        but: Collection[JobId] = (),
    ) -> list[Job]:
        return await self._run(lambda conn: leases.claim(conn, owner, now, lease, limit, states, but), leases.stand)

    async def renew(self, owner: str, job_ids: Collection[JobId], now: Instant, lease: float) -> None:
        await self._run(lambda conn: leases.renew(conn, owner, job_ids, now, lease))

    async def let_go(self, job: Job, due_at: Instant) -> None:
        await self._run(lambda conn: leases.let_go(conn, job, due_at))

    async def follow_clock(self, now: Instant, lease: float) -> int:
        return await self._run(lambda conn: set_back.follow_clock(conn, now, lease))

    async def clear_leases(self) -> None:
        await self._run(leases.clear)

    async def next_due(self) -> Instant | None:
        return await self._ask(leases.next_due)

    async def claim_untold(self, now: Instant, retry_at: Instant, limit: int) -> list[Job]:
        return await self._run(lambda conn: telling.claim(conn, now, retry_at, limit))

    async def claim_misled(
        self, caps: Caps, now: Instant, retry_at: Instant, shown_before: Instant, limit: int
    ) -> list[tuple[Job, Prospect]]:
        return await self._run(lambda conn: prospects.claim_misled(conn, caps, now, retry_at, shown_before, limit))

    async def told(self, as_shown: Job, message_id: MessageId | None, prospect: Prospect | None = None) -> None:
        await self._run(lambda conn: telling.told(conn, as_shown, message_id, prospect))

    async def prospects(self, jobs: Sequence[Job], caps: Caps, now: Instant) -> Mapping[JobId, Prospect]:
        return await self._run(lambda conn: prospects.read(conn, jobs, caps, now))

    async def queued_for(self, channel_id: ChannelId) -> list[Job]:
        return await self._run(lambda conn: jobs.queued_for(conn, channel_id))

    async def delivery(self, job_id: JobId) -> Delivery | None:
        return await self._ask(lambda conn: jobs.newest_delivery(conn, job_id))

    async def rewound_at(self) -> Instant | None:
        return await self._ask(epochs.rewound_at)

    async def put_back(self) -> None:
        """Have the next start of a copy treat it as one."""
        await self._run(lambda conn: notes.remember(conn, epochs.PUT_BACK, "yes"))

    async def is_put_back(self) -> bool:
        """Tell whether the database is a copy on which nothing was started yet."""
        return await self._run(lambda conn: notes.recall(conn, epochs.PUT_BACK)) is not None

    async def accept_restored(self, said: Instruction) -> bool:
        return await self._run(lambda conn: epochs.accept(conn, said))

    async def upload_limit(self, guild_id: GuildId) -> UploadLimit:
        return await self._ask(lambda conn: uploads.read(conn, guild_id))

    async def learn_upload(self, guild_id: GuildId, size: int, now: Instant, *, taken: bool) -> None:
        await self._run(lambda conn: uploads.learn(conn, guild_id, size, now, taken=taken))

    async def studio(self) -> Studio:
        return await self._ask(gate.read)

    async def change_studio(self, before: Studio, after: Studio) -> bool:
        return await self._run(lambda conn: gate.change(conn, before, after), gate.stands_after(after))

    async def entered_since(self, state: JobState, since: Instant) -> int:
        return await self._ask(lambda conn: jobs.entered_since(conn, state, since))

    async def missing_tasks(self) -> int:
        return await self._ask(jobs.missing_tasks)

    async def balance(
        self, guild_id: GuildId, member_id: MemberId, roles: Collection[RoleId], terms: Terms, now: Instant
    ) -> Balance:
        return await self._run(lambda conn: budgets.balance(conn, guild_id, member_id, roles, terms, now))

    async def budget(self, guild_id: GuildId, terms: Terms, now: Instant) -> Budget:
        return await self._run(lambda conn: budgets.budget(conn, guild_id, terms, now))

    async def settle_rule(self, said: Instruction, change: RuleChange, terms: Terms) -> Budget | Refusal:
        return await self._run(lambda conn: budgets.settle_rule(conn, said, change, terms))

    async def limit_all(self, said: Instruction, credits_: int | None) -> Changed:
        return await self._run(lambda conn: budgets.limit_all(conn, said, credits_))

    async def limit_role(self, said: Instruction, role: RoleId, credits_: int | None) -> Changed:
        return await self._run(lambda conn: budgets.limit_role(conn, said, role, credits_))

    async def limit_member(self, said: Instruction, whose: MemberId, credits_: int | None) -> Changed:
        return await self._run(lambda conn: budgets.limit_member(conn, said, whose, credits_))

    async def block(
        self, said: Instruction, whose: MemberId, wanted: Block | None, about: JobId | None = None
    ) -> Block | None:
        return await self._run(lambda conn: budgets.block(conn, said, whose, wanted, about))

    async def queued_of(self, guild_id: GuildId, member_id: MemberId) -> list[Job]:
        return await self._run(lambda conn: jobs.queued_of(conn, guild_id, member_id))

    async def give_room(self, said: Instruction, whose: MemberId, amount: int, terms: Terms) -> Changed | AmountUnfit:
        return await self._run(lambda conn: budgets.give_room(conn, said, whose, amount, terms))

    async def give_back(self, said: Instruction, job: Job, terms: Terms) -> Returned | Refusal:
        return await self._run(lambda conn: budgets.give_back(conn, said, job, terms))

    async def grant_key(self, said: Instruction, fingerprint: str, amount: int) -> Changed | AmountUnfit:
        return await self._run(lambda conn: budgets.grant_key(conn, said, fingerprint, amount))

    async def grant_extra(self, said: Instruction, amount: int) -> Changed | AmountUnfit:
        return await self._run(lambda conn: budgets.grant_extra(conn, said, amount))

    async def set_ceiling(self, said: Instruction, ceiling: int | None) -> Changed:
        return await self._run(lambda conn: budgets.set_ceiling(conn, said, ceiling))

    async def policy(self, guild_id: GuildId) -> Policy:
        return await self._run(lambda conn: policies.read(conn, guild_id))

    async def change_policy(self, said: Instruction, change: PolicyChange) -> PolicyChanged:
        return await self._run(lambda conn: policies.change(conn, said, change))

    async def cap_video(self, said: Instruction, whose: Whose, change: CapChange) -> CapChanged:
        return await self._run(lambda conn: policies.cap_video(conn, said, whose, change))

    async def named(self, guild_id: GuildId) -> frozenset[Whose]:
        return await self._run(lambda conn: policies.named(conn, guild_id))

    async def forget(self, said: Instruction, gone: Collection[Whose]) -> None:
        await self._run(lambda conn: policies.forget(conn, said, gone))

    async def block_words(self, said: Instruction, add: str, remove: str) -> WordsChanged | WordsUnfit:
        return await self._run(lambda conn: policies.block_words(conn, said, add, remove))

    async def claim_cards(self, now: Instant, retry_at: Instant, limit: int) -> list[LogCard]:
        return await self._run(lambda conn: log_cards.claim(conn, now, retry_at, limit))

    async def card_told(self, as_shown: LogCard, message_id: MessageId | None) -> None:
        await self._run(lambda conn: log_cards.told(conn, as_shown, message_id))

    async def put_off_card(self, card: LogCard, until: Instant) -> None:
        await self._run(lambda conn: log_cards.put_off(conn, card, until))

    async def lose_log_channel(self, guild_id: GuildId, channel_id: ChannelId) -> bool:
        return await self._run(lambda conn: log_cards.lose_channel(conn, guild_id, channel_id))

    async def history(self, guild_id: GuildId, member_id: MemberId | None, cursor: Cursor | None, size: int) -> Page:
        return await self._run(lambda conn: history.page(conn, guild_id, member_id, cursor, size))

    async def record(self, job_id: JobId) -> Record | None:
        return await self._run(lambda conn: history.record(conn, job_id))

    async def chronicle(self, guild_id: GuildId, lookup: Lookup, mark: Mark | None, size: int) -> RecordPage:
        return await self._run(lambda conn: chronicle.page(conn, guild_id, lookup, mark, size))

    async def stretch(self, guild_id: GuildId, span: Span, terms: Terms, now: Instant) -> Stretch | None:
        return await self._run(lambda conn: reports.stretch(conn, guild_id, span, terms, now))

    async def report_facts(self, guild_id: GuildId, before: JobId | None, size: int) -> list[Fact]:
        return await self._run(lambda conn: reports.facts(conn, guild_id, before, size))

    async def report_rows(self, guild_id: GuildId, before: JobId | None, size: int) -> list[Row]:
        return await self._run(lambda conn: reports.rows(conn, guild_id, before, size))

    async def keep_draft(self, draft_id: int, requester: Requester, new: Draft, now: Instant) -> None:
        await self._run(lambda conn: drafts.keep(conn, draft_id, requester, new, now))

    async def draft(self, draft_id: int, requester: Requester, now: Instant) -> Draft | None:
        return await self._run(lambda conn: drafts.find(conn, draft_id, requester, now))

    async def recall(self, key: str) -> str | None:
        return await self._ask(lambda conn: notes.recall(conn, key))

    async def remember(self, key: str, value: str) -> None:
        await self._run(lambda conn: notes.remember(conn, key, value))

    async def exchange(self, key: str, before: str | None, after: str) -> bool:
        return await self._run(lambda conn: notes.exchange(conn, key, before, after), notes.stands_after(key, after))


def _look_away(_move: Move) -> None:
    """See nothing."""
