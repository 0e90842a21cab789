import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.vendor_text import LIMIT, clean_vendor_text


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("content policy", "content policy"),
        ("内容不合规", "内容不合规"),
        ("", ""),
        ("two\r\nlines\tand \x00 more", "two lines and more"),
        ("@everyone look", "look"),
        ("@here and <@123> and <@!123> and <@&9> and <#5>", "and and and and"),
        ("<a:party:123> <:ok:1> </generate:99> <t:5:R> <id:guide>", ""),
        ("see https://evil.example/x?y=1 now", "see now"),
        ("www.evil.example and discord://x", "and"),
        ("mail a@b.example", "mail a b.example"),
        ("a\u200bb\u202ec\ufeffd\u00ade", "a b c d e"),
        ("@ever\u200byone", "ever yone"),
    ],
)
def test_the_vendors_words_are_made_harmless(said: str, shown: str) -> None:
    assert clean_vendor_text(said) == shown


@pytest.mark.parametrize("said", ["http:@//evil.example", "http:<@1>//evil.example", "h<@1>ttps:@/@/evil.example"])
def test_no_link_comes_together_from_what_was_taken_out(said: str) -> None:
    assert "://" not in clean_vendor_text(said)


def test_a_long_text_is_cut_with_a_sign() -> None:
    assert clean_vendor_text("x" * LIMIT) == "x" * LIMIT
    shown = clean_vendor_text("x" * (LIMIT + 1))
    assert len(shown) == LIMIT
    assert shown.endswith("x\u2026")
    assert clean_vendor_text("x" * (LIMIT - 2) + " yz") == "x" * (LIMIT - 2) + "\u2026"


PIECES = [
    "@",
    "everyone",
    "here",
    "<",
    ">",
    "@!",
    "&",
    "#",
    ":",
    "/",
    "//",
    "http",
    "s:",
    "www.",
    "a",
    "1",
    " ",
    "\u200b",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_no_mention_and_no_link_survives(said: str) -> None:
    shown = clean_vendor_text(said)
    assert "@" not in shown
    assert re.search(r"[a-z]://\S|<(?:#|a?:\w+:)\d+>", shown) is None
    assert clean_vendor_text(shown) == shown
