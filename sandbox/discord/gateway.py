"""The gateway: sessions over a WebSocket, with replay after a break (docs: events/gateway). Frames are text."""

import asyncio
import contextlib
import json
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from sandbox.discord.payloads import guild_json, user_json
from sandbox.discord.state import State
from sandbox.discord.world import Channel, Guild

Json = dict[str, Any]

HEARTBEAT_MS = 41_250
AWAY = 0.05
"""Seconds that an answer to a heartbeat takes, as over a network."""
GUILDS_INTENT = 1 << 0
PRIVILEGED = (1 << 1) | (1 << 8) | (1 << 15)
KNOWN_INTENTS = (1 << 26) - 1
APPLICATION_FLAGS = 0


class Op(IntEnum):
    """Gateway opcodes."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    RESUME = 6
    RECONNECT = 7
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class Close(IntEnum):
    """Gateway close codes."""

    UNKNOWN_OPCODE = 4001
    DECODE_ERROR = 4002
    NOT_AUTHENTICATED = 4003
    AUTHENTICATION_FAILED = 4004
    ALREADY_AUTHENTICATED = 4005
    INVALID_SHARD = 4010
    INVALID_INTENTS = 4013
    DISALLOWED_INTENTS = 4014


class CloseConnectionError(Exception):
    """Close this connection with a code."""

    def __init__(self, code: Close) -> None:
        super().__init__(code.name)
        self.code = code


@dataclass(eq=False)
class Session:
    """One IDENTIFY and everything sent since, kept for RESUME; `socket` is None while it is away."""

    id: str
    shard: int
    shards: int
    intents: int
    socket: web.WebSocketResponse | None = None
    sent: list[Json] = field(default_factory=list)
    resumes: int = 0

    async def dispatch(self, event: str, data: Json) -> None:
        frame = {"op": int(Op.DISPATCH), "s": len(self.sent) + 1, "t": event, "d": data}
        self.sent.append(frame)
        await self.send(frame)

    async def send(self, frame: Json) -> None:
        if self.socket is not None and not self.socket.closed:
            with contextlib.suppress(ConnectionError):
                await self.socket.send_str(json.dumps(frame))


class Gateway:
    """All sessions; an event goes to the newest session of its shard that is on the line, else to the newest."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.url = ""
        self.sessions: list[Session] = []
        self._transports: dict[web.WebSocketResponse, asyncio.Transport | None] = {}
        self.identifies = 0
        self.recommended_shards = 1

    def session_for(self, guild: Guild | None) -> Session | None:
        """Give the newest session of the shard that a server, or private talk (None), belongs to.

        One that is on the line comes first: with several processes of a bot the others go on when one is killed.
        """
        of_shard = [s for s in self.sessions if s.shard == ((guild.id >> 22) % s.shards if guild else 0)]
        here = [session for session in of_shard if session.socket is not None]
        return next(reversed(here or of_shard), None)

    def connected(self) -> bool:
        """Tell whether every shard has a session that is on the line."""
        if not self.sessions:
            return False
        shards = self.sessions[-1].shards
        here = {s.shard for s in self.sessions if s.socket and not s.socket.closed and s.shards == shards}
        return len(here) == shards

    async def dispatch(self, channel: Channel, event: str, data: Json) -> None:
        session = self.session_for(channel.guild)
        if session:
            await session.dispatch(event, data)

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(timeout=1.0, max_msg_size=4096 * 4, compress=False)
        await socket.prepare(request)
        self._transports[socket] = request.transport
        session: Session | None = None
        try:
            await socket.send_str(json.dumps({"op": int(Op.HELLO), "d": {"heartbeat_interval": HEARTBEAT_MS}}))
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    session = await self._take(socket, session, message.data)
        except CloseConnectionError as refusal:
            await socket.close(code=refusal.code)
        except ConnectionError:
            pass
        finally:
            del self._transports[socket]
            self._left(session, socket)
        return socket

    def drop(self) -> None:
        """Cut every connection without a close frame; the sessions stay and can be resumed."""
        for session in self.sessions:
            session.socket = None
        for transport in self._transports.values():
            if transport:
                transport.abort()
        self._state.changed()

    async def close(self) -> None:
        for socket in list(self._transports):
            await socket.close(code=WSCloseCode.GOING_AWAY)

    async def _take(self, socket: web.WebSocketResponse, session: Session | None, text: str) -> Session | None:
        try:
            frame = json.loads(text)
            op, data = Op(frame["op"]), frame.get("d")
        except (ValueError, KeyError, TypeError):
            raise CloseConnectionError(Close.DECODE_ERROR) from None
        if op is Op.HEARTBEAT:
            # as far away as Discord is: discord.py takes an answer that is there before it looked at its watch for one
            # to the beat before, and warns of a minute's delay
            await asyncio.sleep(AWAY)
            await socket.send_str(json.dumps({"op": int(Op.HEARTBEAT_ACK), "d": None}))
            return session
        if op in {Op.IDENTIFY, Op.RESUME}:
            if session is not None:
                raise CloseConnectionError(Close.ALREADY_AUTHENTICATED)
            if data.get("token") != self._state.bot_token:
                raise CloseConnectionError(Close.AUTHENTICATION_FAILED)
            identify = self._identify if op is Op.IDENTIFY else self._resume
            return await identify(socket, data)
        if session is None:
            raise CloseConnectionError(Close.NOT_AUTHENTICATED)
        if op is not Op.PRESENCE:
            raise CloseConnectionError(Close.UNKNOWN_OPCODE)
        return session

    async def _identify(self, socket: web.WebSocketResponse, data: Json) -> Session:
        shard, shards = data.get("shard") or (0, 1)
        intents = data.get("intents", 0)
        if not 0 <= shard < shards:
            raise CloseConnectionError(Close.INVALID_SHARD)
        if not 0 <= intents <= KNOWN_INTENTS:
            raise CloseConnectionError(Close.INVALID_INTENTS)
        if intents & PRIVILEGED:
            raise CloseConnectionError(Close.DISALLOWED_INTENTS)
        self.identifies += 1
        session = Session(f"{self._state.random.getrandbits(128):032x}", shard, shards, intents, socket)
        self.sessions.append(session)
        guilds = [g for g in self._state.guilds.values() if g.bot_inside and (g.id >> 22) % shards == shard]
        await session.dispatch("READY", self._ready(session, guilds))
        if intents & GUILDS_INTENT:
            for guild in guilds:
                await session.dispatch("GUILD_CREATE", guild_json(guild, self._state.bot_member()))
        self._state.changed()
        return session

    async def _resume(self, socket: web.WebSocketResponse, data: Json) -> Session | None:
        known = [s for s in self.sessions if s.id == data.get("session_id")]
        sequence = data.get("seq") or 0
        if not known or sequence > len(known[0].sent):
            await socket.send_str(json.dumps({"op": int(Op.INVALID_SESSION), "d": False}))
            return None
        session = known[0]
        session.resumes += 1
        while sequence < len(session.sent):
            await socket.send_str(json.dumps(session.sent[sequence]))
            sequence += 1
        # Only now: an event that comes up during the replay must not overtake it.
        session.socket = socket
        await session.dispatch("RESUMED", {"_trace": []})
        self._state.changed()
        return session

    def _ready(self, session: Session, guilds: list[Guild]) -> Json:
        return {
            "v": 10,
            "user": {**user_json(self._state.bot), "verified": True, "mfa_enabled": False, "email": None},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": [session.shard, session.shards],
            "application": {"id": str(self._state.application_id), "flags": APPLICATION_FLAGS},
            "private_channels": [],
            "relationships": [],
            "presences": [],
            "session_type": "normal",
        }

    def _left(self, session: Session | None, socket: web.WebSocketResponse) -> None:
        if session is None or session.socket is not socket:
            return
        session.socket = None
        # docs: a client that closes with 1000 or 1001 ends its session; any other close may be resumed.
        if socket.close_code in {WSCloseCode.OK, WSCloseCode.GOING_AWAY}:
            self.sessions.remove(session)
        self._state.changed()
