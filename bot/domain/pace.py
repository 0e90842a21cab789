"""When to look again. All spans in seconds."""

from dataclasses import dataclass
from typing import Final

LONG: Final = 600.0
"""Older than this, a task is out of the ordinary and is asked for less often."""
STALE: Final = 7200.0
"""Older than this, it is hardly going to end well: the operator is told and it is asked for slowly."""


CALLED_FIRST: Final = 9.0
CALLED: Final = 3.0
"""How many times `first` and `maximum` are waited where callbacks come: the poll is for the one in a hundred that does
not (docs/decisions/0017-callbacks-and-links.md)."""


@dataclass(frozen=True)
class Pace:
    """How often a task is polled: first after `first`, then from half of that growing to `maximum`."""

    first: float
    maximum: float
    called: bool = False
    """Whether the end of a task is told by a callback, so that a poll only makes up for one that was lost."""

    def next_poll(self, polls: int, age: float, chance: float) -> float:
        """Wait this long before the next poll of a task polled `polls` times that is `age` old.

        `chance` in [0, 1) spreads the wait by ±20 %, so that jobs which started together do not stay together.
        """
        if age > STALE:
            wait = self.maximum * 20
        elif age > LONG or (self.called and polls):
            wait = self.maximum * CALLED
        elif polls == 0:
            wait = min(self.first * CALLED_FIRST, max(self.first, LONG)) if self.called else self.first
        else:
            wait = min(self.first / 2 * 1.3 ** min(polls - 1, 40), self.maximum)
        return wait * (0.8 + 0.4 * chance)


def backoff(tries: int, chance: float, *, base: float = 2.0, limit: float = 60.0) -> float:
    """Wait after `tries` fruitless tries in a row: doubling from `base` to `limit`, spread by ±20 %."""
    return float(min(base * 2 ** min(tries, 20), limit)) * (0.8 + 0.4 * chance)
