"""Things that go wrong between a bot and Discord, on demand."""

import asyncio
import contextlib
import random
import re
import socket
import struct
from dataclasses import dataclass

from aiohttp import web

from sandbox.discord.errors import CloudflareBanError, DiscordError, blocked, rate_limited, too_large

BEFORE = (
    "reset",
    "error-500",
    "error-502",
    "error-503",
    "too-large",
    "rate-limited",
    "banned",
    "blocked",
    "hang",
    "slow",
)
NAMES = ("lost-answer", *BEFORE)


@dataclass(eq=False)
class Fault:
    """One fault in wait; `seconds` is how long `slow` takes and what `rate-limited` asks to wait, of its `scope`."""

    name: str
    method: str | None
    path: re.Pattern[str] | None
    nth: int = 1
    times: int = 1
    chance: float | None = None
    seconds: float = 1.0
    scope: str = "user"
    seen: int = 0
    hits: int = 0

    def matches(self, method: str, path: str) -> bool:
        right_method = self.method is None or self.method.upper() == method
        return right_method and (self.path is None or self.path.search(path) is not None)


class Faults:
    """The faults armed; the first that fires for a request is the one it suffers."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._armed: list[Fault] = []
        self._over = asyncio.Event()

    def arm(
        self,
        name: str,
        *,
        method: str | None = None,
        path: str | None = None,
        nth: int = 1,
        times: int = 1,
        seconds: float = 1.0,
        scope: str = "user",
    ) -> Fault:
        """Let the `nth` matching request from now on, and `times - 1` after it, suffer; `path` is a regex.

        Names: lost-answer (processed, then the connection is closed without an answer), reset (TCP RST before
        processing), error-500, error-502, error-503, too-large (413), rate-limited (429, of the scope user, shared
        or global), banned (a 429 by what stands before Discord), blocked (a 403 by the same), hang, slow. Raises
        ValueError for another name.
        """
        return self._add(Fault(name, method, _regex(path), nth, times, seconds=seconds, scope=scope))

    def rate(
        self, name: str, p: float, *, method: str | None = None, path: str | None = None, seconds: float = 1.0
    ) -> Fault:
        """Let each matching request suffer with probability `p`, from the seed's own random numbers."""
        return self._add(Fault(name, method, _regex(path), chance=p, seconds=seconds))

    def clear(self) -> None:
        """Disarm everything; requests that hang are let go without an answer."""
        self._armed.clear()
        self._over.set()
        self._over = asyncio.Event()

    def draw(self, method: str, path: str) -> Fault | None:
        """Count this request for every fault and give the one it suffers, if any."""
        fired: Fault | None = None
        for fault in self._armed:
            if not fault.matches(method, path):
                continue
            fault.seen += 1
            if fault.chance is None:
                due = fault.nth <= fault.seen < fault.nth + fault.times
            else:
                due = self._random.random() < fault.chance
            if due and fired is None:
                fault.hits += 1
                fired = fault
        return fired

    async def hang(self, seconds: float | None = None) -> None:
        """Wait until the faults are cleared, or for so many seconds at most."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._over.wait(), seconds)

    def _add(self, fault: Fault) -> Fault:
        if fault.name not in NAMES:
            raise ValueError(f"no fault named {fault.name}; there are {', '.join(NAMES)}")
        self._armed.append(fault)
        return fault


class ConnectionCutError(Exception):
    """The connection was cut and there is nobody to answer."""


async def suffer(fault: Fault, faults: Faults, request: web.Request) -> None:
    """Do what happens before processing; raises DiscordError for an answer, ConnectionCutError for a cut connection."""
    if fault.name == "reset":
        cut(request, reset=True)
        raise ConnectionCutError
    if fault.name == "hang":
        await faults.hang()
        cut(request, reset=False)
        raise ConnectionCutError
    if fault.name == "slow":
        await faults.hang(fault.seconds)
    elif fault.name == "too-large":
        raise too_large()
    elif fault.name == "rate-limited":
        raise rate_limited(fault.seconds, fault.scope)
    elif fault.name == "banned":
        raise CloudflareBanError
    elif fault.name == "blocked":
        raise blocked()
    elif fault.name.startswith("error-"):
        raise DiscordError(int(fault.name.removeprefix("error-")), 0, "The local Discord was told to fail.")


def cut(request: web.Request, *, reset: bool) -> None:
    """Close the connection of a request without an answer, with a TCP RST if `reset`."""
    transport = request.transport
    if transport is None:
        return
    if reset:
        sock: socket.socket | None = transport.get_extra_info("socket")
        if sock is not None:
            # Zero linger turns the close into an RST.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    else:
        transport.close()


def _regex(path: str | None) -> re.Pattern[str] | None:
    return re.compile(path) if path else None
