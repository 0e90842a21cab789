"""The operator's commands. What is heavy is imported inside of them, so that `--help` answers at once."""

import asyncio
import os
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from bot.settings import Settings

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Reelroom: a video studio in a Discord channel.")
ledger = typer.Typer(no_args_is_help=True, help="Look at the record of every credit.")
app.add_typer(ledger, name="ledger")

WRONG_SETTINGS = 2


def _say(key: str, *, err: bool = False, **values: str | int) -> None:
    from bot.i18n import Texts

    language = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "en")
    typer.echo(Texts().say(language, key, **values), err=err)


def _settings() -> "Settings":
    """Read the settings, or end with one message that lists all that is wrong."""
    from bot.settings import SettingsError, load

    keys = {"missing": "settings-missing", "wrong": "settings-value", "unreadable": "settings-unreadable"}
    try:
        return load()
    except SettingsError as wrong:
        _say("settings-wrong", err=True)
        for problem in wrong.problems:
            detail = {} if problem.kind == "missing" else {"detail": problem.detail}
            _say(keys[problem.kind], err=True, name=problem.name, **detail)
        raise typer.Exit(WRONG_SETTINGS) from None


@app.command()
def run() -> None:
    """Run the bot until it is told to stop (Ctrl-C or SIGTERM)."""
    settings = _settings()
    from bot import app as bot_app

    try:
        asyncio.run(bot_app.run(settings))
    except bot_app.StartError as reason:
        _say(reason.key, err=True, **reason.values)
        raise typer.Exit(1) from None


@app.command()
def migrate() -> None:
    """Bring the database to the schema of this version; `run` does so by itself."""
    settings = _settings()
    from bot import app as bot_app

    try:
        _say("migrated", revision=asyncio.run(bot_app.migrate_database(settings)))
    except bot_app.StartError as reason:
        _say(reason.key, err=True, **reason.values)
        raise typer.Exit(1) from None


@ledger.command("check")
def ledger_check() -> None:
    """Verify that every credit is accounted for; safe beside a running bot. Ends with 1 if not."""
    settings = _settings()
    from bot import app as bot_app

    try:
        findings = asyncio.run(bot_app.check_ledger(settings))
    except bot_app.StartError as reason:
        _say(reason.key, err=True, **reason.values)
        raise typer.Exit(1) from None
    if findings is None:
        if settings.database_url.get_secret_value():
            _say("ledger-empty")
        else:
            _say("ledger-none", folder=str(settings.data_dir))
        return
    for finding in findings:
        _say("ledger-finding", invariant=finding.invariant, subject=finding.subject, detail=finding.detail)
    if findings:
        _say("ledger-bad", err=True, count=len(findings))
        raise typer.Exit(1)
    _say("ledger-good")


@app.command()
def health() -> None:
    """Ask the running bot on this machine whether it is well (needs HTTP_PORT). Ends with 1 if not."""
    settings = _settings()
    from urllib.error import URLError
    from urllib.request import ProxyHandler, build_opener

    if not settings.http_port:
        _say("health-off", err=True)
        raise typer.Exit(1)
    address = f"http://{settings.http_host}:{settings.http_port}/healthz"
    try:
        with build_opener(ProxyHandler({})).open(address, timeout=5) as answer:
            typer.echo(answer.read().decode())
    except (URLError, OSError) as reason:
        _say("health-bad", err=True, detail=str(reason))
        raise typer.Exit(1) from None
