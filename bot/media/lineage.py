"""How a child process of ours knows who started it, so that it ends when the bot does, even when that is killed."""

import ctypes
import os
import signal
import sys
from typing import Final

ASKED_BY: Final = "REELROOM_ASKED_BY"
"""Tells the child the process id of the bot."""
PR_SET_PDEATHSIG: Final = 1
"""Linux: send a signal to this process when its parent ends (prctl(2))."""


def end_with_parent() -> None:
    """End when the bot does (Linux only): the next bot writes the same files."""
    parent = os.environ.get(ASKED_BY)
    if parent is None or sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != int(parent):
        sys.exit("the process that asked has ended")
