"""The ledger in a few lines of plain Python, to compare the real one with."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from bot.domain.budget import OwnRule, Terms, ceiling_of, rule_of
from bot.domain.ids import GuildId, Instant, JobId, MemberId, RoleId
from bot.domain.period import PeriodKind, period_at


@dataclass
class Use:
    """What a member used of a period, and what was given on top of the limit."""

    held: int = 0
    spent: int = 0
    room: int = 0


@dataclass
class Pool:
    """Credits that were granted, and where they went; a server's period, its extra credits, or a key's budget."""

    granted: int = 0
    returned: int = 0
    held: int = 0
    spent: int = 0
    closed: bool = False

    @property
    def available(self) -> int:
        return 0 if self.closed else self.granted + self.returned - self.held - self.spent

    @property
    def row(self) -> tuple[int, int, int, bool]:
        """Give what the account should say: granted, gone, held, closed; a closed pool without a hold has nothing."""
        had = self.granted + self.returned
        return had, had if self.closed and not self.held else self.spent, self.held, self.closed

    def take(self, amount: int) -> None:
        self.held += amount

    def settle(self, amount: int, paid: int) -> None:
        self.held -= amount
        self.spent += paid


@dataclass
class Span(Pool):
    """A server's period."""

    starts_at: Instant = 0
    ends_at: Instant = 0
    kind: PeriodKind = PeriodKind.DAY
    share: Fraction = Fraction(1)
    """Of a whole one."""
    used: dict[MemberId, Use] = field(default_factory=dict)


@dataclass
class Hold:
    """What is set aside for a job."""

    span: Span
    member: MemberId
    price: int
    parts: list[tuple[Pool, int]]
    key: Pool | None


@dataclass
class Borne:
    """What the operator bears of a job: off the key's budget, and beyond it."""

    key: Pool | None
    of_key: int
    of_operator: int


@dataclass
class Ledger:
    """All pools by server, oldest first, the holds that are open, and what jobs paid."""

    spans: dict[GuildId, list[Span]] = field(default_factory=dict)
    extra: dict[GuildId, Pool] = field(default_factory=dict)
    key: Pool | None = None
    holds: dict[JobId, Hold] = field(default_factory=dict)
    paid: dict[JobId, int] = field(default_factory=dict)
    borne: dict[JobId, Borne] = field(default_factory=dict)
    returned: set[JobId] = field(default_factory=set)
    absorbed: int = 0
    taken_back: int = 0
    own: dict[GuildId, OwnRule] = field(default_factory=dict)
    of_roles: dict[tuple[GuildId, RoleId], int] = field(default_factory=dict)
    of_members: dict[tuple[GuildId, MemberId], int] = field(default_factory=dict)

    def current(self, guild: GuildId, terms: Terms, now: Instant) -> Span:
        """Find the server's period, opening it or raising it as a look at it does."""
        own = self.own.get(guild, OwnRule())
        rule = rule_of(terms, own)
        known = self.spans.setdefault(guild, [])
        if known and now < known[-1].ends_at:
            last = known[-1]
            if rule.period is last.kind:
                most = int(ceiling_of(terms, own, last.kind) * last.share) - last.returned
                last.granted = max(last.granted, min(int(rule.credits * last.share), most))
            return last
        whole = period_at(now, rule)
        starts_at = whole.starts_at
        if known:
            known[-1].closed = True
            starts_at = max(starts_at, known[-1].ends_at)
        share = Fraction(int(whole.ends_at - starts_at), int(whole.seconds))
        granted = int(rule.credits * share)
        span = Span(granted, starts_at=starts_at, ends_at=whole.ends_at, kind=rule.period, share=share)
        known.append(span)
        return span

    def left_of_limit(self, guild: GuildId, member: MemberId, roles: Collection[RoleId], span: Span) -> int | None:
        """Tell what a member may still hold; None without a limit."""
        of_roles = [self.of_roles[guild, role] for role in roles if (guild, role) in self.of_roles]
        limit = self.of_members.get((guild, member))
        if limit is None:
            limit = max(of_roles) if of_roles else self.own.get(guild, OwnRule()).member_limit
        use = span.used.get(member, Use())
        return None if limit is None else limit + use.room - use.held - use.spent

    def pools(self, guild: GuildId, span: Span) -> list[Pool]:
        return [span, *([self.extra[guild]] if guild in self.extra else [])]

    def hold(self, job: JobId, guild: GuildId, span: Span, member: MemberId, price: int) -> None:
        """Set a price aside that fits."""
        parts, rest = [], price
        for pool in self.pools(guild, span):
            part = min(rest, pool.available)
            pool.take(part)
            parts.append((pool, part))
            rest -= part
        assert rest == 0
        if self.key:
            self.key.take(price)
        span.used.setdefault(member, Use()).held += price
        self.holds[job] = Hold(span, member, price, parts, self.key)

    def end(self, job: JobId, paid: int, absorbed: int) -> None:
        """Spend a part of a hold and give the rest back."""
        hold = self.holds.pop(job)
        rest = paid
        for pool, part in hold.parts:
            here = min(rest, part)
            pool.settle(part, here)
            rest -= here
        of_key = 0
        if hold.key:
            hold.key.settle(hold.price, paid)
            of_key = min(absorbed, hold.key.available)
            hold.key.spent += of_key
        self.borne[job] = Borne(hold.key, of_key, absorbed - of_key)
        use = hold.span.used[hold.member]
        use.held -= hold.price
        use.spent += paid
        self.absorbed += absorbed
        self.paid[job] = paid

    def correct(self, job: JobId, absorbed: int) -> None:
        """Have the operator bear another sum for a job of which nothing is held any more."""
        borne = self.borne[job]
        more = absorbed - borne.of_key - borne.of_operator
        self.absorbed += more
        if more >= 0:
            part = min(more, borne.key.available) if borne.key else 0
            borne.of_key += part
            borne.of_operator += more - part
            if borne.key:
                borne.key.spent += part
        else:
            rest = min(-more, borne.of_operator)
            borne.of_operator -= rest
            borne.of_key += more + rest
            if borne.key:
                borne.key.returned -= more + rest

    def give_back(self, job: JobId, guild: GuildId, member: MemberId, terms: Terms, now: Instant) -> int:
        """Return what a job paid; gives what of it goes into the pool."""
        span = self.current(guild, terms, now)
        most = int(ceiling_of(terms, self.own.get(guild, OwnRule()), span.kind) * span.share)
        into = max(0, min(self.paid[job], most - span.granted - span.returned))
        span.returned += into
        span.used.setdefault(member, Use()).room += self.paid[job]
        self.returned.add(job)
        return into

    def rows(self, key: str) -> Iterator[tuple[str, tuple[int, int, int, bool]]]:
        """Give every account that should be there, by its name; the name of a meter ends in the member's own id."""
        if self.key:
            yield f"k:{key}", self.key.row
        for guild, pool in self.extra.items():
            yield f"x:{guild}", pool.row
        for guild, spans in self.spans.items():
            for span in spans:
                name = str(int(span.starts_at))
                yield f"a:{guild}:{name}", span.row
                for member, use in span.used.items():
                    yield f"m:{guild}:{name}:{member}", (use.room, use.spent, use.held, False)
