import pytest

from bot.cards.blank import whole_number
from bot.domain.refusals import NumberUnreadable


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("", None),
        ("  ", None),
        ("40", 40),
        (" 040 ", 40),
        ("\uff11\uff12", 12),
        ("0", 0),
        ("-5", -5),
        ("9999999999", 9999999999),
    ],
)
def test_a_number_is_read_as_people_type_it(typed: str, number: int | None) -> None:
    assert whole_number(typed) == number


@pytest.mark.parametrize("typed", ["abc", "1e9", "12.5", "1,5", "1 000", "--5", "½", "٣", "一", "9" * 11, "0x10", "+5"])
def test_what_is_no_whole_number_is_named(typed: str) -> None:
    assert whole_number(typed) == NumberUnreadable(typed)
