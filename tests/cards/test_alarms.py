import pytest

from bot.cards import alarms
from bot.domain.ids import JobId
from bot.domain.reconcile import MatterKind
from bot.domain.studio import Closure
from bot.i18n import Texts

TEXTS = Texts()
LONGEST = 2000
"""Characters of a message (Discord: Create Message)."""


@pytest.mark.parametrize("closure", list(Closure))
def test_every_closure_is_worded(closure: Closure) -> None:
    assert alarms.studio(TEXTS, "en", closure).startswith("🚨 **The studio is closed.** ")
    assert alarms.studio(TEXTS, "zh", closure).startswith("🚨 **工作室已关闭。** ")


@pytest.mark.parametrize("kind", list(MatterKind))
def test_every_kind_of_matter_is_worded_and_fits_a_message(kind: MatterKind) -> None:
    said = alarms.matters(TEXTS, "en", kind, [JobId(1_400_000_000_000_000_000 + number) for number in range(50)])
    assert said.startswith("👀 **50 videos need a look:**")
    assert "1400000000000000009" in said
    assert "1400000000000000010" not in said
    assert len(said) < LONGEST


def test_the_others_are_worded() -> None:
    assert "1,500 MB can be written" in alarms.disk(TEXTS, "en", 1_500_000_000)
    assert "3 requests in a row, without" in alarms.address(TEXTS, "en", 3)
    assert "One invariant does not hold" in alarms.ledger(TEXTS, "en", 1)
    assert "99 credits are neither spent nor set aside; LOW_BUDGET_ALARM is 100" in alarms.budget(TEXTS, "en", 99, 100)
