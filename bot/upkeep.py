"""The operator's commands that keep a bot safe: look after it, copy its database, put a copy back.

What is heavy is imported inside of them, so that `--help` answers at once.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot import terminal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.doctor.finding import Finding

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


RestoreFile = Annotated[Path | None, typer.Argument(help="A copy made by `backup`.", show_default=False)]
Accept = Annotated[bool, typer.Option("--accept", help="Let members ask for videos again.")]
Reason = Annotated[str, typer.Option(help="What you compared; it is kept.", show_default=False)]


def restore(file: RestoreFile = None, accept: Accept = False, reason: Reason = "") -> None:
    """Put a copy back in the place of the database (SQLite, the bot stopped), or accept one that was put back."""
    if accept == (file is not None) or accept != bool(reason.strip()):
        lacks_reason = accept and file is None
        terminal.say("restore-reason" if lacks_reason else "restore-usage", err=True)
        raise typer.Exit(terminal.WRONG_SETTINGS)
    settings = terminal.settings()
    from bot import safekeeping

    if file is None:
        done = terminal.answered(safekeeping.accept(settings, reason.strip()))
        terminal.say("restore-accepted" if done else "restore-nothing", err=not done)
        raise typer.Exit(0 if done else terminal.FAILED)
    put = terminal.answered(safekeeping.restore(settings, file))
    terminal.say(
        "restore-done",
        file=str(file),
        jobs=put.found.jobs,
        open=put.found.open_jobs,
        former="-" if put.former is None else str(put.former),
    )


Machines = Annotated[bool, typer.Option("--json", help="Say it for machines, under keys that stay.")]


Live = Annotated[bool, typer.Option("--live", help="Buy the cheapest video, to see whether the vendor is as assumed.")]
Yes = Annotated[bool, typer.Option("--yes", help="With --live: do not ask.")]


def doctor(as_json: Machines = False, live: Live = False, yes: Yes = False) -> None:
    """Look at all that the bot needs, beside a running one, and change nothing. Ends with 1 if something is wrong."""
    if live or yes:
        _try_out(as_json=as_json, live=live, yes=yes)
    from bot.doctor import round as rounds

    findings = terminal.answered(_look(rounds.look(), as_json=as_json))
    if as_json:
        told = [{"check": one.check, "level": one.level.value, "key": one.key, **one.values} for one in findings]
        typer.echo(json.dumps({"well": rounds.is_well(findings), "findings": told}, indent=2, ensure_ascii=False))
    else:
        terminal.say("doctor-well" if rounds.is_well(findings) else "doctor-unwell")
    raise typer.Exit(0 if rounds.is_well(findings) else terminal.FAILED)


def _try_out(*, as_json: bool, live: bool, yes: bool) -> NoReturn:
    """Try the vendor out with real credits, after asking; ends with 1 when something was not as assumed."""
    if not live:
        terminal.say("doctor-live-usage", err=True)
        raise typer.Exit(terminal.WRONG_SETTINGS)
    settings = terminal.settings()
    from bot.doctor import live as trial
    from bot.doctor.finding import Level

    if not yes:
        typer.confirm(terminal.worded("doctor-live-ask", price=trial.PRICE), abort=True, err=True)
    findings = terminal.answered(_look(trial.look(settings), as_json=as_json))
    others = [one for one in findings if one.level is not Level.GOOD]
    if as_json:
        told = [{"check": one.key, "level": one.level.value, **one.values} for one in findings]
        typer.echo(json.dumps({"held": not others, "findings": told}, indent=2, ensure_ascii=False))
    else:
        terminal.say("doctor-live-sum", held=len(findings) - len(others), others=len(others))
    raise typer.Exit(terminal.FAILED if others else 0)


async def _look(found: "AsyncIterator[Finding]", *, as_json: bool) -> "list[Finding]":
    """Go a round; each finding is said as soon as it is there, because some take seconds."""
    findings = []
    async for finding in found:
        findings.append(finding)
        if not as_json:
            terminal.say(
                "doctor-line",
                level=terminal.worded(f"doctor-level-{finding.level.value}"),
                check=terminal.worded(f"doctor-check-{finding.check}"),
                said=terminal.worded(finding.key, **finding.values),
            )
    return findings
