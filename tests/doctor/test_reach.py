from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.clip_door import ClipDoor
from bot.clock import SystemClock
from bot.doctor import reach as subject
from bot.doctor.finding import Finding, Level
from bot.http import serve
from bot.i18n import Texts
from bot.media.library import MediaLibrary
from bot.opening import DATABASE
from bot.outside import CallbackDoor, open_to_outside
from bot.service.callbacks import Callbacks
from bot.service.links import Links
from bot.service.nudge import Nudge
from bot.store import SqlStore
from bot.store.engine import open_sqlite
from bot.store.migrate import migrate
from tests.doctor.found import level_of, settings

HERE = "127.0.0.1"


async def look(folder: Path, port: int, **others: Any) -> Finding:
    known = {"public_url": f"http://{HERE}:{port}/reel", "http_port": port, **others}
    return await subject.look(settings(folder, **known))


def found(finding: Finding) -> tuple[Level, str]:
    return level_of([finding], "public-url"), finding.key


@asynccontextmanager
async def a_bot(folder: Path, port: int, *, database: str = DATABASE) -> AsyncIterator[None]:
    """Run what of a bot is reached from outside."""
    data = folder / "data"
    data.mkdir(exist_ok=True)
    engine = open_sqlite(data / database)
    await migrate(engine)
    store, clock, library = SqlStore(engine), SystemClock(), MediaLibrary(data / "videos")
    url = f"http://{HERE}:{port}/reel"
    links = Links(store, library, clock, url, 60.0)
    app = web.Application()
    calls = CallbackDoor(Callbacks(store, clock, Nudge(), url))
    open_to_outside(app, url, calls, ClipDoor(links, library, Texts()))
    runner = await serve(app, HERE, port)
    try:
        yield
    finally:
        await runner.cleanup()
        await engine.dispose()


async def test_without_one_there_is_nothing_to_look_at(tmp_path: Path) -> None:
    assert found(await subject.look(settings(tmp_path))) == (Level.GOOD, "doctor-public-url-off")


async def test_before_the_first_start_what_comes_is_seen_in_the_bots_place(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    assert found(await look(tmp_path, unused_tcp_port)) == (Level.GOOD, "doctor-public-url-good")


async def test_a_bot_that_runs_is_known_by_its_key(tmp_path: Path, unused_tcp_port: int) -> None:
    async with a_bot(tmp_path, unused_tcp_port):
        assert found(await look(tmp_path, unused_tcp_port)) == (Level.GOOD, "doctor-public-url-good")


async def test_another_bot_is_not_taken_for_this_one(tmp_path: Path, unused_tcp_port: int) -> None:
    async with a_bot(tmp_path, unused_tcp_port, database="another.db"):
        assert found(await look(tmp_path, unused_tcp_port)) == (Level.CARE, "doctor-public-url-elsewhere")


async def test_whoever_else_answers_is_not_the_bot(tmp_path: Path, unused_tcp_port_factory: Any) -> None:
    ours, theirs = unused_tcp_port_factory(), unused_tcp_port_factory()
    runner = await serve(web.Application(), HERE, theirs)
    try:
        finding = await look(tmp_path, ours, public_url=f"http://{HERE}:{theirs}")
    finally:
        await runner.cleanup()
    assert found(finding) == (Level.CARE, "doctor-public-url-elsewhere")


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://no-such-name.invalid", "doctor-public-url-name"),
        ("http://127.0.0.1:{port}", "doctor-public-url-away"),
    ],
)
async def test_an_address_that_leads_nowhere_is_told_by_why(
    tmp_path: Path, unused_tcp_port_factory: Any, url: str, key: str
) -> None:
    finding = await look(tmp_path, unused_tcp_port_factory(), public_url=url.format(port=unused_tcp_port_factory()))
    assert found(finding) == (Level.CARE, key)


async def test_a_certificate_that_others_do_not_accept_is_said_to_be_none(tmp_path: Path, unused_tcp_port: int) -> None:
    # what listens there speaks no TLS at all
    url = f"https://{HERE}:{unused_tcp_port}"
    assert found(await look(tmp_path, unused_tcp_port, public_url=url)) == (
        Level.CARE,
        "doctor-public-url-certificate",
    )


async def test_a_port_that_changes_cannot_be_passed_on_to(tmp_path: Path) -> None:
    finding = await look(tmp_path, 0, public_url="https://bot.example")
    assert found(finding) == (Level.CARE, "doctor-public-url-any-port")
