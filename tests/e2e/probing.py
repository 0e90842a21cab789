"""Have the bots of these tests decode their clips by forks of a process that has read the decoders.

Starting Python for each takes a quarter of a second of processor time. The programs, their limits and their answers are
the same; that they are started and ended as the product does so is shown by the tests of `bot.media`.
"""

import asyncio
import json
import os

from bot.media import fit, verify
from bot.media.child import NoAnswerError

DECODERS = "DECODERS"
"""The setting that names the socket where they are asked for, and turns this on."""


async def ask(program: str, *words: str, timeout: float) -> tuple[bytes, int]:
    """Do as `bot.media.child.ask` does."""
    reader, writer = await asyncio.open_unix_connection(os.environ[DECODERS])
    try:
        writer.write(json.dumps({"program": program, "words": words}).encode() + b"\n")
        async with asyncio.timeout(timeout):
            line, code = await reader.readline(), await reader.readline()
        return line, int(code)
    except TimeoutError:
        raise NoAnswerError("did not end") from None
    finally:
        writer.close()


def borrow_children() -> None:
    """Let this process ask for them, if its environment says so."""
    if DECODERS in os.environ:
        for asking in (verify, fit):
            vars(asking)["ask"] = ask
