"""What the operator asks at the shell, beside a running bot if there is one. Each raises StartError."""

import secrets
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from bot.clock import SystemClock
from bot.domain.budget import Changed
from bot.domain.ids import GuildId
from bot.domain.refusals import AmountUnfit
from bot.domain.stats import Stats
from bot.opening import open_beside, open_store, opened_to_read
from bot.ports import Finding, OperatorStore
from bot.seedance.client import fingerprint
from bot.service.nudge import Nudge
from bot.service.operation import Operation, Order
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


def _operation(settings: Settings, store: OperatorStore) -> Operation:
    return Operation(store, SystemClock(), Nudge(), fingerprint(settings.seedance_api_key.get_secret_value()))
