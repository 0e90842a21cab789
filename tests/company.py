"""The real client with the real service and store behind it, on the stage of a test."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.cards.door import Services
from bot.client import ReelroomClient, run_client
from bot.clock import SystemClock
from bot.domain.ids import GuildId
from bot.domain.period import Allowance, PeriodKind
from bot.domain.queue import Caps
from bot.i18n import Texts
from bot.media.chart import ChartPainter
from bot.media.library import MediaLibrary
from bot.posting import DiscordPoster
from bot.service.archive import Archive
from bot.service.clips import Clips
from bot.service.drafts import Drafts
from bot.service.logbook import Logbook
from bot.service.moderation import Moderation
from bot.service.nudge import Nudge
from bot.service.operation import Operation
from bot.service.policies import Policies
from bot.service.reports import Reports
from bot.service.requests import Requests
from bot.service.telling import Teller
from bot.store import SqlStore
from bot.store.engine import open_sqlite
from bot.store.rows import TELL_AFTER
from tests import sqlite
from tests.builders import KEY, terms
from tests.stage import Stage

RULE = Allowance(credits=100, period=PeriodKind.MONTH)
CAPS = Caps(running=5, running_per_guild=3, running_per_member=1, queued_per_member=2)


@dataclass(frozen=True)
class Company:
    """What runs behind the commands; nothing takes jobs out of the queue, and statuses are told on demand."""

    store: SqlStore
    services: Services
    client: ReelroomClient
    teller: Teller
    logbook: Logbook
    media: MediaLibrary

    async def tell(self) -> None:
        """Tell every job's state that was not told yet, as the bot would, new places in the queue at once."""
        now = SystemClock().now() + TELL_AFTER
        jobs = await self.store.claim_untold(now, now + 30, 20)
        prospects = await self.store.prospects(jobs, CAPS, now)
        for job in jobs:
            await self.teller.tell(job, prospects.get(job.id))

    async def log(self) -> None:
        """Write every card that does not say what it should, as the bot would."""
        now = SystemClock().now()
        for card in await self.store.claim_cards(now, now + 30, 20):
            await self.logbook.write(card)


@asynccontextmanager
async def hired(
    stage: Stage, folder: Path, rule: Allowance = RULE, operators: GuildId | None = None
) -> AsyncIterator[Company]:
    """Build the client and what it needs; nothing is connected yet."""
    engine = open_sqlite(sqlite.copied(folder / "reelroom.db"))
    store, clock, nudge = SqlStore(engine), SystemClock(), Nudge()
    media = MediaLibrary(folder / "clips", [stage.discord.origin])
    requests = Requests(store, media, clock, nudge, terms(rule), CAPS)
    services = Services(
        requests=requests,
        archive=Archive(store, media, clock, CAPS),
        clips=Clips(store, media, clock, nudge),
        drafts=Drafts(store, clock),
        moderation=Moderation(store, clock, nudge, terms(rule)),
        policies=Policies(store, clock),
        operation=Operation(store, clock, nudge, KEY),
        reports=Reports(store, ChartPainter(), clock, terms(rule)),
        texts=Texts(),
    )
    client = ReelroomClient(services, store.recall, store.remember, operators)
    poster = DiscordPoster(client, services.texts, clock, None)
    try:
        async with client:
            teller = Teller(store, media, poster, clock, nudge, CAPS)
            yield Company(store, services, client, teller, Logbook(store, poster, clock, nudge), media)
    finally:
        await engine.dispose()


@asynccontextmanager
async def playing(
    stage: Stage, folder: Path, rule: Allowance = RULE, operators: GuildId | None = None
) -> AsyncIterator[Company]:
    """Run the client until the end of the test."""
    async with hired(stage, folder, rule, operators) as company:
        gateway = asyncio.create_task(run_client(company.client, stage.discord.bot_token, SystemClock()))
        try:
            await stage.discord.until_ready(10)
            yield company
        finally:
            await company.client.close()
            await asyncio.wait_for(gateway, 5)
