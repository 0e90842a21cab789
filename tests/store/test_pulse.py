"""What is measured of the whole, on both databases."""

from bot.domain.job import OPEN, JobState
from bot.domain.pulse import Pulse, Standing
from bot.domain.stats import KeyBudget
from bot.domain.studio import OPEN as OPEN_STUDIO
from bot.domain.studio import Closure
from bot.store import SqlStore
from tests.builders import KEY, NOW, a_spec
from tests.store.walking import brought_to, nth, said


async def test_of_an_empty_database_everything_is_0(store: SqlStore) -> None:
    assert await store.pulse(KEY, NOW) == Pulse(at=NOW)


async def test_jobs_under_way_are_counted_by_state_with_what_is_set_aside_and_those_that_ended_are_not(
    store: SqlStore,
) -> None:
    for number, state in enumerate(JobState):
        await brought_to(store, state, nth(number), now=NOW + number)
    await brought_to(store, JobState.RUNNING, nth(50), now=NOW + 50)
    pulse = await store.pulse(KEY, NOW + 60)
    assert set(pulse.standing) == OPEN | {JobState.READY}
    since = NOW + list(JobState).index(JobState.RUNNING)
    assert pulse.standing[JobState.RUNNING] == Standing(jobs=2, since=since)
    assert pulse.held == (len(OPEN) + 1) * a_spec().price


async def test_the_keys_budget_and_the_studio_are_there(store: SqlStore) -> None:
    await store.grant_key(said(), KEY, 100)
    await store.change_studio(OPEN_STUDIO, OPEN_STUDIO.closed(Closure.CREDITS, NOW))
    pulse = await store.pulse(KEY, NOW)
    assert pulse.key == KeyBudget(granted=100, held=0, spent=0)
    assert pulse.studio.closure is Closure.CREDITS
