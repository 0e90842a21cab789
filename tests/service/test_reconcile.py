import asyncio
from typing import Any

from bot.domain import life
from bot.domain.ids import JobId, MemberId, TaskId
from bot.domain.job import Job, JobState
from bot.domain.reconcile import NotReconciled, Reconciled, Step, Trouble
from bot.domain.refusals import AmountUnfit
from bot.service.operation import Order
from bot.service.reconcile import Reconcile
from tests.builders import RULE
from tests.service.house import House

ORDER = Order(reason="seen in the account", request="r1")
DAY = 86400.0


def service(house: House) -> Reconcile:
    return Reconcile(house.store, house.api, house.clock, 7 * DAY)


async def unknown(house: House, **asked: Any) -> Job:
    """Have the vendor take a task whose id never reached us."""
    job = await house.submitting(**asked)
    house.api.loses_the_answer(taken=True)
    await house.tracker.submit(job)
    return await house.fresh(job)


async def expired(house: House, **asked: Any) -> Job:
    job = await unknown(house, **asked)
    await house.clock.pass_time(life.UNKNOWN_PATIENCE)
    move = life.overdue(job, house.clock.now())
    assert move is not None
    return await house.store.apply(move)


def told(house: House, job: Job) -> JobState | None:
    """Tell what the member reads of a job."""
    shown = house.poster.status(job.id)
    return shown.state if shown else None


async def bind(house: House, job: Job, *, really: bool = True) -> Reconciled | NotReconciled:
    return await service(house).bind(ORDER, job.id, house.api.tasks[0], really=really)


async def test_a_dry_run_asks_the_vendor_and_changes_nothing(house: House) -> None:
    job = await unknown(house)
    planned = await bind(house, job, really=False)
    assert isinstance(planned, Reconciled)
    assert (planned.step, planned.after.state, planned.vendor) == (Step.PLANNED, JobState.RUNNING, "RUNNING")
    reckoned = await service(house).reckon(ORDER, job.id, 8, really=False)
    assert isinstance(reckoned, Reconciled)
    assert (reckoned.step, reckoned.after.state) == (Step.PLANNED, JobState.FAILED)
    assert await house.fresh(job) == job


async def test_an_unknown_video_whose_task_is_found_is_followed_told_and_delivered(house: House) -> None:
    house.media.has_everything()
    job = await unknown(house)
    house.run()
    await house.clock.pass_time(5)
    assert told(house, job) is JobState.UNKNOWN
    done = await bind(house, job)
    assert isinstance(done, Reconciled)
    assert done.step is Step.DONE
    await house.clock.pass_time(5)
    assert told(house, job) is JobState.RUNNING
    house.api.succeeds(house.api.tasks[0], consumed=28)
    await house.until(job, JobState.DELIVERED)
    await house.clock.pass_time(5)
    assert len(house.poster.clips(job.id)) == 1
    assert house.poster.status(job.id) is None
    assert (await house.balance()).spent == 28
    assert len(house.api.submits) == 1


async def test_an_expired_video_whose_task_is_found_is_delivered_free(house: House) -> None:
    house.media.has_everything()
    job = await expired(house)
    house.run()
    done = await bind(house, job)
    assert isinstance(done, Reconciled)
    assert done.after.free
    house.api.succeeds(house.api.tasks[0], consumed=28)
    await house.until(job, JobState.DELIVERED)
    await house.clock.pass_time(5)
    assert len(house.poster.clips(job.id)) == 1
    assert (await house.balance()).available == RULE.credits


async def test_nothing_is_bound_that_the_vendor_does_not_confirm(house: House) -> None:
    job = await unknown(house)
    house.api.forgets(TaskId("mistyped"))
    house.api.fails_polls(house.api.tasks[0])
    for task, trouble in ((TaskId("mistyped"), Trouble.NO_TASK), (house.api.tasks[0], Trouble.SILENT)):
        answer = await service(house).bind(ORDER, job.id, task, really=True)
        assert isinstance(answer, NotReconciled)
        assert answer.trouble is trouble
    assert await house.fresh(job) == job


async def test_a_task_that_failed_is_bound_and_ends_its_job_by_itself(house: House) -> None:
    job = await unknown(house)
    house.api.fails(house.api.tasks[0], consumed=0)
    done = await bind(house, job)
    assert isinstance(done, Reconciled)
    assert done.vendor == "FAILED"
    house.run()
    await house.until(job, JobState.FAILED)
    await house.clock.pass_time(5)
    assert await house.owes_nothing()


async def test_the_same_word_again_changes_nothing_and_says_so(house: House) -> None:
    job = await unknown(house)
    await bind(house, job)
    before = await house.fresh(job)
    again = await bind(house, job)
    assert isinstance(again, Reconciled)
    assert (again.step, await house.fresh(job)) == (Step.ALREADY, before)
    other = await expired(house, of=MemberId(7))
    for step in (Step.DONE, Step.ALREADY):
        reckoned = await service(house).reckon(ORDER, other.id, 14, really=True)
        assert isinstance(reckoned, Reconciled)
        assert reckoned.step is step
    corrected = await service(house).reckon(ORDER, other.id, 0, really=True)
    assert isinstance(corrected, Reconciled)
    assert (corrected.step, corrected.before.borne) == (Step.DONE, 14)


async def test_an_unknown_video_that_was_not_bought_gives_its_credits_back_and_its_member_is_told(house: House) -> None:
    job = await unknown(house)
    house.run()
    await house.clock.pass_time(5)
    assert (await house.balance()).held == 28
    await service(house).reckon(ORDER, job.id, 0, really=True)
    await house.clock.pass_time(5)
    assert told(house, job) is JobState.FAILED
    assert await house.owes_nothing()


async def test_what_is_known_is_left_alone(house: House) -> None:
    job = await house.running()
    other = await service(house).bind(ORDER, job.id, TaskId("another"), really=True)
    reckoned = await service(house).reckon(ORDER, job.id, 8, really=True)
    for answer in (other, reckoned):
        assert answer == NotReconciled(trouble=Trouble.SETTLED, detail="running")
    nobody = NotReconciled(trouble=Trouble.NO_JOB)
    assert await service(house).bind(ORDER, JobId(7), TaskId("t"), really=True) == nobody
    assert await service(house).reckon(ORDER, JobId(7), 8, really=True) == nobody
    assert await service(house).look(JobId(7)) is None


async def test_a_task_of_another_video_is_not_bound_again(house: House) -> None:
    first = await house.running()
    lost = await house.queued()
    await house.store.set(lost.id, state="unknown")
    answer = await service(house).bind(ORDER, lost.id, house.api.tasks[0], really=True)
    assert answer == NotReconciled(trouble=Trouble.TASK_TAKEN, detail=str(first.id))


async def test_an_amount_that_makes_no_sense_is_refused(house: House) -> None:
    job = await unknown(house)
    assert isinstance(await service(house).reckon(ORDER, job.id, -1, really=True), AmountUnfit)


async def test_a_video_that_changed_while_the_vendor_was_asked_is_left_alone(house: House) -> None:
    job = await unknown(house)

    async def expires() -> None:
        move = life.overdue(job, house.clock.now() + life.UNKNOWN_PATIENCE)
        assert move is not None
        await house.store.apply(move)

    house.api.on_poll = expires
    assert await bind(house, job) == NotReconciled(trouble=Trouble.CHANGED)
    assert await house.state(job) is JobState.EXPIRED


async def test_what_needs_a_look_is_listed(house: House) -> None:
    job = await unknown(house)
    assert [matter.job.id for matter in await service(house).matters()] == [job.id]


async def test_a_task_that_was_asked_for_with_something_else_is_bound_only_anyway(house: House) -> None:
    job = await unknown(house)
    house.api.asked[house.api.tasks[0]] = {"prompt": "A Castle", "resolution": "720p", "duration": "8"}
    answer = await bind(house, job)
    assert answer == NotReconciled(trouble=Trouble.DIFFERS, detail=f"prompt: A Castle ({job.spec.prompt})")
    assert await house.fresh(job) == job
    done = await service(house).bind(ORDER, job.id, house.api.tasks[0], really=True, anyway=True)
    assert isinstance(done, Reconciled)
    assert (done.step, done.unseen) == (Step.DONE, False)


async def test_where_the_vendor_does_not_say_what_was_asked_for_the_operator_is_told_to_look(house: House) -> None:
    job = await unknown(house)
    house.api.asked.clear()
    planned = await bind(house, job, really=False)
    assert isinstance(planned, Reconciled)
    assert planned.unseen


async def test_of_two_jobs_bound_to_a_task_at_the_same_instant_one_gets_it_and_the_other_is_told(house: House) -> None:
    jobs = [await unknown(house), await unknown(house, of=MemberId(77))]
    house.api.asked.clear()
    looked = asyncio.Event()

    async def both_look() -> None:
        if len(house.api.polls) == 2:
            looked.set()
        await looked.wait()

    house.api.on_poll = both_look
    answers = await asyncio.gather(*(bind(house, job) for job in jobs))
    (done,) = [answer for answer in answers if isinstance(answer, Reconciled)]
    assert NotReconciled(trouble=Trouble.TASK_TAKEN, detail=str(done.after.id)) in answers
