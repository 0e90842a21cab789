import asyncio

import pytest

from bot.domain.ids import MemberId
from bot.domain.job import Ending, Job, JobState
from bot.domain.studio import OPEN, SILENCES, Closure
from bot.domain.task import RejectionKind
from bot.ports import StaleJobError, StoreAwayError
from tests.builders import KEY
from tests.fakes import Killed
from tests.service.house import OWNER, House
from tests.store.walking import cancel

# the submit


async def test_the_job_is_submitting_in_the_database_when_the_vendor_is_asked(house: House) -> None:
    job = await house.submitting()
    seen: list[JobState] = []

    async def look() -> None:
        seen.append(await house.state(job))

    house.api.on_submit = look
    house.api.accepts()
    await house.tracker.submit(job)
    assert seen == [JobState.SUBMITTING]


async def test_an_accepted_job_runs_with_its_task_and_the_keys_fingerprint(house: House) -> None:
    job = await house.running()
    assert job.state is JobState.RUNNING
    assert (job.task_id, job.key_fingerprint) == ("task-1", KEY)
    assert 8 <= job.due_at - house.clock.now() <= 12
    assert job.deadline_at == house.clock.now() + 24 * 3600
    assert not await house.store.has_lease(job.id)


async def test_what_certainly_was_not_sent_goes_back_to_the_queue_with_its_hold(house: House) -> None:
    job = await house.submitting()
    house.api.is_unreachable()
    await house.tracker.submit(job)
    back = await house.fresh(job)
    assert back.state is JobState.QUEUED
    assert back.due_at > house.clock.now()
    assert back.deadline_at == job.created_at + 3600
    assert (await house.balance()).held == 28
    house.clock.leap(10)
    house.api.accepts()
    await house.tracker.submit(await house.take_turn())
    assert await house.state(job) is JobState.RUNNING


@pytest.mark.parametrize(("named", "least", "most"), [(7.0, 7, 7), (None, 10, 20), (9999.0, 120, 120)])
async def test_a_throttled_job_goes_back_and_no_job_gets_a_turn_meanwhile(
    house: House, named: float | None, least: float, most: float
) -> None:
    job = await house.submitting()
    house.api.throttles(named)
    await house.tracker.submit(job)
    back = await house.fresh(job)
    assert back.state is JobState.QUEUED
    assert least <= back.due_at - house.clock.now() <= most
    assert house.tracker.throttled_until >= house.clock.now() + least
    assert await house.store.studio() == OPEN


async def test_a_refused_field_fails_the_job_alone(house: House) -> None:
    job = await house.submitting()
    house.api.refuses(RejectionKind.INVALID, "INVALID_PROMPT")
    await house.tracker.submit(job)
    failed = await house.fresh(job)
    assert (failed.state, failed.ending, failed.ending_detail) == (
        JobState.FAILED,
        Ending.REFUSED,
        "INVALID_PROMPT",
    )
    assert await house.owes_nothing()
    assert await house.store.studio() == OPEN


@pytest.mark.parametrize(
    ("kind", "ending", "closure"),
    [
        (RejectionKind.KEY, Ending.VENDOR_KEY, Closure.KEY),
        (RejectionKind.CREDITS, Ending.VENDOR_CREDITS, Closure.CREDITS),
        (RejectionKind.GATEWAY, Ending.VENDOR_GATEWAY, Closure.GATEWAY),
    ],
)
async def test_a_refusal_of_us_as_a_whole_fails_the_job_and_closes_with_one_alarm(
    house: House, kind: RejectionKind, ending: Ending, closure: Closure
) -> None:
    jobs = [await house.submitting(of=MemberId(number)) for number in (1, 2)]
    for job in jobs:
        house.api.refuses(kind)
        await house.tracker.submit(job)
    assert [(await house.fresh(job)).ending for job in jobs] == [ending, ending]
    assert await house.owes_nothing()
    assert (await house.store.studio()).closure is closure
    assert house.poster.alarms == [closure]


@pytest.mark.parametrize("taken", [True, False])
async def test_a_lost_answer_is_unknown_keeps_the_hold_and_is_never_posted_again(house: House, taken: bool) -> None:
    job = await house.submitting()
    house.api.loses_the_answer(taken=taken)
    await house.tracker.submit(job)
    unknown = await house.fresh(job)
    assert unknown.state is JobState.UNKNOWN
    assert unknown.deadline_at == house.clock.now() + 24 * 3600
    assert (await house.balance()).held == 28
    await house.restart()
    house.run()
    await house.clock.pass_time(60)
    assert len(house.api.submits) == 1
    assert await house.state(job) is JobState.UNKNOWN


@pytest.mark.parametrize("taken", [True, False])
async def test_a_process_killed_in_the_submit_leaves_an_unknown_job(house: House, taken: bool) -> None:
    job = await house.submitting()
    house.api.kills_us(taken=taken)
    with pytest.raises(Killed):
        await house.tracker.submit(job)
    await house.restart()
    await house.tracker.lose_sight(await house.claimed())
    assert await house.state(job) is JobState.UNKNOWN
    assert len(house.api.submits) == 1


async def test_three_unknowns_in_ten_minutes_close_with_one_alarm_and_a_trial_opens(house: House) -> None:
    for number in range(3):
        assert await house.store.studio() == OPEN
        job = await house.submitting(of=MemberId(number))
        house.api.loses_the_answer()
        await house.tracker.submit(job)
    assert (await house.store.studio()).closure is Closure.UNKNOWNS
    assert house.poster.alarms == [Closure.UNKNOWNS]
    house.clock.leap(600)
    trial = await house.submitting(of=MemberId(7))
    other = await house.store.take_turn(house.caps, OWNER, house.clock.now(), 60)
    assert other is None, "a closed studio gives one turn for its trial"
    house.api.accepts()
    await house.tracker.submit(trial)
    assert await house.store.studio() == OPEN


async def test_three_submits_that_a_crash_left_behind_close_too(house: House) -> None:
    for number in range(3):
        await house.submitting(of=MemberId(number))
    await house.restart()
    for job in await house.store.claim(OWNER, house.clock.now(), 60, 10):
        await house.tracker.lose_sight(job)
    assert (await house.store.studio()).closure is Closure.UNKNOWNS
    assert house.poster.alarms == [Closure.UNKNOWNS]


async def test_a_trial_that_is_lost_keeps_the_studio_closed_without_another_alarm(house: House) -> None:
    await house.breaker.refused(RejectionKind.CREDITS)
    house.clock.leap(600)
    trial = await house.submitting()
    house.api.refuses(RejectionKind.CREDITS)
    await house.tracker.submit(trial)
    studio = await house.store.studio()
    assert (studio.closure, studio.retry_at) == (Closure.CREDITS, house.clock.now() + 600)
    assert house.poster.alarms == [Closure.CREDITS]


# answers that come late


async def late_submit(house: House, *, still_submitting: bool = False) -> Job:
    """Let the lease run out while the vendor thinks, and another pass give the job up; then the answer comes."""
    job = await house.submitting()
    gate = house.api.blocks()
    submit = asyncio.create_task(house.tracker.submit(job))
    await asyncio.wait_for(gate.reached.wait(), 5)
    house.clock.leap(61)
    claimed = await house.claimed()
    if not still_submitting:
        await house.tracker.lose_sight(claimed)
    gate.open()
    await asyncio.wait_for(submit, 5)
    return await house.fresh(job)


async def test_an_acceptance_after_the_lease_ran_out_is_adopted(house: House) -> None:
    job = await late_submit(house)
    assert (job.state, job.task_id) == (JobState.RUNNING, "task-1")
    assert len(house.api.submits) == 1


async def test_an_acceptance_is_adopted_before_the_other_pass_gave_the_job_up(house: House) -> None:
    job = await late_submit(house, still_submitting=True)
    assert (job.state, job.task_id) == (JobState.RUNNING, "task-1")


async def test_the_pass_that_comes_after_a_late_answer_changes_nothing(house: House) -> None:
    job = await house.submitting()
    found = []

    async def another_pass_begins() -> None:
        house.clock.leap(61)
        found.append(await house.claimed())

    house.api.on_submit = another_pass_begins
    house.api.accepts()
    await house.tracker.submit(job)
    with pytest.raises(StaleJobError):
        await house.tracker.lose_sight(found[0])
    assert await house.state(job) is JobState.RUNNING


async def submit_while_given_up(house: House, job: Job) -> None:
    """Submit a job that is given up as unknown while its submit is under way; the answer is prepared before."""

    async def another_pass_gives_it_up() -> None:
        house.clock.leap(61)
        await house.tracker.lose_sight(await house.claimed())

    house.api.on_submit = another_pass_gives_it_up
    await house.tracker.submit(job)


async def test_a_late_refusal_ends_the_job_and_gives_the_hold_back(house: House) -> None:
    job = await house.submitting()
    house.api.refuses(RejectionKind.INVALID)
    await submit_while_given_up(house, job)
    assert await house.state(job) is JobState.FAILED
    assert await house.owes_nothing()


async def test_a_job_given_up_as_unknown_that_was_never_sent_ends_and_gives_the_hold_back(house: House) -> None:
    job = await house.submitting()
    house.api.is_unreachable()
    await submit_while_given_up(house, job)
    ended = await house.fresh(job)
    assert (ended.state, ended.ending) == (JobState.FAILED, Ending.NEVER_TAKEN)
    assert await house.owes_nothing()


async def test_what_was_not_sent_goes_back_to_the_queue_before_the_other_pass_gave_it_up(house: House) -> None:
    job = await house.submitting()

    async def another_pass_begins() -> None:
        house.clock.leap(61)
        await house.claimed()

    house.api.on_submit = another_pass_begins
    house.api.is_unreachable()
    await house.tracker.submit(job)
    assert await house.state(job) is JobState.QUEUED


@pytest.mark.parametrize("seconds", [26, -1])
async def test_a_process_that_slept_after_its_turn_sends_nothing(house: House, seconds: float) -> None:
    job = await house.submitting()
    house.clock.leap(seconds)
    await house.tracker.submit(job)
    assert house.api.submits == []
    assert await house.state(job) is JobState.QUEUED


async def test_turns_that_were_slept_through_are_no_silence_of_the_vendor(house: House) -> None:
    for number in range(SILENCES + 1):
        job = await house.submitting(of=MemberId(number + 1))
        house.clock.leap(60)
        await house.tracker.submit(job)
        await house.store.apply(cancel(await house.fresh(job), house.clock.now()))
    assert house.api.probes == 0


async def test_a_lost_answer_that_comes_late_changes_nothing(house: House) -> None:
    job = await house.submitting()
    house.api.loses_the_answer()
    with pytest.raises(StaleJobError):
        await submit_while_given_up(house, job)
    assert await house.state(job) is JobState.UNKNOWN


async def test_an_acceptance_waits_for_a_database_for_as_long_as_it_is_away(house: House) -> None:
    job = await house.submitting()
    house.api.accepts()

    async def go_away() -> None:
        house.store.broken = StoreAwayError("database or disk is full")

    house.api.on_submit = go_away
    submit = asyncio.create_task(house.tracker.submit(job))
    await house.clock.pass_time(7 * 3600)
    assert not submit.done()
    house.store.broken = None
    await house.clock.pass_time(80)
    await asyncio.wait_for(submit, 5)
    assert (await house.fresh(job)).task_id == "task-1"
    assert len(house.api.submits) == 1


async def test_an_acceptance_survives_a_database_that_fails_for_a_moment(house: House) -> None:
    job = await house.submitting()
    house.api.accepts()

    async def break_down() -> None:
        house.store.broken = OSError("disk full")

    house.api.on_submit = break_down
    submit = asyncio.create_task(house.tracker.submit(job))
    await house.clock.pass_time(5)
    assert not submit.done()
    house.store.broken = None
    await house.clock.pass_time(30)
    await asyncio.wait_for(submit, 5)
    assert (await house.fresh(job)).task_id == "task-1"
    assert len(house.api.submits) == 1
