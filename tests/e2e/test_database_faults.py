"""The database is locked, cannot be written, or is away, and the clock jumps, while jobs are in every state.

The first is played always, the others in `make matrix`.
"""

import os
import resource
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.domain.job import Ending, JobState
from bot.domain.studio import Closure
from bot.opening import CLIPS, DATABASE
from tests.e2e.cable import Cable, cable_to
from tests.e2e.conftest import LONG, VERY_LONG, World
from tests.e2e.states import FETCHING, QUEUED, READY, RUNNING, STATES, SUBMITTING, Nine, a_patient_vendor, quiet

pytestmark = pytest.mark.timeout(VERY_LONG)
AWAY = "🗄️ I cannot get at my records at the moment"
NO_ROOM = "⚠️ The bot has no room left"
CANCELLED = "8 credits went back"
MEGABYTE = 1024 * 1024


@contextmanager
def locked(world: World) -> Iterator[None]:
    """Write to the database as another program would, and take one's time."""
    other = sqlite3.connect(world.folder / "bot" / DATABASE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@contextmanager
def unwritable(world: World) -> Iterator[None]:
    """Let every write of the bot fail as on a disk that is broken (EFBIG, to SQLite an I/O error)."""
    pid = world.bot.pid or 0
    soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def full(world: World) -> Iterator[None]:
    """Fill the disk that the data is on."""
    filler = world.folder / "bot" / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * MEGABYTE)
        except OSError:
            pass
    try:
        yield
    finally:
        filler.unlink()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[None]:
    """Put the bot's data on a small disk of its own, with room for a bot to buy; only root can."""
    folder = tmp_path / "bot"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256m,mode=0700", "none", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:  # noqa: S603 - the system's own
        pytest.skip("only root, and not in every container, can mount a small disk")
    yield
    subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S603, S607 - the same


async def _is_told(world: World, nine: Nine) -> None:
    """See that who asks for a video, or presses a button, reads that it was not done; and that it was not."""
    use = await world.mia.use("generate", world.studio, prompt="too much", duration=4, resolution="480p")
    # whichever is noticed first, on a disk that has no room
    assert (await use.answered(LONG)).text.startswith((AWAY, NO_ROOM))
    assert AWAY in await nine.call_off()


async def _all_comes_well(world: World, nine: Nine, *, called_off: bool = False) -> None:
    assert called_off or CANCELLED in await nine.call_off()
    await nine.all_is_right(await nine.finish())
    await world.until_studio_is(None)
    await nine.goes_on()
    assert not [job for job in await world.jobs() if job.spec.prompt == "too much"]


async def test_a_database_that_another_program_writes_to_holds_everything_up_and_loses_nothing(world: World) -> None:
    nine = Nine(world)
    with a_patient_vendor():
        await nine.set_up()
        with locked(world):
            # for less than SQLite's patience (busy_timeout): nobody notices
            use = await world.mia.use("credits", world.studio)
            await quiet(1)
        assert "set aside for videos under way" in (await use.answered(LONG)).text
        with locked(world):
            # for longer: whoever asks is told, and nothing moves
            await _is_told(world, nine)
            nine.let_go()
            await quiet(3)
            assert await nine.states() == STATES
        await _all_comes_well(world, nine)


async def _cannot_be_written(world: World, nine: Nine, fault: AbstractContextManager[None]) -> None:
    with fault:
        await _is_told(world, nine)
        nine.let_go()
        await quiet(5)
        assert await nine.states() == STATES
    await _all_comes_well(world, nine)


@pytest.mark.soak
async def test_a_disk_that_takes_no_writes_holds_everything_up_and_loses_nothing(world: World) -> None:
    nine = Nine(world)
    with a_patient_vendor():
        await nine.set_up()
        await _cannot_be_written(world, nine, unwritable(world))


@pytest.mark.soak
@pytest.mark.usefixtures("small_disk")
async def test_a_full_disk_holds_everything_up_and_loses_nothing(world: World) -> None:
    nine = Nine(world)
    with a_patient_vendor():
        await nine.set_up()
        await _cannot_be_written(world, nine, full(world))


@asynccontextmanager
async def cut_off(cable: Cable) -> AsyncIterator[None]:
    """Let the database be away, as when its server starts anew."""
    await cable.cut()
    try:
        yield
    finally:
        await cable.mend()


@pytest.mark.soak
async def test_a_postgres_that_goes_and_comes_back_loses_nothing(moved: World) -> None:
    address = urlsplit(moved.settings["DATABASE_URL"])
    async with cable_to(address.hostname or "", address.port or 0) as cable:
        longer = address._replace(netloc=f"{address.username}:{address.password}@127.0.0.1:{cable.port}")
        moved.settings["DATABASE_URL"] = longer.geturl()
        nine = Nine(moved)
        with a_patient_vendor():
            await nine.set_up()
            async with cut_off(cable):
                moved.settings["DATABASE_URL"] = address.geturl()  # for the test's own looks
                await _is_told(moved, nine)
                nine.let_go()
                await quiet(3)
                assert await nine.states() == STATES
            await _all_comes_well(moved, nine)
        await moved.bot.stop()


@pytest.mark.soak
async def test_files_that_cannot_be_kept_are_fetched_when_they_can_and_nothing_more_is_bought_before(
    world: World,
) -> None:
    nine = Nine(world)
    with a_patient_vendor():
        await nine.set_up()
        assert CANCELLED in await nine.call_off()
        clips = world.folder / "bot" / CLIPS
        aside = clips.rename(clips.with_name("aside"))
        clips.write_text("not a folder")
        nine.let_go()
        await world.until_studio_is(Closure.FULL)
        for name in (SUBMITTING, RUNNING, FETCHING):
            await nine.reach(name, JobState.FETCHING)
        assert (await nine.job(QUEUED)).state is JobState.QUEUED
        clips.unlink()
        aside.rename(clips)
        await _all_comes_well(world, nine, called_off=True)


@pytest.mark.soak
@pytest.mark.parametrize("back", [3600.0, 30 * 86400.0])
async def test_a_clock_that_is_set_back_holds_nothing_up(world: World, back: float) -> None:
    nine = Nine(world)
    with a_patient_vendor():
        await nine.set_up()
        world.set_clock(-back)
        await _all_comes_well(world, nine)


@pytest.mark.soak
async def test_a_clock_that_is_set_forward_by_an_hour_ends_what_waited_an_hour_and_doubles_nothing(
    world: World,
) -> None:
    nine = Nine(world)
    with a_patient_vendor():
        await nine.set_up()
        assert CANCELLED in await nine.call_off()
        world.set_clock(3660.0)
        await nine.reach(QUEUED, JobState.FAILED)
        ends = await nine.finish()
    assert ends[QUEUED].ending is Ending.NO_TURN
    await nine.reads(QUEUED, "8 credits went back")
    # its hour to be posted was over before anybody could look whether it had been
    assert ends[READY].ending is Ending.NO_ANSWER
    await nine.all_is_right(ends, given_up={QUEUED, READY}, spent={READY})
    await nine.goes_on()
