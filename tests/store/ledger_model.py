"""The ledger in a few lines of plain Python, to compare the real one with."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.domain.budget import Allowance, period_at
from bot.domain.ids import GuildId, Instant, JobId, MemberId


@dataclass
class Pool:
    """A server's period: what it had, and where it went."""

    starts_at: Instant
    ends_at: Instant
    granted: int
    held: int = 0
    spent: int = 0
    closed: bool = False
    used: dict[MemberId, list[int]] = field(default_factory=dict)
    """Held and spent by each member."""

    @property
    def available(self) -> int:
        return 0 if self.closed else self.granted - self.held - self.spent

    @property
    def row(self) -> tuple[int, int, int, bool]:
        """Give what the account should say: granted, gone, held, closed; a closed pool without a hold has nothing."""
        gone = self.granted if self.closed and not self.held else self.spent
        return self.granted, gone, self.held, self.closed


@dataclass
class Ledger:
    """All pools by server, oldest first, and the holds that are open."""

    pools: dict[GuildId, list[Pool]] = field(default_factory=dict)
    holds: dict[JobId, tuple[Pool, MemberId, int]] = field(default_factory=dict)
    absorbed: int = 0

    def current(self, guild: GuildId, rule: Allowance, now: Instant) -> Pool:
        """Find the server's pool, opening it or raising it as a look at it does."""
        known = self.pools.setdefault(guild, [])
        if known and now < known[-1].ends_at:
            known[-1].granted = max(known[-1].granted, rule.credits)
            return known[-1]
        period = period_at(now, rule)
        starts_at = period.starts_at
        if known:
            known[-1].closed = True
            starts_at = max(starts_at, known[-1].ends_at)
        known.append(Pool(starts_at, period.ends_at, rule.credits))
        return known[-1]

    def hold(self, job: JobId, pool: Pool, member: MemberId, price: int) -> bool:
        """Set a price aside; False when the pool has less."""
        if pool.available < price:
            return False
        pool.held += price
        pool.used.setdefault(member, [0, 0])[0] += price
        self.holds[job] = (pool, member, price)
        return True

    def end(self, job: JobId, paid: int, absorbed: int) -> None:
        """Spend a part of a hold and give the rest back."""
        pool, member, price = self.holds.pop(job)
        pool.held -= price
        pool.spent += paid
        pool.used[member][0] -= price
        pool.used[member][1] += paid
        self.absorbed += absorbed

    def rows(self) -> Iterator[tuple[str, tuple[int, int, int, bool]]]:
        """Give every account that should be there, by its name; the name of a meter ends in the member's own id."""
        for guild, pools in self.pools.items():
            for pool in pools:
                key = str(int(pool.starts_at))
                yield f"a:{guild}:{key}", pool.row
                for member, (held, spent) in pool.used.items():
                    yield f"m:{guild}:{key}:{member}", (0, spent, held, False)
