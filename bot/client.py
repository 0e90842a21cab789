"""The discord.py client: no intents, no caches, commands loaded by name and synced when they changed."""

import asyncio
import logging
from contextlib import suppress
from typing import Final

import aiohttp
import discord
import structlog
from discord import app_commands
from discord.ext import commands

from bot.cards.buttons import ITEMS
from bot.cards.chronicle_buttons import RECORD_ITEMS
from bot.cards.confirmation import CONFIRMATION_ITEMS
from bot.cards.door import Services, apologise, say_anyhow
from bot.cards.job_buttons import JOB_ITEMS
from bot.cards.log_buttons import LOG_ITEMS
from bot.cards.owners import Owners
from bot.cards.setup_items import SETUP_ITEMS
from bot.command_sync import CommandSync, Recall, Remember
from bot.domain.ids import GuildId
from bot.domain.pace import backoff
from bot.i18n import Texts
from bot.ports import Clock

log: Final = structlog.get_logger(__name__)

COGS: Final = (
    "cogs.generate",
    "cogs.animate",
    "cogs.jobs",
    "cogs.credits",
    "cogs.quota",
    "cogs.limits",
    "cogs.block",
    "cogs.setup",
    "cogs.help",
    "cogs.operator",
)
KEEP_ALIVE: Final = 90.0
"""Seconds an idle connection to Discord is kept: aiohttp's own 15 make every quiet acknowledgement pay for TLS."""
LONGEST_RATE_LIMIT: Final = 60.0
KNOWN_WARNINGS: Final = ("Guilds intent seems to be disabled", "PyNaCl is not installed", "davey is not installed")
"""What discord.py says about choices of ours."""

LONGEST_BREAK: Final = 300.0
"""Seconds between two tries at most; with the 1,000 logins a day that Discord allows, it could be 90."""
STEADY: Final = 600.0
"""A connection that lived this long (seconds) was a good one: the next break is waited out from the start again."""
TOKEN_REFUSED: Final = 4004
"""The gateway's code for a token that is no longer valid."""
OUTAGES: Final = (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError)


class CatalogueTranslator(app_commands.Translator):
    """Gives Discord the Chinese descriptions and labels; English is the default of all other languages."""

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self._texts = texts

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, _context: app_commands.TranslationContextTypes
    ) -> str | None:
        """Look the text up by the key that it carries."""
        key = string.extras.get("key")
        if key is None or locale is not discord.Locale.chinese:
            return None
        return self._texts.say(locale.value, key)


class ReelroomTree(app_commands.CommandTree["ReelroomClient"]):
    """The commands; one that raises is answered with an apology."""

    async def on_error(
        self, interaction: discord.Interaction["ReelroomClient"], error: app_commands.AppCommandError, /
    ) -> None:
        """Answer and log what a command did not expect."""
        if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
            log.warning("a command of another version was used", interaction=interaction.id)
            text = self.client.services.texts.say(interaction.locale.value, "apology-outdated")
            await say_anyhow(interaction, text)
            return
        await apologise(interaction, error.original if isinstance(error, app_commands.CommandInvokeError) else error)


class ReelroomClient(commands.AutoShardedBot):
    """Receives interactions. The operator's commands exist in the server `operators` alone; None is nowhere."""

    def __init__(
        self, services: Services, recall: Recall, remember: Remember, operators: GuildId | None = None
    ) -> None:
        for name in ("discord.state", "discord.client"):
            logging.getLogger(name).addFilter(_is_news)
        super().__init__(
            command_prefix=commands.when_mentioned,
            tree_cls=ReelroomTree,
            help_command=None,
            intents=discord.Intents.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
            max_ratelimit_timeout=LONGEST_RATE_LIMIT,
            guild_ready_timeout=0.0,  # without intents no server is announced, so there is none to wait for
        )
        self.services = services
        self.operators = operators
        self.owners = Owners(self.application_info)
        self._commands = CommandSync(self.tree, recall, remember, operators)
        self._closing = asyncio.Event()
        self._gateway: asyncio.Task[None] | None = None
        self.is_logged_in = False

    @property
    def closing(self) -> asyncio.Event:
        """Set when the client was asked to close."""
        return self._closing

    async def login(self, token: str) -> None:
        """Log in, so that everything but the gateway works. Raises LoginFailure; can be repeated after any error."""
        self.http.connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=KEEP_ALIVE)
        try:
            await super().login(token)
        except BaseException:
            await self.http.close()
            self.http.clear()
            raise
        self.is_logged_in = True

    async def setup_hook(self) -> None:
        """Load the commands, make buttons of earlier processes work, tell Discord about commands that changed."""
        self.add_dynamic_items(*ITEMS, *JOB_ITEMS, *LOG_ITEMS, *CONFIRMATION_ITEMS, *RECORD_ITEMS, *SETUP_ITEMS)
        await self.load_commands()
        await self._commands.sync()

    async def load_commands(self) -> None:
        """Load the commands with their translations; Discord is not told."""
        await self.tree.set_translator(CatalogueTranslator(self.services.texts))
        for name in COGS:
            if name not in self.extensions:
                await self.load_extension(name)

    async def serve(self) -> None:
        """Receive interactions until closed. Raises what broke the gateway; may be called again then."""
        # After a break, events of the old connections must not reach the new ones.
        await self._async_setup_hook()
        # Asked for anew, because it may have grown; None, which the type does not know, is what discord.py starts with.
        vars(self).update(shard_count=None)
        self._gateway = asyncio.create_task(self.connect())
        closing = asyncio.create_task(self._closing.wait())
        try:
            await asyncio.wait({self._gateway, closing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            closing.cancel()
            if not self._gateway.done():
                self._gateway.cancel()
            with suppress(asyncio.CancelledError):
                await self._gateway

    async def close(self) -> None:
        """Close for good, unless it is discord.py itself giving up on the gateway: posting then goes on."""
        if self._gateway is not None and asyncio.current_task() is self._gateway:
            for shard in self.shards.values():
                await shard.disconnect()
            return
        self._closing.set()
        await super().close()


def _is_news(record: logging.LogRecord) -> bool:
    return not record.getMessage().startswith(KNOWN_WARNINGS)


async def run_client(client: ReelroomClient, token: str, clock: Clock) -> None:
    """Keep the client connected until it is closed, through outages and whatever breaks the gateway.

    Logs in first, unless that was done. Raises LoginFailure when Discord does not accept the token.
    """
    tries = 0
    while not client.closing.is_set():
        started = clock.now()
        try:
            if not client.is_logged_in:
                await client.login(token)
            await client.serve()
        except discord.LoginFailure:
            raise
        except discord.ConnectionClosed as error:
            if error.code == TOKEN_REFUSED:
                raise discord.LoginFailure("Discord does not accept the token any more") from error
            log.warning("the gateway closed", code=error.code)
        except OUTAGES as error:
            log.warning("Discord cannot be reached", why=type(error).__name__)
        except Exception:
            log.exception("the gateway broke")
        if clock.now() - started > STEADY:
            tries = 0
        await clock.wait(client.closing, backoff(tries, 0.5, base=1.0, limit=LONGEST_BREAK))
        tries += 1
