"""What can become of a submit: what the member is told, what is held, and how often the vendor was asked."""

import pytest

from bot.domain.job import Job, JobState
from bot.domain.studio import Closure
from sandbox.discord import Channel
from sandbox.seedance.faults import Endpoint
from tests.e2e.conftest import KEY, World
from tests.waiting import until

DAY = 24 * 3600.0
TEN_MINUTES = 600.0
UNKNOWN = "nobody knows yet whether it is making this video"
BACK = "8 credits went back to the server's pool. Nothing was spent."
CLOSED = "The studio takes no work at the moment."
ASKED: tuple[Endpoint, ...] = ("generate", "status")


async def _states(world: World) -> list[JobState]:
    return [job.state for job in await world.jobs()]


async def _start_with_alerts(world: World, **settings: str) -> Channel:
    alerts = world.guild.add_channel("alerts")
    await world.start(ALERT_CHANNEL_ID=str(alerts.id), **settings)
    return alerts


async def _is_refused_at_the_door(world: World) -> None:
    """A closed studio refuses before anything is held or asked of the vendor."""
    before = (await world.ledger(), world.seedance.posts(), len(await world.jobs()))
    answer = await (await world.generate()).answered()
    assert answer.ephemeral
    assert CLOSED in answer.text
    assert "Nothing was spent." in answer.text
    assert (await world.ledger(), world.seedance.posts(), len(await world.jobs())) == before


async def _opens_for_the_next(world: World, number: int) -> None:
    """The next request is taken, becomes a clip, and the studio is open."""
    await world.generate()
    await world.until_job_is(JobState.DELIVERED, number=number)
    await world.until_studio_is(None)


@pytest.mark.parametrize(
    ("fault", "charged"), [("process-charge-drop", 8), ("truncated-json", 8), ("refuse-before-processing", 0)]
)
async def test_a_submit_without_an_answer_is_unknown_and_never_repeated(world: World, fault: str, charged: int) -> None:
    world.seedance.faults.arm(fault)
    await world.start()
    await world.generate()
    told = await world.sees(UNKNOWN)
    assert "8 credits stay set aside until in 1 day at the latest" in told.text
    assert world.charged() == charged
    assert await world.ledger() == (8, 0, [])

    # another job, all the way through after a restart, shows that there was every chance for a second POST
    await world.restart()
    await world.generate(world.lin)
    await world.until_job_is(JobState.DELIVERED, number=1)
    assert await _states(world) == [JobState.UNKNOWN, JobState.DELIVERED]
    assert world.seedance.posts() == 2
    assert len(world.clips()) == 1
    assert UNKNOWN in (await world.sees(UNKNOWN)).text
    assert world.charged() == charged + 8
    assert await world.ledger() == (8, 8, [])


async def test_what_stayed_unknown_for_a_day_is_given_back(world: World) -> None:
    world.seedance.faults.arm("process-charge-drop")
    await world.start()
    await world.generate()
    await world.sees(UNKNOWN)
    await world.restart(later=DAY)
    told = await world.sees("never let us know whether it made this video")
    assert BACK in told.text
    assert await _states(world) == [JobState.EXPIRED]
    assert world.seedance.posts() == 1
    assert (world.charged(), await world.absorbed()) == (8, 8)
    assert await world.ledger() == (0, 0, [])


async def test_three_unknown_outcomes_close_the_studio_until_a_trial_succeeds(world: World) -> None:
    alerts = await _start_with_alerts(world)
    for number, fault in enumerate(("error-500", "error-502", "error-503")):
        world.seedance.faults.arm(fault)
        await world.generate()
        await world.until_job_is(JobState.UNKNOWN, number=number)
    await world.until_studio_is(Closure.UNKNOWNS)
    await world.sam.until_sees(alerts, "ended without an answer we can trust")
    await _is_refused_at_the_door(world)
    assert await world.ledger() == (24, 0, [])

    await world.restart(later=TEN_MINUTES)
    await _opens_for_the_next(world, 3)
    assert world.seedance.posts() == 4
    assert await world.ledger() == (24, 8, [])
    assert len([seen for seen in world.sam.sees(alerts) if "The studio is closed" in seen.text]) == 1


async def test_a_task_that_fails_gives_the_credits_back_and_says_why_in_harmless_words(world: World) -> None:
    text = f"Too **dark** <@{world.lin.id}> @everyone see https://evil.example/x now"
    world.seedance.faults.arm("failed", text=text)
    await world.start()
    await world.generate()
    told = await world.sees("The studio tried and gave up.")
    assert "Too \\*\\*dark\\*\\* see now" in told.text
    assert BACK in told.text
    assert "evil.example" not in told.content
    assert "everyone" not in told.content
    assert str(world.lin.id) not in told.content
    assert told.message.pings == set()
    assert world.mia.direct_messages() == []
    assert await _states(world) == [JobState.FAILED]
    assert (world.charged(), await world.absorbed()) == (0, 0)
    assert await world.ledger() == (0, 0, [])


async def test_a_prompt_that_the_vendor_refuses_names_the_field(world: World) -> None:
    await world.start()
    await world.generate(prompt="A red kite [fault:invalid-prompt]")
    told = await world.sees("The studio did not accept the option `prompt`.")
    assert "INVALID\\_PROMPT" in told.text
    assert BACK in told.text
    assert world.seedance.posts() == 1
    assert await world.ledger() == (0, 0, [])
    await world.generate()
    await world.until_job_is(JobState.DELIVERED, number=1)


async def test_a_submit_too_many_waits_in_the_queue_as_long_as_asked(world: World) -> None:
    world.seedance.faults.arm("too-many", text="20")
    await world.start()
    await world.generate()

    async def sent_back() -> Job | None:
        jobs = await world.jobs()
        return next((job for job in jobs if (job.state, job.submits) == (JobState.QUEUED, 1)), None)

    waiting = await until(sent_back, "a job back in the queue")
    assert waiting.due_at - waiting.state_at == pytest.approx(20, abs=1)
    assert await world.ledger() == (8, 0, [])
    done = await world.until_job_is(JobState.DELIVERED)
    assert done.submits == 2
    assert world.seedance.posts() == 2
    assert len(world.seedance.tasks(KEY)) == 1
    assert len(world.clips()) == 1
    assert (world.charged(), await world.ledger()) == (8, (0, 8, []))


@pytest.mark.parametrize(
    ("fault", "closure", "reason", "alarm"),
    [
        ("unauthorized", Closure.KEY, "does not let this bot in", "refuses our key (401)"),
        ("forbidden-html", Closure.GATEWAY, "cannot be reached properly", "refuses us (403 or 404)"),
    ],
)
async def test_a_refusal_of_the_key_or_at_the_gate_closes_the_studio_until_a_probe_is_let_in(
    world: World, fault: str, closure: Closure, reason: str, alarm: str
) -> None:
    for endpoint in ASKED:
        world.seedance.faults.rate(fault, 1.0, endpoint=endpoint)
    alerts = await _start_with_alerts(world, CLOCK_FACTOR="60")
    await world.generate()
    told = await world.sees(reason)
    assert BACK in told.text
    await world.until_studio_is(closure)
    assert alarm in (await world.sam.until_sees(alerts, "The studio is closed")).text
    await _is_refused_at_the_door(world)

    async def a_probe() -> bool | None:
        return any(entry["method"] == "GET" for entry in world.seedance.journal.entries) or None

    await until(a_probe, "a probe that is not let in")
    await _is_refused_at_the_door(world)
    world.seedance.faults.clear()
    await world.until_studio_is(None)
    await _opens_for_the_next(world, 1)
    assert await _states(world) == [JobState.FAILED, JobState.DELIVERED]
    assert len([seen for seen in world.sam.sees(alerts) if "The studio is closed" in seen.text]) == 1
    assert (world.charged(), await world.ledger()) == (8, (0, 8, []))


async def test_an_empty_account_closes_the_studio_until_a_trial_after_ten_minutes_succeeds(world: World) -> None:
    world.seedance.faults.rate("out-of-credits", 1.0)
    alerts = await _start_with_alerts(world)
    await world.generate()
    told = await world.sees("own account with the studio is empty")
    assert BACK in told.text
    await world.until_studio_is(Closure.CREDITS)
    assert "out of credits (402)" in (await world.sam.until_sees(alerts, "The studio is closed")).text
    await _is_refused_at_the_door(world)

    await world.restart(later=TEN_MINUTES)
    await world.generate(world.lin)
    await world.until_job_is(JobState.FAILED, number=1)
    await _is_refused_at_the_door(world)
    assert await world.ledger() == (0, 0, [])

    world.seedance.faults.clear()
    await world.restart(later=TEN_MINUTES)
    await _opens_for_the_next(world, 2)
    assert world.seedance.posts() == 3
    assert len([seen for seen in world.sam.sees(alerts) if "The studio is closed" in seen.text]) == 1
    assert (world.charged(), await world.ledger()) == (8, (0, 8, []))
