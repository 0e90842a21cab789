import pytest

from bot.domain.link import Standing, judge, path_of
from tests.builders import NOW

KEY = b"k" * 32
NAME = "1400000000000000001.mp4"
UNTIL = int(NOW) + 100


def test_a_link_holds_until_its_end_and_not_longer() -> None:
    signature, until, name = path_of(KEY, NAME, UNTIL).split("/")
    assert (until, name) == (str(UNTIL), NAME)
    assert judge(KEY, signature, until, name, NOW) is Standing.GOOD
    assert judge(KEY, signature, until, name, UNTIL - 0.5) is Standing.GOOD
    assert judge(KEY, signature, until, name, UNTIL) is Standing.OVER


@pytest.mark.parametrize(
    ("until", "name"),
    [
        (str(UNTIL + 1), NAME),
        (str(UNTIL), "1400000000000000002.mp4"),
        (f"0{UNTIL}", "1400000000000000002.mp4"),
        (str(UNTIL), "../reelroom.db"),
        (str(UNTIL), f"{NAME}.part"),
        (str(UNTIL), f"{NAME}\n"),
        ("", NAME),
        ("-1", NAME),
        ("\uff19" * 10, NAME),
        ("9" * 5000, NAME),
    ],
)
def test_a_link_that_was_changed_is_none(until: str, name: str) -> None:
    signature = path_of(KEY, NAME, UNTIL).partition("/")[0]
    assert judge(KEY, signature, until, name, NOW) is Standing.FORGED


@pytest.mark.parametrize("signature", ["", "x", "ä" * 43, "A" * 43])
def test_a_link_without_a_signature_of_ours_is_none(signature: str) -> None:
    assert judge(KEY, signature, str(UNTIL), NAME, NOW) is Standing.FORGED
    assert judge(b"j" * 32, path_of(KEY, NAME, UNTIL).partition("/")[0], str(UNTIL), NAME, NOW) is Standing.FORGED
