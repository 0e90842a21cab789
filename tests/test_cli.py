"""The operator's commands as typed: what is refused before anything is opened."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
import structlog
from typer.testing import CliRunner

from bot.cli import app
from bot.i18n import CHINESE, ENGLISH, Texts
from bot.terminal import WRONG_SETTINGS

DEEDS = [
    ("grant", "--key", "5"),
    ("grant", "--server", "1", "--extra", "5"),
    ("grant", "--server", "1", "--ceiling", "5"),
    ("grant", "--server", "1", "--default-ceiling"),
    ("reconcile", "1", "--task", "task-1"),
    ("reconcile", "1", "--not-charged"),
    ("reconcile", "1", "--charged", "8"),
    ("erase-member", "1"),
]
"""Every command that changes something of somebody, without a reason."""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Type in a folder without settings, which nothing may ask for before the words themselves will do.

    A command sets the log of its process up, which is that of other tests here.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DISCORD_TOKEN", "t")
    monkeypatch.setenv("SEEDANCE_API_KEY", "k")
    yield
    structlog.reset_defaults()


@pytest.mark.parametrize("words", DEEDS, ids=" ".join)
@pytest.mark.parametrize("reason", [(), ("--reason", "  ")], ids=["none", "blank"])
def test_nothing_is_changed_without_a_reason(words: tuple[str, ...], reason: tuple[str, ...], tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [*words, *reason])
    assert result.exit_code == WRONG_SETTINGS, result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("language", "locale"), [("en_GB.UTF-8", ENGLISH), ("zh_CN.UTF-8", CHINESE)])
def test_what_was_missing_is_said_in_the_operators_language(
    language: str, locale: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", language)
    monkeypatch.delenv("LC_ALL", raising=False)
    result = CliRunner().invoke(app, ["grant", "--key", "5", "--reason", ""])
    assert Texts().say(locale, "grant-usage") in result.output


@pytest.mark.parametrize("words", [("reconcile", "--yes"), ("reconcile", "1", "--not-charged", "--charged", "8")])
def test_words_that_contradict_each_other_are_refused(words: tuple[str, ...]) -> None:
    assert CliRunner().invoke(app, [*words, "--reason", "x"]).exit_code == WRONG_SETTINGS


@contextmanager
def answering(status: int, body: str) -> Iterator[int]:
    """Answer every question at a port of this machine; gives the port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "body", "code", "said"),
    [
        (200, json.dumps({"database": True, "ledger": True, "studio": "credits"}), 0, '"studio": "credits"'),
        (200, json.dumps({"database": True, "ledger": False, "studio": "open"}), 1, "Not well: ledger."),
        (503, json.dumps({"database": False, "gateway": False}), 1, "Not well: database, gateway."),
        (404, "<html>no</html>", 1, "no Reelroom"),
    ],
)
def test_who_asks_for_its_health_reads_what_is_not_well(
    status: int, body: str, code: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with answering(status, body) as port:
        monkeypatch.setenv("HTTP_PORT", str(port))
        result = CliRunner().invoke(app, ["health"])
    assert (result.exit_code, said in result.output) == (code, True), result.output


def test_where_nobody_answers_it_is_said_where_to_look(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(200, "") as port:
        monkeypatch.setenv("HTTP_PORT", str(port))
    result = CliRunner().invoke(app, ["health"])
    assert (result.exit_code, "bot doctor" in result.output) == (1, True), result.output


def test_an_acceptance_without_a_reason_is_told_what_it_lacks() -> None:
    result = CliRunner().invoke(app, ["restore", "--accept"])
    assert (result.exit_code, "--reason" in result.output) == (WRONG_SETTINGS, True)
