from bot.domain.job import Job
from bot.service.retention import BATCH, KEEP_PICTURES, NOTE, SWEEP_EVERY, Retention
from tests.service.house import KEEP_CLIPS, KEEP_PROMPTS, House

DAY = 86400.0


async def failed(house: House) -> Job:
    """Have a video come to nothing."""
    job = await house.running()
    assert job.task_id is not None
    house.api.fails(job.task_id)
    await house.tracker.follow(await house.claimed(after=20))
    return await house.fresh(job)


async def test_files_are_swept_at_the_start_and_every_hour(house: House) -> None:
    now = house.clock.now()
    for later in (0, 10, SWEEP_EVERY - 1, SWEEP_EVERY):
        await house.retention.sweep(now + later)
    swept = [now, now + SWEEP_EVERY]
    assert house.media.swept == [(at - KEEP_CLIPS, at - KEEP_PICTURES) for at in swept]


async def test_words_go_with_the_first_sweep_after_their_time(house: House) -> None:
    job = await failed(house)
    ended = job.state_at
    await house.retention.sweep(ended + KEEP_PROMPTS)
    assert await house.fresh(job) == job
    await house.retention.sweep(ended + KEEP_PROMPTS + SWEEP_EVERY)
    after = await house.fresh(job)
    assert (after.spec.prompt, after.ending_detail, after.member_id) == ("", None, job.member_id)


async def test_the_running_bot_lets_words_go_by_itself(house: House) -> None:
    job = await failed(house)
    house.run()
    await house.clock.pass_time(30)
    assert (await house.fresh(job)).spec.prompt
    house.clock.leap(KEEP_PROMPTS + SWEEP_EVERY)
    await house.clock.pass_time(30)
    assert not (await house.fresh(job)).spec.prompt


async def test_a_sweep_takes_so_many_at_a_time_and_goes_on_at_the_next_look(house: House) -> None:
    left, asked, now = [BATCH, BATCH, 1], list[int](), house.clock.now()

    async def blank_words(ended_before: float, limit: int) -> int:
        assert abs(ended_before - now + KEEP_PROMPTS) < DAY
        assert limit == BATCH
        asked.append(left.pop(0))
        return asked[-1]

    house.store.blank_words = blank_words  # type: ignore[method-assign] # more jobs than a test makes
    for look in range(5):
        await house.retention.sweep(now + 5 * look)
    assert asked == [BATCH, BATCH, 1]


async def test_of_two_processes_one_sweeps_the_database(house: House) -> None:
    job = await failed(house)
    late = job.state_at + KEEP_PROMPTS + 1
    other = Retention(house.store, house.media, house.clock, KEEP_CLIPS, KEEP_PROMPTS)
    await house.retention.sweep(late - SWEEP_EVERY)
    assert await house.store.recall(NOTE) == str(late - SWEEP_EVERY)
    await other.sweep(late - SWEEP_EVERY / 2 - 2)
    assert await house.store.recall(NOTE) == str(late - SWEEP_EVERY)
    await house.retention.sweep(late)
    assert not (await house.fresh(job)).spec.prompt


async def test_after_a_clock_that_was_set_back_it_is_swept_all_the_same(house: House) -> None:
    job = await failed(house)
    late = job.state_at + KEEP_PROMPTS + 1
    await house.store.remember(NOTE, str(late + 9 * DAY))
    await house.retention.sweep(late)
    assert not (await house.fresh(job)).spec.prompt
