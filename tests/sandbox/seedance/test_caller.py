"""The local Seedance calls who asked for it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from sandbox.seedance import LocalSeedance
from sandbox.serving import serve
from tests.waiting import until

KEY = "sk-test-0123456789"


class Listener:
    """Somebody who is called, and answers as a test says."""

    def __init__(self) -> None:
        self.heard: list[Any] = []
        self.answers: list[int] = []
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.heard.append(json.loads(body) if body else None)
        return web.Response(status=self.answers.pop(0) if self.answers else 200)

    async def until_heard(self, times: int) -> list[Any]:
        async def heard() -> list[Any] | None:
            return self.heard if len(self.heard) >= times else None

        return await until(heard, f"{times} calls", patience=20)


@asynccontextmanager
async def called(clips: Path, **modes: str) -> AsyncIterator[tuple[LocalSeedance, Listener, str]]:
    """Run a local Seedance and somebody who is called about a task that is held; gives the task's id too."""
    listener = Listener()
    app = web.Application()
    app.router.add_post("/cb/token", listener.answer)
    served = await serve(app, "127.0.0.1", 0)
    vendor = LocalSeedance(work_dir=clips, speed=1000.0, pictures=1)
    vendor.modes.choose(**modes)
    vendor.add_key(KEY, 100)
    vendor.callback_origins.add(served.origin)
    await vendor.start()
    vendor.hold_all()
    body = {"prompt": "A fox", "resolution": "480p", "duration": "4", "callback_url": f"{served.origin}/cb/token"}
    headers = {"Authorization": f"Bearer {KEY}"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{vendor.base_url}/generate", json=body, headers=headers) as answer,
    ):
        task_id = (await answer.json())["data"]["task_id"]
    try:
        yield vendor, listener, task_id
    finally:
        await vendor.close()
        await served.close()


async def test_who_asked_is_called_once_when_a_task_ended_with_what_its_status_says(clips: Path) -> None:
    async with called(clips) as (vendor, listener, task_id):
        vendor.finish(task_id)
        [body] = await listener.until_heard(1)
        assert (body["code"], body["data"]["task_id"], body["data"]["status"]) == (200, task_id, "SUCCESS")
        assert vendor.caller.answers == [(task_id, 200)]


async def test_a_call_that_is_not_acknowledged_comes_again_at_most_twice(clips: Path) -> None:
    async with called(clips) as (vendor, listener, task_id):
        listener.answers = [503, 500, 404, 200]
        vendor.finish(task_id)
        await listener.until_heard(3)
        assert vendor.caller.answers[:2] == [(task_id, 503), (task_id, 500)]
        assert listener.answers == [200]


@pytest.mark.parametrize(
    ("mode", "states"),
    [
        ("every-status", ["IN_PROGRESS", "SUCCESS"]),
        ("reordered", ["SUCCESS", "IN_PROGRESS"]),
        ("twice", ["SUCCESS"] * 2),
    ],
)
async def test_calls_may_come_for_every_status_twice_or_in_the_wrong_order(
    clips: Path, mode: str, states: list[str]
) -> None:
    async with called(clips, callback=mode) as (vendor, listener, task_id):
        if mode == "every-status":
            await listener.until_heard(1)
        vendor.finish(task_id)
        assert [body["data"]["status"] for body in await listener.until_heard(2)] == states


async def test_a_call_may_have_the_data_alone_or_nothing(clips: Path) -> None:
    async with called(clips, callback="bare-data") as (vendor, listener, task_id):
        vendor.finish(task_id)
        assert (await listener.until_heard(1))[0]["task_id"] == task_id
    async with called(clips, callback="no-body") as (vendor, listener, task_id):
        vendor.finish(task_id)
        assert await listener.until_heard(1) == [None]
