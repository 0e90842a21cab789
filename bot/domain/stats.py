"""What the operator sees of the whole: the key's budget, jobs and credits of late, servers, what nobody knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.domain.ids import GuildId, Instant
from bot.domain.job import Ending, JobState
from bot.domain.studio import Studio

DAY: Final = 86400.0
SPANS: Final = (1, 7, 30)
"""Days before now that are looked back on."""
BUSIEST: Final = 10


@dataclass(frozen=True, kw_only=True)
class KeyBudget:
    """What the operator bought for a key, in credits."""

    granted: int
    held: int
    spent: int

    @property
    def free(self) -> int:
        """Credits that are neither held nor spent."""
        return self.granted - self.held - self.spent


@dataclass(frozen=True, kw_only=True)
class Turnover:
    """What came in during the last days and how it stands by now, and what became of credits. `days` before now."""

    days: int
    states: Mapping[JobState, int]
    """Jobs that were accepted in this span, by the state that they are in now."""
    endings: Mapping[Ending, int]
    """Of them those that ended without a clip in the channel, by the reason."""
    spent: int
    """Credits captured."""
    released: int
    """Credits that were held and given back, because no video was made or it took less."""
    returned: int
    """Captured credits that moderators gave back."""
    absorbed: int
    """Credits that the operator bears."""


@dataclass(frozen=True, kw_only=True)
class ServerUse:
    """What a server used of its current period, in credits; `allowance` is None when it asked for nothing in it."""

    guild_id: GuildId
    used: int = 0
    allowance: int | None = None
    ceiling: int | None = None
    """What the operator gave it instead of MAX_ALLOWANCE, if so."""


@dataclass(frozen=True, kw_only=True)
class Unknowns:
    """Jobs of which nobody knows whether they were bought; `oldest` is since when the first of them is so."""

    count: int = 0
    credits: int = 0
    oldest: Instant | None = None


@dataclass(frozen=True, kw_only=True)
class Stats:
    """Everything at one instant."""

    at: Instant
    key: KeyBudget | None
    """None when no budget was ever granted to it, so that it is not tracked."""
    spans: tuple[Turnover, ...]
    under_way: Mapping[JobState, int]
    servers: int
    """Servers that ever asked for something."""
    busiest: tuple[ServerUse, ...]
    unknown: Unknowns
    studio: Studio


def plain(stats: Stats) -> dict[str, object]:
    """Give it as JSON's own values, under keys that stay: times in seconds UTC, ids as text, amounts in credits."""
    key, unknown, studio = stats.key, stats.unknown, stats.studio
    budget = key and {"granted": key.granted, "held": key.held, "spent": key.spent, "free": key.free}
    return {
        "at": stats.at,
        "key": budget,
        "spans": {f"{span.days}d": _plain_span(span) for span in stats.spans},
        "under_way": {state.value: count for state, count in stats.under_way.items()},
        "servers": {"count": stats.servers, "busiest": [_plain_use(use) for use in stats.busiest]},
        "unknown": {"count": unknown.count, "credits": unknown.credits, "oldest": unknown.oldest},
        "studio": {
            "open": studio.closure is None,
            "closure": studio.closure and studio.closure.value,
            "since": studio.since if studio.closure else None,
        },
    }


def _plain_span(span: Turnover) -> dict[str, object]:
    return {
        "jobs": {state.value: count for state, count in span.states.items()},
        "endings": {ending.value: count for ending, count in span.endings.items()},
        "credits": {
            "spent": span.spent,
            "released": span.released,
            "returned": span.returned,
            "absorbed": span.absorbed,
        },
    }


def _plain_use(use: ServerUse) -> dict[str, object]:
    return {"id": str(use.guild_id), "used": use.used, "allowance": use.allowance, "ceiling": use.ceiling}
