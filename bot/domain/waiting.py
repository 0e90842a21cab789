"""What can honestly be said of how long something takes: only what our own jobs took, and only when there were enough.

All spans are in seconds.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.ids import Instant
from bot.domain.video import Duration, Resolution, VideoSpec

Kind = tuple[Resolution, Duration, bool]
"""Videos that take alike: of one resolution, length in seconds and sound."""

NEWEST: Final = 50
"""Jobs of a kind that are looked at."""
RECENT: Final = 30 * 86400.0
"""None of them was asked for longer ago."""
ENOUGH: Final = 5
"""Fewer say nothing about the next one."""
MOST: Final = 0.9
"""The share of them that the upper figure covers."""


def kind_of(spec: VideoSpec) -> Kind:
    """Tell of which kind a video is."""
    return spec.resolution, spec.duration, spec.generate_audio


@dataclass(frozen=True)
class Usual:
    """How long the newest jobs of a kind took, from being taken by the vendor until the file was ours, rising."""

    seconds: tuple[float, ...]

    @property
    def middle(self) -> float:
        """Half of them took no longer."""
        return _middle(self.seconds)

    @property
    def most(self) -> float:
        """Nine in ten took no longer."""
        return self.seconds[math.ceil(MOST * len(self.seconds)) - 1]

    def left(self, age: float) -> float:
        """Guess how long a job of this age still takes: the middle of those that took longer; infinite if none did."""
        longer = self.seconds[bisect_right(self.seconds, age) :]
        return _middle(longer) - age if longer else math.inf


def usual(took: Sequence[float]) -> Usual | None:
    """Learn from jobs of a kind; None when they are too few."""
    return Usual(tuple(sorted(took))) if len(took) >= ENOUGH else None


def _middle(rising: Sequence[float]) -> float:
    half = len(rising) // 2
    return rising[half] if len(rising) % 2 else (rising[half - 1] + rising[half]) / 2


NOTICED: Final = 0.25
"""The share by which a place or a wait must have changed for its message to be corrected."""
NOTICED_AT_LEAST: Final = 30.0
"""And by this many seconds."""
SOON: Final = 15.0
"""Seconds from which on a start is not counted down to."""


@dataclass(frozen=True, kw_only=True)
class Wait:
    """What was foreseen at an instant of a job that waits."""

    at: Instant
    place: int | None = None
    """Its place in the queue across servers, 1 being next; None when it does not wait, or too far back."""
    starts_at: Instant | None = None
    """When its turn is expected; None when nobody can tell."""
    closed: bool = False
    """Whether nothing starts at present, because the vendor takes no work from us."""

    @property
    def ends_soon(self) -> bool:
        """Whether its turn is so near that it is not counted down to."""
        return self.starts_at is not None and self.starts_at - self.at < SOON

    def misleads(self, now: "Wait") -> bool:
        """Whether what is foreseen by now differs noticeably from this, which was told; passing time does not."""
        if self.closed is not now.closed or _differs(self.place, now.place):
            return True
        if self.starts_at is None or now.starts_at is None:
            return self.starts_at is not now.starts_at
        if self.ends_soon and now.ends_soon:
            return False
        wait = max(0.0, now.starts_at - now.at)
        return abs(self.starts_at - now.starts_at) >= max(NOTICED_AT_LEAST, NOTICED * wait)


@dataclass(frozen=True, kw_only=True)
class Prospect(Wait):
    """What was foreseen at an instant of a job that waits or runs."""

    usual: Usual | None = None
    """How long jobs of its kind take; None when there were too few."""


def _differs(shown: int | None, now: int | None) -> bool:
    if shown is None or now is None:
        return shown is not now
    return abs(shown - now) >= max(1, NOTICED * shown)


class Unit(StrEnum):
    """What people count a span in."""

    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"


_MINUTE: Final = 60
_HOUR: Final = 3600
_EACH: Final = 10
"""Minutes up to which each one is told apart."""


def spoken(seconds: float) -> tuple[int, Unit]:
    """Round a span to what a person would say: ten seconds, minutes, five minutes, hours."""
    if (tens := max(1, round(seconds / 10)) * 10) < _MINUTE:
        return tens, Unit.SECONDS
    if (minutes := round(seconds / _MINUTE)) <= _EACH:
        return max(1, minutes), Unit.MINUTES
    if (fives := round(seconds / 300) * 5) < _MINUTE:
        return fives, Unit.MINUTES
    return max(1, round(seconds / _HOUR)), Unit.HOURS
