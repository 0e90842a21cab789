"""What a look at one thing found."""

from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """How much it matters; each has its mark and its word in the catalogues (`doctor-level-…`)."""

    GOOD = "good"
    CARE = "care"
    """The bot runs, though not as well as it could."""
    BAD = "bad"
    """The bot does not run, or not safely."""


@dataclass(frozen=True)
class Finding:
    """`check` names what was looked at (`doctor-check-…`), `key` the sentence about it, which says what to do."""

    check: str
    level: Level
    key: str
    values: dict[str, str] = field(default_factory=dict)


def good(check: str, key: str, **values: str) -> Finding:
    """Find that all is well."""
    return Finding(check, Level.GOOD, f"doctor-{key}", values)


def care(check: str, key: str, **values: str) -> Finding:
    """Find something that could be better."""
    return Finding(check, Level.CARE, f"doctor-{key}", values)


def bad(check: str, key: str, **values: str) -> Finding:
    """Find something that must be mended."""
    return Finding(check, Level.BAD, f"doctor-{key}", values)
