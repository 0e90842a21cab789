"""The local Discord: put together, started, closed, and what tests and the tour may do to it from outside."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.discord.callbacks import Callbacks
from sandbox.discord.command_book import CommandBook
from sandbox.discord.errors import DiscordError
from sandbox.discord.faults import ConnectionCutError, Faults, cut, suffer
from sandbox.discord.gateway import Gateway, Op
from sandbox.discord.guild_routes import GuildRoutes
from sandbox.discord.interactions import Desk
from sandbox.discord.people import Person, Services
from sandbox.discord.posts import Posts
from sandbox.discord.rate_limits import RateLimits
from sandbox.discord.rest import API, Rest
from sandbox.discord.routes import AppRoutes, ChannelRoutes, InteractionRoutes
from sandbox.discord.state import State
from sandbox.discord.world import Channel, Guild, Message, Team, TeamMember
from sandbox.journal import Journal
from sandbox.serving import SentFile, Served, serve

Json = dict[str, Any]
Mount = Callable[[web.Application], None]

NOT_FOUND = 404
CDN_HEADERS = {
    "Cache-Control": "private, max-age=86400",
    # A file that somebody uploaded must not become a page that runs: the chat page has the same origin.
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; media-src 'self'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


class LocalDiscord:
    """A Discord on this machine for one bot; everything it knows lives as long as this object.

    `clock` gives seconds since 1970 and rules interactions, nonces and links; call `time_moved` after moving it.
    `message_limit` is requests and seconds per channel for posting and for editing; None relaxes every limit.
    """

    def __init__(
        self,
        *,
        work_dir: Path,
        journal: Journal | None = None,
        seed: int = 0,
        clock: Callable[[], float] = time.time,
        message_limit: tuple[int, float] | None = (5, 5.0),
        bot_name: str = "Studio",
    ) -> None:
        self.state = State(work_dir, clock, seed, bot_name)
        self.faults = Faults(seed)
        self.limits = RateLimits(message_limit)
        self.gateway = Gateway(self.state)
        self.book = CommandBook(self.state)
        self._posts = Posts(self.state)
        self._desk = Desk(self.state, self._posts, self._deliver)
        self._services = Services(
            state=self.state, posts=self._posts, desk=self._desk, book=self.book, online=self.gateway.connected
        )
        callbacks = Callbacks(self.state, self._posts, self._desk)
        routes = [
            *AppRoutes(self.state, self.book, self.gateway).table(),
            *ChannelRoutes(self.state, self._posts).table(),
            *InteractionRoutes(self.state, callbacks).table(),
            *GuildRoutes(self.state).table(),
        ]
        self._rest = Rest(self.state, routes, self.faults, self.limits, journal)
        self._served: Served | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, host: str = "127.0.0.1", port: int = 0, *, also: Mount | None = None) -> None:
        """Listen; `also` may add routes of its own to the server. Raises OSError when the port is taken."""
        app = web.Application(client_max_size=32 * 1024 * 1024)
        app.router.add_get("/gateway", self.gateway.handle)
        app.router.add_get("/cdn/{tail:.+}", self._file)
        app.router.add_route("*", API + "/{tail:.*}", self._rest.handle)
        if also:
            also(app)
        self._served = await serve(app, host, port)
        self.state.shelf.origin = self.origin
        self.gateway.url = self.gateway_url

    async def close(self) -> None:
        self.faults.clear()
        self._desk.close()
        await self.gateway.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._rest.close()
        if self._served:
            await self._served.close()

    @property
    def origin(self) -> str:
        if self._served is None:
            raise RuntimeError("the local Discord has not been started")
        return self._served.origin

    @property
    def api_base(self) -> str:
        return self.origin + API

    @property
    def gateway_url(self) -> str:
        return self.origin.replace("http://", "ws://", 1) + "/gateway"

    @property
    def bot_token(self) -> str:
        return self.state.bot_token

    @property
    def unknown_routes(self) -> list[str]:
        """Calls answered with 501, as "METHOD /path": a run with any has failed."""
        return self._rest.unknown_routes

    def add_guild(self, name: str, locale: str = "en-US") -> Guild:
        return self.state.add_guild(name, locale)

    def add_person(self, name: str, locale: str = "en-US") -> Person:
        person = Person(id=self.state.new_id(), name=name, locale=locale, services=self._services)
        self.state.add_user(person)
        return person

    def own_by_team(self, owner: Person, members: Iterable[TeamMember] = ()) -> None:
        """Let a team own the application from now on."""
        self.state.team = Team(self.state.new_id(), "Reel People", owner, list(members))

    def own_by(self, person: Person) -> None:
        """Let a person own the application from now on."""
        self.state.owner, self.state.team = person, None

    def kick_bot(self, guild: Guild) -> None:
        """Remove the bot from a server; with the guilds intent it is told so."""
        guild.bot_inside = False
        session = self.gateway.session_for(guild)
        if session and session.intents & 1:
            self._start(session.dispatch("GUILD_DELETE", {"id": str(guild.id)}))
        self.state.changed()

    def posts(self, channel: Channel) -> list[Message]:
        """Give the bot's own messages that everybody sees in a channel, oldest first."""
        return [m for m in channel.messages if m.author is self.state.bot]

    def time_moved(self) -> None:
        """Let everything happen that is due after the clock was moved."""
        self._desk.expire()
        self.state.changed()

    async def until(self, look: Callable[[], Any], timeout: float = 10.0, what: str = "a change") -> Any:
        """Wait until `look` finds something; raises TimeoutError after `timeout` seconds of real time."""
        return await self.state.changes.until(look, timeout, what)

    async def until_ready(self, timeout: float = 15.0) -> None:
        """Wait until the bot is on the line with all its shards and has synced its commands."""

        def ready() -> bool:
            return self.gateway.connected() and self.book.syncs > 0

        await self.until(ready, timeout, "the bot to connect and sync its commands")

    async def until_away(self, timeout: float = 15.0) -> None:
        """Wait until no shard of the bot is on the line."""

        def away() -> bool:
            return not any(session.socket for session in self.gateway.sessions)

        await self.until(away, timeout, "the bot to leave")

    def drop_gateway(self) -> None:
        """Cut every gateway connection without a close frame; the sessions can be resumed."""
        self.gateway.drop()

    def ask_reconnect(self) -> None:
        """Ask every connected shard to reconnect and resume (opcode 7)."""
        for session in self.gateway.sessions:
            self._start(session.send({"op": int(Op.RECONNECT), "d": None}))

    def forget_sessions(self) -> None:
        """Make every session unknown: the next RESUME is answered with opcode 9."""
        self.gateway.sessions.clear()

    def _deliver(self, channel: Channel, payload: Json) -> None:
        if channel.guild is None or channel.guild.bot_inside:
            self._start(self.gateway.dispatch(channel, "INTERACTION_CREATE", payload))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        if fault := self.faults.draw(request.method, request.path):
            try:
                await suffer(fault, self.faults, request)
            except ConnectionCutError:
                return web.Response()
            except DiscordError as error:
                return web.Response(status=error.status, text=error.message)
            if fault.name == "lost-answer":
                cut(request, reset=False)
                return web.Response()
        query = request.query
        path = self.state.shelf.find(request.path, query.get("ex", ""), query.get("is", ""), query.get("hm", ""))
        if path is None:
            return web.Response(status=NOT_FOUND, text="This content is no longer available.")
        return SentFile(path, headers=CDN_HEADERS)
