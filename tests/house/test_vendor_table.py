"""docs/vendor.md: what it names there is, and what there is stands in it."""

import re
from pathlib import Path

from sandbox.seedance import CHOICES, FAULTS

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "vendor.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in TABLE.splitlines() if line.startswith("| ")][
    1:
]


def test_every_mode_stands_in_the_table_and_every_mode_in_it_exists() -> None:
    named = {tuple(pair) for row in ROWS for pair in re.findall(r"`(\w+)=([a-z0-9-]+)`", row[3])}
    assert named == {(mode, value) for mode, values in CHOICES.items() for value in values[1:]}


def test_every_fault_in_the_table_exists() -> None:
    named = {fault for row in ROWS for fault in re.findall(r"`([a-z0-9-]+)`", row[3])}
    assert named
    assert named <= FAULTS.keys()


def test_every_question_has_its_row_and_its_answers() -> None:
    assert [row[0] for row in ROWS] == [str(number) for number in range(1, 49)]
    assert all(len(row) == 5 and all(row) for row in ROWS)


def test_every_test_in_the_table_exists() -> None:
    written = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^(?:async )?def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert set(re.findall(r"`(test_\w+)`", TABLE)) <= written
