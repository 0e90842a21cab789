"""Serve forks of this process: whoever asks at a socket gets one of his own."""

import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn


def serve(path: str, be: Callable[[socket.socket], NoReturn]) -> None:
    """Fork for every connection, and have the child be what is asked for there; until standard input closes."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listening:
        # whoever sees the path may ask at once
        part = Path(f"{path}.part")
        listening.bind(str(part))
        listening.listen(16)
        part.rename(path)
        while sys.stdin not in (ready := select.select([listening, sys.stdin], [], [])[0]):
            assert listening in ready
            asker, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                be(asker)
            asker.close()
