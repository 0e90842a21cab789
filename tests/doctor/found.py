"""What a look found, and settings to look at."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot.doctor.finding import Finding, Level
from bot.i18n import Texts
from bot.settings import Settings


def settings(folder: Path, **others: Any) -> Settings:
    known = {"discord_token": "t", "seedance_api_key": "sk-0123456789abcdef", "data_dir": folder / "data", **others}
    return Settings(_env_file=None, **known)


def level_of(findings: Iterable[Finding], check: str) -> Level:
    """Tell what the one look at something found; its words exist in both languages."""
    [finding] = [one for one in findings if one.check == check]
    for locale in ("en", "zh-CN"):
        assert Texts().say(locale, finding.key, **finding.values)
        assert Texts().say(locale, f"doctor-check-{finding.check}")
        assert Texts().say(locale, f"doctor-level-{finding.level.value}")
    return finding.level
