"""The ledger's words and arithmetic: accounts, transfers, and how a hold is spread over them and settled.

Two-phase transfers after TigerBeetle's model: a pending transfer sets credits aside, and is resolved at most once, by a
post (some or all of it) or a void; a direct transfer moves at once. Transfers are never changed or removed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.ids import GuildId, JobId


class TransferKind(StrEnum):
    """What a line of the ledger does."""

    PENDING = "pending"
    POST = "post"
    VOID = "void"
    DIRECT = "direct"


class AccountKind(StrEnum):
    """What the credits of an account are for."""

    KEY = "key"
    """What the operator bought for one API key; every server's holds draw on it as well."""
    ALLOWANCE = "allowance"
    """A server's pool of one period."""
    EXTRA = "extra"
    """A server's credits that do not expire."""
    MEMBER = "member"
    """A meter of what one member of a server used in one period. Its credits are room on top of the member's limit."""


SERVERS: Final = frozenset({AccountKind.ALLOWANCE, AccountKind.EXTRA})
"""Pools of which each credit of a hold is on exactly one; the others carry the whole hold once more."""


ISSUE: Final = "sys:issue"
"""Where granted credits come from."""
SPENT: Final = "sys:spent"
"""Where captured credits go."""
EXPIRED: Final = "sys:expired"
"""Where the rest of a closed period goes."""
ABSORBED: Final = "sys:absorbed"
"""What the operator bears."""
OPERATOR: Final = "sys:operator"
"""Who bears it."""
METER: Final = "sys:meter"
"""The other side of members' meters."""
VENDOR: Final = "sys:vendor"
"""Where what a key pays goes."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """A balance of the ledger, in credits. `credits` were granted, `posted` are gone, `pending` are held."""

    id: str
    kind: AccountKind
    credits: int = 0
    posted: int = 0
    pending: int = 0
    closed: bool = False

    @property
    def available(self) -> int:
        """Credits that may be held now; a closed account gives none."""
        return 0 if self.closed else self.credits - self.posted - self.pending


@dataclass(frozen=True, kw_only=True)
class Leg:
    """A part of a hold on one account. `transfer_id` names the pending line."""

    transfer_id: str
    account_id: str
    kind: AccountKind
    amount: int


def allowance_account(guild: GuildId, period: str) -> str:
    """Name a server's pool of a period."""
    return f"a:{guild}:{period}"


def extra_account(guild: GuildId) -> str:
    """Name a server's extra credits."""
    return f"x:{guild}"


def key_account(fingerprint: str) -> str:
    """Name the budget of an API key by its fingerprint."""
    return f"k:{fingerprint}"


def member_account(guild: GuildId, surrogate: int, period: str) -> str:
    """Name a member's meter; the surrogate stands for the member, so that erasing a person drops no line."""
    return f"m:{guild}:{surrogate}:{period}"


def hold_id(job: JobId, number: int) -> str:
    """Name the pending line of a leg, so that placing a hold twice is impossible."""
    return f"{job}:hold:{number}"


def resolution_id(transfer_id: str) -> str:
    """Name the line that resolves a pending one, so that resolving twice is impossible."""
    return f"{transfer_id}:resolved"


def spread(price: int, pools: Iterable[Account]) -> list[tuple[str, int]] | None:
    """Spread a hold over pools in their order: (account, credits) of each leg, or None when together they lack it."""
    parts: list[tuple[str, int]] = []
    rest = price
    for pool in pools:
        part = min(rest, pool.available)
        if part > 0:
            parts.append((pool.id, part))
            rest -= part
    return parts if rest == 0 else None


def resolve(captured: int, legs: Sequence[Leg]) -> list[tuple[Leg, int]]:
    """Spread a capture over the legs of a hold: the server's pools in the order they were held, the others by the sum.

    Returns what to post on each leg; 0 voids it. Raises ValueError for more than was held.
    """
    rest = captured
    posts: list[tuple[Leg, int]] = []
    for leg in legs:
        if leg.kind not in SERVERS:
            posts.append((leg, captured))
            continue
        part = min(rest, leg.amount)
        posts.append((leg, part))
        rest -= part
    if rest > 0 or captured < 0 or any(part > leg.amount for leg, part in posts):
        raise ValueError(f"cannot capture {captured} of {legs}")
    return posts
