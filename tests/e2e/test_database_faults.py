"""The database is locked, full, read-only, damaged or away while jobs are in every state."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from bot.domain.job import JobState
from bot.opening import DATABASE
from tests.e2e.conftest import LONG, World
from tests.e2e.states import STATES, Nine, a_patient_vendor, quiet

AWAY = "I cannot get at my records at the moment"
CANCELLED = "8 credits went back"


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


async def test_a_database_that_another_program_writes_to_holds_everything_up_and_loses_nothing(world: World) -> None:
    nine = Nine(world)
    with a_patient_vendor():
        await nine.set_up()
        with locked(world):
            # shorter than SQLite's patience (busy_timeout): nobody notices
            use = await world.mia.use("credits", world.studio)
            await quiet(2)
        assert "set aside for videos under way" in (await use.answered(LONG)).text
        with locked(world):
            # longer than it: whoever asks is told, and nothing moves
            use = await world.mia.use("generate", world.studio, prompt="too much", duration=4, resolution="480p")
            assert AWAY in (await use.answered(LONG)).text
            assert AWAY in await nine.call_off()
            world.discord.faults.clear()
            await quiet(4)
            assert await nine.states() == STATES
        assert CANCELLED in await nine.call_off()
        ends = await nine.finish()
    await nine.all_is_right(ends)
    await nine.goes_on()
    assert not [job for job in await world.jobs() if job.spec.prompt == "too much"]
    assert (await world.jobs())[-1].state is JobState.DELIVERED
