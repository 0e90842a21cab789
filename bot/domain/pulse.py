"""What the whole is like at one instant, in numbers that cost the same however long the history is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.drift import Drift
from bot.domain.ids import Instant
from bot.domain.job import JobState
from bot.domain.stats import KeyBudget
from bot.domain.studio import OPEN, Studio


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The jobs in a state that is not final: how many, and since when the first of them is in it."""

    jobs: int
    since: Instant


@dataclass(frozen=True, kw_only=True)
class Pulse:
    """Everything at one instant, in credits and seconds UTC."""

    at: Instant
    standing: Mapping[JobState, Standing] = field(default_factory=dict)
    """By state; a state that no job is in is left out."""
    held: int = 0
    key: KeyBudget | None = None
    """None when no budget was ever granted to it, so that it is not tracked."""
    studio: Studio = OPEN
    drifts: Sequence[Drift] = ()
    """Cells of the price table that ever drifted."""
