"""The port `Store` on SQLAlchemy: each method opens one transaction and lets the parts do the work."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.budget import Allowance, Balance
from bot.domain.delivery import Delivery
from bot.domain.history import Cursor, Page, Record
from bot.domain.ids import GuildId, Instant, JobId, MemberId, MessageId
from bot.domain.job import Job, JobState, Move
from bot.domain.life import QUEUE_PATIENCE
from bot.domain.refusals import Refusal
from bot.domain.requester import Requester
from bot.domain.studio import Studio
from bot.domain.video import VideoSpec
from bot.ports import Caps, Finding
from bot.store import accounts, gate, history, jobs, leases, telling
from bot.store.check import check
from bot.store.rows import delivery_of
from bot.store.tables import delivery, job, job_event, note


class SqlStore:
    """Implements `bot.ports.Store`; whoever made the engine also disposes of it."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[AsyncConnection]:
        async with self._engine.begin() as conn:
            yield conn

    async def accept(
        self, job_id: JobId, requester: Requester, spec: VideoSpec, rule: Allowance, caps: Caps, now: Instant
    ) -> Job | Refusal:
        new = Job(
            id=job_id,
            guild_id=requester.guild_id,
            channel_id=requester.channel_id,
            member_id=requester.member_id,
            locale=requester.locale,
            guild_locale=requester.guild_locale,
            spec=spec,
            price=spec.price,
            state=JobState.QUEUED,
            created_at=now,
            state_at=now,
            due_at=now,
            deadline_at=now + QUEUE_PATIENCE,
        )
        async with self._transaction() as conn:
            return await jobs.accept(conn, new, rule, caps, now)

    async def job(self, job_id: JobId) -> Job | None:
        async with self._transaction() as conn:
            return await jobs.read(conn, job_id)

    async def apply(self, move: Move, *, keep_lease: bool = False) -> Job:
        async with self._transaction() as conn:
            return await jobs.apply(conn, move, keep_lease=keep_lease)

    async def take_turn(self, caps: Caps, owner: str, now: Instant, lease: float) -> Job | None:
        async with self._transaction() as conn:
            return await jobs.take_turn(conn, caps, owner, now, lease)

    async def claim(
        self, owner: str, now: Instant, lease: float, limit: int, states: Collection[JobState] = tuple(JobState)
    ) -> list[Job]:
        async with self._transaction() as conn:
            return await leases.claim(conn, owner, now, lease, limit, states)

    async def renew(self, owner: str, job_ids: Collection[JobId], now: Instant, lease: float) -> None:
        async with self._transaction() as conn:
            await leases.renew(conn, owner, job_ids, now, lease)

    async def let_go(self, job: Job, due_at: Instant) -> None:
        async with self._transaction() as conn:
            await leases.let_go(conn, job, due_at)

    async def clear_leases(self) -> None:
        async with self._transaction() as conn:
            await leases.clear(conn)

    async def next_due(self) -> Instant | None:
        async with self._transaction() as conn:
            return await leases.next_due(conn)

    async def claim_untold(self, now: Instant, retry_at: Instant, limit: int) -> list[Job]:
        async with self._transaction() as conn:
            return await telling.claim(conn, now, retry_at, limit)

    async def told(self, as_shown: Job, message_id: MessageId | None) -> None:
        async with self._transaction() as conn:
            await telling.told(conn, as_shown, message_id)

    async def place(self, job: Job) -> int:
        async with self._transaction() as conn:
            return await telling.place(conn, job)

    async def delivery(self, job_id: JobId) -> Delivery | None:
        newest = select(delivery).where(delivery.c.job_id == job_id).order_by(delivery.c.number.desc()).limit(1)
        async with self._transaction() as conn:
            row = (await conn.execute(newest)).mappings().one_or_none()
            return delivery_of(row) if row is not None else None

    async def studio(self) -> Studio:
        async with self._transaction() as conn:
            return await gate.read(conn)

    async def change_studio(self, before: Studio, after: Studio) -> bool:
        async with self._transaction() as conn:
            return await gate.change(conn, before, after)

    async def entered_since(self, state: JobState, since: Instant) -> int:
        entered = select(func.count()).where(job_event.c.target == state, job_event.c.at >= since)
        async with self._transaction() as conn:
            return int((await conn.execute(entered)).scalar_one())

    async def missing_tasks(self) -> int:
        missing = select(func.count()).where(job.c.state == JobState.RUNNING, job.c.missing > 0)
        async with self._transaction() as conn:
            return int((await conn.execute(missing)).scalar_one())

    async def balance(self, guild_id: GuildId, member_id: MemberId, rule: Allowance, now: Instant) -> Balance:
        async with self._transaction() as conn:
            return await accounts.balance(conn, guild_id, member_id, rule, now)

    async def history(self, guild_id: GuildId, member_id: MemberId | None, cursor: Cursor | None, size: int) -> Page:
        async with self._transaction() as conn:
            return await history.page(conn, guild_id, member_id, cursor, size)

    async def record(self, job_id: JobId) -> Record | None:
        async with self._transaction() as conn:
            return await history.record(conn, job_id)

    async def check(self) -> Sequence[Finding]:
        async with self._transaction() as conn:
            return await check(conn)

    async def recall(self, key: str) -> str | None:
        async with self._transaction() as conn:
            return (await conn.execute(select(note.c.value).where(note.c.key == key))).scalar_one_or_none()

    async def remember(self, key: str, value: str) -> None:
        async with self._transaction() as conn:
            await accounts.insert_missing(conn, note, key=key, value=value)
            await conn.execute(note.update().where(note.c.key == key).values(value=value))
