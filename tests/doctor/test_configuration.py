from pathlib import Path

import pytest

from bot.doctor import configuration
from bot.doctor import round as rounds
from bot.doctor.finding import Finding, Level
from tests.doctor.found import level_of, settings


def look(folder: Path, key: str = "sk-0123456789abcdef", **environment: str) -> list[Finding]:
    return list(configuration.look(settings(folder, seedance_api_key=key), environment))


@pytest.mark.parametrize(
    ("key", "level"),
    [
        ("sk-0123456789abcdef", Level.GOOD),
        ("0123456789abcdef", Level.CARE),
        ("sk-short", Level.CARE),
        ("sk-0123456789 abcdef", Level.BAD),
        ("sk-0123456789äbcdef", Level.BAD),
    ],
)
def test_a_key_that_cannot_be_one_is_told_from_one_that_is_odd(tmp_path: Path, key: str, level: Level) -> None:
    findings = look(tmp_path, key)
    assert level_of(findings, "key-shape") is level
    assert key not in str(findings)


def test_a_file_with_a_secret_that_others_can_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "token"
    file.write_text("t", encoding="utf-8")
    file.chmod(0o600)
    assert level_of(look(tmp_path, DISCORD_TOKEN_FILE=str(file)), "secrets") is Level.GOOD
    file.chmod(0o644)
    assert level_of(look(tmp_path, DISCORD_TOKEN_FILE=str(file)), "secrets") is Level.CARE
    (tmp_path / ".env").write_text("", encoding="utf-8")
    (tmp_path / ".env").chmod(0o644)
    assert level_of(look(tmp_path), "secrets") is Level.CARE


def test_wrong_settings_are_all_named() -> None:
    finding = configuration.wrong_settings(["DISCORD_TOKEN (missing)", "POLL_FIRST (wrong)"])
    assert (finding.level, "POLL_FIRST" in finding.values["names"]) == (Level.BAD, True)


def test_a_name_that_no_setting_has_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("DISCORD_TOKEN_FILE=t\nMAX_RUNNING=2\nALLERT_CHANNEL_ID=5\n", encoding="utf-8")
    strange = next(one for one in look(tmp_path) if one.check == "names")
    assert (strange.level, strange.values["names"]) == (Level.CARE, "ALLERT_CHANNEL_ID")


async def test_the_line_at_which_the_file_breaks_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text('LOG_LEVEL=INFO\nDISCORD_TOKEN="abc\n', encoding="utf-8")
    [finding] = [one async for one in rounds.look()]
    assert (finding.level, finding.values["names"]) == (Level.BAD, ".env (line 2)")
