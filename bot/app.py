"""The composition root: builds every object once, opens them in order and closes them in reverse."""

import asyncio
import os
import random
import secrets
import signal
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

import discord
import structlog
from aiohttp import web

from bot import http, log, outside
from bot.cards.door import Services
from bot.client import OUTAGES, ReelroomClient, run_client
from bot.clip_door import ClipDoor
from bot.clock import SystemClock
from bot.domain.budget import Terms
from bot.domain.ids import ChannelId, GuildId
from bot.domain.pace import Pace, backoff
from bot.domain.period import Allowance, PeriodKind
from bot.domain.queue import Caps
from bot.i18n import Texts, language_of_environment
from bot.media.chart import ChartPainter
from bot.media.library import MediaLibrary
from bot.metrics import MeasuredApi, Metrics
from bot.opening import CLIPS, StartError, open_to_run, opened_to_read, refuse_damaged
from bot.ports import Clock, StoreAwayError
from bot.posting import DiscordPoster
from bot.seedance.client import SeedanceClient, fingerprint, shared_session
from bot.service.archive import Archive
from bot.service.breaker import Breaker
from bot.service.callbacks import Callbacks
from bot.service.clips import Clips
from bot.service.delivery import Deliverer
from bot.service.drafts import Drafts
from bot.service.ledger_watch import LedgerWatch
from bot.service.links import Links
from bot.service.logbook import Logbook
from bot.service.low_budget import LowBudget
from bot.service.moderation import Moderation
from bot.service.nudge import Nudge
from bot.service.operation import Operation
from bot.service.pictures import Pictures
from bot.service.policies import Policies
from bot.service.reports import Reports
from bot.service.requests import Requests
from bot.service.rescue import Rescue
from bot.service.retention import Retention
from bot.service.telling import Teller
from bot.service.tracker import Tracker
from bot.service.vitals import Vitals
from bot.service.watchman import Watchman
from bot.service.worker import Worker
from bot.settings import Settings
from bot.store import SqlStore

logger: Final = structlog.get_logger(__name__)

DAY: Final = 86400.0
LOGIN_PATIENCE: Final = 60.0


async def run(settings: Settings, clock: Clock | None = None) -> None:
    """Run the bot until SIGINT or SIGTERM. Raises StartError when it cannot start."""
    log.set_up(settings.log_level, settings.log_format, _secrets_of(settings), (StoreAwayError,))
    async with AsyncExitStack() as stack:
        bot = await _build(settings, clock or SystemClock(), stack)
        await bot.run_until(_stop_signal())
    logger.info("stopped")


def _secrets_of(settings: Settings) -> list[str]:
    url = settings.database_url.get_secret_value()
    password = urlsplit(url).password or ""
    tokens = [settings.discord_token.get_secret_value(), settings.seedance_api_key.get_secret_value()]
    return [*tokens, url, password, unquote(password)]


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


@dataclass(frozen=True, kw_only=True)
class _Bot:
    """Everything that runs."""

    client: ReelroomClient
    token: str
    clock: Clock
    worker: Worker
    callbacks: Callbacks
    teller: Teller
    logbook: Logbook
    low_budget: LowBudget
    ledger_watch: LedgerWatch
    watchman: Watchman

    async def run_until(self, stop: asyncio.Event) -> None:
        """Run all loops until the event is set, or one of them ends with an error, which is raised."""
        loops = [
            asyncio.create_task(self.worker.run(), name="worker"),
            asyncio.create_task(self.callbacks.run(), name="callbacks"),
            asyncio.create_task(self.teller.run(), name="teller"),
            asyncio.create_task(self.logbook.run(), name="logbook"),
            asyncio.create_task(self.low_budget.run(), name="low budget"),
            asyncio.create_task(self.ledger_watch.run(), name="ledger watch"),
            asyncio.create_task(self.watchman.run(), name="watchman"),
            asyncio.create_task(run_client(self.client, self.token, self.clock), name="gateway"),
        ]
        stopping = asyncio.create_task(stop.wait(), name="stop")
        done, _ = await asyncio.wait([*loops, stopping], return_when=asyncio.FIRST_COMPLETED)
        logger.info("stopping")
        for task in [*loops, stopping]:
            task.cancel()
        await asyncio.gather(*loops, stopping, return_exceptions=True)
        for task in done - {stopping}:
            task.result()


async def _build(settings: Settings, clock: Clock, stack: AsyncExitStack) -> _Bot:
    token = settings.discord_token.get_secret_value()
    await refuse_damaged(settings)
    store = await open_to_run(settings, stack, clock)
    texts = Texts()
    nudge = Nudge()
    caps = _caps(settings)
    chance = random.SystemRandom()
    media = _library(settings)
    session = await stack.enter_async_context(shared_session())
    metrics = Metrics()
    store.watch(metrics.moved)
    key = settings.seedance_api_key.get_secret_value()
    api = MeasuredApi(SeedanceClient(settings.seedance_base_url, key, session=session, clock=clock), metrics, clock)
    services = services_of(settings, store, media, clock, nudge, texts)
    operators = GuildId(settings.operator_guild_id) if settings.operator_guild_id else None
    client = ReelroomClient(services, store.recall, store.remember, operators)
    await stack.enter_async_context(client)
    await _log_in(client, token, clock)
    alert = ChannelId(settings.alert_channel_id) if settings.alert_channel_id else None
    poster = DiscordPoster(client, texts, clock, alert, language_of_environment(os.environ))
    breaker = Breaker(store, api, media, poster, clock)
    links = Links(store, media, clock, settings.public_url, settings.keep_videos_days * DAY)
    callbacks = Callbacks(store, clock, nudge, settings.public_url)
    pace = Pace(settings.poll_first, settings.poll_max)
    tracker = Tracker(store, api, breaker, callbacks, clock, chance, pace)
    worker = Worker(
        store=store,
        tracker=tracker,
        deliverer=Deliverer(store, media, poster, links, tracker.link_afresh, clock, chance, settings.scan_wait),
        breaker=breaker,
        callbacks=callbacks,
        rescue=Rescue(store, api, clock),
        pictures=Pictures(store, media, poster, clock),
        retention=Retention(store, media, clock, settings.keep_videos_days * DAY, settings.keep_prompts_days * DAY),
        clock=clock,
        nudge=nudge,
        caps=caps,
        owner=f"{os.getpid()}-{secrets.token_hex(4)}",
    )
    reader = await stack.enter_async_context(opened_to_read(settings)) or store
    ledger_watch = LedgerWatch(store, reader, poster, clock)
    vitals = Vitals(store, reader, media, ledger_watch, clock, api.key_fingerprint, client.is_ready, worker.can_write)
    doors = outside.CallbackDoor(callbacks), ClipDoor(links, media, texts)
    await _serve(settings, vitals, metrics, client.is_ready, doors, stack)
    teller = Teller(store, media, poster, clock, nudge, caps)
    logbook = Logbook(store, poster, clock, nudge)
    low_budget = LowBudget(store, poster, clock, nudge, api.key_fingerprint, settings.low_budget_alarm)
    return _Bot(
        client=client,
        token=token,
        clock=clock,
        worker=worker,
        callbacks=callbacks,
        teller=teller,
        logbook=logbook,
        low_budget=low_budget,
        ledger_watch=ledger_watch,
        watchman=Watchman(store, reader, media, poster, clock, settings.keep_videos_days * DAY),
    )


def _library(settings: Settings) -> MediaLibrary:
    folder = settings.data_dir / CLIPS
    try:
        return MediaLibrary(folder, settings.trusted_media_origins)
    except OSError as reason:
        raise StartError("start-data", folder=str(folder), detail=reason.strerror or "?") from None


def services_of(
    settings: Settings, store: SqlStore, media: MediaLibrary, clock: Clock, nudge: Nudge, texts: Texts
) -> Services:
    """Build what the commands ask."""
    key, caps = fingerprint(settings.seedance_api_key.get_secret_value()), _caps(settings)
    terms = _terms(settings, key)
    return Services(
        requests=Requests(store, media, clock, nudge, terms, caps),
        archive=Archive(store, media, clock, caps),
        clips=Clips(store, media, clock, nudge),
        drafts=Drafts(store, clock),
        moderation=Moderation(store, clock, nudge, terms),
        policies=Policies(store, clock),
        operation=Operation(store, clock, nudge, key),
        reports=Reports(store, ChartPainter(settings.font_path), clock, terms),
        texts=texts,
    )


def _caps(settings: Settings) -> Caps:
    return Caps(
        running=settings.max_running,
        running_per_guild=settings.max_running_per_server,
        running_per_member=settings.max_running_per_member,
        queued_per_member=settings.max_queued_per_member,
    )


def _terms(settings: Settings, key: str) -> Terms:
    rule = Allowance(credits=settings.default_allowance, period=PeriodKind(settings.default_period))
    ceiling = settings.default_allowance if settings.max_allowance is None else settings.max_allowance
    return Terms(rule=rule, ceiling=ceiling, key=key)


async def _log_in(client: ReelroomClient, token: str, clock: Clock) -> None:
    """Log in to Discord, however long it takes, so that its REST API can be used from here on."""
    tries = 0
    while True:
        try:
            await client.login(token)
        except discord.LoginFailure:
            raise StartError("start-token") from None
        except OUTAGES as reason:
            wait = backoff(tries, 0.5, limit=LOGIN_PATIENCE)
            logger.warning("Discord cannot be reached", why=type(reason).__name__, again_in=round(wait))
            await clock.sleep(wait)
            tries += 1
        else:
            return


async def _serve(
    settings: Settings,
    vitals: Vitals,
    metrics: Metrics,
    is_connected: Callable[[], bool],
    doors: tuple[outside.CallbackDoor, ClipDoor],
    stack: AsyncExitStack,
) -> None:
    if settings.http_port is None:
        return

    async def measure(accept: str) -> tuple[bytes, str]:
        pulse, free = await vitals.pulse(), await vitals.room()
        metrics.show(pulse, findings=vitals.ledger_findings, free=free, connected=is_connected())
        return metrics.render(accept)

    app = http.health_app(vitals.health, vitals.readiness, measure)
    if settings.public_url:
        outside.open_to_outside(app, settings.public_url, *doors)
    runner = await listen(app, settings.http_host, settings.http_port)
    stack.push_async_callback(runner.cleanup)


async def listen(app: web.Application, host: str, port: int) -> web.AppRunner:
    """Serve an application at an address. Raises StartError when something else is there, or it is not ours."""
    try:
        return await http.serve(app, host, port)
    except OSError as reason:
        said = os.strerror(reason.errno) if reason.errno and reason.errno > 0 else str(reason)
        raise StartError("start-port", place=f"{host}:{port}", detail=said) from None
