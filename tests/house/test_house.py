"""The house itself: what must be true of the whole project and of no single part."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.job import Ending
from bot.domain.refusals import Refusal
from bot.domain.studio import Closure
from bot.i18n import CHINESE, ENGLISH, Texts, findings
from bot.settings import SECRETS, Settings

ROOT = Path(__file__).parents[2]
CODE = [path for folder in ("bot", "cogs", "sandbox", "tests") for path in sorted((ROOT / folder).rglob("*.py"))]
PRODUCT = [path for path in CODE if path.relative_to(ROOT).parts[0] in {"bot", "cogs"}]
DRAWERS = {"utils", "helpers", "common", "manager", "misc", "core"}
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
SETTINGS = sorted(name.upper() for name in Settings.model_fields)


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _nodes(path: Path) -> Iterator[ast.AST]:
    yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_stands_in_the_example_with_its_default(name: str) -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    line = re.search(rf"^#?{name}=(.*)$", example, re.MULTILINE)
    assert line, f"{name} is not in .env.example"
    default = Settings.model_fields[name.lower()].get_default()
    written = {None: "", frozenset(): ""}.get(default, None if name in SECRETS else str(default).removesuffix(".0"))
    assert line.group(1) == ("" if name in SECRETS else written)


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_stands_in_the_table_of_the_readme(name: str) -> None:
    assert f"| `{name}` |" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_example_names_no_setting_that_there_is_not() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE)) == set(SETTINGS)


@pytest.mark.parametrize("locale", [ENGLISH, CHINESE])
def test_every_refusal_has_its_words(locale: str) -> None:
    refusals = Refusal.__subclasses__()
    assert len(refusals) > 10
    _has_texts(locale, [refusal.key() for refusal in refusals])


@pytest.mark.parametrize("locale", [ENGLISH, CHINESE])
def test_every_ending_and_every_alarm_has_its_words(locale: str) -> None:
    _has_texts(locale, [f"ending-{ending.value}" for ending in Ending])
    _has_texts(locale, [f"alarm-{closure.value}" for closure in Closure])


def _has_texts(locale: str, keys: list[str]) -> None:
    catalogue = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot/locales" / locale).glob("*.ftl"))
    missing = [key for key in keys if not re.search(rf"^{key} =", catalogue, re.MULTILINE)]
    assert not missing
    assert all(Texts().has(key) for key in keys)


def test_the_catalogues_say_the_same_in_both_languages() -> None:
    assert list(findings()) == []


@pytest.mark.parametrize("path", [path for path in CODE if "tests" in path.parts], ids=_name)
def test_no_mock_agrees_to_everything(path: Path) -> None:
    for node in _nodes(path):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func).split(".")[-1]
            spec = {keyword.arg for keyword in node.keywords} & {"spec", "spec_set", "wraps"}
            assert called not in {"Mock", "MagicMock", "AsyncMock"} or spec, f"line {node.lineno}"


@pytest.mark.parametrize("path", PRODUCT, ids=_name)
def test_nothing_reads_a_clock_but_the_clock(path: Path) -> None:
    if path.name == "clock.py":
        return
    for node in _nodes(path):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert not re.search(r"\btime\.(time|monotonic)$|datetime\.(now|utcnow|today)$|\butcnow$", called), called


def test_no_file_is_a_drawer_and_none_must_be_scrolled_for_long() -> None:
    assert not [_name(path) for path in CODE if DRAWERS & {part.removesuffix(".py") for part in path.parts}]
    lengths = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in CODE}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_every_function_can_be_seen_whole() -> None:
    long = {
        f"{_name(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in CODE
        if "migrations" not in path.parts
        for node in _nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    }
    assert long == {}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-postgres.txt"])
def test_requirements_are_locked_with_hashes_and_without_addresses(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    pins = re.findall(r"^[a-z0-9].*$", text, re.MULTILINE)
    assert pins
    assert all("==" in pin for pin in pins)
    assert text.count("==") <= text.count("--hash=sha256:")
