import pytest

from bot.domain.ids import JobId, MemberId, TaskId
from bot.domain.job import JobState
from bot.domain.refusals import StudioFull
from bot.domain.studio import NEEDED, OPEN, REGAINED, Closure, Studio
from bot.domain.task import Accepted, NotSent, Rejected, RejectionKind, SubmitAnswer
from bot.service.breaker import REFUSALS
from tests.builders import JOB, a_requester, a_wish
from tests.service.house import House, task_of

CLOSING = [
    (RejectionKind.KEY, Closure.KEY),
    (RejectionKind.CREDITS, Closure.CREDITS),
    (RejectionKind.GATEWAY, Closure.GATEWAY),
]


@pytest.mark.parametrize(("kind", "closure"), CLOSING)
async def test_a_refusal_of_us_as_a_whole_closes_and_alarms_once(
    house: House, kind: RejectionKind, closure: Closure
) -> None:
    for _ in range(3):
        await house.breaker.refused(kind)
    assert (await house.store.studio()).closure is closure
    assert house.poster.alarms == [closure]


@pytest.mark.parametrize("kind", [RejectionKind.INVALID, RejectionKind.MISSING, None])
async def test_a_refusal_of_one_job_closes_nothing(house: House, kind: RejectionKind | None) -> None:
    await house.breaker.refused(kind)
    assert await house.store.studio() == OPEN
    assert house.poster.alarms == []


async def test_a_studio_closed_for_one_reason_does_not_alarm_for_another(house: House) -> None:
    await house.breaker.refused(RejectionKind.KEY)
    await house.breaker.refused(RejectionKind.CREDITS)
    assert (await house.store.studio()).closure is Closure.KEY
    assert house.poster.alarms == [Closure.KEY]


async def test_a_closure_survives_a_restart_without_a_second_alarm(house: House) -> None:
    await house.breaker.refused(RejectionKind.KEY)
    await house.restart()
    await house.breaker.refused(RejectionKind.KEY)
    assert (await house.store.studio()).closure is Closure.KEY
    assert house.poster.alarms == [Closure.KEY]


async def test_it_is_probed_only_when_a_probe_is_due(house: House) -> None:
    await house.breaker.probe(house.clock.now())
    await house.breaker.refused(RejectionKind.KEY)
    await house.breaker.probe(house.clock.now())
    assert house.api.probes == 0
    house.clock.leap(60)
    house.api.keeps_out(RejectionKind.KEY)
    await house.breaker.probe(house.clock.now())
    await house.breaker.probe(house.clock.now())
    assert house.api.probes == 1
    assert (await house.store.studio()).closure is Closure.KEY


async def test_a_probe_that_is_let_in_opens(house: House) -> None:
    await house.breaker.refused(RejectionKind.GATEWAY)
    house.clock.leap(60)
    house.api.lets_in()
    await house.breaker.probe(house.clock.now())
    assert await house.store.studio() == OPEN


async def test_an_empty_account_is_never_probed(house: House) -> None:
    await house.breaker.refused(RejectionKind.CREDITS)
    house.clock.leap(3600)
    await house.breaker.probe(house.clock.now())
    assert house.api.probes == 0


async def test_a_successful_submit_opens_what_a_trial_opens(house: House) -> None:
    await house.breaker.refused(RejectionKind.CREDITS)
    await house.breaker.accepted(house.clock.now())
    assert await house.store.studio() == OPEN


async def test_a_submit_that_was_under_way_when_the_studio_closed_opens_nothing(house: House) -> None:
    asked_at = house.clock.now()
    house.clock.leap(1)
    await house.breaker.refused(RejectionKind.CREDITS)
    await house.breaker.accepted(asked_at)
    assert (await house.store.studio()).closure is Closure.CREDITS


async def test_a_successful_submit_does_not_open_what_a_probe_opens(house: House) -> None:
    await house.breaker.refused(RejectionKind.KEY)
    await house.breaker.accepted(house.clock.now())
    assert (await house.store.studio()).closure is Closure.KEY


async def test_unknowns_long_ago_do_not_count(house: House) -> None:
    for _ in range(3):
        house.api.loses_the_answer()
        await house.tracker.submit(await house.submitting())
        house.clock.leap(301)
    assert house.poster.alarms == []


@pytest.mark.parametrize(("missing", "closure"), [(2, None), (3, Closure.TASKS_MISSING)])
async def test_one_or_two_missing_tasks_close_nothing_and_three_do(
    house: House, missing: int, closure: Closure | None
) -> None:
    for number in range(missing):
        job = await house.running(of=MemberId(number + 1))
        await house.store.set(job.id, missing=1)
    assert await house.breaker.many_tasks_missing() is (closure is not None)
    assert (await house.store.studio()).closure is closure


async def test_missing_tasks_keep_the_studio_closed_until_they_are_found(house: House) -> None:
    jobs = [await house.running(of=MemberId(number + 1)) for number in range(3)]
    for job in jobs:
        await house.store.set(job.id, missing=1)
    await house.breaker.many_tasks_missing()
    house.api.lets_in()
    for _ in range(3):
        house.clock.leap(60)
        await house.breaker.probe(house.clock.now())
        await house.breaker.many_tasks_missing()
    assert house.poster.alarms == [Closure.TASKS_MISSING]
    await house.store.set(jobs[0].id, missing=0)
    house.clock.leap(60)
    await house.breaker.probe(house.clock.now())
    assert await house.store.studio() == OPEN


async def test_an_alarm_that_discord_did_not_take_is_tried_again_and_stands_once(house: House) -> None:
    house.poster.takes_alarms = False
    await house.breaker.refused(RejectionKind.CREDITS)
    house.poster.takes_alarms = True
    for _ in range(3):
        await house.breaker.probe(house.clock.now())
    assert house.poster.alarms == [Closure.CREDITS] * 2


async def test_what_closes_again_and_again_is_told_once_an_hour(house: House) -> None:
    house.api.lets_in()
    for _ in range(10):
        await house.breaker.refused(RejectionKind.KEY)
        house.clock.leap(60)
        await house.breaker.probe(house.clock.now())
    assert house.poster.alarms == [Closure.KEY]
    await house.breaker.refused(RejectionKind.KEY)
    assert house.poster.alarms == [Closure.KEY]
    house.clock.leap(3600)
    house.api.keeps_out(RejectionKind.KEY)
    await house.breaker.probe(house.clock.now())
    assert house.poster.alarms == [Closure.KEY] * 2


async def _silence(house: House, questions: int, seconds: float) -> None:
    for _ in range(questions):
        await house.breaker.unanswered()
        house.clock.leap(seconds)


async def test_errors_and_silence_for_two_minutes_close_when_a_probe_meets_the_same(house: House) -> None:
    house.api.keeps_out(RejectionKind.GATEWAY)
    await _silence(house, 4, 60)
    assert (await house.store.studio(), house.api.probes) == (OPEN, 0)
    await _silence(house, 1, 0)
    assert (await house.store.studio()).closure is Closure.OUTAGE
    assert house.poster.alarms == [Closure.OUTAGE]
    house.clock.leap(60)
    house.api.lets_in()
    await house.breaker.probe(house.clock.now())
    assert await house.store.studio() == OPEN


async def test_one_answer_in_between_begins_the_count_anew(house: House) -> None:
    await _silence(house, 4, 60)
    house.breaker.answered()
    await _silence(house, 4, 60)
    assert house.api.probes == 0


async def test_many_failures_at_once_are_no_outage_yet(house: House) -> None:
    await _silence(house, 50, 1)
    assert house.api.probes == 0


async def test_a_task_that_the_vendor_stumbles_over_closes_nothing_for_the_others(house: House) -> None:
    house.api.lets_in()
    await _silence(house, 20, 30)
    assert (await house.store.studio(), house.poster.alarms) == (OPEN, [])
    assert house.api.probes > 0


async def test_an_outage_that_turns_out_to_be_the_key_is_told_as_that(house: House) -> None:
    house.api.keeps_out(RejectionKind.KEY)
    await _silence(house, 5, 60)
    assert house.poster.alarms == [Closure.KEY]


async def test_polls_and_submits_without_an_answer_count(house: House) -> None:
    job = await house.running()
    for _ in range(3):
        house.api.fails_polls(task_of(job))
        await house.tracker.follow(await house.claimed(after=60))
    house.api.keeps_out(RejectionKind.GATEWAY)
    for number in range(2):
        house.api.is_unreachable()
        await house.tracker.submit(await house.submitting(of=MemberId(number + 1)))
    assert (await house.store.studio()).closure is Closure.OUTAGE


async def test_without_room_the_studio_closes_before_anything_is_bought_and_opens_by_itself(house: House) -> None:
    house.obliges()
    job = await house.queued()
    house.media.free = NEEDED - 1
    house.run()
    await house.clock.pass_time(6)
    assert (await house.state(job), house.api.submits) == (JobState.QUEUED, [])
    assert (await house.store.studio()).closure is Closure.FULL
    assert house.poster.alarms == [Closure.FULL]
    refused = await house.requests.generate(JobId(JOB + 99), a_requester(), a_wish())
    assert refused == StudioFull()
    house.media.free = REGAINED - 1
    await house.clock.pass_time(6)
    assert house.api.submits == []
    house.media.free = REGAINED
    await house.clock.pass_time(12)
    assert len(house.api.submits) == 1
    assert await house.store.studio() == OPEN


async def test_a_database_that_was_put_back_is_told_once_and_opened_by_nothing_of_the_vendors(house: House) -> None:
    now = house.clock.now()
    await house.store.change_studio(OPEN, Studio(Closure.RESTORED, now, now))
    for _ in range(3):
        house.clock.leap(3600)
        await house.breaker.probe(house.clock.now())
    await house.breaker.accepted(house.clock.now())
    assert (await house.store.studio()).closure is Closure.RESTORED
    assert house.poster.alarms == [Closure.RESTORED]
    assert house.api.probes == 0


UNSAID = Rejected(RejectionKind.INVALID, "INVALID_REQUEST")


async def test_requests_that_are_refused_with_an_address_and_without_a_reason_are_told_once_an_hour(
    house: House,
) -> None:
    for _ in range(REFUSALS + 2):
        await house.breaker.heed_address(UNSAID)
    assert house.poster.address_alarms == [REFUSALS]
    assert await house.store.studio() == OPEN
    house.clock.leap(3600)
    await house.breaker.heed_address(UNSAID)
    assert house.poster.address_alarms == [REFUSALS, REFUSALS + 3]


async def test_a_word_about_the_address_is_told_at_once_and_again_until_discord_took_it(house: House) -> None:
    house.poster.takes_alarms = False
    await house.breaker.heed_address(Rejected(RejectionKind.INVALID, "INVALID_CALLBACK_URL"))
    house.poster.takes_alarms = True
    await house.breaker.heed_address(Rejected(RejectionKind.INVALID, "INVALID_CALLBACK_URL"))
    assert house.poster.address_alarms == [1, 2]


@pytest.mark.parametrize(
    "between",
    [Accepted(TaskId("task-1")), Rejected(RejectionKind.INVALID, "INVALID_PROMPT", "prompt"), NotSent("away")],
)
async def test_what_tells_otherwise_begins_the_count_anew_or_leaves_it(house: House, between: SubmitAnswer) -> None:
    for answer in (UNSAID, UNSAID, between, UNSAID):
        await house.breaker.heed_address(answer)
    assert bool(house.poster.address_alarms) is not isinstance(between, Accepted)


async def test_the_address_is_blamed_for_what_was_asked_with_one_alone(house: House) -> None:
    for url in (None, None, None, "https://bot.example.org/cb/t"):
        job = await house.submitting()
        house.api.refuses(RejectionKind.INVALID, "INVALID_CALLBACK_URL")
        await house.tracker.submit(job, url)
    assert house.poster.address_alarms == [1]
