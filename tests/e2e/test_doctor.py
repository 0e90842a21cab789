"""The doctor as an operator runs it, beside the running bot."""

import json

from tests.e2e.conftest import World
from tests.e2e.shell import bot_command


async def doctor(world: World, *words: str, **settings: str) -> tuple[int, str]:
    return await bot_command(world.folder, "doctor", *words, module="sandbox.launch", **{**world.settings, **settings})


async def test_beside_a_running_bot_nothing_is_found_and_nothing_changed(world: World) -> None:
    await world.start()
    await world.generate()
    await world.clip()
    before = world.charged()
    code, said = await doctor(world)
    assert code == 0, said
    assert "✗" not in said
    assert "Nothing keeps the bot from running" in said
    assert "✓ good Bot in DATA_DIR: one is running" in said
    assert "✓ good Commands: Discord has the" in said
    assert world.settings["DISCORD_TOKEN"] not in said
    assert world.settings["SEEDANCE_API_KEY"] not in said
    assert (world.charged(), world.seedance.posts()) == (before, 1)


async def test_what_is_wrong_is_said_in_words_and_to_machines(world: World) -> None:
    code, said = await doctor(world, "--json", SEEDANCE_API_KEY="sk-somebody-elses-key", DISCORD_TOKEN="not.the.token")
    told = json.loads(said)
    assert (code, told["well"]) == (1, False)
    assert {one["check"] for one in told["findings"] if one["level"] == "bad"} == {"vendor", "discord"}
    code, said = await doctor(world, LANG="zh_CN.UTF-8", DISCORD_TOKEN="not.the.token")
    assert (code, "✗ 有误 Discord" in said) == (1, True), said
    code, said = await bot_command(world.folder, "doctor")
    assert (code, "DISCORD_TOKEN (missing)" in said) == (1, True)
    await world.start()


async def test_a_trial_asks_first_and_then_buys_one_video_that_is_booked_beside_the_running_bot(world: World) -> None:
    await world.start()
    code, said = await doctor(world, "--yes")
    assert (code, "Nothing was done" in said) == (2, True), said
    code, said = await doctor(world, "--live")
    assert (code, "for 8 credits" in said, world.seedance.posts()) == (1, True, 0), said
    code, said = await doctor(world, "--live", "--yes")
    assert (code, "16 held, 0 not as assumed" in said) == (0, True), said
    assert (world.charged(), await world.absorbed(), await world.ledger()) == (8, 8, (0, 0, []))
    assert world.settings["SEEDANCE_API_KEY"] not in said
