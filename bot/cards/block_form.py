"""The form behind **Block** on a card of the log channel.

It is answered by whatever process is there when it comes back, so nothing is kept in its object.
"""

import re
from typing import Any, Final

import discord

from bot.cards.form import fields_of
from bot.domain.ids import JobId
from bot.i18n import Texts

FORM: Final = re.compile(r"block-form:(?P<job>[0-9]{1,19})")
HOUR: Final = 3600
SPANS: Final = {"hour": HOUR, "day": 24 * HOUR, "week": 7 * 24 * HOUR, "month": 30 * 24 * HOUR}
"""How long a block may last (seconds), by the names of the choices."""
FOR_GOOD: Final = "for-good"
DEFAULT: Final = "day"
LONGEST_REASON: Final = 300
PATIENCE: Final = 900.0
"""Seconds after which discord.py forgets the form's object; the form itself still works."""


class BlockForm(discord.ui.Modal):
    """Asks how long the one who asked for a video is to be blocked, and why."""

    def __init__(self, texts: Texts, locale: str, job_id: JobId) -> None:
        title = texts.say(locale, "block-form-title")
        super().__init__(title=title, custom_id=f"block-form:{job_id}", timeout=PATIENCE)
        choices = [(name, f"cmd-choice-until-{name}") for name in SPANS]
        options = [
            discord.SelectOption(label=texts.say(locale, key), value=name, default=name == DEFAULT)
            for name, key in [*choices, (FOR_GOOD, "block-form-for-good")]
        ]
        until = discord.ui.Select[Any](custom_id="until", options=options)
        self.add_item(discord.ui.Label[Any](text=texts.say(locale, "block-form-until"), component=until))
        reason = discord.ui.TextInput[Any](custom_id="reason", required=False, max_length=LONGEST_REASON)
        hint = texts.say(locale, "block-form-reason-hint")
        text = texts.say(locale, "block-form-reason")
        self.add_item(discord.ui.Label[Any](text=text, component=reason, description=hint))


def read_block(interaction: discord.Interaction[Any]) -> tuple[float | None, str]:
    """Read for how long (seconds; None is for good) and why. Raises KeyError for any other form."""
    given = fields_of(interaction)
    until = given["until"][0]
    return None if until == FOR_GOOD else float(SPANS[until]), given["reason"].strip()
