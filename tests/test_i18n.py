import subprocess
import sys
from pathlib import Path

import pytest

from bot.domain.job import Ending, JobState
from bot.domain.refusals import Refusal
from bot.domain.studio import Closure
from bot.i18n import FOLDER, LANGUAGES, Texts, findings, language_of

TEXTS = Texts()


def test_the_catalogues_agree() -> None:
    assert list(findings()) == []


def test_the_check_can_be_run_by_name_and_finds_nothing() -> None:
    done = subprocess.run([sys.executable, "-m", "bot.i18n"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    ("english", "chinese", "finding"),
    [
        ("a = one", "", "zh-CN: a is missing"),
        ("a = one", "a = 一\nb = 二", "en: b is missing"),
        ("a = { $n } one", "a = { $m } 一", "zh-CN: a uses ['m'], en uses ['n']"),
        ("a = one\na = two", "a = 一", "en/all.ftl: a is there twice"),
        ("a = one\n??", "a = 一", "en/all.ftl: cannot be read: ??"),
        (
            "a = { $n ->\n    [one] { $m }\n   *[other] { $n }\n}",
            "a = { $n }",
            "zh-CN: a uses ['n'], en uses ['m', 'n']",
        ),
    ],
)
def test_the_check_names_what_is_wrong(tmp_path: Path, english: str, chinese: str, finding: str) -> None:
    for language, text in (("en", english), ("zh-CN", chinese)):
        (tmp_path / language).mkdir()
        (tmp_path / language / "all.ftl").write_text(text, encoding="utf-8")
    assert finding in list(findings(tmp_path))


def test_empty_catalogues_are_a_finding(tmp_path: Path) -> None:
    assert list(findings(tmp_path)) == ["no texts in en"]


@pytest.mark.parametrize(
    ("locale", "language"),
    [("en-US", "en"), ("en-GB", "en"), ("zh-CN", "zh-CN"), ("zh-TW", "zh-CN"), ("de", "en"), ("", "en")],
)
def test_every_locale_has_a_language(locale: str, language: str) -> None:
    assert language_of(locale) == language


def test_numbers_are_counted_and_grouped() -> None:
    said = [TEXTS.say("en-US", "credits", count=count) for count in (0, 1, 2, 1234)]
    assert said == ["0 credits", "1 credit", "2 credits", "1,234 credits"]
    assert TEXTS.say("zh-CN", "credits", count=1) == "1 积分"


def test_values_are_not_wrapped_in_invisible_marks() -> None:
    said = TEXTS.say("en-US", "direct-void", channel="<#1>")
    assert "<#1>" in said
    assert not set(said) & {"\u2068", "\u2069"}


def test_values_are_not_read_as_markup_of_the_catalogue() -> None:
    assert "{ $reason } { credits }" in TEXTS.say("en-US", "refusal", reason="{ $reason } { credits }")


def test_an_unknown_key_is_a_defect() -> None:
    with pytest.raises(KeyError):
        TEXTS.say("en-US", "no-such-text")


@pytest.mark.parametrize("key", ["credits", "direct-void"])
def test_a_missing_variable_is_a_defect(key: str) -> None:
    with pytest.raises(KeyError, match=key):
        TEXTS.say("en-US", key)


@pytest.mark.parametrize("ending", Ending)
def test_every_ending_has_words(ending: Ending) -> None:
    assert TEXTS.has(f"ending-{ending.value}")


@pytest.mark.parametrize("closure", Closure)
def test_every_closure_has_words_for_the_operator(closure: Closure) -> None:
    assert TEXTS.has(f"alarm-{closure.value}")


@pytest.mark.parametrize("refusal", Refusal.__subclasses__())
def test_every_refusal_has_words(refusal: type[Refusal]) -> None:
    assert TEXTS.has(refusal.key())


@pytest.mark.parametrize("state", JobState)
def test_every_state_has_words(state: JobState) -> None:
    assert TEXTS.has(f"status-{state.value}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_texts_call_a_server_a_server(language: str) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in (FOLDER / language).glob("*.ftl"))
    assert "guild" not in text.replace("OPERATOR_GUILD_ID", "a setting's own name").lower()
    assert "webhook" not in text.lower()
