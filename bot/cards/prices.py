"""What `python -m bot prices` says: the price table, and where the vendor took more."""

from collections.abc import Iterator, Sequence

from bot.cards.words import amount
from bot.domain.drift import CELLS, Drift
from bot.i18n import Texts


def table(texts: Texts, locale: str, drifts: Sequence[Drift]) -> str:
    """Word every cell of the price table, and what to do about those that are closed."""
    return "\n".join(_lines(texts, locale, {drift.cell.name: drift for drift in drifts}))


def _lines(texts: Texts, locale: str, drifts: dict[str, Drift]) -> Iterator[str]:
    for name, cell in CELLS.items():
        drift = drifts.get(name, Drift(cell=cell))
        state = "closed" if drift.is_closed else "drifts" if drift.times else "right"
        price = amount(texts, locale, cell.price)
        yield texts.say(locale, f"prices-{state}", cell=name, price=price, times=drift.times, took=drift.took)
    if any(drift.is_closed for drift in drifts.values()):
        yield texts.say(locale, "prices-how")


def confirmed(texts: Texts, locale: str, before: Drift) -> str:
    """Word what was confirmed."""
    return texts.say(locale, "prices-confirmed", cell=before.cell.name, times=before.times)
