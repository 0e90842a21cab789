from collections.abc import Iterator

import pytest

from tests import postgres
from tests.soak.day import Day, play

JOBS = 150
MINUTES = 6.0


def _is_right(day: Day) -> None:
    assert day.tally.is_right, "\n".join((*day.tally.faults, *day.notes, day.tally.line()))
    # fewer than were asked for where the machine is slow, but it went on under kills and faults
    assert day.tally.jobs > JOBS / 10, day.notes
    assert day.tally.clips > day.tally.jobs / 4, day.notes


@pytest.fixture(scope="session")
def _server() -> Iterator[None]:
    postgres.server()
    yield
    postgres.stop()


@pytest.mark.soak
@pytest.mark.timeout(600)
async def test_a_busy_day_with_kills_and_faults_loses_doubles_and_leaks_nothing() -> None:
    _is_right(await play(JOBS, MINUTES, on_postgres=False))


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.usefixtures("_server")
async def test_a_busy_day_of_three_processes_on_postgres_is_no_other() -> None:
    _is_right(await play(JOBS, MINUTES, on_postgres=True))
