"""Discord: the token, the clock, the gateway's budget, the commands, and the channels that settings name."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import aiohttp
import discord

from bot.app import services_of
from bot.client import ReelroomClient
from bot.clock import SystemClock
from bot.command_sync import payload_of
from bot.doctor.finding import Finding, bad, care, good
from bot.domain.ids import GuildId
from bot.i18n import Texts
from bot.media.library import MediaLibrary
from bot.service.nudge import Nudge
from bot.settings import Settings
from bot.store import SqlStore
from bot.store.engine import open_sqlite

Json = dict[str, Any]

MAX_DRIFT: Final = 5.0
"""Seconds; Discord's own header has whole ones, and the way there takes its time."""
FEW_SESSIONS: Final = 50
USER_AGENT: Final = f"DiscordBot (https://github.com/Rapptz/discord.py {discord.__version__})"
ALERT_NEEDS: Final = discord.Permissions(view_channel=True, send_messages=True)
_PLAIN: Final = ("type", "name", "description", "required", "value", "autocomplete", "min_value", "max_value")


class Asking:
    """GETs by the bot's token; nothing is ever sent to Discord but questions."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def get(self, path: str) -> tuple[int, Any, Mapping[str, str]]:
        """Ask; gives the status, the answer, and its headers. Raises aiohttp's errors."""
        async with self._session.get(f"{discord.http.Route.BASE}{path}") as answer:
            body = await answer.json() if answer.content_type == "application/json" else None
            return answer.status, body, dict(answer.headers)


async def look(settings: Settings) -> AsyncIterator[Finding]:
    """Look at all of it, as far as the token opens it."""
    headers = {"Authorization": f"Bot {settings.discord_token.get_secret_value()}", "User-Agent": USER_AGENT}
    timeout = aiohttp.ClientTimeout(total=20)
    try:
        async with aiohttp.ClientSession(headers=headers, timeout=timeout) as session:
            async for finding in _found(settings, Asking(session)):
                yield finding
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as reason:
        yield bad("discord", "discord-away", detail=type(reason).__name__)


async def _found(settings: Settings, ask: Asking) -> AsyncIterator[Finding]:
    status, me, headers = await ask.get("/users/@me")
    if status == HTTPStatus.UNAUTHORIZED:
        yield bad("discord", "token-bad")
        return
    if status != HTTPStatus.OK:
        yield bad("discord", "discord-away", detail=f"HTTP {status}")
        return
    status, application, _ = await ask.get("/applications/@me")
    if status != HTTPStatus.OK:
        yield bad("discord", "discord-away", detail=f"HTTP {status}")
        return
    yield good("discord", "token-good", bot=str(me["username"]), application=str(application["id"]))
    yield _clock(headers.get("Date", ""))
    yield _sessions((await ask.get("/gateway/bot"))[1])
    operators = settings.operator_guild_id
    yield await _commands(settings, ask, str(application["id"]))
    if operators is not None:
        yield await _guild(ask, operators)
    if settings.alert_channel_id is not None:
        yield await _alerts(ask, settings.alert_channel_id, int(me["id"]))
    elif operators is not None or settings.low_budget_alarm is not None:
        yield care("alerts", "alerts-unset")


def _clock(date: str) -> Finding:
    try:
        apart = abs(parsedate_to_datetime(date).timestamp() - SystemClock().now())
    except (ValueError, TypeError):
        return care("clock", "clock-unknown")
    said = f"{apart:.0f}"
    return bad("clock", "clock-bad", seconds=said) if apart > MAX_DRIFT else good("clock", "clock-good")


def _sessions(answer: Json) -> Finding:
    limit = answer.get("session_start_limit", {})
    left, total = int(limit.get("remaining", 0)), int(limit.get("total", 0))
    said = {"left": str(left), "total": str(total), "hours": f"{limit.get('reset_after', 0) / 3_600_000:.0f}"}
    if left == 0:
        return bad("sessions", "sessions-none", **said)
    return (
        care("sessions", "sessions-few", **said) if left < FEW_SESSIONS else good("sessions", "sessions-good", **said)
    )


async def _commands(settings: Settings, ask: Asking, application: str) -> Finding:
    """Compare what Discord offers with what this version has; the bot's start brings it up to date."""
    ours = await _ours(settings)
    stale, seen = [], False
    for scope, commands in ours.items():
        place = "" if scope is None else f"/guilds/{scope}"
        status, theirs, _ = await ask.get(f"/applications/{application}{place}/commands")
        known = _shapes(theirs) if status == HTTPStatus.OK else {}
        mine, seen = _shapes(commands), seen or bool(known)
        stale += sorted(name for name in {*known, *mine} if known.get(name) != mine.get(name))
    if stale and not seen:
        return care("commands", "commands-none")
    if stale:
        return care("commands", "commands-stale", names=", ".join(stale))
    return good("commands", "commands-good", count=str(sum(map(len, ours.values()))))


async def _ours(settings: Settings) -> dict[int | None, list[Json]]:
    """Word the commands of this version, with a client that never logs in and a store that is never opened."""
    operators = None if settings.operator_guild_id is None else GuildId(settings.operator_guild_id)
    async with AsyncExitStack() as stack:
        nowhere = Path(stack.enter_context(TemporaryDirectory(prefix="reelroom-doctor-")))
        engine = open_sqlite(nowhere / "never-opened")
        stack.push_async_callback(engine.dispose)
        store, media = SqlStore(engine), MediaLibrary(nowhere / "clips", frozenset())
        services = services_of(settings, store, media, SystemClock(), Nudge(), Texts())
        client = ReelroomClient(services, store.recall, store.remember, operators)
        await stack.enter_async_context(client)
        await client.load_commands()
        found: dict[int | None, list[Json]] = {None: await payload_of(client.tree, None)}
        if operators is not None:
            found[operators] = await payload_of(client.tree, discord.Object(operators))
        return found


def _shapes(commands: Iterable[Json]) -> dict[str, object]:
    """Reduce commands to what both sides say alike."""
    return {str(command["name"]): _shape(command) for command in commands}


def _shape(part: Json) -> tuple[object, ...]:
    plain = tuple(part.get(name) or None for name in _PLAIN)
    allowed = part.get("default_member_permissions")
    below = tuple(_shape(one) for name in ("options", "choices") for one in part.get(name) or ())
    return (*plain, None if allowed is None else str(allowed), below)


async def _guild(ask: Asking, guild_id: int) -> Finding:
    status, _, _ = await ask.get(f"/guilds/{guild_id}")
    if status == HTTPStatus.OK:
        return good("operators", "operators-good", server=str(guild_id))
    return bad("operators", "operators-bad", server=str(guild_id))


async def _alerts(ask: Asking, channel_id: int, bot_id: int) -> Finding:
    status, channel, _ = await ask.get(f"/channels/{channel_id}")
    said = {"channel": str(channel_id)}
    if status != HTTPStatus.OK or "guild_id" not in channel:
        return bad("alerts", "alerts-unseen", **said)
    guild = (await ask.get(f"/guilds/{channel['guild_id']}"))[1]
    member = (await ask.get(f"/guilds/{channel['guild_id']}/members/{bot_id}"))[1]
    held = _permissions(channel, guild, set(member.get("roles", [])), str(bot_id))
    if held >= ALERT_NEEDS:
        return good("alerts", "alerts-good", **said)
    return bad("alerts", "alerts-mute", **said)


def _permissions(channel: Json, guild: Json, roles: set[str], bot_id: str) -> discord.Permissions:
    """Work out what the bot may do in a channel (Discord: permissions, overwrites)."""
    everybody = str(guild["id"])
    held = 0
    for role in guild.get("roles", []):
        if role["id"] == everybody or role["id"] in roles:
            held |= int(role["permissions"])
    if held & discord.Permissions(administrator=True).value:
        return discord.Permissions.all()
    overwrites = {one["id"]: one for one in channel.get("permission_overwrites", [])}
    for names in ({everybody}, roles, {bot_id}):
        those = [overwrites[name] for name in names if name in overwrites]
        for one in those:
            held &= ~int(one["deny"])
        for one in those:
            held |= int(one["allow"])
    return discord.Permissions(held)
