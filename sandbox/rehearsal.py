"""A folder for a bot of one's own against the sandbox: its `.env`, and a command in the place of `python -m bot`."""

import os
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

from sandbox.bot_process import ROOT

COMMAND = "reelroom"
ONLY_OWNER = 0o600
RUN_BY_OWNER = 0o700
SCRIPT = """#!/bin/sh
# What `python -m bot` is elsewhere, with the settings of the .env in this folder and nothing of the shell's.
cd {folder} || exit
exec env -i PATH="$PATH" HOME="$HOME" LANG="${{LC_ALL:-${{LANG:-C.UTF-8}}}}" TERM="${{TERM:-dumb}}" \\
    PYTHONPATH={root} SANDBOX_DISCORD={discord} {python} -m sandbox.launch "$@"
"""


def furnish(folder: Path, settings: Mapping[str, str]) -> None:
    """Put both files into a folder that is made for them; `settings` are a bot's, with where the local Discord is."""
    folder.mkdir(parents=True)
    discord = settings["SANDBOX_DISCORD"]
    ordinary = {name: value for name, value in settings.items() if name != "SANDBOX_DISCORD"}
    _write(folder / ".env", "".join(f"{name}={value}\n" for name, value in ordinary.items()), ONLY_OWNER)
    places = {"folder": str(folder), "root": str(ROOT), "discord": discord, "python": sys.executable}
    script = SCRIPT.format(**{name: shlex.quote(place) for name, place in places.items()})
    _write(folder / COMMAND, script, RUN_BY_OWNER)


def _write(file: Path, text: str, mode: int) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8") as opened:
        opened.write(text)
