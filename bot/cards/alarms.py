"""What the operator is told without asking, in the language in which the commands at the shell answer."""

from collections.abc import Sequence
from typing import Final

from discord.utils import escape_markdown

from bot.cards.words import amount
from bot.domain.drift import Drift
from bot.domain.ids import JobId
from bot.domain.reconcile import MatterKind
from bot.domain.studio import Closure
from bot.i18n import Texts

NAMED: Final = 10
"""Jobs that one message names."""


def studio(texts: Texts, language: str, closure: Closure) -> str:
    """Say that the studio closed."""
    return texts.say(language, "alarm", reason=texts.say(language, f"alarm-{closure.value}"))


def budget(texts: Texts, language: str, free: int, line: int) -> str:
    """Say that the key's budget is low."""
    return texts.say(language, "alarm-budget", free=amount(texts, language, free), line=line)


def ledger(texts: Texts, language: str, count: int) -> str:
    """Say that the ledger is wrong."""
    return texts.say(language, "alarm-ledger", count=count)


def matters(texts: Texts, language: str, kind: MatterKind, jobs: Sequence[JobId]) -> str:
    """Say which jobs need a look, and why."""
    named = ", ".join(str(job) for job in jobs[:NAMED])
    what = texts.say(language, f"alarm-matters-{kind.value}")
    return texts.say(language, "alarm-matters", count=len(jobs), what=what, jobs=named)


def price(texts: Texts, language: str, drift: Drift) -> str:
    """Say that a cell of the price table closed."""
    cell = drift.cell
    values = {"price": amount(texts, language, cell.price), "cell": cell.name}
    return texts.say(language, "alarm-price", times=drift.times, took=drift.took, **values)


def disk(texts: Texts, language: str, free: int) -> str:
    """Say that the disk is almost full."""
    return texts.say(language, "alarm-disk", free=round(free / 1e6))


def address(texts: Texts, language: str, times: int) -> str:
    """Say that the vendor refuses what names PUBLIC_URL."""
    return texts.say(language, "alarm-address", count=times)


def damaged(texts: Texts, language: str, said: str) -> str:
    """Say that the database cannot be read any more."""
    return texts.say(language, "alarm-damaged", detail=escape_markdown(said))
