"""A process that has read all of the bot's code and forks a bot, or a command at the shell, whenever one is asked for.

Starting Python and reading the code takes seconds of processor time, and the end-to-end tests start hundreds of bots.
What is forked is a process of its own, with its own environment, folder and log, that runs the same code; it is ended,
killed and waited for like any other. `python -m tests.e2e.nursery SOCKET` serves until its standard input closes.
It forks the bots' programs that decode a clip as well, for those who ask (`tests.e2e.probing`).
"""

import contextlib
import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import sys
import threading
import traceback
from typing import Any, NoReturn

import bot
import cogs
from bot.i18n import LANGUAGES, Texts
from bot.media import encode, probe
from bot.store import migrate

DECODERS = {"bot.media.probe": probe.main, "bot.media.encode": encode.main}


def _read_everything() -> None:
    for package in (bot, cogs):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__") and ".migrations" not in found.name:
                importlib.import_module(found.name)
    for name in ("alembic.command", "asyncpg", "sandbox.launch", "tests.e2e.launcher"):
        importlib.import_module(name)
    migrate.head()
    for language in LANGUAGES:
        Texts().say(language, "cmd-generate")
    gc.collect()
    gc.freeze()


def serve(path: str) -> None:
    """Fork a bot for every connection; its asker is told its number, and then how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        listening.listen(16)
        while sys.stdin not in (ready := select.select([listening, sys.stdin], [], [])[0]):
            assert listening in ready
            asker, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                _watch_over(asker)
            asker.close()


def _watch_over(asker: socket.socket) -> NoReturn:
    """Be the parent of one process, which does not outlive whoever asked for it."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with asker.makefile("rw") as line:
        asked = line.readline()
        if not asked:  # a bot that was killed before it said what it wants
            os._exit(0)
        wanted = json.loads(asked)
        if "program" in wanted:
            _decode(wanted, asker)
        child = os.fork()
        if child == 0:
            asker.close()
            _become(wanted)
        line.write(f"{child}\n")
        line.flush()
        threading.Thread(target=_end_with_asker, args=(asker, child), daemon=True).start()
        _, status = os.waitpid(child, 0)
        line.write(f"{os.waitstatus_to_exitcode(status)}\n")
    os._exit(0)


def _end_with_asker(asker: socket.socket, child: int) -> None:
    """Kill a process when its asker is gone, who says nothing more as long as there is one."""
    with contextlib.suppress(OSError):
        asker.recv(1)
        os.kill(child, signal.SIGKILL)


def _decode(wanted: dict[str, Any], asker: socket.socket) -> NoReturn:
    """Be a program that decodes a clip, and tell the asker its line and its exit code."""
    threading.Thread(target=_end_without_asker, args=(asker,), daemon=True).start()
    os.environ.clear()
    os.dup2(asker.fileno(), 1)
    sys.argv = [wanted["program"], *wanted["words"]]
    code = 1
    with contextlib.suppress(BrokenPipeError):  # a bot that was killed meanwhile
        code = DECODERS[wanted["program"]]()
        sys.stdout.write(f"{code}\n")
        sys.stdout.flush()
    os._exit(code)


def _end_without_asker(asker: socket.socket) -> None:
    """End when the asker is gone, as with a parent: the next bot writes the same files."""
    with contextlib.suppress(OSError):
        asker.recv(1)
    os._exit(1)


def _become(wanted: dict[str, Any]) -> NoReturn:
    """Be `python -m` a module, as if it had been started in its folder, with its environment and its log."""
    log = os.open(wanted["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for number in (1, 2):
        os.dup2(log, number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.chdir(wanted["folder"])
    os.environ.clear()
    os.environ.update(wanted["environment"])
    code: object = 0
    try:
        sys.argv = [wanted["module"], *wanted["words"]]
        # what was read already is not read again as another module
        main = getattr(sys.modules[wanted["module"]], "main", None)
        main() if main else runpy.run_module(wanted["module"], run_name="__main__", alter_sys=True)
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001 - an interpreter ends so as well
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    _read_everything()
    serve(sys.argv[1])
