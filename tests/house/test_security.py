"""What SECURITY.md promises: that its tests exist, and what no single part can show."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cards.private import IN_THREADS, IN_VOICE, NEEDED

ROOT = Path(__file__).parents[2]
PRODUCT = [path for folder in ("bot", "cogs") for path in sorted((ROOT / folder).rglob("*.py"))]
ROWS = re.findall(r"^\| (\d+) \|.*\| (`.*`) \|$", (ROOT / "SECURITY.md").read_text(encoding="utf-8"), re.MULTILINE)
SHOWN = sorted({test for _, tests in ROWS for test in re.findall(r"`([^`]+)`", tests)})
MANY = 21
"""Rows of the list that this project was measured by from its beginning."""
RUNS_CODE = {"pickle", "marshal", "shelve", "yaml", "dill"}
STATEMENTS = {"text", "exec_driver_sql", "execute"}


def _calls() -> Iterator[tuple[Path, ast.Call, str]]:
    for path in PRODUCT:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                yield path, node, name


def test_every_row_has_its_tests() -> None:
    assert [int(number) for number, _ in ROWS] == list(range(1, MANY + 1))


@pytest.mark.parametrize("shown", SHOWN)
def test_every_test_that_is_named_exists_and_runs(shown: str) -> None:
    file, _, name = shown.partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    (found,) = [node for node in tree.body if getattr(node, "name", None) == name]
    marks = " ".join(ast.unparse(one) for one in getattr(found, "decorator_list", []))
    assert not re.search(r"thorough|evening|soak|skip", marks)


def test_no_sql_is_put_together_from_values() -> None:
    made = [
        ast.unparse(call.args[0])
        for path, call, name in _calls()
        if name in STATEMENTS and call.args and "migrations" not in path.parts
        if isinstance(call.args[0], ast.JoinedStr | ast.BinOp | ast.Call)
    ]
    built = [one for one in made if one.startswith(("f'", 'f"')) or "%" in one or ".format(" in one]
    # what the engine is set to are names and numbers of ours, which SQLite does not take as bound values
    assert [one for one in built if not one[2:].startswith("PRAGMA ")] == []


def test_nothing_decodes_or_runs_what_could_be_code() -> None:
    assert [f"{path.name}:{call.lineno}" for path, call, name in _calls() if name in {"eval", "exec"}] == []
    shells = [call for _, call, _ in _calls() if any(word.arg == "shell" for word in call.keywords)]
    assert shells == []
    imported = re.compile(rf"^\s*(?:import|from) ({'|'.join(RUNS_CODE)})\b", re.MULTILINE)
    assert [path.name for path in PRODUCT if imported.search(path.read_text(encoding="utf-8"))] == []


def test_interactions_are_taken_from_the_gateway_alone() -> None:
    assert [path.name for path in PRODUCT if "X-Signature-Ed25519" in path.read_text(encoding="utf-8")] == []
    routes = [ast.unparse(call.args[-2]) for _, call, name in _calls() if re.fullmatch(r"add_(get|post|route)", name)]
    assert routes
    assert [route for route in routes if "interaction" in route] == []


def test_the_bot_asks_for_few_permissions() -> None:
    assert {*NEEDED, IN_THREADS, IN_VOICE} == {
        "view_channel",
        "send_messages",
        "attach_files",
        "embed_links",
        "read_message_history",
        "send_messages_in_threads",
        "connect",
    }
