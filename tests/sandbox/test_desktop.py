"""Where a browser is opened in front of somebody, and where nobody would see it."""

import io
import webbrowser

import pytest

from sandbox import desktop
from tests.waiting import until

ADDRESS = "http://127.0.0.1:8300/"


class Terminal(io.StringIO):
    """What a person looks at."""

    def isatty(self) -> bool:
        return True


class Browser(webbrowser.BaseBrowser):
    """Writes down what it was asked to open."""

    def __init__(self) -> None:
        super().__init__("a browser")
        self.opened: list[str] = []

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:  # noqa: ARG002 - the base's own
        self.opened.append(url)
        return True


@pytest.mark.parametrize(
    ("environment", "platform", "there"),
    [
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"DISPLAY": ""}, "linux", False),
        ({}, "linux", False),
        ({}, "darwin", True),
        ({}, "win32", True),
        ({"DISPLAY": "localhost:10.0", "SSH_CONNECTION": "a b c d"}, "linux", False),
        ({"SSH_CONNECTION": "a b c d"}, "darwin", False),
    ],
)
def test_somebody_sits_there(environment: dict[str, str], platform: str, there: bool) -> None:
    assert desktop.has_desktop(environment, platform) is there


async def test_the_page_opens_beside_a_terminal_on_a_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser()
    monkeypatch.setattr(webbrowser, "get", lambda: browser)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    assert desktop.open_page(ADDRESS, Terminal())

    async def opened() -> bool | None:
        return browser.opened == [ADDRESS] or None

    await until(opened, "the browser to be asked")


def test_nothing_opens_where_the_output_is_read_by_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    assert not desktop.open_page(ADDRESS, io.StringIO())


def test_a_browser_that_would_take_the_terminal_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[str] = []
    terminal = webbrowser.GenericBrowser("w3m")
    monkeypatch.setattr(webbrowser, "get", lambda: terminal)
    monkeypatch.setattr(webbrowser.GenericBrowser, "open", lambda _self, url: taken.append(url))
    desktop._open(ADDRESS)
    assert taken == []
