"""The client as the tests connect it to a server on 127.0.0.1."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.domain.ids import Instant, TaskId
from bot.domain.task import Accepted, PollAnswer
from bot.domain.video import Resolution, VideoSpec
from bot.seedance.client import Patience, SeedanceClient, shared_session
from sandbox.seedance import LocalSeedance

KEY = "sk-canary-0123456789"
SPEC = VideoSpec(prompt="a canary sings", resolution=Resolution.SD, duration=4)
DOOMED = replace(SPEC, prompt=f"{SPEC.prompt} [fault:failed:No real faces]")
SHORT = Patience(connect=0.3, answer=0.3, poll=0.3)


class StillClock:
    """A clock that stands at 2027-01-15 08:00:00 UTC."""

    def now(self) -> Instant:
        return 1_800_000_000.0

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        async with asyncio.timeout(seconds):
            await event.wait()


@asynccontextmanager
async def client(
    url: str,
    patience: Patience | None = None,
    key: str = KEY,
) -> AsyncIterator[SeedanceClient]:
    async with shared_session() as session:
        yield SeedanceClient(url, key, session=session, clock=StillClock(), patience=patience)


async def submitted(api: SeedanceClient, spec: VideoSpec = SPEC) -> TaskId:
    answer = await api.submit(spec)
    assert isinstance(answer, Accepted)
    return answer.task_id


async def ended(vendor: LocalSeedance, api: SeedanceClient, spec: VideoSpec = SPEC) -> PollAnswer:
    """Submit, bring the task to its end, and give what a poll says then."""
    task_id = await submitted(api, spec)
    await vendor.encoded(task_id)
    vendor.finish(task_id)
    return await api.poll(task_id)
