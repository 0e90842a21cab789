"""Tell the operator once when the key's budget falls below a line, and again only after it was above it."""

from typing import Final

import structlog

from bot.ports import Clock, OperatorAlarms, OperatorStore
from bot.service.nudge import Nudge

log: Final = structlog.get_logger(__name__)

NEWS_PAUSE: Final = 5.0
"""Seconds between two looks at least, however much happens."""
IDLE: Final = 60.0
"""Seconds between two looks at most: what another process does rings no bell here."""
LOW: Final = "low"
FINE: Final = "fine"


class LowBudget:
    """Keeps what was told in a note of the store, so that it outlives a restart and one process alone tells it.

    The note says whether the budget is low, and how often it has become so. A crash between the note and the message
    leaves the line in the log.
    """

    def __init__(
        self, store: OperatorStore, alarms: OperatorAlarms, clock: Clock, nudge: Nudge, key: str, line: int | None
    ) -> None:
        self._store = store
        self._alarms = alarms
        self._clock = clock
        self._news = nudge.listen()
        self._key = key
        self._line = line
        self._note = f"low-budget:{key}"

    async def run(self) -> None:
        """Look until cancelled: soon after something happened, and now and then."""
        while True:
            self._news.clear()
            try:
                await self.look()
            except Exception:
                log.exception("the key's budget could not be looked at")
            await self._clock.sleep(NEWS_PAUSE)
            await self._clock.wait(self._news, IDLE)

    async def look(self) -> None:
        """Compare the budget with the line; without a line, or a budget that is tracked, nothing is low."""
        budget = None if self._line is None else await self._store.key_budget(self._key)
        if self._line is None or budget is None:
            return
        said = await self._store.recall(self._note)
        state, _, times = (said or f"{FINE} 0").partition(" ")
        if budget.free >= self._line:
            if state == LOW:
                await self._store.exchange(self._note, said, f"{FINE} {times}")
        elif state == FINE:
            await self._tell(said, int(times) + 1, budget.free, self._line)

    async def _tell(self, said: str | None, times: int, free: int, line: int) -> None:
        """Take the alarm upon us, unless another process did; give it back when it could not be posted."""
        low = f"{LOW} {times}"
        if not await self._store.exchange(self._note, said, low):
            return
        log.warning("the key's budget is low", free=free, line=line)
        if not await self._alarms.alarm_budget(free, line, f"b{self._key}{times}"):
            await self._store.exchange(self._note, low, said or f"{FINE} 0")
