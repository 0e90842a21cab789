"""What the page is shown behind the curtain, and what it may do there."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from sandbox.discord import LocalDiscord
from sandbox.launch import point_discord_at
from tests.sandbox.discord.small_bot import SmallBot
from tests.sandbox.page.theatre import CREDITS, SPEED, Theatre, theatre
from tests.waiting import until

Json = dict[str, Any]

PRICE = 8
ADDRESS = "/page/backstage"


class Window:
    """A page that looks behind the curtain, without a browser."""

    def __init__(self, session: aiohttp.ClientSession, origin: str) -> None:
        self._session = session
        self._origin = origin

    async def look(self) -> Json:
        async with self._session.get(ADDRESS) as answer:
            assert answer.status == 200
            state: Json = await answer.json()
            return state

    async def do(self, deed: str, **asked: object) -> Json:
        async with self._session.post(f"{ADDRESS}/{deed}", json=asked, headers={"Origin": self._origin}) as answer:
            assert answer.status == 200, await answer.text()
            said: Json = await answer.json()
            return said

    async def refused(self, deed: str, asked: object) -> str:
        async with self._session.post(f"{ADDRESS}/{deed}", json=asked, headers={"Origin": self._origin}) as answer:
            assert answer.status == 409
            return str((await answer.json())["problem"])


@pytest.fixture
async def stage(tmp_path: Path, clips: Path) -> AsyncIterator[Theatre]:
    async with theatre(tmp_path, clips) as stage:
        yield stage


@pytest.fixture
async def window(stage: Theatre) -> AsyncIterator[Window]:
    async with aiohttp.ClientSession(base_url=stage.discord.origin) as session:
        yield Window(session, stage.discord.origin)


async def test_it_tells_of_tasks_requests_and_faults(stage: Theatre, window: Window) -> None:
    stage.seedance.hold_all()
    stage.seedance.faults.arm("process-charge-drop")
    stage.seedance.faults.arm("hang", endpoint="status", nth=3, times=2)
    assert await stage.ask_for_video("A red kite") == 0
    assert await stage.ask_for_video("A blue kite", duration="5") == 400
    state = await window.look()
    assert (state["balance"], state["speed"], state["holding"]) == (CREDITS - PRICE, SPEED, True)
    [task] = state["tasks"]
    assert (task["told"], task["price"], task["charged"], task["problem"], task["link"], task["left"]) == (
        "IN_PROGRESS",
        PRICE,
        PRICE,
        None,
        None,
        None,
    )
    assert (task["request"]["prompt"], task["fault"]) == ("A red kite", "process-charge-drop")
    assert [(one["method"], one["path"], one["status"], one["fault"]) for one in state["requests"]] == [
        ("POST", "/v1/generate", 400, None),
        ("POST", "/v1/generate", None, "process-charge-drop"),
    ]
    assert state["armed"] == [{"fault": "hang", "endpoint": "status", "nth": 3, "times": 2, "task": None}]
    assert state["faults"]["hang"] == ["generate", "status"]


async def test_a_finished_task_comes_with_its_clip(stage: Theatre, window: Window) -> None:
    stage.seedance.hold_all()
    await stage.ask_for_video()
    [task] = (await window.look())["tasks"]
    await window.do("finish", task=task["id"])
    await stage.seedance.encoded(task["id"])
    [task] = (await window.look())["tasks"]
    assert (task["told"], task["left"]) == ("SUCCESS", None)
    async with aiohttp.ClientSession() as session, session.get(task["link"]) as clip:
        assert clip.status == 200
    [fetched, *_] = (await window.look())["requests"]
    assert (fetched["method"], fetched["status"]) == ("GET", 200)
    assert "no-such" in await window.refused("finish", {"task": "no-such"})


async def test_faults_are_armed_drawn_and_cleared(stage: Theatre, window: Window) -> None:
    await window.do("arm", fault="error-503", endpoint="generate", nth=2, times=3)
    await window.do("rate", fault="hang", endpoint="status", probability=0.25)
    assert await stage.ask_for_video() == 200
    assert [await stage.ask_for_video() for _ in range(2)] == [503, 503]
    state = await window.look()
    assert [(one["fault"], one["nth"], one["times"]) for one in state["armed"]] == [("error-503", 1, 1)]
    assert state["rates"] == [{"fault": "hang", "endpoint": "status", "probability": 0.25}]
    await window.do("clear", fault="error-503")
    assert ((await window.look())["armed"], len((await window.look())["rates"])) == ([], 1)
    await window.do("clear")
    assert (await window.look())["rates"] == []


@pytest.mark.parametrize(
    ("deed", "asked", "why"),
    [
        ("arm", {"fault": "earthquake"}, "earthquake"),
        ("arm", {"fault": "hang", "endpoint": "media"}, "makes no sense at media"),
        ("arm", {"fault": "hang", "endpoint": "moon"}, "moon"),
        ("arm", {"fault": "hang", "nth": 0}, "nth"),
        ("arm", {"fault": "hang", "times": True}, "times"),
        ("rate", {"fault": "hang", "probability": 1.5}, "between 0 and 1"),
        ("rate", {"fault": "hang", "probability": "often"}, "between 0 and 1"),
        ("speed", {"speed": 0.1}, "between 0.5 and 100"),
        ("speed", {"speed": float("nan")}, "between 0.5 and 100"),
        ("speed", {}, "between 0.5 and 100"),
        ("ask", {"question": "erase-member"}, "erase-member"),
        ("kill", [], "not an object"),
    ],
)
async def test_what_makes_no_sense_is_refused_in_words(window: Window, deed: str, asked: object, why: str) -> None:
    assert why in await window.refused(deed, asked)


async def test_speed_acts_on_tasks_under_way_and_they_are_held_and_let_go(stage: Theatre, window: Window) -> None:
    await stage.ask_for_video()
    [task] = (await window.look())["tasks"]
    await window.do("speed", speed=0.5)
    state = await window.look()
    assert (state["speed"], state["first_speed"]) == (0.5, SPEED)
    assert state["tasks"][0]["left"] > 10 * task["left"]
    await window.do("hold")
    assert (await window.look())["holding"]
    await window.do("release")
    assert not (await window.look())["holding"]


async def test_two_presses_start_one_bot_that_is_killed_and_started_again(stage: Theatre, window: Window) -> None:
    assert (await window.look())["bot"] == {
        "online": False,
        "running": False,
        "pid": None,
        "uptime": None,
        "exit_code": None,
        "log": [],
    }
    await asyncio.gather(window.do("start"), window.do("start"))
    first = stage.bot.pid

    async def said() -> Json | None:
        bot: Json = (await window.look())["bot"]
        return bot if bot["log"] else None

    bot = await until(said, "the bot's first words")
    assert (bot["running"], bot["pid"], bot["exit_code"]) == (True, first, None)
    assert bot["log"] == [{"at": 0, "text": f"running {first}"}]
    await window.do("restart")
    assert stage.bot.running
    assert stage.bot.pid != first
    await window.do("kill")
    assert (await window.look())["bot"]["exit_code"] == -signal.SIGKILL
    await window.do("start")
    await window.do("stop")
    assert (await window.look())["bot"]["exit_code"] == -signal.SIGTERM


async def test_a_bot_from_elsewhere_keeps_the_own_one_from_starting(stage: Theatre, window: Window) -> None:
    point_discord_at(stage.discord.origin)
    other = SmallBot()
    running = asyncio.create_task(other.start(stage.discord.bot_token))
    await stage.discord.until_ready()
    assert "elsewhere" in await window.refused("start", {})
    assert not stage.bot.running
    await other.close()
    await running


async def test_questions_are_answered_by_the_shell_in_the_language_of_the_page(window: Window) -> None:
    said = await window.do("ask", question="stats", language="zh")
    assert said == {"code": 0, "output": "3 videos zh_CN.UTF-8 set", "errors": "careful"}
    assert (await window.do("ask", question="ledger-check"))["code"] == 1


async def test_only_the_page_itself_looks_and_meddles(stage: Theatre, window: Window) -> None:
    async with aiohttp.ClientSession(base_url=stage.discord.origin) as session:
        async with session.get(ADDRESS, headers={"Host": "evil.example"}) as answer:
            assert answer.status == 403
        for headers in ({}, {"Origin": "http://evil.example"}):
            async with session.post(f"{ADDRESS}/start", json={}, headers=headers) as answer:
                assert answer.status == 403
    assert not (await window.look())["bot"]["running"]


@pytest.mark.usefixtures("mia")
async def test_without_a_stage_there_is_nothing_behind_the_curtain(
    browser: aiohttp.ClientSession, local: LocalDiscord
) -> None:
    async with browser.get("/page/state") as answer:
        assert (await answer.json())["backstage"] is False
    async with browser.get(ADDRESS) as answer:
        assert answer.status == 404
    async with browser.post(f"{ADDRESS}/start", json={}, headers={"Origin": local.origin}) as answer:
        assert answer.status == 405
