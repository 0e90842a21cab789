"""A process that has read all of the bot's code and forks a bot, or a command at the shell, whenever one is asked for.

Starting Python and reading the code takes seconds of processor time, and the end-to-end tests start hundreds of bots.
What is forked is a process of its own, with its own environment, folder and log, that runs the same code; it is ended,
killed and waited for like any other. `python -m tests.e2e.nursery SOCKET` serves until its standard input closes.
"""

import contextlib
import gc
import importlib
import json
import os
import pkgutil
import runpy
import signal
import socket
import sys
import threading
import traceback
from typing import Any, NoReturn

import bot
import cogs
from bot.i18n import LANGUAGES, Texts
from bot.store import migrate
from tests.e2e.forking import serve


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


def _watch_over(asker: socket.socket) -> NoReturn:
    """Be the parent of one process, which does not outlive whoever asked for it."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with asker.makefile("rw") as line:
        asked = line.readline()
        if not asked:  # a bot that was killed before it said what it wants
            os._exit(0)
        wanted = json.loads(asked)
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
    serve(sys.argv[1], _watch_over)
