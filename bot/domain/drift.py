"""When the vendor takes more for a kind of video than the price table says: kinds of videos, counted and closed."""

from dataclasses import dataclass
from itertools import product
from typing import Final

from bot.domain.refusals import PriceClosed
from bot.domain.video import DURATIONS, Duration, Resolution, VideoSpec

CLOSING: Final = 3
"""This many mismatches of a cell close it until the operator confirms its price."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A cell of the price table."""

    resolution: Resolution
    duration: Duration
    sound: bool

    @property
    def name(self) -> str:
        """Name it, for the operator and for whoever measures."""
        return f"{self.resolution.value}-{self.duration}s-{'sound' if self.sound else 'silent'}"

    @property
    def price(self) -> int:
        """What the price table asks, in credits."""
        wanted = VideoSpec(prompt="", resolution=self.resolution, duration=self.duration, generate_audio=self.sound)
        return wanted.price


CELLS: Final = {
    cell.name: cell
    for resolution, duration, sound in product(Resolution, DURATIONS, (False, True))
    for cell in [Cell(resolution=resolution, duration=duration, sound=sound)]
}
"""Every cell of the price table by its name."""


def cell_of(spec: VideoSpec) -> Cell:
    """Find the cell that gives a video its price."""
    return Cell(resolution=spec.resolution, duration=spec.duration, sound=spec.generate_audio)


@dataclass(frozen=True, kw_only=True)
class Drift:
    """How often the vendor took more than a cell's price since that was confirmed, and what it took last (credits)."""

    cell: Cell
    times: int = 0
    took: int = 0

    @property
    def is_closed(self) -> bool:
        """Whether no such video is taken on until the operator confirms the price."""
        return self.times >= CLOSING

    def again(self, took: int) -> "Drift":
        """Count one more."""
        return Drift(cell=self.cell, times=self.times + 1, took=took)

    def refuse(self) -> PriceClosed | None:
        """Say why no such video may be asked for."""
        if not self.is_closed:
            return None
        sound = "yes" if self.cell.sound else "no"
        return PriceClosed(resolution=self.cell.resolution.value, seconds=self.cell.duration, sound=sound)
