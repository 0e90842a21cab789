"""A report as it is drawn: numbers, and every word ready made."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """What a colour stands for."""

    SPENT = "spent"
    HELD = "held"
    RETURNED = "returned"
    GIVEN_BACK = "given-back"


@dataclass(frozen=True)
class Sum:
    """What became of credits in one way over the whole stretch; its label is the key to the colour."""

    tone: Tone
    label: str
    figure: str


@dataclass(frozen=True)
class Column:
    """One day: its label, and credits by tone in the order of the sums."""

    label: str
    parts: Sequence[int]


@dataclass(frozen=True)
class Bar:
    """One member: a name, credits, and the number in words."""

    name: str
    spare: str
    """Said where no letter of the name can be drawn."""
    credits: int
    figure: str


@dataclass(frozen=True, kw_only=True)
class Share:
    """How much of the allowance is used, in credits."""

    spent: int
    held: int
    of: int
    label: str
    """Such as "76 % of 500 credits"."""


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Everything that one picture says."""

    title: str
    spare_title: str
    """Said where no letter of the title can be drawn."""
    dates: str
    figure: str
    """The number that matters most."""
    caption: str
    """What that number is."""
    share: Share | None
    sums: Sequence[Sum]
    days_title: str
    columns: Sequence[Column]
    nothing: str
    """Said in place of the columns when there are none to see."""
    members_title: str
    bars: Sequence[Bar]
    footer: str
