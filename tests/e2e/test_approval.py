"""A price that a moderator has to agree to, and the log channel, on the real process."""

import pytest

from bot.domain.job import JobState
from sandbox.discord import Channel, SeenMessage
from tests.e2e.conftest import LONG, VERY_LONG, World

PRICE = 8


async def _log_channel(world: World) -> Channel:
    """Choose a log channel."""
    log = world.guild.add_channel("log")
    panel = await (await world.sam.use("setup", world.studio)).answered(LONG)
    await (await world.sam.select(panel, "setup:log-channel", log)).answered(LONG)
    return log


async def _card(world: World, log: Channel, words: str) -> SeenMessage:
    return await world.sam.until_sees(log, lambda seen: not seen.ephemeral and words in seen.text, LONG)


@pytest.mark.timeout(VERY_LONG)
async def test_a_card_posted_before_a_power_cut_approves_after_it_and_tells_how_it_went(world: World) -> None:
    await world.start()
    log = await _log_channel(world)
    await (await world.sam.use("limits price", world.studio, approve_above=PRICE - 1)).answered(LONG)
    assert "a moderator is asked to agree" in (await (await world.generate()).answered(LONG)).text
    await world.sees("Waiting for a moderator")
    card = await _card(world, log, "Waits for a moderator")
    assert [button.label for button in card.buttons] == ["Approve", "Refuse"]
    await world.kill()
    await world.start()
    assert (await world.until_job_is(JobState.AWAITING_APPROVAL)).price == PRICE
    assert world.charged() == 0
    assert "Approved" in (await (await world.sam.press(card, "Approve")).answered(LONG)).text
    await world.clip()
    posted = await _card(world, log, "Posted: [go to the clip]")
    assert posted.id == card.id
    assert "Approved by @Sam" in posted.text
    assert "may use 8 credits more" in (await (await world.sam.press(posted, "Return credits")).answered(LONG)).text
    last = await _card(world, log, "Credits returned by @Sam")
    assert [button.label for button in last.buttons] == ["Remove", "Block"]
    assert len([seen for seen in world.sam.sees(log) if not seen.ephemeral]) == 1
    assert (world.charged(), len(world.clips())) == (PRICE, 1)
