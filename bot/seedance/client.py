"""The paid API over HTTP. One call is one request: no redirects, no retries, and nothing escapes but values."""

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
from yarl import URL

from bot.domain.ids import TaskId
from bot.domain.task import Ambiguous, NotSent, PollAnswer, PollFailed, RejectionKind, SubmitAnswer
from bot.domain.video import VideoSpec
from bot.ports import Clock
from bot.seedance import record, wire
from bot.seedance.envelope import tidy

MAX_BODY: Final = 64 * 1024
"""Bytes of an answer after which no more is read; the vendor's own are below 16 KiB, whatever the prompt."""
NOBODYS_TASK: Final = "reelroom-probe"
USER_AGENT: Final = "Reelroom (Discord bot)"

# Raised while connecting, so certainly before a byte of the request left (measured; InvalidURL is raised even before).
NEVER_SENT: Final = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)
FAILURES: Final = (aiohttp.ClientError, TimeoutError, OSError)


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long to wait, in seconds. A submit has no total: its timeout would not tell whether the request left."""

    connect: float = 10.0
    answer: float = 60.0
    """Silence on a submit after it was sent."""
    poll: float = 30.0
    """A whole poll."""


def fresh_connector() -> aiohttp.BaseConnector:
    """Make a connector for one submit: a stale kept-alive connection fails just like a lost request."""
    return aiohttp.TCPConnector(force_close=True, limit=1)


def shared_session() -> aiohttp.ClientSession:
    """Make the session that all polls share (a new TLS session for each costs about ten times as much).

    To be closed by its maker. It takes no proxy and no credentials from the environment, and keeps no cookies.
    """
    return aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), trust_env=False, auto_decompress=False)


def fingerprint(api_key: str) -> str:
    """Name an API key without telling it: 12 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(api_key.encode()).hexdigest()[:12]


class SeedanceClient:
    """The port VideoApi. The session is its maker's to close; each submit opens a connection of its own."""

    def __init__(
        self,
        base_url: str,
        api_key: str,
        *,
        session: aiohttp.ClientSession,
        clock: Clock,
        submit_connector: Callable[[], aiohttp.BaseConnector] = fresh_connector,
        user_agent: str = USER_AGENT,
        patience: Patience | None = None,
    ) -> None:
        """Raise ValueError when the base URL or the key cannot be used at all."""
        base = URL(base_url.rstrip("/"))
        if base.scheme not in {"http", "https"} or not base.host or base.query_string or base.fragment:
            raise ValueError("the API's base URL is not an http(s) address")
        if not (api_key.isascii() and api_key.isprintable() and api_key.strip()):
            raise ValueError("the API key is not printable ASCII")
        self._generate = base / "generate"
        self._status = base / "status"
        self._headers = {
            "Authorization": f"Bearer {api_key}",
            "User-Agent": user_agent,
            "Accept": "application/json",
            "Accept-Encoding": "identity",
        }
        self._fingerprint = fingerprint(api_key)
        self._session = session
        self._clock = clock
        self._submit_connector = submit_connector
        self._patience = patience or Patience()

    @property
    def key_fingerprint(self) -> str:
        """Name the API key without telling it (12 hexadecimal digits of its SHA-256)."""
        return self._fingerprint

    async def submit(self, spec: VideoSpec, callback_url: str | None = None) -> SubmitAnswer:
        """POST once, over a fresh connection. Cancelling it leaves the outcome unknown."""
        answer, _status = await self.attempt(wire.request_body(spec, callback_url))
        return answer

    async def attempt(self, body: Mapping[str, Any], api_key: str | None = None) -> tuple[SubmitAnswer, int | None]:
        """POST once, with any body and, if given, another key; the answer, and its HTTP status if there was one."""
        headers = self._headers if api_key is None else {**self._headers, "Authorization": f"Bearer {api_key}"}
        patience = self._patience
        timeout = aiohttp.ClientTimeout(
            total=None, connect=3 * patience.connect, sock_connect=patience.connect, sock_read=patience.answer
        )
        try:
            async with (
                aiohttp.ClientSession(
                    connector=self._submit_connector(),
                    cookie_jar=aiohttp.DummyCookieJar(),
                    trust_env=False,
                    auto_decompress=False,
                ) as session,
                session.post(
                    self._generate,
                    json=dict(body),
                    headers=headers,
                    allow_redirects=False,
                    timeout=timeout,
                ) as response,
            ):
                said = await self._read(response)
                answer = wire.read_submit(response.status, response.headers, said, self._clock.now())
                return answer, response.status
        except NEVER_SENT as error:
            return NotSent(_name(error)), None
        except FAILURES as error:
            return Ambiguous(_name(error)), None

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        """Read an answer's body, bounded in bytes and seconds; what breaks off is given as far as it came.

        The status line stands even so: a 429 whose page breaks off is a 429. And half of an envelope may show the
        operator the task's id.
        """
        body = bytearray()
        with suppress(*FAILURES):
            async with asyncio.timeout(self._patience.answer):
                while len(body) <= MAX_BODY and (chunk := await response.content.read(MAX_BODY)):
                    body += chunk
        return bytes(body)

    async def poll(self, task_id: TaskId) -> PollAnswer:
        """Ask how a task stands."""
        answer = await self._ask(task_id)
        if isinstance(answer, str):
            return PollFailed(answer)
        status, headers, body = answer
        return wire.read_poll(status, headers, body, self._clock.now())

    async def look(self, task_id: TaskId) -> tuple[PollAnswer, dict[str, str]]:
        """Ask how a task stands, and what the vendor says that it was asked for."""
        answer = await self._ask(task_id)
        if isinstance(answer, str):
            return PollFailed(answer), {}
        status, headers, body = answer
        return wire.read_poll(status, headers, body, self._clock.now()), {
            **wire.read_asked(body),
            **record.read_created(body),
        }

    async def probe(self) -> RejectionKind | None:
        """Ask for a task that does not exist, which costs nothing: None when the vendor's API answers us."""
        answer = await self._ask(NOBODYS_TASK)
        if isinstance(answer, str):
            return RejectionKind.GATEWAY
        status, _headers, body = answer
        return wire.read_probe(status, body)

    async def _ask(self, task_id: str) -> tuple[int, dict[str, str], bytes] | str:
        """GET a task's status: the answer, or in words why there is none."""
        try:
            async with self._session.get(
                self._status,
                params={"task_id": task_id},
                headers=self._headers,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=self._patience.poll, sock_connect=self._patience.connect),
            ) as response:
                return response.status, dict(response.headers), await self._read(response)
        except FAILURES as error:
            return _name(error)


def _name(error: BaseException) -> str:
    return tidy(f"{type(error).__name__}: {error}", 200)
