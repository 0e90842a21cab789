"""When to look again. All spans in seconds."""

from dataclasses import dataclass
from typing import Final

LONG: Final = 600.0
"""Older than this, a task is out of the ordinary and is asked for less often."""
STALE: Final = 7200.0
"""Older than this, it is hardly going to end well: the operator is told and it is asked for slowly."""


@dataclass(frozen=True)
class Pace:
    """How often a task is polled: first after `first`, then from half of that growing to `maximum`."""

    first: float
    maximum: float

    def next_poll(self, polls: int, age: float, chance: float) -> float:
        """Wait this long before the next poll of a task polled `polls` times that is `age` old.

        `chance` in [0, 1) spreads the wait by ±20 %, so that jobs which started together do not stay together.
        """
        if age > STALE:
            wait = self.maximum * 20
        elif age > LONG:
            wait = self.maximum * 3
        elif polls == 0:
            wait = self.first
        else:
            wait = min(self.first / 2 * 1.3 ** min(polls - 1, 40), self.maximum)
        return wait * (0.8 + 0.4 * chance)


def backoff(tries: int, chance: float, *, base: float = 2.0, limit: float = 60.0) -> float:
    """Wait after `tries` fruitless tries in a row: doubling from `base` to `limit`, spread by ±20 %."""
    return float(min(base * 2 ** min(tries, 20), limit)) * (0.8 + 0.4 * chance)
