"""docs/vendor.md: what it names there is, and what there is stands in it."""

import re

from sandbox.seedance import CHOICES, FAULTS
from tests.house.tables import document, named_tests, rows, written_tests

TABLE = document("vendor.md")
ROWS = rows(TABLE)


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
    assert named_tests(TABLE) <= written_tests()
