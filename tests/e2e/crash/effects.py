"""What a bot does to the world, counted from outside; and its end, its sleep or a copy at one of these effects.

The product has no hooks: this is laid around SQLAlchemy, aiohttp and os in the process of the test's own launcher. An
effect is a transaction that wrote something, a request to anybody, or a rename or fsync of a file. Its name says who
wanted it and what for, so that the n-th of a name is the same one in every run, whatever runs beside it.

Of a request three moments are told apart: before it leaves (`before send`), with all of it on its way and no answer
(`after send`), and with the answer's head here (`after receive`).
"""

import asyncio
import inspect
import json
import os
import re
import signal
import sqlite3
import threading
from collections import Counter
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import aiohttp
from aiohttp.client_proto import ResponseHandler
from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine
from sqlalchemy.engine.default import DefaultDialect

from bot.domain.job import JobState
from bot.opening import DATABASE
from bot.posting import DiscordPoster
from bot.store import SqlStore

LOG: Final = "EFFECTS_LOG"
"""The setting that names the file with a line for each effect, and turns all of this on."""
PLAN: Final = "EFFECTS_PLAN"
"""The setting with what is to happen where."""
COPIES: Final = "EFFECTS_COPIES"
"""The setting that names a folder for a copy of the database after each transaction."""

LOOK_EVERY: Final = 0.001
DELIVERY: Final = re.compile(r"(INSERT INTO|UPDATE) delivery\b")
WRITES: Final = re.compile(r"\s*(INSERT|UPDATE|DELETE|CREATE|ALTER|DROP)\b")

_verb: ContextVar[str | None] = ContextVar("verb", default=None)
_request: ContextVar[tuple[str, int] | None] = ContextVar("request", default=None)


@dataclass(frozen=True)
class Point:
    """A moment in the life of a process: the n-th effect of a name; or, of no name, the n-th of all."""

    when: str
    name: str
    nth: int = 1

    def __str__(self) -> str:
        return f"{self.when} {self.name}" + (f" #{self.nth}" if self.nth > 1 or not self.name else "")


class Watch:
    """Writes every effect down, and acts where the plan says so."""

    def __init__(self, log: Path, plan: dict[str, Any], copies: Path | None) -> None:
        self._log = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._plan = plan
        self._copies = copies
        self._counts: Counter[str] = Counter()
        self._lock = threading.RLock()
        self._moments = 0

    def begin(self, name: str) -> int:
        """An effect is about to happen; gives the how-manieth of its name it is."""
        with self._lock:
            self._counts[name] += 1
            nth = self._counts[name]
        self.reach("before", name, nth)
        return nth

    def is_planned(self, when: str, name: str, nth: int) -> bool:
        if not self._plan:
            return False
        wanted = self._plan["name"]
        if not wanted:
            return bool(self._plan["nth"] == self._moments)
        return bool((self._plan["when"], wanted, self._plan["nth"]) == (when, name, nth))

    def reach(self, when: str, name: str, nth: int) -> None:
        """Write a moment down, and end or freeze the process if it is the one."""
        with self._lock:
            self._moments += 1
            os.write(self._log, f"{when}\t{name}\t{nth}\n".encode())
            if self.is_planned(when, name, nth):
                os.write(self._log, b"struck\t\t0\n")
                os.kill(os.getpid(), getattr(signal, self._plan.get("signal", "SIGKILL")))

    def copy(self, data_dir: Path) -> None:
        """Copy the database as it is after a transaction."""
        if self._copies is None or not (data_dir / DATABASE).exists():
            return
        number = len(list(self._copies.iterdir()))
        with sqlite3.connect(data_dir / DATABASE) as ours, sqlite3.connect(self._copies / f"{number:03}.db") as other:
            ours.backup(other)
        ours.close()
        other.close()


def watch() -> None:
    """Lay the counter around what the process is going to do, if its environment asks for it."""
    log = os.environ.get(LOG)
    if log is None:
        return
    copies = os.environ.get(COPIES)
    found = Watch(Path(log), json.loads(os.environ.get(PLAN, "{}")), Path(copies) if copies else None)
    for kind in (*SqlStore.__mro__, DiscordPoster):
        _name_verbs(kind)
    _watch_transactions(found)
    _watch_requests(found)
    _watch_files(found)


def _lay_around(owner: Any, function: Callable[..., Any]) -> None:
    """Have a function of ours called for what has its name."""
    setattr(owner, function.__name__, function)


def _name_verbs(kind: type) -> None:
    """Have each public verb of a class known by its name while it is at work."""
    for name, method in list(vars(kind).items()):
        if inspect.iscoroutinefunction(method) and not name.startswith("_"):
            _lay_around(kind, _named(name, method))


def _named(name: str, method: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    @wraps(method)
    async def named(*args: Any, **options: Any) -> Any:
        token = _verb.set(name)
        try:
            return await method(*args, **options)
        finally:
            _verb.reset(token)

    return named


def _watch_transactions(found: Watch) -> None:
    def forget(connection: Connection) -> None:
        connection.info["written"] = []

    def note(connection: Connection, cursor: Any, statement: str, _values: object, context: Any, _many: bool) -> None:
        if cursor.rowcount == 0:
            return
        wrote = context.isinsert or context.isupdate or context.isdelete
        if wrote or context.isddl or WRITES.match(statement):
            connection.info.setdefault("written", []).append(_change_of(statement, context))

    commit: Callable[[DefaultDialect, Any], None] = DefaultDialect.do_commit

    def do_commit(dialect: DefaultDialect, connection: Any) -> None:
        written = connection.info.pop("written", [])
        if not written:
            commit(dialect, connection)
            return
        what = ", ".join(change for change in written if change)
        name = f"commit {_verb.get() or 'of the start'}" + (f": {what}" if what else "")
        nth = found.begin(name)
        commit(dialect, connection)
        found.reach("after", name, nth)
        found.copy(Path(os.environ["DATA_DIR"]))

    event.listen(Engine, "begin", forget)
    event.listen(Engine, "after_cursor_execute", note)
    _lay_around(DefaultDialect, do_commit)


def _change_of(statement: str, context: Any) -> str:
    """Say what a statement does to a job's state or its delivery; nothing of others."""
    values = (context.compiled_parameters or [{}])[0] if context.compiled else {}
    if statement.startswith("INSERT INTO job_event"):
        source, target = values.get("source"), values["target"]
        return f"{JobState(source).value} → {JobState(target).value}" if source else f"new, {JobState(target).value}"
    if DELIVERY.match(statement):
        return f"delivery {values['state'].value if hasattr(values['state'], 'value') else values['state']}"
    return ""


def _watch_requests(found: Watch) -> None:
    async def leaves(_session: object, _context: SimpleNamespace, request: aiohttp.TraceRequestStartParams) -> None:
        name = _request_name(request.method, request.url.path)
        _request.set((name, found.begin(f"send {name}")))

    tracing = aiohttp.TraceConfig()
    tracing.on_request_start.append(leaves)
    make = aiohttp.ClientSession.__init__
    begin = aiohttp.ClientResponse.start

    def __init__(session: aiohttp.ClientSession, *args: Any, **options: Any) -> None:  # noqa: N807 - its name is how it is found
        make(session, *args, trace_configs=[*(options.pop("trace_configs", None) or ()), tracing], **options)

    async def start(response: aiohttp.ClientResponse, connection: Any) -> aiohttp.ClientResponse:
        known = _request.get()
        if known is None:
            return await begin(response, connection)
        name, nth = known
        if found.is_planned("after", f"send {name}", nth):
            await _until_sent(response, connection.protocol)
        found.reach("after", f"send {name}", nth)
        answered = await begin(response, connection)
        found.reach("after", f"receive {name}", nth)
        return answered

    _lay_around(aiohttp.ClientSession, __init__)
    _lay_around(aiohttp.ClientResponse, start)


async def _until_sent(response: aiohttp.ClientResponse, protocol: ResponseHandler | None) -> None:
    """Wait until the last byte of a request is the kernel's, where it outlives the process."""
    if response._writer is not None:
        await asyncio.wait({response._writer})
    transport = protocol.transport if protocol else None
    while transport is not None and transport.get_write_buffer_size():  # noqa: ASYNC110 - asyncio tells of no other way
        await asyncio.sleep(LOOK_EVERY)


def _request_name(method: str, path: str) -> str:
    """Name a request by what it is for: `post_clip POST messages`, `POST generate`."""
    parts = [part for part in path.split("/") if part and not re.fullmatch(r"\d{15,}|[\w.=-]{40,}|api|v10", part)]
    if parts[:1] == ["interactions"]:
        parts = ["acknowledgement"]
    elif parts[:1] == ["webhooks"]:
        parts = ["answer"]
    elif parts[-1:] and parts[-1].endswith(".mp4"):
        parts = ["video"]
    words = [_verb.get(), method, "/".join(parts[-1:])]
    return " ".join(word for word in words if word)


def _watch_files(found: Watch) -> None:
    move, sync = os.replace, os.fsync

    def replace(source: Any, target: Any, **options: Any) -> None:
        name = f"rename {_file_name(str(target))}"
        nth = found.begin(name)
        move(source, target, **options)
        found.reach("after", name, nth)

    def fsync(number: Any) -> None:
        name = f"fsync {_file_name(_path_of(number))}"
        nth = found.begin(name)
        sync(number)
        found.reach("after", name, nth)

    _lay_around(os, replace)
    _lay_around(os, fsync)


def _path_of(number: int) -> str:
    try:
        return str(Path(f"/proc/self/fd/{number}").readlink())
    except OSError:
        return "file"


def _file_name(path: str) -> str:
    return re.sub(r"\d{15,}", "N", Path(path).name)
