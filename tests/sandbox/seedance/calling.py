"""A plain client of the documented API, with nothing of the product in it."""

import io
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from sandbox.seedance import LocalSeedance

KEY = "sk-test-abcd1234"
CREDITS = 1000
SMALL = {"prompt": "A fox in the snow", "resolution": "480p", "duration": "4"}


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.raw)

    @property
    def message(self) -> str:
        return str(self.body["message"])

    @property
    def data(self) -> Any:
        return self.body["data"]


class HandClock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Caller:
    def __init__(self, session: aiohttp.ClientSession, seedance: LocalSeedance) -> None:
        self.session = session
        self.seedance = seedance

    async def send(self, method: str, url: str, *, key: str | None = KEY, **options: Any) -> Reply:
        headers = dict(options.pop("headers", {}))
        if key is not None:
            headers["Authorization"] = f"Bearer {key}"
        async with self.session.request(method, url, headers=headers, allow_redirects=False, **options) as response:
            return Reply(response.status, response.headers, await response.read())

    async def post(self, body: Any, *, key: str | None = KEY) -> Reply:
        return await self.send("POST", f"{self.seedance.base_url}/generate", key=key, json=body)

    async def post_raw(self, body: bytes, *, key: str | None = KEY) -> Reply:
        return await self.send("POST", f"{self.seedance.base_url}/generate", key=key, data=io.BytesIO(body))

    async def generate(self, **fields: Any) -> str:
        """Post the small request with `fields` over it; give the task id."""
        reply = await self.post({**SMALL, **fields})
        assert reply.status == 200, reply.raw
        return str(reply.data["task_id"])

    async def status(self, task_id: str, *, key: str | None = KEY) -> Reply:
        return await self.send("GET", f"{self.seedance.base_url}/status", key=key, params={"task_id": task_id})

    async def ended(self, task_id: str) -> Any:
        """Bring a task to its end and give its status payload."""
        await self.seedance.encoded(task_id)
        self.seedance.finish(task_id)
        return (await self.status(task_id)).data

    async def link(self, **fields: Any) -> str:
        """Give the link of a fresh, finished clip."""
        return str((await self.ended(await self.generate(**fields)))["response"][0])


@asynccontextmanager
async def standing_still(clips: Path, clock: HandClock, key: str) -> AsyncIterator[LocalSeedance]:
    """Run a server on a clock that only a test moves, with one key of 1000 credits."""
    server = LocalSeedance(work_dir=clips, clock=clock, pictures=1)
    await server.start()
    server.add_key(key, CREDITS)
    yield server
    await server.close()
