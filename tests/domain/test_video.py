import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.video import DURATIONS, PRICES, AspectRatio, Defaults, Resolution, clean_prompt, prompt_units
from tests.builders import a_spec, a_wish

FLAG = re.compile(r"(?<!\S)[-\u2010-\u2015\u2212\ufe63\uff0d]{2,}[A-Za-z]")


@pytest.mark.parametrize(
    ("resolution", "seconds", "audio", "credits_"),
    [
        ("480p", 4, False, 8),
        ("480p", 8, False, 14),
        ("480p", 12, False, 19),
        ("720p", 4, False, 14),
        ("720p", 8, False, 28),
        ("720p", 12, False, 42),
        ("480p", 4, True, 14),
        ("480p", 8, True, 28),
        ("480p", 12, True, 38),
        ("720p", 4, True, 28),
        ("720p", 8, True, 56),
        ("720p", 12, True, 84),
    ],
)
def test_the_price_is_the_one_of_the_vendors_table(resolution: str, seconds: int, audio: bool, credits_: int) -> None:
    spec = a_spec(resolution=Resolution(resolution), duration=seconds, generate_audio=audio)
    assert spec.price == credits_


def test_every_video_that_can_be_asked_for_has_a_price() -> None:
    cells = {(resolution, seconds, audio) for resolution in Resolution for seconds in DURATIONS for audio in (0, 1)}
    assert set(PRICES) == cells


def test_a_spec_without_wishes_is_what_the_api_makes_by_itself() -> None:
    spec = a_spec()
    assert (spec.aspect_ratio, spec.resolution, spec.duration) == ("1:1", "720p", 8)
    assert (spec.generate_audio, spec.fixed_lens, spec.image_url) == (False, False, None)


@pytest.mark.parametrize(("ratio", "quotient"), [("1:1", 1.0), ("16:9", 16 / 9), ("9:21", 9 / 21)])
def test_a_ratio_knows_its_quotient(ratio: str, quotient: float) -> None:
    assert AspectRatio(ratio).quotient == pytest.approx(quotient)


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        ("a cat --dur 12", "a cat \u2013 dur 12"),
        ("--rs 720p a cat", "\u2013 rs 720p a cat"),
        ("a cat\n--rs 720p", "a cat\n\u2013 rs 720p"),
        ("a cat\t--wm false", "a cat\t\u2013 wm false"),
        ("\u2013-rs 720p", "\u2013 rs 720p"),
        ("\u2014\u2014dur 12", "\u2013 dur 12"),
        ("\uff0d\uff0ddur 12", "\u2013 dur 12"),
        ("\u2212\u2212dur 12", "\u2013 dur 12"),
        ("---dur 12", "\u2013 dur 12"),
        ("(--dur 12)", "(\u2013 dur 12)"),
        ('"--dur 12"', '"\u2013 dur 12"'),
        ("a cat,--dur 12", "a cat,\u2013 dur 12"),
        ("\u200b--dur 12", "\u200b\u2013 dur 12"),
        ("-\x00-dur 12", "\u2013 dur 12"),
        ("-\ud800-dur 12", "\u2013 dur 12"),
        ("--dur 12 --rs 720p", "\u2013 dur 12 \u2013 rs 720p"),
    ],
)
def test_a_text_flag_cannot_command(written: str, cleaned: str) -> None:
    assert clean_prompt(written) == cleaned


@pytest.mark.parametrize(
    "prompt",
    [
        "a well--known cat",
        "a-b, c---d",
        "\u2014said the cat",
        "a -5 degree day",
        "rain -- then sun",
        "a half-open door",
        "--",
        "--5",
        "一只猫--慢慢走",
        "line one\nline two\tend",
        "\U0001f3a5 café",
    ],
)
def test_dashes_that_are_no_flag_are_left_alone(prompt: str) -> None:
    assert clean_prompt(prompt) == prompt


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\x00b\x07c\x1bd\x7fe\x9ff", "abcdef"),
        ("a\u2028b\u2029c", "abc"),
        ("a\ud83d b \udc00", "a b"),
        ("  \n a cat \t ", "a cat"),
        (" \x00 ", ""),
    ],
)
def test_control_characters_and_lone_surrogates_are_taken_out(written: str, cleaned: str) -> None:
    assert clean_prompt(written) == cleaned


@given(st.text(alphabet=st.sampled_from(list('-\u2013\u2014\u2212\uff0d \n\r\t("a1\x00\u200b\ud800')), max_size=12))
def test_no_flag_survives_and_cleaning_twice_changes_nothing(text: str) -> None:
    cleaned = clean_prompt(text)
    assert FLAG.search(cleaned) is None
    assert clean_prompt(cleaned) == cleaned
    cleaned.encode()


@pytest.mark.parametrize(("text", "units"), [("", 0), ("cat", 3), ("猫", 1), ("\U0001f3a5", 2), ("e\u0301", 2)])
def test_length_is_counted_in_whole_utf16_code_units(text: str, units: int) -> None:
    assert repr(prompt_units(text)) == repr(units)


def test_a_lone_surrogate_is_counted_and_not_an_error() -> None:
    assert prompt_units("\ud800") == 1


CHOSEN: dict[str, Any] = {
    "aspect_ratio": AspectRatio.TALL,
    "resolution": Resolution.SD,
    "duration": 4,
    "generate_audio": True,
    "fixed_lens": True,
}
OTHERS: dict[str, Any] = {
    "aspect_ratio": AspectRatio.SQUARE,
    "resolution": Resolution.HD,
    "duration": 8,
    "generate_audio": False,
    "fixed_lens": False,
}


def test_a_wish_without_choices_is_what_the_server_settled_and_else_the_apis() -> None:
    assert a_wish("x").over(Defaults()) == a_spec("x")
    assert a_wish("x").over(Defaults(**CHOSEN)) == a_spec("x", **CHOSEN)


@pytest.mark.parametrize("name", CHOSEN)
def test_one_default_settles_that_alone(name: str) -> None:
    only = {name: CHOSEN[name]}
    assert a_wish("x").over(Defaults(**only)) == a_spec("x", **only)


@pytest.mark.parametrize("name", CHOSEN)
def test_a_choice_goes_before_a_default_even_when_it_is_no(name: str) -> None:
    assert a_wish("x", **{name: OTHERS[name]}).over(Defaults(**CHOSEN)) == a_spec("x", **{**CHOSEN, name: OTHERS[name]})


def test_a_default_that_is_no_goes_before_the_apis() -> None:
    assert a_wish("x").over(Defaults(**OTHERS)) == a_spec("x", **OTHERS)


def test_prompt_and_picture_are_the_members_own() -> None:
    spec = a_wish("x", image_url="https://a.example/b.png").over(Defaults(**CHOSEN))
    assert (spec.prompt, spec.image_url) == ("x", "https://a.example/b.png")
