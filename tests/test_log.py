import pytest

from bot.log import Brevity, Redaction
from bot.ports import StoreAwayError

TOKEN = "Zm9vYmFyYmF6cXV4" * 3


@pytest.mark.parametrize(
    "text", [f"https://bot.example/cb/{TOKEN}", f"POST /reel/cb/{TOKEN} HTTP/1.1", f"no answer: '/cb/{TOKEN}', said it"]
)
def test_the_secret_part_of_an_address_that_the_vendor_calls_is_never_written(text: str) -> None:
    said = Redaction([])(None, "info", {"event": text, "n": 1})
    assert TOKEN not in said["event"]
    assert "/cb/***" in said["event"]
    assert said["n"] == 1


def test_a_secret_is_stars_wherever_it_stands() -> None:
    said = Redaction(["s3cret", ""])(None, "info", {"event": "a s3cret", "why": ValueError("s3cret"), "none": None})
    assert said == {"event": "a ***", "why": "***", "none": None}


def test_a_database_that_cannot_be_used_is_one_line_and_any_other_error_whole() -> None:
    processor = Brevity((StoreAwayError,))
    away = processor(None, "error", {"event": "no", "exc_info": StoreAwayError("database or disk is full")})
    assert away == {"event": "no", "why": "database or disk is full"}
    defect = {"event": "no", "exc_info": ValueError("a defect")}
    assert processor(None, "error", defect) is defect
