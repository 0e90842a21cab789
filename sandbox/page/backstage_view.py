"""What the page is told of the things behind the curtain, as JSON."""

from pathlib import Path
from typing import Any

from sandbox.bot_process import BotProcess
from sandbox.seedance import FAULTS, Faults, LocalSeedance, Task

Json = dict[str, Any]

LINES = 60
TAIL = 32 * 1024
"""Bytes at the end of the log that are looked at."""
NEWEST = 100
"""Tasks that are shown."""


def bot_json(bot: BotProcess) -> Json:
    """Give how the process stands and the newest lines of its log."""
    return {
        "running": bot.running,
        "pid": bot.pid,
        "uptime": bot.uptime,
        "exit_code": bot.exit_code,
        "log": tail(bot.log_path),
    }


def tail(path: Path) -> list[Json]:
    """Give the last lines of a file, each with the place where it begins; none where there is no file."""
    try:
        with path.open("rb") as file:
            place = max(file.seek(0, 2) - TAIL, 0)
            file.seek(place)
            lines = file.read(TAIL).splitlines(keepends=True)
    except FileNotFoundError:
        return []
    if place:
        # the first of them is no whole line
        place += len(lines.pop(0))
    found = []
    for line in lines:
        found.append({"at": place, "text": line.decode(errors="replace").rstrip("\r\n")})
        place += len(line)
    return found[-LINES:]


def tasks_json(seedance: LocalSeedance, key: str) -> list[Json]:
    """Give the tasks, newest first."""
    return [_task_json(task, seedance) for task in reversed(seedance.tasks(key)[-NEWEST:])]


def _task_json(task: Task, seedance: LocalSeedance) -> Json:
    return {
        "id": task.task_id,
        "state": task.state,
        "told": seedance.told(task),
        "left": seedance.seconds_left(task),
        "request": task.request,
        "price": task.price,
        "charged": task.charged,
        "created": task.created_at.timestamp(),
        "problem": task.error_message,
        "link": seedance.link(task),
        "fault": task.fault.name if task.fault else None,
    }


def requests_json(seedance: LocalSeedance) -> list[Json]:
    """Give the newest requests, newest first."""
    return [
        {
            "number": visited.number,
            "at": visited.at.timestamp(),
            "method": visited.method,
            "path": visited.path,
            "status": visited.status,
            "fault": visited.fault,
        }
        for visited in reversed(seedance.visits.newest)
    ]


def faults_json(faults: Faults) -> Json:
    """Give every fault with its endpoints, those that wait to strike, and the rates in force."""
    armed = [
        {
            "fault": one.fault.name,
            "endpoint": one.endpoint,
            "nth": one.skip + 1,
            "times": one.times,
            "task": one.task_id,
        }
        for one in faults.armed
    ]
    rates = [
        {"fault": name, "endpoint": endpoint, "probability": probability}
        for (endpoint, name), probability in faults.rates.items()
    ]
    return {"faults": {name: list(places) for name, places in FAULTS.items()}, "armed": armed, "rates": rates}
