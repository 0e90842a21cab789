"""Other lives of a job than the plain one, played by people until a bot is struck or done."""

from collections.abc import Callable, Coroutine
from typing import Any, Final

from sandbox.discord import Channel, SeenMessage
from tests.e2e.conftest import LONG, SMALL, World
from tests.media.pictures import make_picture

PHOTO: Final = ("photo.png", make_picture("PNG", 480, 864))


async def cancels(world: World) -> None:
    """Mia calls her second job off while it waits behind her first."""
    world.seedance.hold_all()
    await (await world.generate()).answered(LONG)
    await world.sees("Being made")
    await (await world.generate(prompt="A blue kite")).answered(LONG)
    waiting = await world.mia.until_sees(world.studio, r"A blue kite[\s\S]*\[Cancel\]", LONG)
    await world.mia.press(waiting, "Cancel")


async def is_approved(world: World) -> None:
    """A moderator agrees to a job that waits for it."""
    log = await _log_channel(world)
    await (await world.sam.use("limits price", world.studio, approve_above=7)).answered(LONG)
    await world.generate()
    await world.sam.press(await _card(world, log, "Waits for a moderator"), "Approve")


async def is_removed(world: World) -> None:
    """A moderator removes a clip."""
    log = await _log_channel(world)
    await world.generate()
    asked = await world.sam.press(await _card(world, log, "Posted: [go to the clip]"), "Remove")
    panel = await asked.answered(LONG)
    [job] = await world.jobs()
    await world.sam.press(panel, f"remove-sure:{job.id}")


async def has_a_picture(world: World) -> None:
    """Mia has a picture of hers animated."""
    await world.mia.use("animate", world.studio, image=PHOTO, **SMALL)


LIVES: Final[dict[str, Callable[[World], Coroutine[Any, Any, None]]]] = {
    "cancels": cancels,
    "is approved": is_approved,
    "is removed": is_removed,
    "has a picture": has_a_picture,
}


async def _log_channel(world: World) -> Channel:
    log = world.guild.add_channel("log")
    panel = await (await world.sam.use("setup", world.studio)).answered(LONG)
    await (await world.sam.select(panel, "setup:log-channel", log)).answered(LONG)
    return log


async def _card(world: World, log: Channel, words: str) -> SeenMessage:
    return await world.sam.until_sees(log, lambda seen: not seen.ephemeral and words in seen.text, LONG)
