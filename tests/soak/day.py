"""A busy day of the real bot: everything goes wrong at a few per cent, and it is killed (-9) every few seconds.

`python -m tests.soak.day --jobs 5000 --minutes 20` plays one on SQLite, with `--postgres` on PostgreSQL with three
processes. It prints one line, and the exit code says whether all is right. When the minutes are almost over nothing
more is asked for, and what is under way is brought to its end and judged: then there are fewer jobs in the line.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final
from unittest.mock import patch

import pytest

from bot.domain.job import FINAL, JobState
from sandbox.discord import LocalDiscord, Use
from sandbox.journal import Journal
from sandbox.seedance import LocalSeedance
from sandbox.seedance.film import Film
from sandbox.seedance.vendor import Vendor
from tests import postgres
from tests.e2e.canaries import written_secrets
from tests.e2e.closures import Closures
from tests.e2e.conftest import KEY, SMALL, SPEED, World
from tests.e2e.crowd import gather
from tests.e2e.forked_bot import nursery
from tests.e2e.launcher import BREATH
from tests.e2e.trouble import change_habits, let_things_go_wrong
from tests.soak.crew import Crew, Records
from tests.soak.verdict import Seen, Tally, judge

SERVERS: Final = 30
MEMBERS: Final = 10
PRICE: Final = 8
RATE: Final = 0.01
"""How often each fault strikes, of all requests that it can strike: a tenth and more of the POSTs that buy meet one."""
DAY: Final = 86_400.0
EVENING: Final = 1800.0
"""How long before midnight it begins: less than a video waits for its turn."""
LAST_MINUTE: Final = 60.0
"""The clock is set so shortly before midnight when half of the videos were taken, or half of the time is over."""
ONE_DAY_MORE: Final = 25 * 3600.0
"""After this long nothing is unknown any more."""
WAVE: Final = 16
"""So many wait for an answer at once."""
UNDER_WAY: Final = 150
"""More are asked for while fewer than this are."""
GIVES_UP: Final = 4.0
"""Seconds after which nobody waits for an answer any more."""
LOOK_EVERY: Final = 0.25
KEPT: Final = 150.0
"""Seconds of the box that are kept for bringing everything to its end: under kills, in peace, and on the day after."""
IN_PEACE: Final = 90.0
DAY_AFTER: Final = 45.0
"""What is left of them when the one begins at the latest, and when the other does."""
STANDSTILL: Final = 40.0
"""Seconds without a change of any state after which nothing is waited for any more: longer than the bot waits."""
OVERTIME: Final = 60.0
"""A day that takes so much longer than it may is an error."""
DONE: Final = FINAL | {JobState.UNKNOWN}
"""Nothing is under way in these, but what nobody can know."""
BUSY: Final = {
    "CLOCK_FACTOR": "10",
    BREATH: "0.05",
    "POLL_FIRST": "10",
    "POLL_MAX": "15",
    "MAX_RUNNING": "150",
    "MAX_RUNNING_PER_SERVER": "10",
    "MAX_RUNNING_PER_MEMBER": "2",
    "DEFAULT_PERIOD": "day",
    "LOG_LEVEL": "WARNING",
}
SLOWER: Final = "5"
"""The factor of the clock where there are three processes, which all look whether something is due."""
FILM: Final = Film(160, 90, 4, audio=False, prompt="A paper boat on a pond")
"""All videos of a day are this one, so that it is made once; and it is small, because it is made smaller often.

A server whose Discord once refused a clip as too large is sent smaller ones for a week, and before long that is most.
"""


class Day:
    """Lets people ask for videos, and everything go wrong, on a world that was not started yet."""

    def __init__(self, world: World, crew: Crew, jobs: int, over: float) -> None:
        """`over` is when it has to be, on the monotonic clock."""
        self._world = world
        self._crew = crew
        self._wanted = jobs
        self._over = over
        self._chance = random.Random(6)
        self._crowd = gather(world.discord, SERVERS, MEMBERS)
        self._uses: list[tuple[str, Use]] = []
        self._midnight = 0.0
        self._closures = Closures(world.open_database(), world.clock().now, crew.skip)
        self._records = Records(world.database())
        self.tally = Tally()
        self.notes: list[str] = []
        """What it was like, beside the line."""

    async def play(self) -> None:
        """Play the day, and the one after it on which nothing happens."""
        world, crew, began = self._world, self._crew, time.monotonic()
        self._midnight = (world.clock().now() // DAY + 2) * DAY
        crew.skip(self._midnight - EVENING - world.clock().now())
        await crew.start()
        let_things_go_wrong(world.seedance, world.discord, RATE)
        crew.let_die()
        habits = asyncio.create_task(change_habits(world.seedance))
        async with self._closures.skipped():
            await self._let_people_ask()
            await self._until_all_are(DONE, self._over - IN_PEACE)
            world.seedance.faults.clear()
            world.discord.faults.clear()
            await crew.let_live()
            await self._until_all_are(DONE, self._over - DAY_AFTER)
        habits.cancel()
        await crew.stop()
        await self._look_back(time.monotonic() - began)
        await self._judge(in_time=await self._pass_another_day())

    async def _let_people_ask(self) -> None:
        """Let them ask until there is enough or the time is over; midnight passes meanwhile.

        Of a studio that is closed everybody hears, and only one at a time tries.
        """
        enough, began = self._over - KEPT, time.monotonic()
        while time.monotonic() < enough:
            counts = await self._records.counts()
            taken, under_way = sum(counts.values()), sum(count for state, count in counts.items() if state not in DONE)
            if taken >= self._wanted:
                return
            ahead = self._midnight - self._world.clock().now()
            is_half = taken >= self._wanted / 2 or time.monotonic() > (began + enough) / 2
            if is_half and ahead > LAST_MINUTE:
                self._crew.skip(ahead - LAST_MINUTE)
            waiting = sum(_waits(use) for _, use in self._uses[-UNDER_WAY:])
            wave = 1 if self._closures.is_closed else WAVE
            for _ in range(min(wave, UNDER_WAY - under_way, self._wanted - taken) - waiting):
                await self._ask()
            await asyncio.sleep(LOOK_EVERY)

    async def _ask(self) -> None:
        person, channel = self._chance.choice(self._crowd)
        prompt = f"Paper boat number {len(self._uses)}"
        self._uses.append((prompt, await person.use("generate", channel, prompt=prompt, **SMALL)))

    async def _until_all_are(self, states: frozenset[JobState], over: float) -> bool:
        """Wait until all jobs are in these states, as long as there is time and something goes on.

        False when time was over before that could be told.
        """
        found: dict[JobState, int] = {}
        changed_at = time.monotonic()
        while True:
            before, found = found, await self._records.counts()
            now = time.monotonic()
            changed_at = changed_at if found == before else now
            if found.keys() <= states or now - changed_at > STANDSTILL:
                return True
            if now > over:
                return False
            await asyncio.sleep(LOOK_EVERY)

    async def _look_back(self, seconds: float) -> None:
        """Judge what is held while some of it may be unknown, and note what the day was like."""
        jobs = await self._records.jobs()
        self.tally.leak(await self._records.books(), jobs, "in the evening")
        over = sum(job.created_at < self._midnight <= job.state_at for job in jobs)
        states = Counter(job.state for job in jobs)
        self.notes = [
            f"{seconds:.0f} s · {len(self._uses)} asked · {self._crew.kills} kills · {over} under way at midnight",
            " · ".join(f"{state} {count}" for state, count in states.most_common()),
        ]

    async def _pass_another_day(self) -> bool:
        """Tell whether there was time to see every job's end, or that it has none."""
        self._crew.skip(ONE_DAY_MORE)
        await self._crew.start()
        in_time = await self._until_all_are(FINAL, self._over)
        await self._crew.stop()
        return in_time

    async def _judge(self, *, in_time: bool) -> None:
        world, tally = self._world, self.tally
        asked = [(entry["method"], entry["path"], entry["body"]) for entry in world.seedance.journal.entries]
        messages = [message for channel in {channel for _, channel in self._crowd} for message in channel.log.values()]
        seen = Seen(
            uses=self._uses,
            posted=[body["prompt"] for method, path, body in asked if (method, path) == ("POST", "/v1/generate")],
            tasks=world.seedance.tasks(KEY),
            messages=[one for one in messages if one.author is world.discord.state.bot and one.visible_to is None],
        )
        judge(tally, await self._records.jobs(), await self._records.books(), seen, in_time=in_time)
        tally.faults += self._crew.ended
        tally.faults += [f"an unknown request: {route}" for route in world.discord.unknown_routes]
        tally.faults += [f"a secret in {name}" for name in written_secrets(world.folder, world.secrets())]

    async def close(self) -> None:
        await self._records.close()


def _waits(use: Use) -> bool:
    """Whether somebody still waits for the answer to this."""
    asked = use.interaction
    return not asked.answers and time.time() - asked.opened < GIVES_UP


@asynccontextmanager
async def _world(folder: Path, jobs: int, url: str | None) -> AsyncIterator[World]:
    """Build both local servers and the world between them."""
    seedance = LocalSeedance(work_dir=folder / "clips", speed=SPEED, journal=Journal())
    discord = LocalDiscord(work_dir=folder / "discord", message_limit=None)
    async with AsyncExitStack() as stack:
        stack.enter_context(patch.object(Vendor, "_film", lambda *_: FILM))
        forks = stack.enter_context(nursery())
        await seedance.start()
        stack.push_async_callback(seedance.close)
        await discord.start()
        stack.push_async_callback(discord.close)
        seedance.add_key(KEY, 2 * PRICE * jobs)
        (folder / "bot-0").mkdir()
        world = World(discord, seedance, folder / "bot-0", Journal(), forks)
        world.settings |= {**BUSY, "ALERT_CHANNEL_ID": str(world.studio.id)}
        world.settings["DEFAULT_ALLOWANCE"] = str(PRICE * jobs)
        if url:
            world.settings |= {"DATABASE_URL": url, "CLOCK_FACTOR": SLOWER}
        yield world


async def play(jobs: int, minutes: float, *, on_postgres: bool) -> Day:
    """Play a day."""
    over = time.monotonic() + 60 * minutes
    count, lives = (3, (8.0, 24.0)) if on_postgres else (1, (3.0, 10.0))
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="day-")))
        url = await stack.enter_async_context(postgres.empty_database()) if on_postgres else None
        if url:
            await postgres.keep_tidy()
        world = await stack.enter_async_context(_world(folder, jobs, url))
        crew = Crew(world, count, lives, random.Random(9))
        stack.push_async_callback(crew.stop)
        day = Day(world, crew, jobs, over)
        stack.push_async_callback(day.close)
        async with asyncio.timeout(over - time.monotonic() + OVERTIME):
            await day.play()
        return day


def main() -> int:
    words = argparse.ArgumentParser(prog="python -m tests.soak.day", description="Play a busy day of the real bot.")
    words.add_argument("--jobs", type=int, default=5000, help="videos that are taken in all")
    words.add_argument("--minutes", type=float, default=20.0, help="that it takes at most")
    words.add_argument("--postgres", action="store_true", help="on PostgreSQL, with three processes")
    asked = words.parse_args()
    try:
        day = asyncio.run(play(asked.jobs, asked.minutes, on_postgres=asked.postgres))
    except pytest.skip.Exception as missing:
        sys.stderr.write(f"{missing}\n")
        return 2
    finally:
        postgres.stop()
    lines = *day.tally.faults, *day.notes, day.tally.line()
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0 if day.tally.is_right else 1


if __name__ == "__main__":
    raise SystemExit(main())
