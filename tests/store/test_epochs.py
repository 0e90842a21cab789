"""A database that is older than what ran on it, on both engines: noticed, and what is done then."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain import life
from bot.domain.budget import NO_GUILD, Instruction
from bot.domain.delivery import DeliveryState
from bot.domain.epoch import Epoch
from bot.domain.job import Job, JobState, stay
from bot.domain.refusals import StudioRestored
from bot.domain.studio import OPEN, Closure
from bot.ports import StaleJobError
from bot.store import SqlStore
from bot.store.epoch_file import EpochFile
from tests.builders import NO_CAPS, NOW, a_delivery
from tests.store.walking import ask, brought_to, everything, nth, rows

LATER = NOW + 500
HELD = {JobState.AWAITING_APPROVAL, JobState.QUEUED, JobState.SUBMITTING}
TIMED = {
    JobState.RUNNING: life.FETCH_PATIENCE,
    JobState.FETCHING: life.FETCH_PATIENCE,
    JobState.READY: life.DELIVERY_PATIENCE,
}
SAID = Instruction(guild_id=NO_GUILD, by=None, reason="compared", request="r-1", at=LATER)


@pytest.fixture
def file(tmp_path: Path) -> EpochFile:
    return EpochFile(tmp_path / "epoch")


def again(file: EpochFile) -> EpochFile:
    """Give the file as another process finds it."""
    return EpochFile(file._path)


async def count(engine: AsyncEngine) -> str:
    [(value,)] = await rows(engine, "SELECT value FROM note WHERE key = 'epoch'")
    return str(value)


async def set_count(engine: AsyncEngine, value: str) -> None:
    """Put the count back, as a copy of the database would."""
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE note SET value = :value WHERE key = 'epoch'"), {"value": value})


async def submitting(store: SqlStore, number: int = 1) -> Job:
    await brought_to(store, JobState.QUEUED, nth(number))
    job = await store.take_turn(NO_CAPS, "me", NOW, 60)
    assert job is not None
    return job


async def about_to_post(store: SqlStore, number: int = 1) -> Job:
    """Write down the intent to post a clip."""
    await brought_to(store, JobState.READY, nth(number))
    [job] = await store.claim("me", NOW, 60, 1, (JobState.READY,))
    intent = a_delivery(job_id=job.id, state=DeliveryState.POSTING, sent_at=NOW)
    return await store.apply(stay(job, "posting", delivery=intent), keep_lease=True)


async def test_a_new_database_and_one_of_an_older_version_begin_to_count(
    store: SqlStore, engine: AsyncEngine, file: EpochFile
) -> None:
    await brought_to(store, JobState.QUEUED)
    assert not await store.begin(file, NOW)
    name, _, number = (await count(engine)).partition(" ")
    assert await file.read() == {name: int(number)}


async def test_a_new_database_where_another_one_ran_is_held(store: SqlStore, file: EpochFile) -> None:
    await file.keep(Epoch("b" * 16, 3))
    assert await store.begin(file, NOW)
    assert (await store.studio()).closure is Closure.RESTORED
    assert not await store.begin(file, NOW)


async def test_a_start_after_a_start_is_ordinary(store: SqlStore, file: EpochFile) -> None:
    await store.begin(file, NOW)
    await brought_to(store, JobState.RUNNING)
    for _ in range(3):
        file = again(file)
        assert not await store.begin(file, NOW)
    assert await store.studio() == OPEN
    assert await store.rewound_at() is None


@pytest.mark.parametrize("effect", [submitting, about_to_post])
async def test_each_effect_that_must_not_happen_twice_is_counted_before_it(
    store: SqlStore, engine: AsyncEngine, file: EpochFile, effect: object
) -> None:
    await store.begin(file, NOW)
    before = await count(engine)
    await (submitting(store) if effect is submitting else about_to_post(store))
    name, _, number = (await count(engine)).partition(" ")
    assert await file.read() == {name: int(number)} == {name: int(before.partition(" ")[2]) + 1}


async def test_what_costs_nothing_to_do_twice_is_not_counted(
    store: SqlStore, engine: AsyncEngine, file: EpochFile
) -> None:
    await store.begin(file, NOW)
    before = await count(engine)
    await brought_to(store, JobState.READY)
    assert await store.take_turn(NO_CAPS, "me", NOW, 60) is None
    assert await count(engine) == before


@pytest.mark.parametrize("effect", [submitting, about_to_post])
async def test_a_copy_of_before_an_effect_is_noticed_by_the_next_start(
    store: SqlStore, engine: AsyncEngine, file: EpochFile, effect: object
) -> None:
    await store.begin(file, NOW)
    copied = await count(engine)
    await (submitting(store) if effect is submitting else about_to_post(store))
    await set_count(engine, copied)
    assert await store.begin(again(file), LATER)
    assert (await store.studio()).closure is Closure.RESTORED
    assert await store.rewound_at() == LATER
    assert not await store.begin(again(file), LATER + 1)
    assert await store.rewound_at() == LATER


async def test_a_crash_between_the_database_and_the_file_is_no_older_copy(
    store: SqlStore, engine: AsyncEngine, file: EpochFile
) -> None:
    await store.begin(file, NOW)
    other = SqlStore(engine)
    await submitting(other)
    assert not await store.begin(again(file), LATER)


async def test_a_database_with_jobs_that_comes_without_its_file_is_held(
    store: SqlStore, file: EpochFile, tmp_path: Path
) -> None:
    await store.begin(file, NOW)
    await brought_to(store, JobState.QUEUED)
    assert await store.begin(EpochFile(tmp_path / "elsewhere"), LATER)


async def test_what_was_put_back_is_held_at_its_first_start_alone(store: SqlStore, file: EpochFile) -> None:
    await store.begin(file, NOW)
    await store.put_back()
    assert await store.is_put_back()
    assert await store.begin(again(file), LATER)
    assert not await store.is_put_back()
    assert not await store.begin(again(file), LATER)


@pytest.mark.parametrize("state", JobState)
async def test_what_may_have_been_bought_is_unknown_and_what_may_have_been_posted_has_time(
    store: SqlStore, file: EpochFile, state: JobState
) -> None:
    job = await brought_to(store, state)
    await store.put_back()
    assert await store.begin(file, LATER)
    found = await store.job(job.id)
    assert found is not None
    if state in HELD:
        assert (found.state, found.deadline_at) == (JobState.UNKNOWN, LATER + life.UNKNOWN_PATIENCE)
        assert found.submits == job.submits
    elif state in TIMED:
        assert job.deadline_at is not None
        until = max(job.deadline_at, LATER + TIMED[state])
        assert (found.state, found.due_at, found.deadline_at) == (state, LATER, until)
    else:
        assert replace(found, rev=job.rev) == job


async def test_nothing_waits_for_a_turn_or_a_moderator_and_nothing_is_accepted_until_it_is_accepted(
    store: SqlStore, engine: AsyncEngine, file: EpochFile
) -> None:
    for number, state in enumerate(HELD):
        await brought_to(store, state, nth(number))
    await store.put_back()
    await store.begin(file, LATER)
    assert await store.take_turn(NO_CAPS, "me", LATER + 10_000, 60) is None
    assert await ask(store, nth(9), now=LATER + 10_000) == StudioRestored()
    assert await store.accept_restored(SAID)
    assert await store.studio() == OPEN
    assert isinstance(await ask(store, nth(9), now=LATER), Job)
    assert not await store.accept_restored(SAID)
    assert await rows(engine, "SELECT subject, reason FROM audit WHERE guild_id = 0") == [("restore", "compared")]


async def test_a_studio_that_was_closed_is_closed_for_the_weightier_reason(store: SqlStore, file: EpochFile) -> None:
    await store.change_studio(OPEN, OPEN.closed(Closure.KEY, NOW))
    await store.put_back()
    await store.begin(file, LATER)
    assert (await store.studio()).closure is Closure.RESTORED


async def test_a_studio_closed_by_the_vendor_is_not_the_operators_to_accept(store: SqlStore) -> None:
    await store.change_studio(OPEN, OPEN.closed(Closure.KEY, NOW))
    assert not await store.accept_restored(SAID)
    assert (await store.studio()).closure is Closure.KEY


async def test_a_database_that_goes_back_under_a_running_bot_buys_nothing(
    store: SqlStore, engine: AsyncEngine, file: EpochFile
) -> None:
    await store.begin(file, NOW)
    copied = await count(engine)
    await submitting(store, 1)
    await brought_to(store, JobState.QUEUED, nth(2))
    await set_count(engine, copied)
    assert await store.take_turn(NO_CAPS, "me", LATER, 60) is None
    found = await store.job(nth(2))
    assert found is not None
    assert found.state is JobState.UNKNOWN
    assert (await store.studio()).closure is Closure.RESTORED
    assert not await store.begin(again(file), LATER)


async def test_a_database_that_goes_back_under_a_running_bot_posts_nothing(
    store: SqlStore, engine: AsyncEngine, file: EpochFile
) -> None:
    await store.begin(file, NOW)
    copied = await count(engine)
    await submitting(store, 1)
    await set_count(engine, copied)
    with pytest.raises(StaleJobError):
        await about_to_post(store, 2)
    assert await store.rewound_at() == NOW
    assert not await store.begin(again(file), LATER)


async def test_a_start_that_breaks_off_leaves_everything_as_it_was(
    store: SqlStore, engine: AsyncEngine, file: EpochFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    await brought_to(store, JobState.QUEUED)
    await store.put_back()
    before = await everything(engine)

    async def break_off(*_: object) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr("bot.store.epochs.gate.change", break_off)
    with pytest.raises(RuntimeError):
        await store.begin(file, LATER)
    assert await everything(engine) == before
