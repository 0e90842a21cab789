"""The bots of a day: real processes on one database, each killed (-9) for itself, on a clock that may be set."""

import asyncio
import random
import shutil
from collections import Counter
from contextlib import suppress
from functools import partial
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.job import Job, JobState
from bot.domain.ledger import ABSORBED, SERVERS, SPENT, TransferKind
from bot.store import SqlStore
from bot.store.rows import job_of
from bot.store.tables import account, job, transfer
from tests.e2e.conftest import READY, World
from tests.e2e.forked_bot import ForkedBot
from tests.e2e.launcher import SHIFT
from tests.soak.verdict import Books
from tests.waiting import until

STARTS: Final = 10.0
"""Seconds after which a bot counts as started even when Discord does not see it."""


class Crew:
    """All bots of a world. The first is the world's own; the others have folders of theirs."""

    def __init__(self, world: World, count: int, kill_every: tuple[float, float], chance: random.Random) -> None:
        """Each is killed when it has lived for so many seconds, between the two."""
        self._world = world
        self._kill_every = kill_every
        self._chance = chance
        self.bots = [world.bot, *(self._another(number) for number in range(1, count))]
        self._enough = asyncio.Event()
        self._killing: list[asyncio.Task[None]] = []
        self._watching: list[asyncio.Task[None]] = []
        self.kills = 0
        self.ended: list[str] = []
        """How bots ended that nobody killed."""

    def _another(self, number: int) -> ForkedBot:
        folder = self._world.folder / f"bot-{number}"
        folder.mkdir()
        settings = {**self._world.settings, "DATA_DIR": str(folder / "bot")}
        return ForkedBot(settings, folder, self._world.bot.nursery)

    def skip(self, seconds: float) -> None:
        """Set the clock of all bots ahead, now and for every start from now on."""
        self._world.skip(seconds)
        for bot in self.bots[1:]:
            part = bot.folder / f"{SHIFT}.part"
            shutil.copyfile(self._world.folder / SHIFT, part)
            part.rename(bot.folder / SHIFT)

    async def start(self) -> None:
        """Start all, and wait until Discord has one of them on the line, with its commands."""
        await asyncio.gather(*(bot.start() for bot in self.bots))
        await self._world.discord.until_ready(READY)

    def let_die(self) -> None:
        """Kill them from now on, and start them again at once."""
        self._killing = [asyncio.create_task(self._kill(bot)) for bot in self.bots]
        self._watching = [asyncio.create_task(self._watch(bot)) for bot in self.bots]

    async def _kill(self, bot: ForkedBot) -> None:
        # ended by the event and never cancelled: in the middle of a start that would leave a bot that nobody knows of
        while not await self._is_enough(self._chance.uniform(*self._kill_every)):
            before = self._world.discord.gateway.identifies
            await bot.restart()
            self.kills += 1
            with suppress(TimeoutError):
                await until(partial(self._is_back, before), "a bot on the line", STARTS)

    async def _is_enough(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._enough.wait(), seconds)
        return self._enough.is_set()

    async def _is_back(self, before: int) -> bool | None:
        return self._world.discord.gateway.identifies > before or None

    async def _watch(self, bot: ForkedBot) -> None:
        """Note when it ends by itself; its next kill starts it again."""
        while True:
            self.ended.append(f"a bot ended by itself with exit code {await bot.ended()}")
            await until(partial(_runs, bot), "a bot to be started again")

    async def let_live(self) -> None:
        """Kill none any more, and have all of them run."""
        self._enough.set()
        await asyncio.gather(*self._killing)
        for task in self._watching:
            task.cancel()
        await asyncio.gather(*self._watching, return_exceptions=True)
        await asyncio.gather(*(bot.start() for bot in self.bots))

    async def stop(self) -> None:
        """Stop all in good order."""
        await asyncio.gather(*(bot.stop() for bot in self.bots))


async def _runs(bot: ForkedBot) -> bool | None:
    return bot.running or None


class Records:
    """A look into the database of the bots, from outside."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def close(self) -> None:
        await self._engine.dispose()

    async def counts(self) -> dict[JobState, int]:
        """Count the jobs by state."""
        counted = select(job.c.state, func.count()).group_by(job.c.state)
        async with self._engine.begin() as conn:
            return {JobState(state): count for state, count in await conn.execute(counted)}

    async def jobs(self) -> list[Job]:
        async with self._engine.begin() as conn:
            return [job_of(row) for row in (await conn.execute(select(job).order_by(job.c.id))).mappings()]

    async def books(self) -> Books:
        """Say what the ledger says."""
        findings = [str(finding) for finding in await SqlStore(self._engine).check()]
        held = select(func.sum(account.c.pending)).where(account.c.kind.in_(SERVERS))
        spent, borne = Counter[int](), Counter[int]()
        async with self._engine.begin() as conn:
            pending = int(await conn.scalar(held) or 0)
            for line in (await conn.execute(select(transfer).where(transfer.c.job_id.is_not(None)))).all():
                spent[line.job_id] += line.amount * (line.kind == TransferKind.POST and line.credit == SPENT)
                borne[line.job_id] += line.amount * ((line.credit == ABSORBED) - (line.debit == ABSORBED))
        return Books(pending, spent, borne, findings)
