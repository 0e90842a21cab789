"""Commands and buttons through breaks of the gateway, lost answers, repetitions and restarts."""

import pytest

from bot.domain.job import JobState
from sandbox.discord import SeenMessage
from tests.e2e.conftest import World, until_struck

CALLBACK = r"/interactions/\d+/[^/]+/callback$"
ANSWER = r"/webhooks/\d+/[^/]+/messages/@original$"
SET_ASIDE = "8 credits** are set aside"


async def _waiting_with_a_button(world: World) -> SeenMessage:
    """Bring one video to the vendor and let a second one wait behind it; gives the status message of the second."""
    await world.being_made()
    await world.generate()
    status = await world.sees("In the queue")
    assert [button.label for button in status.buttons] == ["Cancel"]
    return status


async def _can_be_cancelled(world: World, status: SeenMessage) -> None:
    assert await world.ledger() == (16, 0, [])
    pressed = await world.mia.press(status, "Cancel")
    assert "8 credits went back" in (await pressed.answered()).text
    told = await world.sees("Cancelled by the one who asked for it.")
    assert (told.id, told.buttons) == (status.id, [])
    assert await world.ledger() == (8, 0, [])


@pytest.mark.parametrize("broken", ["cut off", "asked to reconnect", "cut off and forgotten"])
async def test_buttons_and_commands_work_on_after_a_break_of_the_gateway(world: World, broken: str) -> None:
    await world.start()
    status = await _waiting_with_a_button(world)
    gateway = world.discord.gateway
    session = gateway.sessions[0]
    if broken == "asked to reconnect":
        world.discord.ask_reconnect()
    else:
        if broken == "cut off and forgotten":
            world.discord.forget_sessions()
        world.discord.drop_gateway()

    def back() -> bool:
        return gateway.connected() and (session.resumes, gateway.identifies) != (0, 1)

    await world.discord.until(back, 15, "the gateway to be back")
    assert (session.resumes, gateway.identifies) == ((0, 2) if broken == "cut off and forgotten" else (1, 1))
    await _can_be_cancelled(world, status)
    answer = await (await world.mia.use("credits", world.studio)).answered()
    assert "set aside for videos under way 8" in answer.text
    world.seedance.release_all()
    await world.until_job_is(JobState.DELIVERED)
    assert len(world.clips()) == 1


async def test_a_command_used_while_the_gateway_was_away_is_answered(world: World) -> None:
    await world.start()
    world.discord.drop_gateway()
    use = await world.generate()
    assert SET_ASIDE in (await use.answered()).text
    await world.until_job_is(JobState.DELIVERED)
    assert world.discord.gateway.sessions[0].resumes == 1
    assert await world.ledger() == (0, 8, [])


async def test_a_button_works_after_a_restart(world: World) -> None:
    await world.start()
    status = await _waiting_with_a_button(world)
    await world.restart()
    await _can_be_cancelled(world, status)
    again = await (await world.sam.use("help", world.studio)).answered()
    assert "For moderators" in again.text


async def test_an_acknowledgement_that_goes_wrong_makes_one_job(world: World) -> None:
    await world.start()
    for number, name in enumerate(("lost-answer", "reset", "error-502", "slow")):
        fault = world.discord.faults.arm(name, method="POST", path=CALLBACK, seconds=1)
        use = await world.generate()
        answer = await use.answered()
        assert (name, fault.hits, SET_ASIDE in answer.text) == (name, 1, True)
        await world.until_job_is(JobState.DELIVERED, number=number)
        assert (name, len(await world.jobs()), len(world.clips())) == (name, number + 1, number + 1)
    assert await world.ledger() == (0, 32, [])


async def test_an_acknowledgement_that_comes_too_late_holds_nothing(world: World) -> None:
    world.discord.faults.arm("slow", method="POST", path=CALLBACK, seconds=3.2)
    await world.start()
    use = await world.generate()
    assert (await use.answered()).text == "The application did not respond"

    # the next command, all the way through, shows that the late one is over
    await (await world.generate(world.lin)).answered()
    await world.until_job_is(JobState.DELIVERED)
    assert [job.member_id for job in await world.jobs()] == [world.lin.id]
    assert await world.ledger() == (0, 8, [])
    assert "acknowledged too late" in world.log()


async def test_an_answer_that_cannot_be_shown_stops_no_job(world: World) -> None:
    await world.start()
    for number, name in enumerate(("reset", "lost-answer", "rate-limited")):
        fault = world.discord.faults.arm(name, method="PATCH", path=ANSWER, seconds=0.3)
        await world.generate()
        await world.until_job_is(JobState.DELIVERED, number=number)
        await until_struck(fault)
    assert len(world.clips()) == 3
    assert await world.ledger() == (0, 24, [])


async def test_an_interaction_that_comes_twice_is_one_job(world: World) -> None:
    await world.start()
    answered_twice = world.discord.faults.arm("slow", method="PATCH", path=ANSWER, nth=2, seconds=0)
    use = await world.generate()
    await use.answered()
    session = world.discord.gateway.sessions[0]
    sent = next(frame for frame in session.sent if frame["t"] == "INTERACTION_CREATE")
    await session.dispatch("INTERACTION_CREATE", sent["d"])
    await until_struck(answered_twice)
    await world.until_job_is(JobState.DELIVERED)
    assert SET_ASIDE in (await use.answered()).text
    assert len(await world.jobs()) == 1
    assert world.seedance.posts() == 1
    assert await world.ledger() == (0, 8, [])


async def test_a_start_gets_through_a_discord_that_fails_at_first(world: World) -> None:
    faults = [
        world.discord.faults.arm(name, method=method, path=path)
        for name, method, path in (
            ("reset", "GET", r"/users/@me$"),
            ("error-503", "GET", r"/oauth2/applications/@me$"),
            ("error-503", "PUT", r"/commands$"),
            ("reset", "GET", r"/gateway/bot$"),
        )
    ]
    await world.start()
    assert "set aside" in (await (await world.generate()).answered()).text
    await world.until_job_is(JobState.DELIVERED)
    assert [fault.hits for fault in faults] == [1, 1, 1, 1]
