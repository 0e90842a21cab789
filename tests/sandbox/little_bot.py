"""A bot of a few lines, for who starts, ends and asks one: it lives until it is ended, and answers at the shell."""

from pathlib import Path

PROGRAM = """
import os, signal, sys, time
words = sys.argv[1:]
if words == ["run"]:
    print("running", os.getpid(), flush=True)
    signal.pause()
if words == ["stats"]:
    print("3 videos", os.environ.get("LC_ALL"), os.environ["SETTING"])
    print("careful", file=sys.stderr)
    sys.exit(0)
if words == ["ledger", "check"]:
    sys.exit(1)
time.sleep(60)
"""
LAUNCHER = ("-m", "bot")
SETTINGS = {"SETTING": "set"}


def write_little_bot(folder: Path) -> None:
    """Put it where `python -m bot` finds it first when it is run in `folder`."""
    package = folder / "bot"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "__main__.py").write_text(PROGRAM)
