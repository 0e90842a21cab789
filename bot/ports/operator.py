"""What the operator's services need from the world beside the other ports, as contracts."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.ids import Instant
from bot.domain.stats import KeyBudget, ServerUse, Stats
from bot.ports.store import Store


class OperatorStore(Store, Protocol):
    """The same database, with a look at the whole of it."""

    async def exchange(self, key: str, before: str | None, after: str) -> bool:
        """Change a note, unless somebody did meanwhile; True when it was us. None is a note that there is not yet."""

    async def stats(self, fingerprint: str, now: Instant) -> Stats:
        """Sum up what the operator wants to know of the whole, and of the budget of a key. Changes nothing."""

    async def key_budget(self, fingerprint: str) -> KeyBudget | None:
        """Tell what was bought for a key and what of it is free; None when it is not tracked."""

    async def servers(self, now: Instant) -> Sequence[ServerUse]:
        """List the servers that ever asked for something, those first that used most of their current period."""


class OperatorAlarms(Protocol):
    """Where the operator is told what should not wait."""

    async def alarm_budget(self, free: int, line: int, nonce: str) -> bool:
        """Tell the operator that a key's budget is below a line, in credits; the same nonce again is the same message.

        True when there is nothing more to do: it was posted, or there is nowhere to post it. Never raises.
        """
