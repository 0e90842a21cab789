"""Which prompts a blocked word keeps out, and how the list of them is changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.policy import LONGEST_WORD, MOST_WORDS, Policy, blocked_word, change_words, plain
from bot.domain.refusals import WordBlocked, WordsUnfit
from tests.builders import a_requester, a_spec

TOO_MUCH = WordsUnfit(200, 60)
STROKE = "\u0336"
HIDDEN = [
    "\u200b",
    "\u200c",
    "\u200d",
    "\u2060",
    "\u00ad",
    "\u034f",
    "\ufeff",
    "\u202e",
    "\ufe0f",
    "\U000e0061",
    "\u3164",
]


@pytest.mark.parametrize(
    ("word", "prompt"),
    [
        ("ass", "an ass"),
        ("ass", "ASS!"),
        ("ass", "(ass)"),
        ("ass", "kick-ass"),
        ("ass", "_ass_"),
        ("ass", "class, classic and ass"),
        ("ass", "ass, then class"),
        ("ass", "class, ass, classic"),
        ("ASS", "an ass"),
        ("ass", "an \uff41\uff33\uff53 there"),
        ("ass", "an \U0001d41a\U0001d42c\U0001d42c there"),
        ("ass", f"an a{STROKE}s{STROKE}s{STROKE} there"),
        ("ass", "我想要ass的图"),
        ("ass", "ได้ass"),
        ("straße", "in der STRASSE"),
        ("café", "a cafe\u0301"),
        ("cafe\u0301", "a CAFÉ"),
        ("İstanbul", "istanbul by night"),
        ("bloody hell", "what the Bloody \n\t Hell"),
        ("bloody  hell", "bloody\u3000hell"),
        ("c++", "in C++ there"),
        ("c++", "c++d"),
        ("f*ck", "what the F*CK"),
        ("бомба", "Это БОМБА!"),
        ("σίσυφος", "ΣΊΣΥΦΟΣ"),
        ("حرب", "حَرْب في المدينة"),
        ("حرب", "حـــرب"),
        ("מלחמה", "מִלְחָמָה"),
        ("कला", "यह कला है"),
        ("猫", "一只熊猫在跑"),
        ("熊猫", "大熊猫"),
        ("血まみれ", "彼は血まみれだ"),
        ("ﾈｺ", "ネコ"),
        ("바보", "바보야"),
        ("ㅅㅂ", "ㅅㅂㅋㅋ"),
        ("ผี", "บ้านผีสิง"),
        ("🔪", "a 🔪🔪 fight"),
        ("🔪", "knife🔪fight"),
        ("2", "2 cats"),
        ("4 2", "4 2"),
    ],
)
def test_a_blocked_word_is_found(word: str, prompt: str) -> None:
    assert blocked_word((word,), prompt) == word


@pytest.mark.parametrize(
    ("word", "prompt"),
    [
        ("ass", "a class"),
        ("ass", "an assassin"),
        ("ass", "assé"),
        ("ass", "bass3"),
        ("ass", "3ass"),
        ("ass", "a s s"),
        ("ass", ""),
        ("bloody hell", "bloody hello"),
        ("bloody hell", "bloody-hell"),
        ("c++", "c+ +"),
        ("2", "42"),
        ("schon", "schön"),
        ("cafe", "café"),
        ("бомба", "бомбардир"),
        ("कल", "कलाकार"),
        ("熊猫", "熊和猫"),
        ("🔪", "🍴"),
        ("猫咪", "猫"),
    ],
)
def test_what_only_looks_a_little_like_it_is_not(word: str, prompt: str) -> None:
    assert blocked_word((word,), prompt) is None


@pytest.mark.parametrize("mark", HIDDEN)
def test_a_hidden_mark_inside_of_a_word_hides_nothing(mark: str) -> None:
    assert blocked_word(("ass",), f"an a{mark}s{mark}{mark}s there") == "ass"
    assert blocked_word((f"a{mark}ss",), "an ass") == f"a{mark}ss"
    assert blocked_word(("熊猫",), f"大熊{mark}猫") == "熊猫"
    assert blocked_word(("ass",), f"cl{mark}ass") is None


def test_the_first_of_several_is_named_as_it_was_typed() -> None:
    assert blocked_word(("Bat", "CAT", "dog"), "a dog and a cat") == "CAT"
    assert blocked_word((), "a dog") is None


def test_a_refusal_names_the_word_and_not_the_prompt() -> None:
    policy = Policy(blocked_words=("CAT",))
    assert policy.refuse(a_requester(), a_spec("a c\u200bat"), with_image=False) == WordBlocked("CAT")


WORDS = st.text(st.sampled_from("aAbß猫 -_1é" + STROKE + "\u200b"), min_size=1, max_size=5).filter(plain)


@given(WORDS, st.text(max_size=8), st.text(max_size=8))
def test_a_word_between_marks_that_are_no_letters_is_always_found(word: str, before: str, after: str) -> None:
    assert blocked_word((word,), f"{before} {word} {after}") == word
    assert blocked_word((word,), f"{before}.{word}!{after}") == word


@given(st.text())
def test_what_is_folded_has_no_case_no_runs_of_space_and_no_full_width_forms(text: str) -> None:
    folded = plain(text)
    assert folded == folded.strip()
    assert "  " not in folded
    assert plain(text.casefold()) == folded
    assert plain(f" {text}\n") == folded


def test_words_are_added_and_removed_each_by_its_list() -> None:
    assert change_words((), "cat, Dog ,  big   bird", "") == ("big bird", "cat", "Dog")
    assert change_words(("big bird", "cat", "Dog"), "", "DOG, big\u200b bird, cow") == ("cat",)
    assert change_words(("cat",), "", "") == ("cat",)
    assert change_words(("cat",), "cat", "cat") == ("cat",)


@pytest.mark.parametrize("mark", [",", "\uff0c", "\u3001", ";", "\uff1b", "\u060c", "\n"])
def test_every_kind_of_comma_separates(mark: str) -> None:
    assert change_words((), f"猫{mark} dog{mark}{mark}", "") == ("dog", "猫")


@pytest.mark.parametrize("nothing", ["", " ", ",", " , ;\n", "\u200b", "\ufe0f,\u00ad", "\u0336"])
def test_what_shows_nothing_is_no_word(nothing: str) -> None:
    assert change_words(("cat",), nothing, nothing) == ("cat",)


def test_a_word_that_is_blocked_already_stays_as_it_was_typed() -> None:
    assert change_words(("Cat",), "CAT, \uff43\uff41\uff54, c\u200bat", "") == ("Cat",)
    assert change_words((), "cAt, CAT", "") == ("cAt",)
    assert change_words(("Cat",), "CAT", "cat") == ("CAT",)


def test_a_word_may_have_just_so_many_characters() -> None:
    assert change_words((), "x" * LONGEST_WORD, "") == ("x" * LONGEST_WORD,)
    assert change_words((), "y, " + "x" * (LONGEST_WORD + 1), "") == TOO_MUCH
    assert change_words(("a",), "", "x" * (LONGEST_WORD + 1)) == ("a",)


def test_just_so_many_words_may_be_blocked() -> None:
    many = tuple(f"{number:03}" for number in range(MOST_WORDS))
    assert change_words(many[1:], many[0], "") == many
    assert change_words(many, many[5], "") == many
    assert change_words(many, "new", "") == TOO_MUCH
    assert change_words(many, "new", "007") == (*(word for word in many if word != "007"), "new")


@given(st.text(max_size=40), st.text(max_size=40))
def test_what_was_added_is_found_and_what_was_removed_is_not_there(add: str, remove: str) -> None:
    after = change_words((), add, "")
    assert not isinstance(after, WordsUnfit)
    assert all(blocked_word((word,), word) == word for word in after)
    assert change_words(after, "", ", ".join(after)) == ()
    left = change_words(after, "", remove)
    assert not isinstance(left, WordsUnfit)
    assert set(left) <= set(after)
    assert change_words(left, "", remove) == left
