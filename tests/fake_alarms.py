"""Where the operator is told: it remembers what was tried, and takes it unless a test says otherwise."""

from collections.abc import Sequence

from bot.domain.drift import Drift
from bot.domain.ids import JobId
from bot.domain.reconcile import MatterKind
from bot.domain.studio import Closure


class FakeAlarms:
    """Implements `bot.ports.OperatorAlarms`."""

    def __init__(self) -> None:
        self.alarms: list[Closure] = []
        self.budget_alarms: list[tuple[int, int, str]] = []
        """Free credits, the line and the nonce of every alarm about a key's budget that was tried to post."""
        self.ledger_alarms: list[tuple[int, str]] = []
        self.matter_alarms: list[tuple[MatterKind, list[JobId], str]] = []
        self.price_alarms: list[tuple[Drift, str]] = []
        self.disk_alarms: list[tuple[int, str]] = []
        self.address_alarms: list[int] = []
        self.damage_alarms: list[str] = []
        self.takes_alarms = True

    async def alarm_studio(self, closure: Closure, nonce: str) -> bool:
        assert len(nonce) <= 25, "Discord takes no longer nonce"
        self.alarms.append(closure)
        return self.takes_alarms

    async def alarm_matters(self, kind: MatterKind, jobs: Sequence[JobId], nonce: str) -> bool:
        self.matter_alarms.append((kind, list(jobs), nonce))
        return self.takes_alarms

    async def alarm_price(self, drift: Drift, nonce: str) -> bool:
        self.price_alarms.append((drift, nonce))
        return self.takes_alarms

    async def alarm_disk(self, free: int, nonce: str) -> bool:
        self.disk_alarms.append((free, nonce))
        return self.takes_alarms

    async def alarm_address(self, times: int, nonce: str) -> bool:
        assert len(nonce) <= 25, "Discord takes no longer nonce"
        self.address_alarms.append(times)
        return self.takes_alarms

    async def alarm_damaged(self, said: str, nonce: str) -> bool:
        assert len(nonce) <= 25, "Discord takes no longer nonce"
        self.damage_alarms.append(said)
        return self.takes_alarms

    async def alarm_ledger(self, count: int, nonce: str) -> bool:
        self.ledger_alarms.append((count, nonce))
        return self.takes_alarms

    async def alarm_budget(self, free: int, line: int, nonce: str) -> bool:
        self.budget_alarms.append((free, line, nonce))
        return self.takes_alarms
