"""The settings, and the files that hold secrets."""

import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from dotenv import dotenv_values

from bot.doctor.finding import Finding, bad, care, good
from bot.settings import ENV, SECRETS, Settings

SHORTEST_KEY: Final = 16
"""Characters; a shorter key is a part of one."""


def wrong_settings(names: list[str]) -> Finding:
    """Say which settings keep the bot from starting."""
    return bad("settings", "settings-bad", names=", ".join(names))


def look(settings: Settings, environment: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """Look at settings that can be read."""
    yield good("settings", "settings-good", count=str(len(Settings.model_fields)))
    strange = sorted(dotenv_values(ENV).keys() - _names())
    if strange:
        yield care("names", "names-strange", names=", ".join(strange))
    open_files = [str(path) for path in _secret_files(environment) if _is_open(path)]
    if open_files:
        yield care("secrets", "secrets-open", files=", ".join(open_files))
    else:
        yield good("secrets", "secrets-good")
    key = settings.seedance_api_key.get_secret_value()
    if any(map(str.isspace, key)) or not key.isascii() or not key.isprintable():
        yield bad("key-shape", "key-shape-bad")
    elif not key.startswith("sk-") or len(key) < SHORTEST_KEY:
        yield care("key-shape", "key-shape-odd")
    else:
        yield good("key-shape", "key-shape-good")


def _names() -> set[str]:
    """Give the names of all settings, in capitals as they are written."""
    return {name.upper() for name in Settings.model_fields} | {f"{name}_FILE" for name in SECRETS}


def _secret_files(environment: Mapping[str, str]) -> Iterator[Path]:
    named = (environment.get(f"{name}_FILE") for name in SECRETS)
    yield from (path for path in (Path(ENV), *map(Path, filter(None, named))) if path.is_file())


def _is_open(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
