"""docs/discord.md: every row has an answer and a test that exists."""

from tests.house.tables import document, named_tests, rows, written_tests

PAGE = document("discord.md")


def test_every_row_has_its_answer_and_a_test() -> None:
    found = rows(PAGE)
    assert len(found) > 20
    assert all(len(row) == 3 and row[0] and row[1] and named_tests(row[2]) for row in found)


def test_every_test_in_the_table_exists() -> None:
    assert named_tests(PAGE) <= written_tests()
