import os
import shutil
from pathlib import Path

import pytest
from aiohttp import web

from bot import http
from bot.doctor import machine
from bot.doctor.finding import Level
from bot.opening import CLIPS, DATABASE
from bot.store.engine import lock
from tests.doctor.found import level_of, settings


def refuse(path: Path, *_: object) -> None:
    """Be the system that lets nobody read a file of somebody else's, as root it does not."""
    raise PermissionError(13, "Permission denied", str(path))


def names(folder: Path) -> list[str]:
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*"))


def test_a_folder_that_is_not_there_yet_is_no_fault_and_is_not_made(tmp_path: Path) -> None:
    assert level_of(machine.look(settings(tmp_path)), "data") is Level.GOOD
    assert names(tmp_path) == []


def test_a_folder_that_others_can_look_into_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    assert level_of(machine.look(settings(tmp_path)), "data") is Level.GOOD
    folder.chmod(0o755)
    assert level_of(machine.look(settings(tmp_path)), "data") is Level.CARE
    assert names(tmp_path) == ["data"]


def test_what_in_it_belongs_to_somebody_else_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "data"
    (folder / CLIPS).mkdir(parents=True)
    (folder / DATABASE).touch()
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path).name != CLIPS)
    data = next(one for one in machine.look(settings(tmp_path)) if one.check == "data")
    assert (data.level, data.values["names"]) == (Level.BAD, CLIPS)


def test_a_lock_that_may_not_be_looked_at_tells_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "open", refuse)
    assert level_of(machine.look(settings(tmp_path)), "running") is Level.CARE


def test_a_folder_that_cannot_be_one_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file", encoding="utf-8")
    assert level_of(machine.look(settings(tmp_path)), "data") is Level.BAD


@pytest.mark.parametrize(("free", "level"), [(10**10, Level.GOOD), (5 * 10**8, Level.CARE), (10**6, Level.BAD)])
def test_a_disk_that_fills_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, level: Level) -> None:
    used = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: type(used)(0, 0, free))
    assert level_of(machine.look(settings(tmp_path)), "space") is level


def test_a_running_bot_is_seen_and_not_disturbed(tmp_path: Path) -> None:
    assert not machine.is_running(tmp_path)
    with lock(tmp_path):
        assert machine.is_running(tmp_path)
    assert not machine.is_running(tmp_path)
    with lock(tmp_path):
        assert machine.is_running(tmp_path)


def test_this_machine_can_do_what_the_bot_needs(tmp_path: Path) -> None:
    assert level_of(machine.look(settings(tmp_path)), "codecs") is Level.GOOD
    assert level_of(machine.look(settings(tmp_path)), "font") in {Level.GOOD, Level.CARE}


def test_a_codec_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "CODECS", (("no-such-codec", "w"),))
    assert level_of(machine.look(settings(tmp_path)), "codecs") is Level.BAD


async def test_no_port_any_port_and_a_free_one_are_fine(tmp_path: Path, unused_tcp_port: int) -> None:
    for number in (None, 0, unused_tcp_port):
        assert level_of([await machine.port(settings(tmp_path, http_port=number))], "port") is Level.GOOD


async def test_a_port_that_something_else_has_is_said(tmp_path: Path) -> None:
    runner = await http.serve(web.Application(), "127.0.0.1", 0)
    port = runner.addresses[0][1]
    assert level_of([await machine.port(settings(tmp_path, http_port=port))], "port") is Level.BAD
    await runner.cleanup()


@pytest.mark.parametrize(("is_well", "level"), [(True, Level.GOOD), (False, Level.BAD)])
async def test_the_bots_own_word_counts(tmp_path: Path, is_well: bool, level: Level) -> None:
    async def health() -> dict[str, bool | str]:
        return {"database": True, "gateway": is_well}

    async def readiness() -> tuple[bool, dict[str, object]]:
        return is_well, {}

    async def measure(accept: str) -> tuple[bytes, str]:
        return accept.encode(), "text/plain"

    runner = await http.serve(http.health_app(health, readiness, measure), "127.0.0.1", 0)
    port = runner.addresses[0][1]
    assert level_of([await machine.port(settings(tmp_path, http_port=port))], "port") is level
    await runner.cleanup()
