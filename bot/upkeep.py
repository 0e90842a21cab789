"""The operator's commands that keep a bot safe: look after it, copy its database, put a copy back.

What is heavy is imported inside of them, so that `--help` answers at once.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot import terminal

BackupFile = Annotated[Path, typer.Argument(help="Where the copy goes.", show_default=False)]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there.")]


def backup(file: BackupFile, force: Force = False) -> None:
    """Copy the database (SQLite) into a file and verify the copy; beside the running bot or without it."""
    settings = terminal.settings()
    from bot import safekeeping
    from bot.clock import SystemClock

    at = datetime.fromtimestamp(SystemClock().now(), UTC)
    found = terminal.answered(safekeeping.backup(settings, file, force=force))
    terminal.say(
        "backup-made",
        file=str(file),
        size=f"{found.size / 1e6:.1f}",
        jobs=found.jobs,
        open=found.open_jobs,
        at=f"{at:%Y-%m-%d %H:%M:%S} UTC",
        revision=found.revision,
    )
