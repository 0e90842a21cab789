"""Limits that hold: against a crowd, and against the operator's own word at the shell beside the running bot."""

import asyncio
import json

import pytest

from bot.domain.job import JobState
from tests.e2e.conftest import VERY_LONG, World
from tests.e2e.shell import bot_command

MEMBERS = 50
EACH = 10
FITTING = 100
PRICE = 8


@pytest.mark.timeout(VERY_LONG)
async def test_of_500_requests_at_once_exactly_those_get_through_that_the_pool_is_for(world: World) -> None:
    await world.start(DEFAULT_ALLOWANCE=str(FITTING * PRICE + PRICE - 1), MAX_QUEUED_PER_MEMBER=str(EACH))
    world.seedance.hold_all()
    crowd = [world.discord.add_person(f"M{number}") for number in range(MEMBERS)]
    for person in crowd:
        world.guild.join(person)
    uses = await asyncio.gather(*(world.insist(person, world.studio) for person in crowd for _ in range(EACH)))
    said = [(await use.answered(VERY_LONG)).text for use in uses]
    assert sum("Accepted" in text for text in said) == FITTING
    assert sum("the server has 7 of 807 left" in text for text in said) == MEMBERS * EACH - FITTING
    assert len(await world.jobs()) == FITTING
    held, spent, findings = await world.ledger()
    assert (held + spent, findings) == (FITTING * PRICE, [])


async def _grant(world: World, *words: str) -> tuple[int, str]:
    return await bot_command(world.folder, "grant", *words, **world.settings)


async def test_what_the_operator_grants_beside_the_running_bot_counts_at_once(world: World) -> None:
    await world.start(DEFAULT_ALLOWANCE="10")
    assert await _grant(world, "--key", "20", "--reason", "bought in May") == (
        0,
        "The key has 20 credits that are neither spent nor set aside (before: 0).\n",
    )
    assert "Accepted" in (await (await world.generate()).answered(20)).text
    assert "the server has 2 of 10 left" in (await (await world.generate()).answered(20)).text
    server = str(world.guild.id)
    code, said = await _grant(world, "--server", server, "--extra", "20", "--reason", "a prize")
    assert (code, "has 20 extra credits" in said) == (0, True)
    assert "Accepted" in (await (await world.generate()).answered(20)).text
    assert "The studio is out of credits" in (await (await world.generate()).answered(20)).text
    code, said = await _grant(world, "--server", server, "--ceiling", "900", "--reason", "they grow")
    assert (code, "up to 900 credits" in said) == (0, True)
    set_to = await world.sam.use("quota server", world.studio, allowance=900)
    assert "900 credits per month · set here" in (await set_to.answered(20)).text
    for number in range(2):
        await world.until_job_is(JobState.DELIVERED, number=number)
    assert await world.ledger() == (0, 16, [])


async def test_what_cannot_be_granted_is_said_in_words(world: World) -> None:
    await world.start()
    reason = ("--reason", "because")
    for words in (
        reason,
        ("--extra", "5", *reason),
        ("--key", "5", "--server", "1", *reason),
        ("--server", "1", "--extra", "5", "--ceiling", "5", *reason),
        ("--key", "5", "--reason", " "),
    ):
        code, said = await _grant(world, *words)
        assert (code, "Nothing was changed" in said) == (2, True), words
    code, said = await _grant(world, "--key", "-1", *reason)
    assert (code, "-1 does not do: a whole number from 0 to" in said) == (1, True), said


async def test_the_operator_is_told_once_when_little_is_left_and_sees_why(world: World) -> None:
    alerts = world.guild.add_channel("alerts")
    await world.start(LOW_BUDGET_ALARM="20", ALERT_CHANNEL_ID=str(alerts.id))
    await _grant(world, "--key", "27", "--reason", "bought in May")
    await world.generate()
    told = await world.sam.until_sees(alerts, "budget is low", 60)
    assert "19 credits are neither spent nor set aside; LOW_BUDGET_ALARM is 20" in told.text
    await world.until_job_is(JobState.DELIVERED)
    code, said = await bot_command(world.folder, "stats", **world.settings)
    assert code == 0
    assert "  free            19\n" in said
    assert f"  {world.guild.id}     8      1,000  MAX_ALLOWANCE\n" in said
    code, said = await bot_command(world.folder, "stats", LANG="zh_CN.UTF-8", **world.settings)
    assert (code, "密钥的预算" in said) == (0, True)
    code, said = await bot_command(world.folder, "stats", "--json", **world.settings)
    found = json.loads(said)
    assert found["key"] == {"granted": 27, "held": 0, "spent": 8, "free": 19}
    assert found["spans"]["1d"]["jobs"] == {"delivered": 1}
    await world.restart()
    await world.generate()
    await world.until_job_is(JobState.DELIVERED, number=1)
    assert len(world.discord.posts(alerts)) == 1
    assert world.log().count("the key's budget is low") == 1
