"""The operator's commands as typed: what is refused before anything is opened."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.i18n import CHINESE, ENGLISH, Texts
from bot.terminal import WRONG_SETTINGS

DEEDS = [
    ("grant", "--key", "5"),
    ("grant", "--server", "1", "--extra", "5"),
    ("grant", "--server", "1", "--ceiling", "5"),
    ("grant", "--server", "1", "--default-ceiling"),
    ("reconcile", "1", "--task", "task-1"),
    ("reconcile", "1", "--not-charged"),
    ("reconcile", "1", "--charged", "8"),
    ("erase-member", "1"),
]
"""Every command that changes something of somebody, without a reason."""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Type in a folder without settings, which nothing may ask for before the words themselves will do."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DISCORD_TOKEN", "t")
    monkeypatch.setenv("SEEDANCE_API_KEY", "k")


@pytest.mark.parametrize("words", DEEDS, ids=" ".join)
@pytest.mark.parametrize("reason", [(), ("--reason", "  ")], ids=["none", "blank"])
def test_nothing_is_changed_without_a_reason(words: tuple[str, ...], reason: tuple[str, ...], tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [*words, *reason])
    assert result.exit_code == WRONG_SETTINGS, result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("language", "locale"), [("en_GB.UTF-8", ENGLISH), ("zh_CN.UTF-8", CHINESE)])
def test_what_was_missing_is_said_in_the_operators_language(
    language: str, locale: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", language)
    monkeypatch.delenv("LC_ALL", raising=False)
    result = CliRunner().invoke(app, ["grant", "--key", "5", "--reason", ""])
    assert Texts().say(locale, "grant-usage") in result.output


@pytest.mark.parametrize("words", [("reconcile", "--yes"), ("reconcile", "1", "--not-charged", "--charged", "8")])
def test_words_that_contradict_each_other_are_refused(words: tuple[str, ...]) -> None:
    assert CliRunner().invoke(app, [*words, "--reason", "x"]).exit_code == WRONG_SETTINGS
