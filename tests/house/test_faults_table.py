"""docs/faults.md: what it names there is, and every fault that can be played stands in it."""

import re

from sandbox.discord.faults import NAMES
from sandbox.seedance import FAULTS
from tests.e2e import states
from tests.house.tables import document, named_tests, rows, written_tests

TABLE = document("faults.md")
MATRIX, MARKS = (
    [row for row in rows(TABLE.partition("## The matrix")[2].partition("## The marks")[0]) if any(row[1:])],
    rows(TABLE.partition("## The marks")[2].partition("## What the bot does")[0]),
)


def test_every_fault_of_the_sandbox_has_its_row() -> None:
    named = {fault for row in MATRIX for fault in re.findall(r"`([a-z0-9-]+)`", row[0])}
    assert named == {*FAULTS, *NAMES}


def test_every_state_has_its_column_and_every_cell_its_mark() -> None:
    heading = TABLE.partition("| fault | ")[2].partition("\n")[0]
    assert sorted(cell.strip() for cell in heading.strip("| ").split("|")) == sorted(states.NAMES)
    marks = {row[0] for row in MARKS}
    assert all(len(row) == 1 + len(states.NAMES) and all(row) for row in MATRIX)
    assert {mark for row in MATRIX for cell in row[1:] for mark in cell.split() if mark.isalnum()} == marks


def test_every_test_in_it_exists() -> None:
    assert named_tests(TABLE) <= written_tests()
