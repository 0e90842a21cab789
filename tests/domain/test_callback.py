import secrets

import pytest

from bot.domain.callback import SPACING, TOKEN_BYTES, counts_at, digest_of, is_token
from tests.builders import NOW


def test_a_token_has_256_bits_and_is_known_by_its_form_alone() -> None:
    assert TOKEN_BYTES * 8 == 256
    assert all(is_token(secrets.token_urlsafe(TOKEN_BYTES)) for _ in range(100))


@pytest.mark.parametrize("text", ["", "a" * 42, "a" * 44, "a" * 42 + "=", "a" * 42 + "/", "ä" * 43, "a" * 43 + "\n"])
def test_what_has_another_form_is_no_token(text: str) -> None:
    assert not is_token(text)


def test_what_is_kept_of_a_token_is_its_sha_256() -> None:
    assert digest_of("a" * 43) == "66d34fba71f8f450f7e45598853e53bfc23bbd129027cbb131a2f4ffd7878cd0"
    assert digest_of("b" * 43) != digest_of("a" * 43)


def test_calls_about_one_job_count_no_more_often_than_it_would_be_polled() -> None:
    assert counts_at(NOW, None) == NOW
    assert counts_at(NOW, NOW - 1) == NOW - 1 + SPACING
    assert counts_at(NOW, NOW - SPACING) == NOW
    assert counts_at(NOW, NOW + SPACING) == NOW + 2 * SPACING


def test_a_clock_that_was_set_back_makes_no_call_wait() -> None:
    assert counts_at(NOW, NOW + 3600) == NOW
