"""Logs: structlog over the standard library, so that discord.py's lines look like ours; no secret in any of them."""

import logging
import re
import sys
from collections.abc import Iterable
from typing import Any, Final, TextIO

import structlog
from structlog.typing import EventDict, Processor

# discord.py writes bodies, and so prompts and interaction tokens, at DEBUG
QUIET: Final = {
    "discord": logging.INFO,
    "aiosqlite": logging.WARNING,
    "asyncio": logging.WARNING,
    "alembic": logging.WARNING,
}


_CALLBACK: Final = re.compile(r"(/cb/)[A-Za-z0-9_-]+")
"""The secret part of an address that the vendor calls."""


class Redaction:
    """A processor that replaces the secrets by stars wherever they stand, in tracebacks too."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = [secret for secret in secrets if secret]

    def __call__(self, _logger: Any, _method: str, event: EventDict) -> EventDict:
        return {key: self._clean(value) for key, value in event.items()}

    def _clean(self, value: Any) -> Any:
        if value is None or isinstance(value, bool | int | float):
            return value
        text = str(value)
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return _CALLBACK.sub(r"\1***", text)


class Brevity:
    """A processor that says of some errors what they say, in one line: no traceback tells more."""

    def __init__(self, kinds: tuple[type[Exception], ...]) -> None:
        self._kinds = kinds

    def __call__(self, _logger: Any, _method: str, event: EventDict) -> EventDict:
        found = event.get("exc_info")
        reason = sys.exc_info()[1] if found is True else found[1] if isinstance(found, tuple) else found
        if not isinstance(reason, self._kinds):
            return event
        return {**{key: value for key, value in event.items() if key != "exc_info"}, "why": str(reason)}


def _plain_traceback(out: TextIO, exc_info: Any) -> None:
    structlog.dev.plain_traceback(out, exc_info)


def set_up(level: str, form: str, secrets: Iterable[str], brief: tuple[type[Exception], ...] = ()) -> None:
    """Send every log line to standard error, as JSON or for a terminal; `secrets` never appear.

    Errors of the kinds that are `brief` come without a traceback.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        Brevity(brief),
        structlog.processors.format_exc_info,
    ]
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=_plain_traceback)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                Redaction(secrets),
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name, quiet in QUIET.items():
        logging.getLogger(name).setLevel(max(quiet, root.level))
