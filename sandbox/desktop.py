"""Open a page in the browser of whoever sits at this machine, where somebody does."""

import os
import sys
import threading
import webbrowser
from collections.abc import Mapping
from typing import TextIO


def has_desktop(environment: Mapping[str, str], platform: str) -> bool:
    """Tell whether a browser would open in front of somebody."""
    if "SSH_CONNECTION" in environment:
        return False
    if platform in {"darwin", "win32"}:
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def open_page(address: str, out: TextIO = sys.stdout) -> bool:
    """Open `address` beside what runs here; without a desktop, or when `out` is no terminal, gives False instead."""
    if not out.isatty() or not has_desktop(os.environ, sys.platform):
        return False
    # A browser may take its time to start, and the sandbox neither waits for it nor keeps its end waiting.
    threading.Thread(target=_open, args=(address,), daemon=True).start()
    return True


def _open(address: str) -> None:
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return
    # One of this very kind runs in the terminal, which is the sandbox's.
    if type(browser) is not webbrowser.GenericBrowser:
        browser.open(address)
