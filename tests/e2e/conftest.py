"""The world of the end-to-end tests: both local servers here, the real bot in a process of its own."""

import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from http import HTTPStatus
from pathlib import Path
from zlib import crc32

import aiohttp
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.job import Job, JobState
from bot.domain.ledger import SERVERS
from bot.domain.studio import Closure
from bot.opening import DATABASE
from bot.ports import Finding
from bot.store import SqlStore
from bot.store.engine import open_postgres_to_read, open_sqlite_to_read
from bot.store.rows import job_of
from bot.store.tables import account, job, transfer
from sandbox.discord import Channel, LocalDiscord, Person, SeenMessage, Use
from sandbox.discord.faults import Fault
from sandbox.journal import Journal
from sandbox.seedance import LocalSeedance
from sandbox.stage import bot_settings
from tests import postgres, sqlite
from tests.e2e.canaries import written_secrets
from tests.e2e.forked_bot import ForkedBot, decoders_of, nursery_at_hand
from tests.e2e.launcher import SHIFT, FastClock
from tests.e2e.probing import DECODERS
from tests.e2e.shapes import SHAPES
from tests.waiting import until

KEY = "sk-test-0123456789abcdef"
CREDITS = 10_000
FACTOR = 10.0
READY = 60.0
LONG = 100.0
VERY_LONG = 400.0
SMALL = {"resolution": "480p", "duration": 4}
SPEED = 1000.0


class World:
    """A server with two members and a moderator, the bot, and what everybody sees and is charged."""

    def __init__(
        self, discord: LocalDiscord, seedance: LocalSeedance, folder: Path, journal: Journal, nursery: Path
    ) -> None:
        self.discord = discord
        self.journal = journal
        """What the local Discord was asked."""
        self.seedance = seedance
        self.folder = folder
        self.guild = discord.add_guild("Film Club")
        self.studio = self.guild.add_channel("studio")
        self.mia = discord.add_person("Mia")
        self.lin = discord.add_person("Lin", locale="zh-CN")
        self.sam = discord.add_person("Sam")
        for person in (self.mia, self.lin):
            self.guild.join(person)
        self.guild.join(self.sam, manage_guild=True)
        self.settings = {
            **bot_settings(discord, seedance, KEY, folder),
            "CLOCK_FACTOR": str(FACTOR),
            "CLOCK_ORIGIN": str(time.time()),
            "POLL_FIRST": "1",
            "POLL_MAX": "2",
            "SCAN_WAIT": "5",
            "DEFAULT_ALLOWANCE": "1000",
            DECODERS: str(decoders_of(nursery)),
        }
        self._engines: dict[str, AsyncEngine] = {}
        self.bot = ForkedBot(self.settings, folder, nursery)

    async def start(self, **settings: str) -> None:
        """Start the bot, with settings of the test's own, and wait until it is online.

        It finds an empty SQLite of this version at its first start, as if it had been there before.
        """
        self.settings.update(settings)
        if "DATABASE_URL" not in self.settings:
            (self.folder / "bot").mkdir(mode=0o700, exist_ok=True)
            sqlite.copied(self.folder / "bot" / DATABASE)
        await self.bot.start()
        await self.discord.until_ready(READY)

    def callable(self) -> str:
        """Let the vendor call the bot, which is told so at its next start; gives where."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        self.settings |= {"HTTP_PORT": str(port), "PUBLIC_URL": url}
        self.seedance.callback_origins.add(url)
        return url

    async def kill(self) -> None:
        """End the bot as a power cut would."""
        await self.bot.kill()
        await self.discord.until_away(READY)

    async def restart(self, later: float = 0.0) -> None:
        """Stop the bot in good order and start it again, on a clock that is `later` seconds further."""
        await self.bot.stop()
        await self.discord.until_away(READY)
        ahead = later / (float(self.settings["CLOCK_FACTOR"]) - 1)
        await self.start(CLOCK_ORIGIN=str(float(self.settings["CLOCK_ORIGIN"]) - ahead))

    def clock(self) -> FastClock:
        """Give the clock that the bot goes by."""
        factor, origin = (float(self.settings[name]) for name in ("CLOCK_FACTOR", "CLOCK_ORIGIN"))
        return FastClock(factor, origin, self.folder / SHIFT)

    def set_clock(self, seconds: float) -> None:
        """Set the bot's clock, now and at every start from now on, this far ahead of what it was at first, or back."""
        part = self.folder / f"{SHIFT}.part"
        part.write_text(str(seconds), encoding="ascii")
        part.rename(self.folder / SHIFT)

    def skip(self, seconds: float) -> None:
        """Set the bot's clock ahead of what it is."""
        self.set_clock(self.clock().set_by() + seconds)

    async def generate(self, person: Person | None = None, channel: Channel | None = None, **options: object) -> Use:
        """Use /generate, by default as Mia for the cheapest video."""
        asked = {"prompt": "A red kite", **SMALL, **options}
        return await (person or self.mia).use("generate", channel or self.studio, **asked)

    async def sees(self, words: str, person: Person | None = None) -> SeenMessage:
        """Wait for a public message of the channel that says something."""
        who = person or self.mia
        return await who.until_sees(self.studio, _public_with(words), LONG)

    async def clip(self, channel: Channel | None = None) -> SeenMessage:
        """Wait for a message with a video."""
        return await self.mia.until_sees(channel or self.studio, lambda seen: bool(clips_of(seen)), LONG)

    def clips(self, channel: Channel | None = None) -> list[SeenMessage]:
        """Every message with a video that stands in the channel."""
        return [seen for seen in self.sam.sees(channel or self.studio) if clips_of(seen)]

    async def insist(self, person: Person, channel: Channel, **options: object) -> Use:
        """Use /generate, and again when Discord says that the application did not respond, as a person does."""
        while True:
            use = await self.generate(person, channel, **options)
            await use.acknowledged(VERY_LONG)
            if not use.failed:
                return use

    async def being_made(self, prompt: str = "A red kite") -> SeenMessage:
        """Use /generate while the vendor lets no task end; gives the status message that says it is being made."""
        self.seedance.hold_all()
        await self.generate(prompt=prompt)
        return await self.sees("Being made")

    def database(self) -> AsyncEngine:
        """Give an engine to look into the bot's database; the caller disposes of it, and it may be used again.

        It is the same for the same database, because it knows the SQL that it compiled.
        """
        url = self.settings.get("DATABASE_URL", "")
        if url not in self._engines:
            self._engines[url] = self.open_database()
        return self._engines[url]

    def open_database(self) -> AsyncEngine:
        """Give an engine of its own to whoever looks into the bot's database beside others, and disposes of it."""
        url = self.settings.get("DATABASE_URL", "")
        return open_postgres_to_read(url) if url else open_sqlite_to_read(self.folder / "bot" / DATABASE)

    async def jobs(self) -> list[Job]:
        """All jobs, as the database has them."""
        engine = self.database()
        try:
            async with engine.begin() as conn:
                return [job_of(row) for row in (await conn.execute(select(job).order_by(job.c.id))).mappings()]
        finally:
            await engine.dispose()

    async def until_job_is(self, *states: JobState, number: int = 0) -> Job:
        """Wait until the job with this number (0 is the oldest) is in one of the states."""

        async def found() -> Job | None:
            jobs = await self.jobs()
            return jobs[number] if len(jobs) > number and jobs[number].state in states else None

        return await until(found, f"a job that is {states}")

    async def until_studio_is(self, closure: Closure | None) -> None:
        """Wait until the studio is closed for this reason, or open."""
        engine = self.database()

        async def found() -> bool | None:
            return (await SqlStore(engine).studio()).closure is closure or None

        try:
            await until(found, f"a studio that is {closure or 'open'}")
        finally:
            await engine.dispose()

    async def ledger(self) -> tuple[int, int, Sequence[Finding]]:
        """Held and spent credits of all pools, and what breaks an invariant."""
        engine = self.database()
        try:
            async with engine.begin() as conn:
                pools = (await conn.execute(select(account).where(account.c.kind.in_(SERVERS)))).all()
            return sum(row.pending for row in pools), sum(row.posted for row in pools), await SqlStore(engine).check()
        finally:
            await engine.dispose()

    async def absorbed(self) -> int:
        """Credits the operator bears: what was booked, less what was booked back."""
        engine = self.database()
        try:
            async with engine.begin() as conn:
                sides = (transfer.c.credit == "sys:absorbed", 1), (transfer.c.debit == "sys:absorbed", -1)
                lines = [(await conn.execute(select(transfer.c.amount).where(side))).scalars() for side, _ in sides]
                return sum(sign * sum(line) for line, (_, sign) in zip(lines, sides, strict=True))
        finally:
            await engine.dispose()

    def charged(self) -> int:
        """Credits that the vendor took and kept."""
        return CREDITS - self.seedance.balance(KEY)

    async def until_gone(self, link: str) -> None:
        """Wait until a link to a file leads nowhere any more."""

        async def gone() -> bool | None:
            async with aiohttp.ClientSession() as session, session.get(link) as answer:
                return answer.status != HTTPStatus.OK or None

        await until(gone, "a link to end")

    def secrets(self) -> list[str]:
        """What opens something: the vendor's key and the bot's token."""
        return [KEY, self.discord.bot_token]

    def log(self) -> str:
        """What the bot wrote."""
        return self.bot.log_path.read_text(encoding="utf-8")


def clips_of(seen: SeenMessage) -> list[Path]:
    return [file.path for file in seen.files if file.name.endswith(".mp4")]


async def until_struck(fault: Fault) -> None:
    """Wait until a request meets a fault of the local Discord."""

    async def struck() -> bool | None:
        return fault.hits > 0 or None

    await until(struck, f"a request that meets {fault.name}")


def _public_with(words: str) -> Callable[[SeenMessage], bool]:
    return lambda seen: not seen.ephemeral and words in seen.text


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Postgres]:
    """Start PostgreSQL, or skip where there is none."""
    yield postgres.server()
    postgres.stop()


@pytest.fixture
async def address(postgres_server: postgres.Postgres) -> AsyncIterator[str]:
    """Give the address of a database that was never used."""
    assert postgres_server.process.poll() is None
    async with postgres.empty_database() as url:
        yield url


@pytest.fixture
def moved(address: str, world: World) -> World:
    """Give a world whose bot uses PostgreSQL; it ends before its database does."""
    world.settings["DATABASE_URL"] = address
    return world


@pytest.fixture
def shape(request: pytest.FixtureRequest) -> dict[str, str]:
    """How the vendor wraps its answers: as --shape asks for, else each test in one of the shapes, always the same."""
    asked = request.config.getoption("--shape")
    if asked is None:
        return SHAPES[crc32(request.node.nodeid.encode()) % len(SHAPES)]
    mode, _, value = str(asked).partition("=")
    return {mode: value}


@pytest.fixture
async def world(tmp_path: Path, clips: Path, shape: dict[str, str]) -> AsyncIterator[World]:
    """A world whose bot was not started yet.

    At its end nothing unknown was asked, the ledger is right, and no secret stands in anything that was written.
    """
    seedance = LocalSeedance(work_dir=clips, speed=SPEED, journal=Journal(), pictures=1)
    seedance.modes.choose(**shape)
    journal = Journal()
    discord = LocalDiscord(work_dir=tmp_path / "discord", journal=journal, message_limit=None)
    await seedance.start()
    await discord.start()
    seedance.add_key(KEY, CREDITS)
    world = World(discord, seedance, tmp_path, journal, nursery_at_hand())
    try:
        yield world
        assert discord.unknown_routes == []
        assert (await world.ledger())[2] == []
        assert written_secrets(tmp_path, world.secrets()) == []
    finally:
        await world.bot.stop()
        await discord.close()
        await seedance.close()
