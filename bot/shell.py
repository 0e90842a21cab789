"""What the operator asks at the shell, beside a running bot if there is one. Each raises StartError."""

import secrets
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from bot.clock import SystemClock
from bot.domain.budget import Changed
from bot.domain.drift import Cell, Drift
from bot.domain.ids import GuildId, JobId, MemberId, TaskId
from bot.domain.reconcile import Matter, NotReconciled, Reconciled
from bot.domain.refusals import AmountUnfit
from bot.domain.stats import DAY, Stats
from bot.media.library import MediaLibrary
from bot.opening import CLIPS, StartError, open_beside, open_store, opened_to_read
from bot.ports import Finding, OperatorStore, ReconcileStore
from bot.seedance.client import SeedanceClient, fingerprint, shared_session
from bot.service.erasing import Erasing, Erasure
from bot.service.nudge import Nudge
from bot.service.operation import Operation, Order
from bot.service.reconcile import Reconcile
from bot.settings import Settings


async def migrate_database(settings: Settings) -> str:
    """Bring the database to this version's schema and return its revision."""
    async with AsyncExitStack() as stack:
        _, revision = await open_store(settings, stack)
        return revision


async def check_ledger(settings: Settings) -> Sequence[Finding] | None:
    """Verify the invariants; None when there is no database yet."""
    async with opened_to_read(settings) as store:
        return await store.check() if store else None


async def stats(settings: Settings) -> Stats | None:
    """Sum up what the operator wants to know; None when there is no database yet."""
    async with opened_to_read(settings) as store:
        return await _operation(settings, store).stats() if store else None


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What the operator grants: one of a key's budget, a server's extra credits, and a server's ceiling (credits)."""

    reason: str
    server: GuildId | None = None
    key: int | None = None
    extra: int | None = None
    ceiling: int | None = None
    """With the others None as well, the ceiling that the settings give."""


async def grant(settings: Settings, wanted: Grant) -> Changed | AmountUnfit:
    """Change what the operator has granted."""
    order = Order(reason=wanted.reason, request=f"shell-{secrets.token_hex(8)}")
    async with AsyncExitStack() as stack:
        operation = _operation(settings, await open_beside(settings, stack))
        if wanted.key is not None:
            return await operation.grant_key(order, wanted.key)
        if wanted.server is None:
            raise ValueError("a grant is for the key or for a server")
        if wanted.extra is not None:
            return await operation.grant_extra(order, wanted.server, wanted.extra)
        return await operation.set_ceiling(order, wanted.server, wanted.ceiling)


async def drifts(settings: Settings) -> Sequence[Drift]:
    """List the cells of the price table that ever drifted; none when there is no database yet."""
    async with opened_to_read(settings) as store:
        return await _operation(settings, store).drifts() if store else ()


async def confirm_price(settings: Settings, cell: Cell, reason: str) -> Drift:
    """Confirm the price of a cell, which opens it."""
    order = Order(reason=reason, request=f"shell-{secrets.token_hex(8)}")
    async with AsyncExitStack() as stack:
        return await _operation(settings, await open_beside(settings, stack)).confirm_price(order, cell)


async def matters(settings: Settings) -> Sequence[Matter] | None:
    """List the jobs that the operator should look at; None when there is no database yet."""
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(opened_to_read(settings))
        return await (await _reconcile(settings, store, stack)).matters() if store else None


async def matter(settings: Settings, job: JobId) -> Matter | None:
    """Read what is known about one job; None when there is none, or no database."""
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(opened_to_read(settings))
        return await (await _reconcile(settings, store, stack)).look(job) if store else None


@dataclass(frozen=True, kw_only=True)
class Word:
    """What the operator found out about a job: its task, or without one what the vendor took for it (credits)."""

    job: JobId
    reason: str
    task: TaskId | None = None
    charged: int = 0
    anyway: bool = False
    """Bind the task though the vendor says that it was asked for with something else."""
    really: bool = False
    """Without it nothing is changed, only said."""


async def reconcile(settings: Settings, word: Word) -> Reconciled | NotReconciled | AmountUnfit:
    """Make good what was found out, or say what would be done."""
    order = Order(reason=word.reason, request=f"shell-{secrets.token_hex(8)}")
    async with AsyncExitStack() as stack:
        service = await _reconcile(settings, await open_beside(settings, stack), stack)
        if word.task is not None:
            return await service.bind(order, word.job, word.task, really=word.really, anyway=word.anyway)
        return await service.reckon(order, word.job, word.charged, really=word.really)


async def erase_member(settings: Settings, member: MemberId, reason: str, *, really: bool) -> Erasure:
    """Forget a person, or say what would be forgotten."""
    order = Order(reason=reason, request=f"shell-{secrets.token_hex(8)}")
    async with AsyncExitStack() as stack:
        alone = True
        try:
            store, _ = await open_store(settings, stack)
        except StartError as no:
            if no.key != "start-running":
                raise
            alone, store = False, await open_beside(settings, stack)
        media = MediaLibrary(settings.data_dir / CLIPS, settings.trusted_media_origins)
        return await Erasing(store, media, SystemClock()).erase(order, member, really=really, alone=alone)


async def _reconcile(settings: Settings, store: ReconcileStore, stack: AsyncExitStack) -> Reconcile:
    session = await stack.enter_async_context(shared_session())
    key, clock = settings.seedance_api_key.get_secret_value(), SystemClock()
    api = SeedanceClient(settings.seedance_base_url, key, session=session, clock=clock)
    return Reconcile(store, api, clock, settings.keep_videos_days * DAY)


def _operation(settings: Settings, store: OperatorStore) -> Operation:
    return Operation(store, SystemClock(), Nudge(), fingerprint(settings.seedance_api_key.get_secret_value()))
