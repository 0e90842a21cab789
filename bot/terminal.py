"""What the operator's commands share: say things in the operator's language, read the settings, end with a code.

What is heavy is imported inside, so that `--help` answers at once.
"""

import asyncio
import os
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar

import typer

if TYPE_CHECKING:
    from bot.settings import Settings

T = TypeVar("T")

FAILED: Final = 1
WRONG_SETTINGS: Final = 2


def worded(key: str, **values: str | float) -> str:
    """Word a text in the operator's language."""
    from bot.i18n import Texts

    return Texts().say(language(), key, **values)


def say(key: str, *, err: bool = False, **values: str | float) -> None:
    """Say a text on standard output, or on standard error."""
    typer.echo(worded(key, **values), err=err)


def language() -> str:
    """Tell in which language the operator reads."""
    from bot.i18n import language_of_environment

    return language_of_environment(os.environ)


def settings() -> "Settings":
    """Read the settings, or end with one message that lists all that is wrong.

    What is logged until a bot sets its log up goes to standard error: standard output is for the answer.
    """
    import structlog

    from bot.settings import SettingsError, load

    structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))
    try:
        return load()
    except SettingsError as wrong:
        say("settings-head", err=True)
        for problem in wrong.problems:
            detail = {"detail": problem.detail} if problem.detail else {}
            say(f"settings-{problem.kind}", err=True, name=problem.name, **detail)
        raise typer.Exit(WRONG_SETTINGS) from None


def answered(work: Coroutine[Any, Any, T]) -> T:
    """Run what may raise a StartError, and end with its words if it does."""
    from bot.opening import StartError

    try:
        return asyncio.run(work)
    except StartError as no:
        say(no.key, err=True, **no.values)
        raise typer.Exit(FAILED) from None


@contextmanager
def in_words() -> Iterator[None]:
    """End with a sentence, and not with a traceback, when the database cannot be used in the middle of a command."""
    try:
        yield
    except Exception as reason:
        from bot.ports import StoreAwayError, StoreDamagedError

        if not isinstance(reason, StoreAwayError):
            raise
        key = "store-damaged" if isinstance(reason, StoreDamagedError) else "store-away"
        say(key, err=True, detail=str(reason))
        raise SystemExit(FAILED) from None
