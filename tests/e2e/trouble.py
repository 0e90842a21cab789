"""Everything going wrong at random: the vendor's and Discord's faults, and a vendor that changes its habits."""

import asyncio
import random
from typing import Final

from sandbox.discord import LocalDiscord
from sandbox.seedance import FAULTS, LocalSeedance
from tests.e2e.shapes import SHAPES

ENDLESS: Final = {"never", "hang"}
"""Faults that are over after a day, or when the bot is killed: they are shown one by one in other tests."""
DISCORD_FAULTS: Final = ("lost-answer", "reset", "error-500", "error-502", "error-503", "rate-limited", "too-large")
HABITS: Final = {
    "consumed": ("number", "text", "fraction", "absent", "null", "negative", "nan"),
    "response": ("list", "text", "json-text", "objects", "two", "empty-list"),
    "status_words": ("documented", "lower-case", "queued", "other"),
    "no_response": ("null", "empty-list", "absent"),
    "failed_message": ("text", "object", "null", "absent"),
    "created_at": ("seconds", "offset", "milliseconds", "epoch", "nonsense", "absent"),
    "error_500": ("nothing-made", "made-and-charged"),
    "moderation": ("fails-later", "refused"),
    "data": ("object", "text", "flat"),
    "code_type": ("number", "text"),
}
"""What the vendor changes; it never lies about what it took, or nothing could be added up."""
CHANGES: Final = 0.5
"""Seconds between two changes."""


def let_things_go_wrong(seedance: LocalSeedance, discord: LocalDiscord, rate: float) -> None:
    """Let each fault strike this share of all requests that it can strike."""
    for name, endpoints in FAULTS.items():
        for endpoint in endpoints:
            if name not in ENDLESS:
                seedance.faults.rate(name, rate, endpoint=endpoint)
    for name in DISCORD_FAULTS:
        discord.faults.rate(name, rate, path=r"/channels/", seconds=0.2)


async def change_habits(seedance: LocalSeedance) -> None:
    """Let the vendor answer in another shape every now and then."""
    chance = random.Random(8)
    while True:
        seedance.modes.reset()
        seedance.modes.choose(**chance.choice(SHAPES))
        seedance.modes.choose(**{mode: chance.choice(values) for mode, values in HABITS.items()})
        await asyncio.sleep(CHANGES)
