"""A process that forks the bots' programs that decode a clip (`bot.media`), for those who ask (`tests.e2e.probing`).

One of its own and not the nursery, which has read so much that a fork of it takes five times as long.
`python -m tests.e2e.decoders SOCKET` serves until its standard input closes.
"""

import contextlib
import gc
import json
import os
import socket
import sys
import threading
from typing import NoReturn

from bot.media import encode, probe
from tests.e2e.forking import serve

DECODERS = {"bot.media.probe": probe.main, "bot.media.encode": encode.main}


def _decode(asker: socket.socket) -> NoReturn:
    """Be a program that decodes a clip, and tell the asker its line and its exit code."""
    asked = asker.makefile().readline()
    if not asked:  # a bot that was killed before it said what it wants
        os._exit(0)
    wanted = json.loads(asked)
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


if __name__ == "__main__":
    gc.collect()
    gc.freeze()
    serve(sys.argv[1], _decode)
