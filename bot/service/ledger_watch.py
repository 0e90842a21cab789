"""Verify the ledger at the start and every day, beside everything else, and tell the operator once when it is wrong."""

from typing import Final

import structlog

from bot.ports import Clock, LedgerReader, OperatorAlarms, OperatorStore

log: Final = structlog.get_logger(__name__)

EVERY: Final = 86400.0
AGAIN: Final = 600.0
"""Seconds until the next try when the ledger could not be read, or the alarm not be posted."""
LOGGED: Final = 20
"""Findings that one look writes into the log."""
NOTE: Final = "ledger"
RIGHT: Final = "right"
WRONG: Final = "wrong"


class LedgerWatch:
    """Reads by a connection of its own, so that nobody waits for it.

    What was told is a note in the database: it outlives a restart, and one process alone tells it. The bot goes on,
    because a wrong ledger lets nobody spend more: each hold is checked against balances, and by the database itself.
    """

    def __init__(self, store: OperatorStore, reader: LedgerReader, alarms: OperatorAlarms, clock: Clock) -> None:
        self._store = store
        self._reader = reader
        self._alarms = alarms
        self._clock = clock
        self.findings = 0
        """How many invariants did not hold at the last look."""

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                done = await self.look()
            except Exception:
                log.exception("the ledger could not be verified")
                done = False
            await self._clock.sleep(EVERY if done else AGAIN)

    async def look(self) -> bool:
        """Verify everything; False when the operator is still to be told."""
        began = self._clock.now()
        findings = await self._reader.check()
        self.findings = len(findings)
        took = round(self._clock.now() - began, 1)
        for finding in findings[:LOGGED]:
            log.error("the ledger is wrong", of=finding.invariant, where=finding.subject, what=finding.detail)
        log.info("the ledger is verified", wrong=len(findings), seconds=took)
        said = await self._store.recall(NOTE)
        state, _, times = (said or f"{RIGHT} 0").partition(" ")
        if not findings:
            return state == RIGHT or await self._store.exchange(NOTE, said, f"{RIGHT} {times}")
        return state == WRONG or await self._tell(said, int(times) + 1, len(findings))

    async def _tell(self, said: str | None, times: int, count: int) -> bool:
        """Take the alarm upon us, unless another process did; give it back when it could not be posted."""
        wrong = f"{WRONG} {times}"
        if not await self._store.exchange(NOTE, said, wrong):
            return True
        if await self._alarms.alarm_ledger(count, f"g{times}"):
            return True
        await self._store.exchange(NOTE, wrong, said or f"{RIGHT} 0")
        return False
