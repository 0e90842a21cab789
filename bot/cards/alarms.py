"""What the operator is told without asking, in English: a channel of alarms has no language of its own."""

from collections.abc import Sequence
from typing import Final

from bot.cards.words import amount
from bot.domain.ids import JobId
from bot.domain.reconcile import MatterKind
from bot.domain.studio import Closure
from bot.i18n import Texts

ENGLISH: Final = "en-US"
NAMED: Final = 10
"""Jobs that one message names."""


def studio(texts: Texts, closure: Closure) -> str:
    """Say that the studio closed."""
    return texts.say(ENGLISH, "alarm", reason=texts.say(ENGLISH, f"alarm-{closure.value}"))


def budget(texts: Texts, free: int, line: int) -> str:
    """Say that the key's budget is low."""
    return texts.say(ENGLISH, "alarm-budget", free=amount(texts, ENGLISH, free), line=line)


def ledger(texts: Texts, count: int) -> str:
    """Say that the ledger is wrong."""
    return texts.say(ENGLISH, "alarm-ledger", count=count)


def matters(texts: Texts, kind: MatterKind, jobs: Sequence[JobId]) -> str:
    """Say which jobs need a look, and why."""
    named = ", ".join(str(job) for job in jobs[:NAMED])
    what = texts.say(ENGLISH, f"alarm-matters-{kind.value}")
    return texts.say(ENGLISH, "alarm-matters", count=len(jobs), what=what, jobs=named)


def disk(texts: Texts, free: int) -> str:
    """Say that the disk is almost full."""
    return texts.say(ENGLISH, "alarm-disk", free=round(free / 1e6))
