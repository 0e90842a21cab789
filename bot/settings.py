"""What an operator sets, from the environment and `.env`; `.env.example` explains each to people."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import parse_qsl, urlsplit

from dotenv import dotenv_values
from dotenv.parser import parse_stream
from PIL import ImageFont
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ENV: Final = ".env"
REQUIRED: Final = ("DISCORD_TOKEN", "SEEDANCE_API_KEY")
SECRETS: Final = (*REQUIRED, "DATABASE_URL")
"""Each may also be given as the path of a file, in `<name>_FILE`."""
URL_OPTIONS: Final = frozenset({"host", "sslmode"})
"""What may follow the question mark of DATABASE_URL: the folder of a Unix socket, and whether to encrypt."""
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def _base_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise ValueError("must begin with https://, because the API key travels with every request")
    return value.rstrip("/")


def _public_url(value: str) -> str:
    parts = urlsplit(value)
    if not value:
        return ""
    try:
        usable = bool(parts.hostname) and parts.port != 0 and not (parts.query or parts.fragment or parts.username)
    except ValueError:
        usable = False
    if not usable or (parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK)):
        raise ValueError("must be https://, a host and perhaps a path, such as https://bot.example.org/reelroom")
    return value.rstrip("/")


def _database_url(value: SecretStr) -> SecretStr:
    url = value.get_secret_value().strip()
    if not url:
        return SecretStr("")
    try:
        parts = urlsplit(url)
        asked = dict(parse_qsl(parts.query, keep_blank_values=True))
        named = bool(parts.path.strip("/")) and bool(parts.hostname or asked.get("host")) and parts.port != 0
    except ValueError:
        named = False
    if not named or parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError("must be postgresql://name:password@host:port/database, or empty for SQLite in DATA_DIR")
    if asked.keys() - URL_OPTIONS:
        raise ValueError(f"may carry no other options than {' and '.join(sorted(URL_OPTIONS))}")
    return SecretStr(url)


def _origins(value: object) -> object:
    if not isinstance(value, str):
        return value
    origins = [part.strip().rstrip("/") for part in value.split(",") if part.strip()]
    for origin in origins:
        parts = urlsplit(origin)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
            raise ValueError(f"must be scheme, host and port, such as https://cdn.example.org; {origin} is not")
    return frozenset(origins)


def _font(value: Path | None) -> Path | None:
    if value is not None:
        try:
            ImageFont.truetype(str(value), 12)
        except (OSError, ValueError):
            raise ValueError("must name a font file that can be read (TrueType or OpenType)") from None
    return value


Seconds = Annotated[float, Field(gt=0, le=3600)]
Count = Annotated[int, Field(ge=1, le=10_000)]


class Settings(BaseSettings):
    """All settings; the names are those of the environment in lower case."""

    model_config = SettingsConfigDict(env_file=ENV, env_ignore_empty=True, extra="ignore", frozen=True)

    discord_token: SecretStr
    seedance_api_key: SecretStr
    seedance_base_url: Annotated[str, AfterValidator(_base_url)] = "https://seedanceapi.org/v1"
    data_dir: Path = Path("data")
    database_url: Annotated[SecretStr, AfterValidator(_database_url)] = SecretStr("")
    public_url: Annotated[str, AfterValidator(_public_url)] = ""
    http_host: str = "127.0.0.1"
    http_port: Annotated[int, Field(ge=0, le=65535)] | None = None
    trusted_media_origins: Annotated[frozenset[str], NoDecode, BeforeValidator(_origins)] = frozenset()
    poll_first: Seconds = 10.0
    poll_max: Seconds = 15.0
    scan_wait: Seconds = 10.0
    max_running: Count = 5
    max_running_per_server: Count = 3
    max_running_per_member: Count = 1
    max_queued_per_member: Count = 5
    default_allowance: Annotated[int, Field(ge=0, le=100_000_000)] = 500
    max_allowance: Annotated[int, Field(ge=0, le=100_000_000)] | None = None
    default_period: Literal["day", "week", "month"] = "month"
    operator_guild_id: Annotated[int, Field(gt=0, lt=2**63)] | None = None
    alert_channel_id: Annotated[int, Field(gt=0)] | None = None
    low_budget_alarm: Annotated[int, Field(ge=1, le=100_000_000)] | None = None
    keep_videos_days: Annotated[int, Field(ge=1, le=3650)] = 7
    keep_prompts_days: Annotated[int, Field(ge=1, le=3650)] = 90
    font_path: Annotated[Path | None, AfterValidator(_font)] = None
    log_format: Literal["console", "json"] = "console"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"


@dataclass(frozen=True)
class Problem:
    """One setting that keeps the bot from starting, or the file of them: then `kind` is closed, no-text or broken."""

    name: str
    kind: Literal["missing", "wrong", "unreadable", "closed", "no-text", "broken"]
    detail: str = ""


class SettingsError(Exception):
    """The settings do not do; `problems` lists every one of them. No value is repeated: it might be a secret."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(f"{problem.name} {problem.kind}" for problem in problems))
        self.problems = problems


def load() -> Settings:
    """Read the settings. Raises SettingsError with all that is wrong."""
    _see_that_it_can_be_read(Path(ENV))
    secrets, problems = _secrets_from_files()
    unreadable = {problem.name.removesuffix("_FILE") for problem in problems}
    try:
        settings = Settings(**secrets)
    except ValidationError as errors:
        found = [_problem(error) for error in errors.errors(include_input=False, include_url=False)]
        problems += [problem for problem in found if problem.name not in unreadable]
        raise SettingsError(problems) from None
    problems += [Problem(name, "missing") for name in REQUIRED if not _is_set(settings, name)]
    if settings.public_url and settings.http_port is None:
        problems.append(Problem("HTTP_PORT", "wrong", "must be set where PUBLIC_URL is: what comes there, comes here"))
    if problems:
        raise SettingsError(problems)
    return settings


def _see_that_it_can_be_read(file: Path) -> None:
    """Refuse a file that is only half what somebody wanted it to be: what it lacks would be taken from the defaults."""
    try:
        lines = StringIO(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    except UnicodeDecodeError:
        raise SettingsError([Problem(file.name, "no-text")]) from None
    except OSError as reason:
        raise SettingsError([Problem(file.name, "closed", reason.strerror or "?")]) from None
    broken = [str(binding.original.line) for binding in parse_stream(lines) if binding.error]
    if broken:
        raise SettingsError([Problem(file.name, "broken", broken[0])])


def _secrets_from_files() -> tuple[dict[str, Any], list[Problem]]:
    """Read each `<NAME>_FILE` whose secret is not given directly."""
    environment: Mapping[str, str | None] = {**dotenv_values(ENV), **os.environ}
    secrets: dict[str, Any] = {}
    problems: list[Problem] = []
    for name in SECRETS:
        path = environment.get(f"{name}_FILE")
        if not path or environment.get(name):
            continue
        try:
            secrets[name.lower()] = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as reason:
            problems.append(Problem(f"{name}_FILE", "unreadable", type(reason).__name__))
    return secrets, problems


def _is_set(settings: Settings, name: str) -> bool:
    secret: SecretStr = getattr(settings, name.lower())
    return bool(secret.get_secret_value().strip())


def _problem(error: Any) -> Problem:
    name = str(error["loc"][0]).upper()
    if error["type"] == "missing":
        return Problem(name, "missing")
    return Problem(name, "wrong", str(error["msg"]).removeprefix("Value error, "))
