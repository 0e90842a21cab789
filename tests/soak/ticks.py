"""Time that moves by whole seconds, and a bell that is heard once what was under way is done."""

import asyncio
import math
from typing import Final

from bot.service.nudge import Nudge
from tests.fakes import FakeClock
from tests.service.house import House

TICK: Final = 1.0


class Ticks(FakeClock):
    """Wakes whoever waits at whole seconds."""

    def _alarm(self, seconds: float) -> asyncio.Event:
        now = self.now()
        return super()._alarm(math.ceil((now + seconds) / TICK) * TICK - now)


class LateNudge(Nudge):
    """Is heard when the play comes to it."""

    def __init__(self) -> None:
        super().__init__()
        self._is_rung = False

    def set(self) -> None:
        self._is_rung = True

    def is_heard(self) -> bool:
        """Wake the loops up if anybody rang since the last time; tell whether."""
        rung, self._is_rung = self._is_rung, False
        if rung:
            super().set()
        return rung


class Stage(House):
    """The services, in the time of the play."""

    kind_of_clock = Ticks
    kind_of_nudge = LateNudge
