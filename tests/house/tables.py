"""The tables of the documentation, and the tests that they name."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def document(name: str) -> str:
    """Read a page of the documentation."""
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def rows(text: str) -> list[list[str]]:
    """Give the cells of all rows of all tables, their headings left out."""
    lines = text.splitlines()
    found = [line for line, after in zip(lines, [*lines[1:], ""], strict=True) if not after.startswith("|---")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in found if line.startswith("| ")]


def named_tests(text: str) -> set[str]:
    """Give the names of tests in a text."""
    return set(re.findall(r"`(test_\w+)`", text))


def written_tests() -> set[str]:
    """Give the names of all tests there are."""
    return {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^(?:async )?def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
