"""What the operator does: buys credits for the key, gives servers more than the settings do, and looks at the whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.budget import NO_GUILD, Changed, Instruction, refuse_amount
from bot.domain.drift import Cell, Drift
from bot.domain.ids import GuildId
from bot.domain.refusals import AmountUnfit
from bot.domain.stats import ServerUse, Stats
from bot.ports import Clock, OperatorStore
from bot.service.nudge import Nudge


@dataclass(frozen=True, kw_only=True)
class Order:
    """Why the operator changes something, and what asked for it: the same request twice adds an amount once."""

    reason: str
    request: str


class Operation:
    """The one way for the shell and for the owner's commands. Whoever calls it has made sure who asks."""

    def __init__(self, store: OperatorStore, clock: Clock, nudge: Nudge, key: str) -> None:
        self._store = store
        self._clock = clock
        self._nudge = nudge
        self._key = key

    async def grant_key(self, order: Order, amount: int) -> Changed | AmountUnfit:
        """Add to the budget of the key, or take from what of it is free."""
        done = await self._store.grant_key(self._said(order, NO_GUILD), self._key, amount)
        self._nudge.set()
        return done

    async def grant_extra(self, order: Order, server: GuildId, amount: int) -> Changed | AmountUnfit:
        """Give a server credits that do not expire, or take from what of them is free."""
        return await self._store.grant_extra(self._said(order, server), amount)

    async def set_ceiling(self, order: Order, server: GuildId, credits_: int | None) -> Changed | AmountUnfit:
        """Settle the most that a server's moderators may settle; None is what the settings say."""
        return refuse_amount(credits_ or 0) or await self._store.set_ceiling(self._said(order, server), credits_)

    async def drifts(self) -> Sequence[Drift]:
        """List the cells of the price table that ever drifted, as they stand since their price was confirmed."""
        return await self._store.drifts()

    async def confirm_price(self, order: Order, cell: Cell) -> Drift:
        """Confirm the price of a cell, which opens it; gives what was so before."""
        return await self._store.confirm_price(self._said(order, NO_GUILD), cell)

    async def stats(self) -> Stats:
        """Sum up what the operator wants to know."""
        return await self._store.stats(self._key, self._clock.now())

    async def servers(self) -> Sequence[ServerUse]:
        """List the servers that ever asked for something, those first that used most of their current period."""
        return await self._store.servers(self._clock.now())

    def _said(self, order: Order, server: GuildId) -> Instruction:
        return Instruction(guild_id=server, by=None, reason=order.reason, request=order.request, at=self._clock.now())
