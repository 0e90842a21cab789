"""How many credits a server has to spend, who may change that, and how much of them a member may."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from bot.domain.ids import GuildId, Instant, MemberId, RoleId
from bot.domain.period import Allowance, PeriodKind, ShorterPeriod, is_zone
from bot.domain.refusals import AllowanceOverCeiling, AmountUnfit, Refusal, ResetDayUnknown, ZoneUnknown

DAYS: Final = {PeriodKind.DAY: 1, PeriodKind.WEEK: 7, PeriodKind.MONTH: 31}
"""What a ceiling is divided by: with a month's longest length, no month of days comes to more than a month."""
LAST_RESET_DAY: Final = {PeriodKind.DAY: 1, PeriodKind.WEEK: 7, PeriodKind.MONTH: 31}


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What the operator gives every server until it is told otherwise, and who pays."""

    rule: Allowance
    ceiling: int
    """Credits per period of the rule's kind that moderators may set at most."""
    key: str
    """The fingerprint of the API key whose budget pays, once one was granted."""


@dataclass(frozen=True, kw_only=True)
class OwnRule:
    """What a server's moderators settled, and the ceiling that the operator gave it; None is what the terms say."""

    credits: int | None = None
    period: PeriodKind | None = None
    zone: str | None = None
    reset_day: int | None = None
    ceiling: int | None = None
    """Credits per period of the terms' kind."""
    member_limit: int | None = None
    """Credits per period that a member may use for whom nothing else was settled; None is no limit."""


def ceiling_of(terms: Terms, own: OwnRule, period: PeriodKind) -> int:
    """Tell the most credits that a period of a kind may be given.

    Prorated where the kind is shorter than the one that the operator gave it for; a longer one gets no more, because
    whoever spent it all on one day would pass what the operator allows for that day.
    """
    whole = terms.ceiling if own.ceiling is None else own.ceiling
    given_for = DAYS[terms.rule.period]
    return whole if DAYS[period] >= given_for else whole * DAYS[period] // given_for


def rule_of(terms: Terms, own: OwnRule) -> Allowance:
    """Tell the rule that a server's next period follows; what was settled once never passes today's ceiling."""
    period = own.period or terms.rule.period
    settled = terms.rule.credits if own.credits is None else own.credits
    return Allowance(
        credits=min(settled, ceiling_of(terms, own, period)),
        period=period,
        zone=own.zone or terms.rule.zone,
        reset_day=own.reset_day or (terms.rule.reset_day if period is terms.rule.period else 1),
    )


class RulePart(StrEnum):
    """What of a server's rule can go back to the operator's by itself."""

    CREDITS = "credits"
    PERIOD = "period"
    ZONE = "zone"


@dataclass(frozen=True, kw_only=True)
class RuleChange:
    """What a moderator asks to settle of the server's rule; None leaves it as it is."""

    credits: int | None = None
    period: PeriodKind | None = None
    zone: str | None = None
    reset_day: int | None = None
    inherit: bool = False
    """First forget whatever was settled before."""
    forget: frozenset[RulePart] = frozenset()
    """What alone is first forgotten."""


def change_rule(terms: Terms, own: OwnRule, change: RuleChange) -> OwnRule | Refusal:
    """Settle what was asked, as a whole or not at all."""
    forgotten: dict[str, None] = {part.value: None for part in change.forget}
    kept = replace(own, **forgotten)
    start = OwnRule(ceiling=own.ceiling, member_limit=own.member_limit) if change.inherit else kept
    before = own.period or terms.rule.period
    period = change.period or start.period or terms.rule.period
    # a day of the month says nothing about the week
    kept_day = start.reset_day if period is before else None
    day = kept_day if change.reset_day is None else change.reset_day
    if change.zone is not None and not is_zone(change.zone):
        return ZoneUnknown(change.zone)
    if day is not None and not 1 <= day <= LAST_RESET_DAY[period]:
        return ResetDayUnknown(day, LAST_RESET_DAY[period], period.value)
    after = replace(
        start,
        credits=start.credits if change.credits is None else change.credits,
        period=start.period if change.period is None else change.period,
        zone=start.zone if change.zone is None else change.zone,
        reset_day=day,
    )
    return _refuse_credits(terms, after, period) or after


def _refuse_credits(terms: Terms, after: OwnRule, period: PeriodKind) -> Refusal | None:
    if after.credits is None:
        return None
    ceiling = ceiling_of(terms, after, period)
    if after.credits > ceiling:
        return AllowanceOverCeiling(after.credits, ceiling, period.value)
    return refuse_amount(after.credits, most=ceiling)


MOST: Final = 100_000_000
"""Credits that no limit and no grant goes beyond: far more than anybody buys, and far less than a column holds."""


def refuse_amount(amount: int, least: int = 0, most: int = MOST) -> AmountUnfit | None:
    """Say no to an amount that makes no sense."""
    return None if least <= amount <= most else AmountUnfit(amount, least, most)


class LimitSource(StrEnum):
    """Where a member's limit comes from."""

    OWN = "own"
    ROLE = "role"
    SERVER = "server"


@dataclass(frozen=True, kw_only=True)
class MemberLimit:
    """How many credits a member may use in a period; `role` is the one that gives it."""

    credits: int
    source: LimitSource
    role: RoleId | None = None


def member_limit(
    own: int | None, by_role: Mapping[RoleId, int], roles: Collection[RoleId], default: int | None
) -> MemberLimit | None:
    """Find a member's limit: the own one, else the best of the roles', else the server's; None is no limit."""
    if own is not None:
        return MemberLimit(credits=own, source=LimitSource.OWN)
    given = [(by_role[role], -role) for role in roles if role in by_role]
    if given:
        best, role = max(given)
        return MemberLimit(credits=best, source=LimitSource.ROLE, role=RoleId(-role))
    return None if default is None else MemberLimit(credits=default, source=LimitSource.SERVER)


@dataclass(frozen=True, kw_only=True)
class Share:
    """What a member may use and used of the current period, in credits; `room` is on top of the limit."""

    held: int = 0
    spent: int = 0
    limit: MemberLimit | None = None
    room: int = 0

    @property
    def left(self) -> int | None:
        """Credits that the limit still lets the member hold; None without a limit."""
        return None if self.limit is None else max(0, self.limit.credits + self.room - self.held - self.spent)


@dataclass(frozen=True, kw_only=True)
class Block:
    """A moderator's word that a member asks for no videos in a server. None is until it is taken away."""

    until: Instant | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class Balance:
    """What a server has to spend, and a member's part in it. Credits; `resets_at` in seconds UTC."""

    allowance: int
    """What the current period was granted."""
    held: int
    spent: int
    resets_at: Instant
    extra: int = 0
    """Extra credits that may be held now; they never expire."""
    extra_held: int = 0
    share: Share = field(default_factory=Share)
    block: Block | None = None

    @property
    def left(self) -> int:
        """Credits of the current period that may be held now."""
        return max(0, self.allowance - self.held - self.spent)

    @property
    def available(self) -> int:
        """Credits that the server may hold now."""
        return self.left + self.extra

    @property
    def available_to_member(self) -> int:
        """Credits that the member may hold now."""
        if self.block is not None:
            return 0
        return self.available if self.share.left is None else min(self.available, self.share.left)


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What a server's moderators see of its credits, and what was settled about them."""

    balance: Balance
    starts_at: Instant
    """When the current period began, in seconds UTC."""
    kind: PeriodKind
    """Of the current period; a change acts from the next one."""
    rule: Allowance
    """What the next period follows."""
    own: OwnRule
    ceiling: int
    """Credits that moderators may settle at most for a period of the rule's kind."""
    role_limits: Mapping[RoleId, int]
    shorter_next: ShorterPeriod | None = None
    """What comes before the first whole period of the rule, if something does."""


NO_GUILD: Final = GuildId(0)
"""Where the budget of a key belongs."""


@dataclass(frozen=True, kw_only=True)
class Instruction:
    """Who changes something of a server's budget, and why."""

    guild_id: GuildId
    by: MemberId | None
    """A moderator; None is the operator."""
    reason: str
    request: str
    """What asked for it, the same when it is asked twice: an amount is added once for it."""
    at: Instant


@dataclass(frozen=True, kw_only=True)
class Changed:
    """What a moderator's word has changed: a limit or an amount before and after, None where nothing is settled."""

    before: int | None
    after: int | None


@dataclass(frozen=True, kw_only=True)
class Returned:
    """Credits of a job that were given back: as room to its member, and as far as the ceiling lets to the pool."""

    credits: int
    to_pool: int
