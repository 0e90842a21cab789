"""What moderators settle besides credits: what may be asked for, where, and who must agree first."""

from collections.abc import Collection

from bot.domain.budget import Instruction, refuse_amount
from bot.domain.policy import (
    CapChange,
    CapChanged,
    Policy,
    PolicyChange,
    PolicyChanged,
    Whose,
    WordsChanged,
)
from bot.domain.refusals import ManagersOnly, NothingAsked, Refusal
from bot.domain.requester import Requester
from bot.ports import Clock, Store
from bot.service.moderation import Request


class Policies:
    """The door for moderators to a server's policy. Who asks is checked at every step."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def policy(self, requester: Requester) -> Policy | Refusal:
        """Show what was settled."""
        return await self._store.policy(requester.guild_id) if requester.is_moderator else ManagersOnly()

    async def settle(self, asked: Request, change: PolicyChange) -> PolicyChanged | Refusal:
        """Settle parts of the policy, all of them or none."""
        if not asked.requester.is_moderator:
            return ManagersOnly()
        for price in (change.confirm_above, change.approve_above):
            unfit = None if price is None else refuse_amount(price)
            if unfit:
                return unfit
        return await self._store.change_policy(self._said(asked), change)

    async def cap(self, asked: Request, whose: Whose, change: CapChange) -> CapChanged | Refusal:
        """Settle what a video may be at most for the server, a role or a channel."""
        if not asked.requester.is_moderator:
            return ManagersOnly()
        if change == CapChange():
            return NothingAsked()
        return await self._store.cap_video(self._said(asked), whose, change)

    async def block_words(self, asked: Request, add: str, remove: str) -> WordsChanged | Refusal:
        """Settle which words no prompt may have; each list is separated by commas."""
        if not asked.requester.is_moderator:
            return ManagersOnly()
        if not (add.strip() or remove.strip()):
            return NothingAsked()
        return await self._store.block_words(self._said(asked), add, remove)

    async def named(self, requester: Requester) -> frozenset[Whose] | Refusal:
        """Tell for which roles and channels something is settled, each of which may have been deleted since."""
        return await self._store.named(requester.guild_id) if requester.is_moderator else ManagersOnly()

    async def forget(self, asked: Request, gone: Collection[Whose]) -> Refusal | None:
        """Take away the limits and caps of roles and channels that were deleted."""
        if not asked.requester.is_moderator:
            return ManagersOnly()
        if gone:
            await self._store.forget(self._said(asked), gone)
        return None

    def _said(self, asked: Request) -> Instruction:
        return asked.said(self._clock.now())
