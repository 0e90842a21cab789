"""The composition root: builds every object once, opens them in order and closes them in reverse."""

import asyncio
import os
import random
import secrets
import signal
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import discord
import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import http, log
from bot.cards.door import Services
from bot.client import OUTAGES, ReelroomClient, run_client
from bot.clock import SystemClock
from bot.domain.budget import Changed, Instruction, Terms, refuse_amount
from bot.domain.ids import ChannelId, GuildId
from bot.domain.pace import Pace, backoff
from bot.domain.period import Allowance, PeriodKind
from bot.domain.queue import Caps
from bot.domain.refusals import AmountUnfit
from bot.i18n import Texts
from bot.media.library import MediaLibrary
from bot.ports import Clock, Finding
from bot.posting import DiscordPoster
from bot.seedance.client import SeedanceClient, fingerprint, shared_session
from bot.service.archive import Archive
from bot.service.breaker import Breaker
from bot.service.clips import Clips
from bot.service.delivery import Deliverer
from bot.service.drafts import Drafts
from bot.service.moderation import Moderation
from bot.service.nudge import Nudge
from bot.service.pictures import Pictures
from bot.service.policies import Policies
from bot.service.requests import Requests
from bot.service.telling import Teller
from bot.service.tracker import Tracker
from bot.service.worker import Worker
from bot.settings import Settings
from bot.store import SqlStore
from bot.store.budgets import NO_GUILD
from bot.store.engine import (
    AlreadyRunningError,
    DriverMissingError,
    has_tables,
    lock,
    open_postgres,
    open_postgres_to_read,
    open_sqlite,
    open_sqlite_to_read,
    skew,
)
from bot.store.migrate import NewerSchemaError
from bot.store.migrate import migrate as migrate_engine

logger: Final = structlog.get_logger(__name__)

DATABASE: Final = "reelroom.db"
CLIPS: Final = "videos"
DAY: Final = 86400.0
MAX_SKEW: Final = 2.0
"""Seconds by which the machine's clock may differ from PostgreSQL's: leases and due times are compared by both."""
LOGIN_PATIENCE: Final = 60.0


class StartError(Exception):
    """The bot cannot start; `key` names the sentence for the operator in the catalogues, `values` its variables."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


async def run(settings: Settings, clock: Clock | None = None) -> None:
    """Run the bot until SIGINT or SIGTERM. Raises StartError when it cannot start."""
    log.set_up(settings.log_level, settings.log_format, _secrets_of(settings))
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


def _data_dir(settings: Settings) -> Path:
    try:
        os.umask(0o077)
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        probe = settings.data_dir / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as reason:
        raise StartError("start-data", folder=str(settings.data_dir), detail=reason.strerror or "?") from None
    return settings.data_dir


@asynccontextmanager
async def _opened(engine: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    try:
        yield engine
    finally:
        await engine.dispose()


async def _open_store(settings: Settings, stack: AsyncExitStack) -> tuple[SqlStore, str]:
    """Open the database, at this version's schema."""
    folder = _data_dir(settings)
    url = settings.database_url.get_secret_value()
    try:
        return await (_open_postgres(url, stack) if url else _open_sqlite(folder, stack))
    except NewerSchemaError as reason:
        raise StartError("start-newer", detail=str(reason)) from None


async def _open_sqlite(folder: Path, stack: AsyncExitStack) -> tuple[SqlStore, str]:
    """Open the file of a data directory that this process alone may write; what it leased before is nobody's."""
    try:
        stack.enter_context(lock(folder))
    except AlreadyRunningError:
        raise StartError("start-running", folder=str(folder)) from None
    engine = await stack.enter_async_context(_opened(open_sqlite(folder / DATABASE)))
    revision = await migrate_engine(engine)
    store = SqlStore(engine)
    await store.clear_leases()
    return store, revision


async def _open_postgres(url: str, stack: AsyncExitStack) -> tuple[SqlStore, str]:
    """Open a database that other processes may use too: their leases stand, and the clocks must agree."""
    with _said_in_words():
        engine = await stack.enter_async_context(_opened(open_postgres(url)))
        apart = await skew(engine, SystemClock().now)
        if apart > MAX_SKEW:
            raise StartError("start-clock", seconds=f"{apart:.1f}")
        revision = await migrate_engine(engine)
    return SqlStore(engine), revision


@contextmanager
def _said_in_words() -> Iterator[None]:
    """Turn what goes wrong on the way to PostgreSQL into a sentence for the operator."""
    try:
        yield
    except DriverMissingError:
        raise StartError("start-driver") from None
    except (DBAPIError, OSError) as reason:
        cause = getattr(reason, "orig", None) or reason
        said = str(cause).partition("\n")[0] or type(cause).__name__
        raise StartError("start-database", detail=said) from None


async def migrate_database(settings: Settings) -> str:
    """Bring the database to this version's schema and return its revision. Raises StartError."""
    async with AsyncExitStack() as stack:
        _, revision = await _open_store(settings, stack)
        return revision


async def check_ledger(settings: Settings) -> Sequence[Finding] | None:
    """Verify the invariants, beside a running bot if there is one; None when there is no database yet.

    Raises StartError when PostgreSQL cannot be reached.
    """
    url = settings.database_url.get_secret_value()
    if url:
        with _said_in_words():
            async with _opened(open_postgres_to_read(url)) as engine:
                return await SqlStore(engine).check() if await has_tables(engine) else None
    path = settings.data_dir / DATABASE
    if not path.exists():
        return None
    async with _opened(open_sqlite_to_read(path)) as engine:
        return await SqlStore(engine).check()


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What the operator grants: one of a key's budget, a server's extra credits, and a server's ceiling (credits)."""

    reason: str
    server: GuildId | None = None
    key: int | None = None
    extra: int | None = None
    ceiling: int | None = None
    """With the others None as well, the ceiling that the settings give."""


async def grant(settings: Settings, wanted: Grant, clock: Clock | None = None) -> Changed | AmountUnfit:
    """Change what the operator has granted, beside a running bot if there is one. Raises StartError."""
    async with AsyncExitStack() as stack:
        store = await _open_beside(settings, stack)
        said = Instruction(
            guild_id=wanted.server or NO_GUILD,
            by=None,
            reason=wanted.reason,
            request=f"shell-{secrets.token_hex(8)}",
            at=(clock or SystemClock()).now(),
        )
        if wanted.key is not None:
            key = fingerprint(settings.seedance_api_key.get_secret_value())
            return await store.grant_key(said, key, wanted.key)
        if wanted.extra is not None:
            return await store.grant_extra(said, wanted.extra)
        return refuse_amount(wanted.ceiling or 0) or await store.set_ceiling(said, wanted.ceiling)


async def _open_beside(settings: Settings, stack: AsyncExitStack) -> SqlStore:
    """Open the database, whether or not a bot runs on it: then it has this version's schema already."""
    try:
        store, _ = await _open_store(settings, stack)
    except StartError as no:
        if no.key != "start-running":
            raise
        # every transaction to SQLite is a writer's from its start and waits for the other process (PRAGMA busy_timeout)
        engine = await stack.enter_async_context(_opened(open_sqlite(settings.data_dir / DATABASE)))
        return SqlStore(engine)
    return store


@dataclass(frozen=True, kw_only=True)
class _Bot:
    """Everything that runs."""

    client: ReelroomClient
    token: str
    clock: Clock
    worker: Worker
    teller: Teller

    async def run_until(self, stop: asyncio.Event) -> None:
        """Run all loops until the event is set, or one of them ends with an error, which is raised."""
        loops = [
            asyncio.create_task(self.worker.run(), name="worker"),
            asyncio.create_task(self.teller.run(), name="teller"),
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
    store, _ = await _open_store(settings, stack)
    texts = Texts()
    nudge = Nudge()
    caps = _caps(settings)
    chance = random.SystemRandom()
    media = MediaLibrary(settings.data_dir / CLIPS, settings.trusted_media_origins)
    session = await stack.enter_async_context(shared_session())
    api = SeedanceClient(
        settings.seedance_base_url, settings.seedance_api_key.get_secret_value(), session=session, clock=clock
    )
    terms = _terms(settings, api.key_fingerprint)
    requests = Requests(store, media, clock, nudge, terms, caps)
    services = Services(
        requests=requests,
        archive=Archive(store, media, clock, caps),
        clips=Clips(store, media, clock, nudge),
        drafts=Drafts(store, clock),
        moderation=Moderation(store, clock, nudge, terms),
        policies=Policies(store, clock),
        texts=texts,
    )
    client = ReelroomClient(services, store.recall, store.remember)
    await stack.enter_async_context(client)
    await _log_in(client, token, clock)
    alert = ChannelId(settings.alert_channel_id) if settings.alert_channel_id else None
    poster = DiscordPoster(client, texts, clock, alert)
    breaker = Breaker(store, api, poster, clock)
    worker = Worker(
        store=store,
        tracker=Tracker(store, api, breaker, clock, chance, Pace(settings.poll_first, settings.poll_max)),
        deliverer=Deliverer(store, media, poster, clock, chance, settings.scan_wait),
        breaker=breaker,
        pictures=Pictures(store, media, poster, clock),
        media=media,
        clock=clock,
        nudge=nudge,
        caps=caps,
        owner=f"{os.getpid()}-{secrets.token_hex(4)}",
        keep_clips=settings.keep_videos_days * DAY,
    )
    await _serve_health(settings, store, client, stack)
    teller = Teller(store, media, poster, clock, nudge, caps)
    return _Bot(client=client, token=token, clock=clock, worker=worker, teller=teller)


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


async def _serve_health(settings: Settings, store: SqlStore, client: ReelroomClient, stack: AsyncExitStack) -> None:
    if settings.http_port is None:
        return

    async def health() -> Mapping[str, bool]:
        try:
            await asyncio.wait_for(store.studio(), 5)
        except Exception:
            logger.exception("the database does not answer")
            return {"database": False, "gateway": client.is_ready()}
        return {"database": True, "gateway": client.is_ready()}

    runner = await http.serve(http.health_app(health), settings.http_host, settings.http_port)
    stack.push_async_callback(runner.cleanup)
