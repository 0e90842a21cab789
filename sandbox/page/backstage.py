"""What stands behind the curtain: the local Seedance and the bot's process, to be looked at and meddled with."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, get_args

from aiohttp import web

from sandbox.bot_process import BotProcess
from sandbox.discord import LocalDiscord, NotPossibleError
from sandbox.page.backstage_view import bot_json, faults_json, requests_json, tasks_json
from sandbox.page.guard import HEADERS, guarded
from sandbox.seedance import LocalSeedance
from sandbox.seedance.faults import Endpoint

Json = dict[str, Any]
Deed = Callable[[Json], Awaitable[Json]]

CONFLICT = 409
SLOWEST, FASTEST = 0.5, 100.0
MOST = 100
"""The highest number of a request that a fault can be armed for, and the most that it can strike."""
LEAVING = 3.0
"""Seconds in which the local Discord notices that the bot is gone."""
QUESTIONS = {"stats": ("stats",), "ledger-check": ("ledger", "check")}
LANGUAGES = {"en": "en_US.UTF-8", "zh": "zh_CN.UTF-8"}


class Backstage:
    """The routes under /page/backstage; `mount` adds them. What cannot be done is answered with 409 and {"problem"}."""

    def __init__(self, discord: LocalDiscord, seedance: LocalSeedance, key: str, bot: BotProcess) -> None:
        self._discord = discord
        self._seedance = seedance
        self._key = key
        self._bot = bot
        self._first_speed = seedance.speed
        self._asking = asyncio.Lock()
        self._deeds: dict[str, Deed] = {
            "start": self._start,
            "stop": self._stop,
            "kill": self._kill,
            "restart": self._restart,
            "arm": self._arm,
            "rate": self._rate,
            "clear": self._clear,
            "speed": self._speed,
            "finish": self._finish,
            "hold": self._hold,
            "release": self._release,
            "ask": self._ask,
        }

    def mount(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/page/backstage", guarded(self._state))
        for name, deed in self._deeds.items():
            app.router.add_post(f"/page/backstage/{name}", guarded(self._handler(deed)))

    def _handler(self, deed: Deed) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                return web.json_response(await deed(_object(await request.json())), headers=HEADERS)
            except (NotPossibleError, ValueError, RuntimeError, LookupError, OSError) as reason:
                return web.json_response({"problem": str(reason)}, status=CONFLICT, headers=HEADERS)

        return handle

    async def _state(self, _request: web.Request) -> web.StreamResponse:
        seedance = self._seedance
        return web.json_response(
            {
                "bot": {"online": self._discord.gateway.connected(), **await asyncio.to_thread(bot_json, self._bot)},
                "balance": seedance.balance(self._key),
                "speed": seedance.speed,
                "first_speed": self._first_speed,
                "speeds": [SLOWEST, FASTEST],
                "holding": seedance.holding,
                "tasks": tasks_json(seedance, self._key),
                "requests": requests_json(seedance),
                **faults_json(seedance.faults),
            },
            headers=HEADERS,
        )

    async def _start(self, _asked: Json) -> Json:
        if not self._bot.running and self._discord.gateway.connected():
            raise RuntimeError("a bot that was started elsewhere is online; two at once would work on the same data")
        return await _whole(self._bot.start())

    async def _stop(self, _asked: Json) -> Json:
        return await _whole(self._end(self._bot.stop()))

    async def _kill(self, _asked: Json) -> Json:
        return await _whole(self._end(self._bot.kill()))

    async def _restart(self, _asked: Json) -> Json:
        return await _whole(self._bot.restart())

    async def _end(self, ending: Awaitable[Any]) -> None:
        """End the bot and wait until that is noticed, so that who starts it next is not told it is still there."""
        await ending
        with contextlib.suppress(TimeoutError):
            await self._discord.until_away(LEAVING)

    async def _arm(self, asked: Json) -> Json:
        nth, times = _count(asked, "nth"), _count(asked, "times")
        self._seedance.faults.arm(str(asked.get("fault")), endpoint=_endpoint(asked), nth=nth, times=times)
        return {}

    async def _rate(self, asked: Json) -> Json:
        probability = _number(asked, "probability", 0, 1)
        self._seedance.faults.rate(str(asked.get("fault")), probability, endpoint=_endpoint(asked))
        return {}

    async def _clear(self, asked: Json) -> Json:
        self._seedance.faults.clear(str(asked["fault"]) if asked.get("fault") else None)
        return {}

    async def _speed(self, asked: Json) -> Json:
        self._seedance.speed = _number(asked, "speed", SLOWEST, FASTEST)
        return {}

    async def _finish(self, asked: Json) -> Json:
        self._seedance.finish(str(asked.get("task")))
        return {}

    async def _hold(self, _asked: Json) -> Json:
        self._seedance.hold_all()
        return {}

    async def _release(self, _asked: Json) -> Json:
        self._seedance.release_all()
        return {}

    async def _ask(self, asked: Json) -> Json:
        """Let the bot's own command line answer, one question after the other, in the language asked for."""
        words = QUESTIONS[str(asked.get("question"))]
        language = LANGUAGES.get(str(asked.get("language")), LANGUAGES["en"])
        async with self._asking:
            said = await self._bot.ask(*words, LC_ALL=language, PYTHONUTF8="1")
        return {"code": said.code, "output": said.output, "errors": said.errors}


async def _whole(deed: Awaitable[Any]) -> Json:
    """Do it to its end, also when the window that asked for it is closed meanwhile."""
    await asyncio.shield(asyncio.ensure_future(deed))
    return {}


def _object(asked: Any) -> Json:
    if not isinstance(asked, dict):
        raise NotPossibleError("the request is not an object")
    return asked


def _endpoint(asked: Json) -> Endpoint | None:
    endpoint = asked.get("endpoint")
    if endpoint is None:
        return None
    if endpoint not in get_args(Endpoint):
        raise ValueError(f"there is no endpoint {endpoint!r}")
    return endpoint  # type: ignore[no-any-return]  # one of the literal's values, as was just seen


def _number(asked: Json, name: str, least: float, most: float) -> float:
    value = asked.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise ValueError(f"{name} lies between {least:g} and {most:g}, not at {value!r}")
    return float(value)


def _count(asked: Json, name: str) -> int:
    value = asked.get(name, 1)
    if type(value) is not int or not 1 <= value <= MOST:
        raise ValueError(f"{name} is a whole number from 1 to {MOST}, not {value!r}")
    return value
